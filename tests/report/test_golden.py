"""A folder of golden conversations, one file for each scenario."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.report.golden import GoldenFolder
from simulator.report.held_against import golden_lines
from simulator.scenario.expectation import Mismatch
from simulator.scenario.model import Scenario
from simulator.scenario.run import Outcome, ScenarioRun
from tests.report.written import CALL, SCENARIO, failed, result, run

PASSED = run(Outcome.PASSED, result=result(*CALL))


def named(name: str, file: str = "voicemail.yaml") -> Scenario:
    return replace(SCENARIO, name=name, file=Path(file))


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path("golden")


def review(folder: Path, done: ScenarioRun = PASSED, *, update: bool = False) -> tuple[ScenarioRun, list[str]]:
    golden = GoldenFolder(folder, [done.scenario], update)
    return golden.review(done), [line.plain for line in golden_lines(golden)]


def test_a_scenario_without_a_file_fails(folder):
    done, _ = review(folder)

    assert done.outcome is Outcome.FAILED
    assert done.reasons[0].startswith("conversation: there is no golden/voicemail/A-message.txt\n")


def test_what_was_written_is_told_and_passes_from_then_on(folder):
    done, told = review(folder, update=True)

    assert (done.outcome, done.reasons) == (Outcome.PASSED, ())
    assert told == ["written: golden/voicemail/A-message.txt"]
    assert Path("golden/voicemail/A-message.txt").read_text().startswith("# A message\n\n0.0 call from ")
    assert review(folder) == (PASSED, [])
    assert review(folder, update=True)[1] == []


def test_what_was_changed_is_told(folder):
    review(folder, update=True)
    shorter = replace(PASSED, result=result(*CALL[:-1]))

    assert review(folder, shorter)[0].outcome is Outcome.FAILED
    assert review(folder, shorter, update=True)[1] == ["changed: golden/voicemail/A-message.txt"]


def test_what_failed_for_another_reason_is_not_kept(folder):
    wrong = failed(result(*CALL), Mismatch("recordings", "", "1", "0"))

    done, told = review(folder, wrong, update=True)

    assert done.outcome is Outcome.FAILED
    assert told == ["not updated, as the scenario fails: voicemail.yaml::A message"]
    assert not folder.exists()


def test_of_a_scenario_that_fails_anyway_nothing_is_compared(folder):
    wrong = failed(result(*CALL), Mismatch("recordings", "", "1", "0"))

    assert review(folder, wrong) == (wrong, [])


def test_a_scenario_without_a_call_has_no_conversation(folder):
    broken = run(Outcome.BROKEN, "the simulator itself went wrong")

    assert review(folder, broken, update=True) == (broken, [])


def test_files_that_no_scenario_belongs_to_are_named_and_left(folder):
    review(folder, update=True)
    for stranger in ("voicemail/Old.txt", "voicemail/notes.md", "other/Old.txt"):
        (folder / stranger).parent.mkdir(exist_ok=True)
        (folder / stranger).write_text("")

    assert review(folder, update=True)[1] == [
        "no scenario belongs to golden/voicemail/Old.txt; remove it if it is not needed any more"
    ]
    assert (folder / "voicemail/Old.txt").exists()


def test_a_file_that_cannot_be_written_fails_the_scenario(folder):
    folder.write_text("a file")

    done, _ = review(folder, update=True)

    assert done.outcome is Outcome.FAILED
    assert "golden" in done.reasons[-1]


@pytest.mark.parametrize(
    ("first", "second"),
    [(named("a b"), named("a-b")), (named("a"), named("A")), (named("a"), named("a", "other/voicemail.yaml"))],
)
def test_two_scenarios_cannot_be_kept_in_one_file(first, second, folder):
    with pytest.raises(ScenarioError, match="would both be kept in golden"):
        GoldenFolder(folder, [first, second])


def test_names_of_any_language_are_names_of_files(folder):
    done, told = review(folder, replace(PASSED, scenario=named("Üdvözlet: 1/2?")), update=True)

    assert done.outcome is Outcome.PASSED
    assert told == ["written: golden/voicemail/Üdvözlet-1-2.txt"]
