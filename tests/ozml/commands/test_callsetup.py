"""<CallSetup>: two numbers are connected with each other (Ozeki 10, O7666)."""

from __future__ import annotations

from functools import partial

import pytest

from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import Spoken
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.steps import HangsUp, Hears, Pauses, Says, StaysSilent

SETUP = "<CallSetup Caller='1' Callee='2' ErrorUrl='/error'/>"
WAITS = Phone(steps=(StaysSilent(),))


@pytest.fixture
def play(play):
    return partial(play, dialect="ozeki10")


def error(played):
    return [fields["ErrorMessage"] for path, fields in played.requests if path == "/error"]


def test_the_two_are_called_one_after_the_other_and_connected(play):
    played = play(
        SETUP + "<Speak>Hi</Speak>",
        phones={"1": Phone(steps=(Hears("yes"), HangsUp())), "2": Phone(steps=(Says(Spoken("Yes?")), StaysSilent()))},
    )

    first, second = played.calls
    assert played.transcript.lines(call_id=first.id) == [
        "0.0 call from 2 to 1",
        "2.0 call answered",
        "4.0 connected with 2",
        "4.0 hears 'Yes?' (0.4 s)",
        "4.4 call ended by callee: normal clearing",
    ]
    assert played.transcript.lines(call_id=second.id) == [
        "2.0 call from 1 to 2",
        "4.0 call answered",
        "4.0 connected with 1",
        "4.0 says 'Yes?' (0.4 s)",
        "4.0 voice started",
        "4.4 voice stopped",
        "4.4 call ended by caller: normal clearing",
    ]
    assert played.call.ended_at == 0.2
    assert error(played) == []


def test_the_callee_may_hang_up_too(play):
    played = play(SETUP, phones={"1": WAITS, "2": Phone(steps=(Pauses(5.0), HangsUp()))})

    assert [(call.ended_by, call.ended_at) for call in played.calls] == [(Side.CALLER, 9.0), (Side.CALLEE, 9.0)]
    assert error(played) == []


@pytest.mark.parametrize(
    ("phones", "message"),
    [
        ({"1": Phone(PhoneOutcome.BUSY)}, "Call connect to '1' failed with result state 'Busy'"),
        ({"1": Phone(PhoneOutcome.UNKNOWN)}, "Call connect to '1' failed with result state 'NotFound'"),
        ({"1": WAITS, "2": Phone(PhoneOutcome.NO_ANSWER)}, "Call connect to '2' failed with result state 'NoAnswer'"),
        ({"1": WAITS, "2": Phone(PhoneOutcome.REFUSES)}, "Call connect to '2' failed with result state 'Busy'"),
    ],
)
def test_a_phone_that_is_not_picked_up_is_told_to_error_url_and_both_calls_are_over(play, phones, message):
    played = play(SETUP, phones=phones, answers={"/error": "<Response><Speak>not run</Speak></Response>"})

    assert error(played) == [message]
    assert [call.ended for call in played.calls] == [True] * len(phones)
    assert played.rules == []


def test_without_error_url_nobody_is_told(play):
    played = play("<CallSetup Caller='1' Callee='2'/>", phones={"1": Phone(PhoneOutcome.BUSY)})

    assert len(played.requests) == 1


def test_the_second_phone_stops_ringing_when_the_first_is_hung_up(play):
    """Nothing has failed: the caller does not want to any more."""
    played = play(SETUP, phones={"1": Phone(steps=(Pauses(1.0), HangsUp())), "2": Phone(after=30.0)})

    assert [(call.ended_by, call.ended_at) for call in played.calls] == [(Side.CALLEE, 3.0), (Side.CALLER, 3.0)]
    assert error(played) == []


def test_a_setup_that_is_still_ringing_at_the_limit_is_given_up(play):
    played = play(
        SETUP, phones={"1": WAITS, "2": Phone(after=60.0)}, max_call_duration=10.0, answers={"/error": "<Response/>"}
    )

    timed_out, let_go = HangupCause.RECOVERY_ON_TIMER_EXPIRY, HangupCause.NORMAL_CLEARING
    assert [call.cause for call in played.calls] == [timed_out, let_go]
    assert played.pbx.idle


def test_nobody_of_the_extension_is_on_these_calls(play):
    """The app is not asked what to do with them."""
    played = play(SETUP)

    assert [path for path, _ in played.requests] == ["/"]
    assert [(call.caller_id, call.dialled) for call in played.calls] == [("2", "1"), ("1", "2")]


@pytest.mark.parametrize("setup", ["<CallSetup/>", "<CallSetup Caller='1'/>", "<CallSetup Callee='1'/>"])
def test_both_numbers_are_needed(play, setup):
    played = play(setup)

    assert set(played.rules) == {"missing-parameter"}
    assert played.calls == []


def test_it_counts_among_what_scripts_may_set_going(play):
    played = play(SETUP * 3, order_limit=1, phones={"1": Phone(PhoneOutcome.BUSY)}, answers={"/error": "<Response/>"})

    assert (len(played.calls), played.rules) == (1, ["too-many", "too-many"])


def test_it_needs_no_call(play):
    assert len(play(SETUP, sms="connect us").calls) == 2


def test_phone_system_xe_does_not_know_it(play):
    assert play(SETUP, dialect="xe").rules == ["other-dialect"]
