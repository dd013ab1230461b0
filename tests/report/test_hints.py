"""What is pointed out beside the reasons of a failure. What each looks like in a report: tests/mistakes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.report.hints import hint_of_company, hints, letters_for_digits, unlisted_phones
from simulator.scenario.expectation import Mismatch
from simulator.telephony.command_events import CommandAnswered, CommandReceived
from simulator.telephony.events import CallOffered, DtmfIgnored, NumberUnlisted, Stalled, StepFailed
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.problem import Place, Problem, Severity
from simulator.telephony.recording import RecordEnd
from simulator.telephony.script_events import CommandStarted, ProblemFound, PromptStarted, RecordingFinished
from simulator.telephony.transcript import Kind
from tests.report.written import CALL, ORIGIN, SCENARIO, failed, mistake, result


def hinted(*entries) -> list[str]:
    run = failed(result(*entries))
    return hints(run, run.result)


def test_a_call_without_anything_odd_has_none():
    assert hinted((0.0, PromptStarted("speaks", "Hello", 1.0)), (1.0, CommandAnswered(200, "Done"))) == []


def test_warnings_are_told_once_with_their_number():
    warned = mistake(4, 3, severity=Severity.WARNING, text="no variable '$nmae'")

    assert hinted((0.0, warned), (1.0, warned)) == ["warning: http://app/in:4:3: no variable '$nmae' (2 times)"]


def test_a_refused_command_a_number_that_is_not_listed_and_ignored_keys_are_told():
    assert hinted(
        (0.0, CommandReceived("Hold", {}, 1)),
        (0.0, CommandAnswered(302, "Missing", number=1)),
        (1.0, NumberUnlisted("471", "answers", "; did you mean '4711'?")),
        (2.0, DtmfIgnored("1")),
        (2.2, DtmfIgnored("2")),
    ) == [
        "also: the command Hold was answered 302: Missing",
        "also: 471 is none of the test's phones, so it answers (setting unlisted_numbers); did you mean '4711'?",
        "also: the keys 1 2 were ignored: no command was waiting for keys then",
    ]


def test_a_recording_that_was_over_before_somebody_went_on_is_told():
    over = RecordingFinished("1", RecordEnd.FINAL_TIMEOUT, 2.0)

    told = hinted((2.0, over), (3.0, StepFailed("says 'And this.'", 2, "the call ended (normal clearing) before that")))

    assert told == [
        "also: the recording was over at 2.0: nobody had said anything more for the seconds of its Inactivity"
    ]


def test_an_address_that_leads_nowhere_is_told_with_what_stands_for_it():
    started = CommandStarted("Record", Place(f"{ORIGIN}/ivr", 4, 3), {"FinishedUrl": "done", "Format": "mp3"})
    lost = ProblemFound(Problem("http-status", "the app answered 404 Not Found", Place(f"{ORIGIN}/done")))

    assert hinted((0.0, started), (1.0, lost)) == [
        "also: http://app/ivr:4:3: FinishedUrl 'done' stands for http://app/done"
    ]


def test_a_prompt_that_goes_round_for_ever_is_told():
    rounds = [(float(number), PromptStarted("speaks", "Press 1", 1.0)) for number in range(30)]

    assert hinted(*rounds, (30.0, Stalled("the call was still up after 30.0 s"))) == [
        "also: 'Press 1' was said 30 times: nothing ends that"
    ]


# -- a phone with a letter for a digit -------------------------------------------------------------------------------


def with_phones(*numbers: str, called: str = "9999"):
    """A run of a scenario with phones that are busy; one of them was called."""
    scenario = replace(SCENARIO, phones=dict.fromkeys(numbers, (Phone(PhoneOutcome.BUSY),)))
    return replace(failed(result(*CALL, number=called)), scenario=scenario)


def test_a_phone_with_a_letter_for_a_digit_that_nobody_called_is_told():
    run = with_phones("2O02", "anna")
    doubt = "nobody called the phone 2O02; it has a letter that looks like a digit: did you mean '2002'?"

    assert letters_for_digits(run, run.result) == [doubt]
    assert hints(run, run.result) == [f"also: {doubt}", "also: nobody called the phone anna"]


def test_a_phone_with_a_letter_that_was_called_is_as_it_was_meant():
    run = with_phones("2O02", called="2O02")

    assert letters_for_digits(run, run.result) == []


# -- numbers of a test without phones --------------------------------------------------------------------------------

NOBODY = "4711 is none of the test's phones, so it answers (setting unlisted_numbers); name it among the `phones`"


def with_a_rung_phone(*entries, **changes):
    """The result of a call in which the PBX has called 4711, and of what happened then."""
    call = result(*CALL, unlisted=(NOBODY,), **changes)
    call.transcript.introduce("1", Kind.CALL, "+3612345678")
    call.transcript.introduce("2", Kind.CALL, "4711")
    call.transcript.append(5.0, "2", CallOffered("+3612345678", "4711"))
    for at, event in entries:
        call.transcript.append(at, "1", event)
    return call


def test_a_number_that_was_called_of_a_test_without_phones_is_told_once_something_went_wrong_behind_that():
    stalled = with_a_rung_phone((9.0, Stalled("nothing can happen any more")))

    assert unlisted_phones(stalled) == [NOBODY]
    assert f"also: {NOBODY}" in hints(failed(stalled), stalled)
    assert unlisted_phones(with_a_rung_phone()) == []
    assert unlisted_phones(with_a_rung_phone(), [Mismatch("calls", "", "answered", "not answered")]) == [NOBODY]


# -- company ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (result(*CALL), "other scenarios used this app meanwhile; try -j 1"),
        (result(*CALL, (5.0, CommandAnswered(302, "Missing", number=1))), ""),
        (result(*CALL, (5.0, NumberUnlisted("471", "answers", ""))), ""),
        (with_a_rung_phone((9.0, Stalled("nothing can happen any more"))), ""),
    ],
    ids=["nothing else", "a command was refused", "a number is not listed", "there are no phones"],
)
def test_company_is_no_hint_where_it_went_wrong_without_it(call, told):
    assert hint_of_company(replace(failed(call), company=True)) == told
