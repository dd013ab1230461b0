"""What the PBX does beyond a script's own line."""

from __future__ import annotations

import pytest

from simulator.pbx import Pbx
from simulator.settings import Settings
from simulator.telephony.call import CallState
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.kernel import Wait
from simulator.telephony.outbound import CallOrder
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.steps import HangsUp, SendsMessage, StaysSilent

BUSY, GONE = Phone(PhoneOutcome.BUSY), Phone(PhoneOutcome.UNKNOWN)


def switchboard(phones=None, **settings):
    return Pbx(Settings(**settings), phones=phones or {}).switchboard


def outcomes(board, number, times):
    return [board.phone(number).outcome for _ in range(times)]


# -- what is under way -----------------------------------------------------------------------------------------------


def test_what_a_script_has_set_going_comes_of_its_call_however_far_from_it():
    pbx = Pbx(Settings(), phones={"1": (BUSY,)})
    board = pbx.switchboard
    call = pbx.place_call("http://app/in")
    legs = []

    def script(of):
        legs.append(board.ring("1", "9000", "9000"))
        if len(legs) < 3:
            legs[-1].spawn(script(legs[-1]), "a script")
        yield Wait(of, (), 1.0)

    call.spawn(script(call), "a script")
    pbx.kernel.settle()

    assert [one.origin for one in (call, *legs)] == [call.id] * 4
    assert len({one.id for one in (call, *legs)}) == 4
    assert board.under_way == {call.id: 4}


def test_what_an_app_sets_going_with_a_command_comes_of_nothing():
    pbx = Pbx(Settings(), phones={"1": (BUSY,)})
    legs = []

    def command():
        legs.append(pbx.switchboard.ring("1", "9000", "9000"))
        yield Wait(None, (), 1.0)

    pbx.kernel.spawn(command(), None, "a command")
    pbx.kernel.settle()

    assert (legs[0].origin, pbx.switchboard.under_way) == ("", {"": 1})


def test_what_has_ended_is_noted_when_nothing_is_left_under_way():
    pbx = Pbx()
    board = pbx.switchboard
    call = pbx.place_call("http://app/in")
    board.opened(call)

    board.closed(call)
    board.closed(call)

    assert (board.ended, board.under_way) == ([call.id], {})


# -- phones ----------------------------------------------------------------------------------------------------------


def test_calls_to_a_number_meet_one_entry_after_the_other_and_then_the_last():
    assert outcomes(switchboard({"1": (BUSY, GONE)}), "1", 4) == [
        PhoneOutcome.BUSY,
        PhoneOutcome.UNKNOWN,
        PhoneOutcome.UNKNOWN,
        PhoneOutcome.UNKNOWN,
    ]


def test_each_number_has_a_count_of_its_own():
    board = switchboard({"1": (BUSY, GONE), "2": (GONE, BUSY)})

    assert outcomes(board, "1", 1) + outcomes(board, "2", 2) + outcomes(board, "1", 1) == [
        PhoneOutcome.BUSY,
        PhoneOutcome.UNKNOWN,
        PhoneOutcome.BUSY,
        PhoneOutcome.UNKNOWN,
    ]


def test_a_number_is_found_however_it_is_written():
    board = switchboard({"+36 1 23": (BUSY, GONE)})

    assert outcomes(board, "+36(1)23", 1) + outcomes(board, "+36123", 1) == [PhoneOutcome.BUSY, PhoneOutcome.UNKNOWN]


@pytest.mark.parametrize("outcome", list(PhoneOutcome))
def test_what_happens_at_other_numbers_is_a_setting(outcome):
    board = switchboard({"1": (BUSY,), "2": ()}, unlisted_numbers=str(outcome))

    assert outcomes(board, "3", 2) + outcomes(board, "2", 1) == [outcome] * 3


# -- calls -----------------------------------------------------------------------------------------------------------


def test_a_call_that_is_ordered_counts_as_under_way_until_it_is_cleared():
    pbx = Pbx(phones={"1": (BUSY,)})
    call = pbx.switchboard.place_call("1", CallOrder(), extension="9000")
    assert (list(pbx.switchboard.live), pbx.exchanges, pbx.idle) == ([call], [call], False)

    pbx.kernel.settle()
    pbx.kernel.advance(0.0)
    assert (call.cause, call.cleared, pbx.switchboard.live, pbx.idle) == (HangupCause.USER_BUSY, True, {}, True)


def test_a_phone_that_rings_for_somebody_is_cleared_when_that_one_ends_it():
    pbx = Pbx()
    call = pbx.switchboard.ring("1", "2", "9000")
    pbx.kernel.settle()
    call.end(Side.CALLER)
    pbx.kernel.settle()

    assert (call.state, call.cleared, pbx.idle) == (CallState.ENDED, True, True)


def test_calls_that_scripts_order_come_behind_those_of_users(play):
    played = play('<Call Url="/up">1</Call><SendSms Recipient="2">x</SendSms>', answers={"/up": "<Response/>"})

    assert [type(one).__name__ for one in played.pbx.exchanges] == ["Call", "Call", "Exchange"]
    assert played.pbx.calls[0] is played.call
    assert played.pbx.switchboard.ordered == played.pbx.exchanges[1:]


# -- messages of Ozeki 10 --------------------------------------------------------------------------------------------


def test_a_message_that_nobody_waits_for_is_noted_on_the_call_of_its_sender(play):
    played = play("<Delay>1</Delay>", caller=[SendsMessage("a@b", "x"), HangsUp()])

    assert played.lines()[3] == "0.0 message from a@b: 'x'"


def test_a_message_that_somebody_waits_for_is_noted_where_it_is_waited_for(play):
    played = play(
        '<Call Url="/up">1</Call><Delay>9</Delay>',
        answers={"/up": '<Response><WaitForMsg FromConnection="a@b" ID="x"/></Response>'},
        caller=[StaysSilent(3.0), SendsMessage("A@B", "x")],
        phones={"1": Phone(steps=(StaysSilent(),))},
        dialect="ozeki10",
    )

    assert "3.0 [1] message from A@B: 'x'" in played.lines()
    assert played.calls[0].variables.get("x").text == "x"


def test_two_scripts_that_wait_for_one_connection_get_a_message_each(play):
    waits = '<WaitForMsg FromConnection="a@b" ID="x" Timeout="9"/><Speak>$x</Speak>'
    played = play(
        '<Call Url="/up">1</Call><Delay>2</Delay>' + waits,
        answers={"/up": f"<Response>{waits}</Response>"},
        caller=[StaysSilent(3.0), SendsMessage("a@b", "first"), SendsMessage("a@b", "second"), StaysSilent()],
        phones={"1": Phone(steps=(StaysSilent(),))},
        dialect="ozeki10",
    )

    assert sorted(played.heard + [one.text for one in played.calls[0].prompts]) == ["first", "second"]
