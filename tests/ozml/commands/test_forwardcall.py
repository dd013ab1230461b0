"""<ForwardCall>: a call that still rings goes to another number (Ozeki 10, O7633)."""

from __future__ import annotations

from functools import partial

import pytest

from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import Spoken
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.steps import HangsUp, Hears, Pauses, Says, StaysSilent

FORWARD = '<ForwardCall Destination="4711"/>'


@pytest.fixture
def play(play):
    return partial(play, dialect="ozeki10")


def test_the_caller_is_sent_on_before_anybody_has_picked_up(play):
    played = play(
        FORWARD,
        caller=[Hears("yes"), Says(Spoken("It is me")), HangsUp()],
        phones={"4711": Phone(after=4.0, steps=(Says(Spoken("Yes?")), StaysSilent()))},
    )

    (other,) = played.calls
    assert played.transcript.lines(call_id=played.call.id) == [
        "0.0 call from +3612345678 to 9000",
        "0.0 POST / IncomingCall",
        "4.0 call answered",
        "4.0 connected with 4711",
        "4.0 hears 'Yes?' (0.4 s)",
        "4.4 says 'It is me' (0.8 s)",
        "4.4 voice started",
        "5.2 voice stopped",
        "5.2 call ended by caller: normal clearing",
    ]
    assert played.transcript.lines(call_id=other.id)[:3] == [
        "0.0 call from +3612345678 to 4711",
        "4.0 call answered",
        "4.0 connected with +3612345678",
    ]


@pytest.mark.parametrize(
    ("phone", "cause", "at"),
    [
        (Phone(PhoneOutcome.BUSY), HangupCause.USER_BUSY, 0.0),
        (Phone(PhoneOutcome.REFUSES, after=2.0), HangupCause.CALL_REJECTED, 2.0),
        (Phone(PhoneOutcome.UNKNOWN), HangupCause.UNALLOCATED_NUMBER, 0.0),
        (Phone(PhoneOutcome.NO_ANSWER), HangupCause.NO_ANSWER, 90.0),
    ],
)
def test_the_call_ends_for_the_reason_for_which_nobody_was_reached(play, phone, cause, at):
    played = play(FORWARD, phones={"4711": phone})

    assert played.lines()[-2:] == [
        f"{at} transfer to 4711 failed: {cause}",
        f"{at} call ended by pbx: {cause}",
    ]
    assert played.call.answered_at is None


def test_the_other_phone_stops_ringing_when_the_caller_hangs_up(play):
    played = play(FORWARD, phones={"4711": Phone(after=9.0)}, caller=[], max_call_duration=5.0)

    assert [(call.cause, call.ended_at) for call in played.pbx.calls] == [
        (HangupCause.RECOVERY_ON_TIMER_EXPIRY, 5.0)
    ] * 2


def test_commands_behind_it_never_run(play):
    for phone in (Phone(PhoneOutcome.BUSY), Phone()):
        played = play(FORWARD + "<Speak>never</Speak>", phones={"4711": phone})

        assert (played.rules, played.heard) == (["never-run"], [])


@pytest.mark.parametrize("before", ["<Speak>Hi</Speak>", "<Delay>1</Delay>", "<Var ID='a'>1</Var>"])
def test_it_counts_only_as_the_first_command(play, before):
    """As Reject (ozml q10)."""
    played = play(before + FORWARD + "<Speak>on</Speak>")

    assert "misplaced" in played.rules
    assert played.heard[-1] == "on"
    assert played.calls == []


def test_on_a_call_that_the_app_has_placed_it_is_misplaced(play):
    """ozml q12."""
    played = play('<Call Url="/up">1</Call>', answers={"/up": f"<Response>{FORWARD}</Response>"})

    assert played.rules == ["misplaced"]
    assert len(played.calls) == 1


def test_as_the_first_command_behind_a_goto_it_does_not_ring_any_more(play):
    played = play("<GoTo>/next</GoTo>", answers={"/next": f"<Response>{FORWARD}</Response>"})

    assert played.rules == ["misplaced"]


def test_the_number_may_be_the_text(play):
    played = play("<ForwardCall CallId='1'>4711</ForwardCall>")

    assert ([call.dialled for call in played.calls], played.rules) == (["4711"], [])


def test_without_a_number_it_is_skipped_and_nobody_picks_up(play):
    """The script ends, and the call with it."""
    played = play("<ForwardCall/>")

    assert played.rules == ["missing-parameter"]
    assert played.lines()[-1] == "0.0 call ended by pbx: normal clearing"


def test_when_no_more_calls_may_be_set_going_the_call_ends(play):
    played = play(FORWARD, order_limit=0)

    assert (played.rules, played.calls) == (["too-many"], [])
    assert (played.call.ended_by, played.call.answered_at) == (Side.PBX, None)


def test_it_needs_a_call(play):
    assert play(FORWARD, sms="hi").rules == ["needs-call"]


def test_forward_is_its_name_in_third_party_control(play):
    assert play("<Forward Destination='4711'/>").rules == ["wrong-family"]


def test_phone_system_xe_does_not_know_it(play):
    played = play(FORWARD + "<Speak>on</Speak>", dialect="xe", caller=[Pauses(1.0)])

    assert "other-dialect" in played.rules
    assert played.heard == ["on"]
