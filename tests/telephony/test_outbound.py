"""The life of a call that the PBX places; what an app orders is tested with <Call> and <CallSetup>."""

from __future__ import annotations

import pytest

from simulator.telephony.causes import HangupCause
from simulator.telephony.effects import Response
from simulator.telephony.events import NotificationSent
from simulator.telephony.outbound import CONNECT_FAILED, RESULT_STATES
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.steps import HangsUp, Pauses, Presses, StaysSilent

EMPTY = "<Response/>"


def test_the_error_is_as_documented():
    """p_4235."""
    code, message = CONNECT_FAILED

    assert (code, message.format("4711", "Busy")) == (402, "Call connect to '4711' failed with result state 'Busy'")


def test_each_way_not_to_be_reached_has_the_name_of_a_state():
    """http-api q4."""
    assert {cause: RESULT_STATES.get(cause, "Error") for cause in HangupCause} == {
        HangupCause.UNALLOCATED_NUMBER: "NotFound",
        HangupCause.NORMAL_CLEARING: "Cancelled",
        HangupCause.USER_BUSY: "Busy",
        HangupCause.NO_ANSWER: "NoAnswer",
        HangupCause.CALL_REJECTED: "Busy",
        HangupCause.NETWORK_OUT_OF_ORDER: "Error",
        HangupCause.TEMPORARY_FAILURE: "Error",
        HangupCause.RECOVERY_ON_TIMER_EXPIRY: "Error",
        HangupCause.INTERWORKING: "Error",
    }


def test_a_call_is_cleared_when_everybody_has_been_told(play):
    played = play(
        '<Call Url="/up" ErrorUrl="/error">1</Call>',
        answers={"/error": EMPTY},
        phones={"1": Phone(PhoneOutcome.BUSY)},
        latency=2.0,
    )

    assert played.transcript.lines(call_id=played.calls[0].id, detail=True) == [
        "2.0 call from 9000 to 1",
        "2.0 call ended by callee: user busy",
        "2.0 POST /error Error",
        "4.0 200 text/xml, 11 bytes",
        "4.0 call cleared",
    ]


@pytest.mark.parametrize("answer", [Response("", 500), Response("", 0, failure="connection refused"), "<html/>"])
def test_an_error_address_that_fails_too_is_not_worth_a_word(play, answer):
    played = play(
        '<Call Url="/up" ErrorUrl="/error">1</Call>', answers={"/error": answer}, phones={"1": Phone(PhoneOutcome.BUSY)}
    )

    assert played.rules == []
    assert played.calls[0].cleared


def test_an_app_that_breaks_in_the_middle_of_the_call_is_an_error_during_the_call(play):
    """P4588: ErrorUrl is requested on errors during the call."""
    played = play(
        '<Call Url="/up" ErrorUrl="/error" FinishedUrl="/finished">1</Call>',
        answers={
            "/up": "<Response><Delay>3</Delay><GoTo>/broken</GoTo></Response>",
            "/broken": Response("", 500),
            "/error": EMPTY,
        },
        phones={"1": Phone(steps=(StaysSilent(),))},
        dialect="ozeki10",
    )

    assert [path for path, _ in played.requests] == ["/", "/up", "/broken", "/error"]
    assert played.calls[0].cause is HangupCause.TEMPORARY_FAILURE


def test_talk_time_is_counted_in_whole_seconds_from_the_pick_up(play):
    played = play(
        '<Call Url="/up" FinishedUrl="/finished">1</Call>',
        answers={"/up": "<Response><Delay>60</Delay></Response>", "/finished": EMPTY},
        phones={"1": Phone(after=10.0, steps=(Pauses(5.9), HangsUp()))},
        dialect="ozeki10",
    )

    (finished,) = [one for one in played.transcript.of(NotificationSent) if one.name == "CallFinished"]
    assert finished.fields["Duration"] == "5"


def test_a_call_that_is_hung_up_without_a_script_is_finished_too(play):
    played = play('<Call FinishedUrl="/finished">1</Call>', answers={"/finished": EMPTY}, dialect="ozeki10")

    assert played.requests[-1][1]["Duration"] == "0"


def test_a_caller_who_waits_for_the_second_phone_hears_nothing_and_may_press_what_he_likes(play):
    played = play(
        "<CallSetup Caller='1' Callee='2'/>",
        phones={"1": Phone(steps=(Presses("5"), StaysSilent())), "2": Phone(after=5.0, steps=(HangsUp(),))},
        dialect="ozeki10",
    )

    assert played.transcript.lines(call_id=played.calls[0].id)[2:4] == ["2.0 presses 5", "2.0 key 5 ignored"]
