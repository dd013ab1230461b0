"""What a person reads of a run as a whole, to the letter."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from simulator.report.terminal import print_warnings, progress_line, slowest, summary, wall_text
from simulator.scenario.expect_call import ExpectedProblems, WantedProblem
from simulator.scenario.run import Outcome, ScenarioRun
from simulator.telephony.events import Event
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.problem import Severity
from simulator.telephony.script_events import NoteFound
from tests.report.written import CALL, SCENARIO, mistake, result, run, shown


def test_progress_is_a_line_a_scenario():
    assert shown(progress_line(run(Outcome.PASSED, result=result(*CALL)))) == [
        "PASSED voicemail.yaml::A message  4.2 s of call in 10 ms"
    ]
    assert shown(progress_line(run(Outcome.BROKEN))) == ["BROKEN voicemail.yaml::A message"]


def test_the_summary_counts_what_there_is():
    runs = [run(Outcome.PASSED, result=result(*CALL))] * 2 + [run(Outcome.BROKEN)]

    assert shown(summary(runs, 0.126)) == ["2 passed, 1 broken in 0.13 s (8.4 s of calls)"]
    assert shown(summary([], 0.0)) == ["no scenarios found in 0.00 s (0.0 s of calls)"]


def test_the_summary_tells_that_more_failed_than_were_to():
    runs = [run(Outcome.FAILED)] * 8

    eight, one = (shown(summary(some, 1.0, stopped_after=1), width=100)[0] for some in (runs, runs[:1]))
    assert eight.startswith("8 failed, stopped after 1 failure while 7 more were under way in 1.00 s ")
    assert one.startswith("1 failed, stopped after 1 failure in 1.00 s ")


def warnings(*runs: ScenarioRun) -> list[str]:
    console = Console(file=io.StringIO(), width=80)
    print_warnings(console, runs)
    return console.file.getvalue().splitlines()


def found_in(name: str, found: Event, *, outcome: Outcome = Outcome.PASSED, expected: tuple[str, ...] = ()):
    """A scenario in which something was found, and which names some problems itself."""
    expectations = (ExpectedProblems(tuple(map(WantedProblem, expected))),) if expected else ()
    scenario = replace(SCENARIO, name=name, expectations=expectations)
    return replace(run(outcome, result=result((0.0, found))), scenario=scenario)


OLD_NAME = mistake(2, 5, severity=Severity.WARNING, text="an old name")


def test_warnings_of_scenarios_that_passed_are_told_once_and_notes_not_at_all():
    note = NoteFound(mistake(1, 1, severity=Severity.NOTE).problem)

    assert warnings(
        found_in("A", OLD_NAME),
        found_in("A", OLD_NAME),
        found_in("B", note),
        found_in("C", OLD_NAME, outcome=Outcome.FAILED),
    ) == ["warning: http://app/in:2:5: an old name", "  in 1 scenario: A"]


@pytest.mark.parametrize(
    ("names", "line"), [("ABC", "  in 3 scenarios: A, B, C"), ("ABCDE", "  in 5 scenarios: A, B, C, ...")]
)
def test_a_warning_names_up_to_three_scenarios_in_which_it_was_found(names, line):
    assert warnings(*[found_in(name, OLD_NAME) for name in names])[1:] == [line]


def test_a_fault_that_met_nothing_is_a_warning_where_the_scenario_passes():
    in_vain = replace(result(), unmet_faults=("drop: GoTo",))

    assert warnings(run(Outcome.PASSED, result=in_vain)) == [
        "warning: nothing came of the fault `drop: GoTo`: what it was to meet never ",
        "happened",
        "  in 1 scenario: A message",
    ]
    assert warnings(run(Outcome.FAILED, result=in_vain)) == []


def test_a_phone_with_a_letter_for_a_digit_is_a_warning_where_the_scenario_passes():
    """Nobody calls it, so the scenario passes with a phone that is not there."""
    phones = {"2O02": (Phone(PhoneOutcome.BUSY),), "anna": (Phone(PhoneOutcome.BUSY),)}
    passed = replace(run(Outcome.PASSED, result=result(*CALL)), scenario=replace(SCENARIO, phones=phones))

    assert " ".join(warnings(passed)[:-1]) == (
        "warning: nobody called the phone 2O02; it has a letter that looks like a digit:  did you mean '2002'?"
    )


def test_warnings_that_a_scenario_names_itself_are_not_told():
    assert warnings(found_in("A", OLD_NAME, expected=("unknown-element",))) == []
    assert len(warnings(found_in("A", OLD_NAME, expected=("zero",)))) == 2


# -- how long it took ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0004, "0 ms"), (0.0214, "21 ms"), (0.9994, "999 ms"), (0.9996, "1.00 s"), (12.345, "12.35 s")],
)
def test_what_was_measured_is_told_in_milliseconds_below_a_second(seconds, text):
    assert wall_text(seconds) == text


def test_the_slowest_scenarios_come_with_the_longest_first():
    runs = [replace(run(Outcome.PASSED), wall_seconds=seconds) for seconds in (0.02, 1.5, 0.3)]

    assert [line.plain for line in slowest(runs, 2)] == [
        "the slowest 2:",
        "    1.50 s  voicemail.yaml::A message",
        "    300 ms  voicemail.yaml::A message",
    ]


def test_nothing_is_told_of_the_slowest_unless_somebody_asks():
    assert slowest([run(Outcome.PASSED)], 0) == []


def test_text_that_would_control_the_terminal_is_replaced():
    named = replace(run(Outcome.PASSED), scenario=replace(SCENARIO, name="red \x1b[31m"))

    assert shown(progress_line(named)) == ["PASSED voicemail.yaml::red \N{REPLACEMENT CHARACTER}[31m"]
