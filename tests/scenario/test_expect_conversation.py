"""A scenario that names the file its conversation is kept in."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from simulator.errors import ScenarioError
from simulator.report.failure import failure
from simulator.report.golden import GoldenFolder
from simulator.scenario.load import load_file
from simulator.scenario.run import Outcome, ScenarioRun
from simulator.settings import Settings
from tests.report.written import CALL, result

SCENARIO = "app: x:y\nexpects:\n  - conversation: golden/one.txt\n"


def check(tmp_path) -> ScenarioRun:
    (tmp_path / "s.yaml").write_text(SCENARIO)
    (scenario,) = load_file(tmp_path / "s.yaml", Settings())
    call = result(*CALL)
    found = [one for expected in scenario.expectations for one in expected.check(call)]
    run = ScenarioRun(scenario, Outcome.PASSED, (), call, 0.1)
    return run.failed_by(*found) if found else run


def test_the_file_counts_from_the_scenario_file(tmp_path):
    assert check(tmp_path).reasons == (
        f"conversation: there is no {tmp_path.as_posix()}/golden/one.txt\nif it is meant, write the file",
    )


def test_an_update_writes_it_and_the_next_run_passes(tmp_path):
    failed = check(tmp_path)
    folder = GoldenFolder(None, [failed.scenario], update=True)

    assert folder.review(failed).outcome is Outcome.PASSED
    assert folder.told == [f"written: {tmp_path.as_posix()}/golden/one.txt"]
    assert (tmp_path / "golden" / "one.txt").read_text().splitlines()[0] == "# one"
    assert check(tmp_path).outcome is Outcome.PASSED


def test_a_difference_is_shown_with_the_diff_and_no_conversation(tmp_path):
    GoldenFolder(None, [], update=True).review(check(tmp_path))
    kept = tmp_path / "golden" / "one.txt"
    kept.write_text(kept.read_text().replace("presses #", "presses *"))
    console = Console(file=io.StringIO(), width=200)

    console.print(failure(GoldenFolder(None, []).review(check(tmp_path))))

    lines = console.file.getvalue().splitlines()
    assert lines[1] == f"  conversation: differs from {kept.as_posix()}"
    assert "    -+1.625   presses *" in lines
    assert "    ++1.625   presses #" in lines
    assert lines[-3] == "  if it is meant, run again with --update, which changes the file"


@pytest.mark.parametrize("value", ["", "[a.txt]", "{file: a.txt}"])
def test_anything_else_than_a_path_is_refused(value, tmp_path):
    (tmp_path / "s.yaml").write_text(f"app: x:y\nexpects: [{{conversation: {value}}}]\n")

    with pytest.raises(ScenarioError, match="expected the path of a text file"):
        load_file(tmp_path / "s.yaml", Settings())
