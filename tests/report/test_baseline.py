"""How fast the app answered once, and whether it has become slower."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from simulator.drivers.latency import Latencies
from simulator.errors import ScenarioError
from simulator.report.baseline import Allowance, Baseline, Pace, load_baseline, pace_of
from simulator.report.failure import failure
from simulator.report.held_against import pace_lines
from simulator.scenario.expectation import Mismatch
from simulator.scenario.run import Outcome, ScenarioRun
from simulator.telephony.effects import SendRequest
from tests.report.written import CALL, result, run, shown

ID = "voicemail.yaml::A message"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """The scenario and the baseline lie in one folder."""
    monkeypatch.chdir(tmp_path)


def timed(*seconds: float, duration: float = 4.2) -> ScenarioRun:
    """A run in which the app took so long for its answers."""
    latencies = Latencies()
    for number, one in enumerate(seconds):
        latencies.watch(SendRequest(f"http://app/{number}", b"NotificationName=GoTo"), float(number)).seconds = one
    return run(Outcome.PASSED, result=result(*CALL, measured=latencies, duration=duration))


def held_against(pace: Pace, done: ScenarioRun, *, relative: float = 0.5, floor: float = 0.05) -> ScenarioRun:
    return Baseline(Path("b.json"), {ID: pace}, Allowance(relative, floor)).review(done)


def test_a_pace_is_the_slowest_answer_the_median_and_the_duration():
    assert pace_of(timed(0.3, 0.1, 0.2)) == Pace(0.3, 0.2, 4.2)


@pytest.mark.parametrize("done", [timed(), run(Outcome.FAILED, "no app")], ids=["nothing was asked", "no call"])
def test_without_an_answer_there_is_no_pace(done):
    assert pace_of(done) is None
    assert held_against(Pace(0.0, 0.0, 0.0), done) is done


@pytest.mark.parametrize(
    ("then", "now", "outcome"),
    [
        (0.100, 0.150, Outcome.PASSED),
        (0.100, 0.151, Outcome.FAILED),
        (0.010, 0.059, Outcome.PASSED),
        (0.010, 0.061, Outcome.FAILED),
        (1.000, 1.400, Outcome.PASSED),
        (1.000, 1.600, Outcome.FAILED),
    ],
    ids=["half as much again", "more", "below the floor", "above it", "the floor is not enough", "both"],
)
def test_an_answer_is_too_slow_if_it_is_beyond_both_the_part_and_the_floor(then, now, outcome):
    assert held_against(Pace(then, then, 4.2), timed(now)).outcome is outcome


def test_what_has_become_slower_is_told_with_what_was_allowed():
    done = held_against(Pace(0.1, 0.1, 2.0), timed(0.1, 0.4, 0.2), relative=0.2, floor=0.01)

    assert done.reasons == (
        "the slowest answer: expected at most 120 ms (baseline 100 ms), was 400 ms, to GoTo at 1.0 (http://app/1)",
        "the median answer: expected at most 120 ms (baseline 100 ms), was 200 ms",
        "the call's duration: expected at most 2.4 s (baseline 2.0 s), was 4.2 s",
    )
    assert shown(failure(done)) == [
        "FAILED A message  voicemail.yaml:3  seed 0",
        "  the slowest answer",
        "    expected  at most 120 ms (baseline 100 ms)",
        "    was       400 ms, to GoTo at 1.0 (http://app/1)",
        "  the median answer",
        "    expected  at most 120 ms (baseline 100 ms)",
        "    was       200 ms",
        "  the call's duration",
        "    expected  at most 2.4 s (baseline 2.0 s)",
        "    was       4.2 s",
        "  repeat: ozeki-simulator run 'voicemail.yaml::A message' --seed 0",
        "",
    ]


def test_a_scenario_that_seems_slower_is_measured_three_times_and_the_best_counts():
    baseline = Baseline(Path("b.json"), {ID: Pace(0.1, 0.1, 4.2)})
    slow, slower, fast = timed(0.1, 0.4, 0.1), timed(0.2, 0.2, 0.5), timed(0.1, 0.1, 0.11)

    assert [baseline.doubts(one) for one in (slow, slower, fast)] == [True, True, False]
    assert baseline.measured == {}  # something else may yet be wrong with it
    assert baseline.review(slow) is slow
    assert baseline.measured == {ID: Pace(0.11, 0.1, 4.2)}


def test_one_that_fails_in_the_end_is_not_kept_however_fast_it_was():
    baseline = Baseline(Path("b.json"), {}, is_new=True)
    done = timed(0.1)

    baseline.doubts(done)
    baseline.review(replace(done, outcome=Outcome.FAILED))

    assert not baseline.writes


def test_one_that_is_slower_three_times_is_slower():
    baseline = Baseline(Path("b.json"), {ID: Pace(0.1, 0.1, 4.2)})
    first = timed(0.1, 0.4, 0.1)

    assert [baseline.doubts(one) for one in (first, timed(0.3, 0.1), timed(0.1, 0.1, 0.5))] == [True, True, False]
    assert baseline.review(first).reasons == (
        "the slowest answer: expected at most 150 ms (baseline 100 ms), was 300 ms, to GoTo at 0.0 (http://app/0)",
    )


@pytest.mark.parametrize(
    ("done", "update"),
    [
        (timed(0.1), False),
        (timed(0.1, duration=9.0), False),
        (replace(timed(0.4), outcome=Outcome.FAILED), False),
        (timed(0.4), True),
    ],
    ids=["as fast", "only the call is longer", "it failed", "it is written anew"],
)
def test_there_is_no_doubt(done, update):
    assert not Baseline(Path("b.json"), {ID: Pace(0.1, 0.1, 4.2)}, update=update).doubts(done)


def test_what_has_become_faster_is_told():
    baseline = Baseline(Path("b.json"), {ID: Pace(0.4, 0.1, 4.2)})

    assert baseline.review(timed(0.1)).outcome is Outcome.PASSED
    assert [line.plain for line in pace_lines(baseline)] == [
        f"faster than the baseline: {ID}: the slowest answer 100 ms, was 400 ms"
    ]


# -- the file --------------------------------------------------------------------------------------------------------


def first_run(path: Path, done: ScenarioRun, *, update: bool = False) -> list[str]:
    """Load a baseline, run a scenario, write what has to be written; what is told of it."""
    baseline = load_baseline(path, Allowance(), update=update)
    baseline.review(done)
    if baseline.writes:
        baseline.write()
    return [line.plain for line in pace_lines(baseline)]


def test_the_first_run_writes_the_file(tmp_path):
    path = Path("b.json")

    assert first_run(path, timed(0.2)) == [f"baseline of 1 scenario: {path}"]
    assert json.loads(path.read_text()) == {
        "version": 1,
        "scenarios": {ID: {"slowest": 0.2, "median": 0.2, "duration": 4.2}},
    }


def test_later_runs_change_it_only_to_update(tmp_path):
    path = tmp_path / "b.json"
    first_run(path, timed(0.2))
    written = path.read_bytes()

    assert first_run(path, timed(0.9)) == []
    assert path.read_bytes() == written
    first_run(path, timed(0.9), update=True)
    assert load_baseline(path, Allowance(), update=False).paces == {ID: Pace(0.9, 0.9, 4.2)}


def test_an_update_keeps_the_scenarios_that_did_not_run(tmp_path):
    path = tmp_path / "b.json"
    path.write_text('{"version": 1, "scenarios": {"other": {"slowest": 1, "median": 1, "duration": 1}}}')

    first_run(path, timed(0.2), update=True)

    assert set(load_baseline(path, Allowance(), update=False).paces) == {"other", ID}


def test_a_scenario_that_is_not_in_it_is_told(tmp_path):
    path = tmp_path / "b.json"
    path.write_text('{"version": 1, "scenarios": {}}')

    assert first_run(path, timed(0.2)) == [f"not in the baseline: {ID}; --update adds it"]


def test_a_scenario_that_failed_is_not_kept(tmp_path):
    failed = timed(0.2).failed_by(Mismatch("recordings", "", "1", "0"))

    assert first_run(tmp_path / "b.json", failed) == []
    assert not (tmp_path / "b.json").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "b.json: is no baseline: "),
        ("\xff", "b.json: is no baseline: "),
        ("[]", "b.json: expected a baseline of version 1, found no version; remove it to begin anew"),
        ('{"version": 2}', "b.json: expected a baseline of version 1, found version 2; remove it to begin anew"),
        ('{"version": 1}', "b.json: 'scenarios': expected a mapping of scenarios"),
        (
            '{"version": 1, "scenarios": {"a": {"slowest": 1, "median": "x", "duration": 1}}}',
            "b.json: 'a': expected a mapping of 'slowest', 'median', 'duration' to seconds, not {'slowest': 1,",
        ),
        ('{"version": 1, "scenarios": {"a": 3}}', "b.json: 'a': expected a mapping of"),
    ],
)
def test_a_damaged_file_is_an_error_that_says_what_was_expected(content, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("b.json").write_text(content, encoding="latin-1")

    with pytest.raises(ScenarioError) as error:
        load_baseline(Path("b.json"), Allowance(), update=True)

    assert str(error.value).startswith(message)


# -- whose times they are --------------------------------------------------------------------------------------------


def test_a_scenario_is_known_however_its_path_is_written(tmp_path, monkeypatch):
    first_run(Path("b.json"), timed(0.2))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    slower = timed(0.9)
    elsewhere = replace(slower, scenario=replace(slower.scenario, file=Path("../voicemail.yaml")))

    baseline = load_baseline(tmp_path / "b.json", Allowance(), update=False)

    assert baseline.review(elsewhere).outcome is Outcome.FAILED


def test_a_baseline_that_holds_nothing_against_a_run_is_refused():
    other = Baseline(Path("b.json"), {"calls/voicemail.yaml::A message": Pace(0.1, 0.1, 4.2)})

    with pytest.raises(ScenarioError) as error:
        other.check_known([timed(0.1).scenario])

    assert str(error.value) == (
        f"b.json: none of these scenarios is in it, such as '{ID}' (--update adds them); did you mean 'calls/{ID}'?"
    )


@pytest.mark.parametrize("known", [{}, {ID: Pace(0.1, 0.1, 4.2), "other": Pace(1, 1, 1)}])
def test_a_baseline_that_is_new_or_knows_a_scenario_is_not_refused(known):
    scenario = timed(0.1).scenario
    unknown = replace(scenario, name="another one")

    Baseline(Path("b.json"), known).check_known([unknown, scenario])


def test_to_update_no_scenario_needs_to_be_known():
    Baseline(Path("b.json"), {"other": Pace(1, 1, 1)}, update=True).check_known([timed(0.1).scenario])
