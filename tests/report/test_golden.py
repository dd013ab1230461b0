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
    assert Path("golden/voicemail/A-message.txt").read_text().startswith("# A message\n\n         call from ")
    assert review(folder) == (PASSED, [])
    assert review(folder, update=True)[1] == []


def test_what_was_changed_is_told(folder):
    review(folder, update=True)
    shorter = replace(PASSED, result=result(*CALL[:-1]))

    assert review(folder, shorter)[0].outcome is Outcome.FAILED
    assert review(folder, shorter, update=True)[1] == ["changed: golden/voicemail/A-message.txt"]


def test_a_difference_tells_the_option_of_whoever_compares(folder):
    golden = GoldenFolder(folder, [PASSED.scenario], option="--pbx-update")

    done = golden.review(PASSED)

    assert done.reasons[0].splitlines()[-1] == "if it is meant, run again with --pbx-update, which writes the file"
    assert done.reasons == (str(done.mismatches[0]),)


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
    [(named("a b"), named("a-b")), (named("a"), named("A")), (named("a", "../x/s.yaml"), named("a", "x/s.yaml"))],
)
def test_two_scenarios_cannot_be_kept_in_one_file(first, second, folder):
    with pytest.raises(ScenarioError, match="would both be kept in golden"):
        GoldenFolder(folder, [first, second])


def test_names_of_any_language_are_names_of_files(folder):
    done, told = review(folder, replace(PASSED, scenario=named("Üdvözlet: 1/2?")), update=True)

    assert done.outcome is Outcome.PASSED
    assert told == ["written: golden/voicemail/Üdvözlet-1-2.txt"]


def test_files_of_one_name_in_two_folders_have_a_folder_each(folder):
    scenarios = [named("A message", "a/ivr.yaml"), named("A message", "b/ivr.yaml")]
    golden = GoldenFolder(folder, scenarios, update=True)

    for one in scenarios:
        golden.review(replace(PASSED, scenario=one))

    assert sorted(golden.told) == ["written: golden/a/ivr/A-message.txt", "written: golden/b/ivr/A-message.txt"]
    assert GoldenFolder(folder, scenarios[:1]).strangers() == []


def test_a_file_is_the_same_however_paths_are_written_and_wherever_one_works(folder, tmp_path, monkeypatch):
    assert review(folder, replace(PASSED, scenario=named("A", "a/ivr.yaml")), update=True)[1]

    Path("b").mkdir()
    monkeypatch.chdir("b")

    assert review(Path("../golden"), replace(PASSED, scenario=named("A", str(tmp_path / "a" / "ivr.yaml"))))[1] == []
    assert review(Path("../golden"), replace(PASSED, scenario=named("A", "../b/../a/ivr.yaml")))[0].reasons == ()


def test_rows_that_differ_in_a_key_of_the_telephone_have_a_file_each(folder):
    rows = [named(f"A menu [key={key}]") for key in "*#1"]
    golden = GoldenFolder(folder, rows, update=True)

    for one in rows:
        golden.review(replace(PASSED, scenario=one))

    assert sorted(path.name for path in folder.rglob("*.txt")) == [
        "A-menu-key-1.txt",
        "A-menu-key-hash.txt",
        "A-menu-key-star.txt",
    ]


def test_a_name_that_is_too_long_for_a_file_is_cut_and_stays_another_one_than_its_like(folder):
    first, second = named("留守番電話" * 30), named("留守番電話" * 30 + "?")

    done, _ = review(folder, replace(PASSED, scenario=first), update=True)
    review(folder, replace(PASSED, scenario=second), update=True)

    names = [path.name for path in folder.rglob("*.txt")]
    assert done.outcome is Outcome.PASSED
    assert len(names) == 2
    assert max(len(name.encode()) for name in names) <= 124
