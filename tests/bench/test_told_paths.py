"""Paths are told from where pytest was started: in texts, at steps, at expectations, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.bench.told_paths import ToldPaths
from simulator.scenario.golden import OtherConversation
from simulator.scenario.load import load_file
from simulator.scenario.run import Outcome, ScenarioRun
from simulator.scenario.step_reading import place_of_step
from simulator.settings import Settings
from simulator.telephony.problem import Place

SCENARIO = """
app: app:app
caller:
  - hears: PIN
phones:
  "2000": [hears: Good morning]
"""


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("{here}/calls/pin.yaml:3:1: unknown", "calls/pin.yaml:3:1: unknown"),
        ("looked in '{here}/calls', {here}/more", "looked in 'calls', more"),
        ("{root}/other/pin.yaml", "../other/pin.yaml"),
        ("{root}2/pin.yaml", "{root}2/pin.yaml"),
        ("file://{here}/pin.yaml and ../x{here}/pin.yaml", "file://{here}/pin.yaml and ../x{here}/pin.yaml"),
    ],
)
def test_paths_in_texts_are_told_from_where_pytest_was_started(tmp_path, told, expected):
    root, here = tmp_path / "project", tmp_path / "project" / "tests"

    text = ToldPaths(here, root).text(told.format(here=here, root=root))

    assert text == expected.format(here=here, root=root)


def test_a_root_of_all_folders_shortens_nothing():
    assert ToldPaths(Path("/"), Path("/")).text("http://app/pin /tmp/x") == "http://app/pin /tmp/x"


def test_places_of_steps_and_expectations_are_told_so_too(tmp_path):
    file = tmp_path / "calls" / "pin.call.yaml"
    file.parent.mkdir()
    file.write_text(SCENARIO, encoding="utf-8")
    (scenario,) = load_file(file, Settings())
    golden = tmp_path / "calls" / "pin.txt"
    diff = (f"--- {golden.as_posix()}", "+++ this run", f"+says {golden}")
    differs = OtherConversation(
        "conversation", "", str(golden), "another one", Place(str(file), 9), path=golden, diff=diff
    )
    run = ScenarioRun(scenario, Outcome.FAILED, (str(differs),), None, 0.1, mismatches=(differs,))

    told = ToldPaths(tmp_path, tmp_path).run(run)

    assert place_of_step(told.scenario.steps, 1) == Place("calls/pin.call.yaml", 4, 5)
    assert place_of_step(told.scenario.phones["2000"][0].steps, 1) == Place("calls/pin.call.yaml", 6, 12)
    assert told.mismatches[0].place == Place("calls/pin.call.yaml", 9)
    assert told.mismatches[0].diff == ("--- calls/pin.txt", *diff[1:])
    assert told.reasons == (str(told.mismatches[0]),)
