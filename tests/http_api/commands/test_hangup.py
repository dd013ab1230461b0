"""Hangup: the end of a call (p_4610)."""

from __future__ import annotations

import pytest

from simulator.telephony.call_states import SessionState


def test_it_ends_a_call_for_both(talking):
    made = talking()
    assert made.send("Hangup", CallId=made.observed[0].id).code == 200

    assert made.lines()[-3:] == [
        "10.0 call ended by pbx: normal clearing",
        "10.0 [2001] call ended by pbx: normal clearing",
        "10.0 [HTTP] answered 200: Command successfully executed",
    ]
    assert made.observed[0].state.reported == "Completed"


def test_it_ends_a_call_that_rings(ringing):
    made = ringing()

    assert made.send("Hangup", CallId=made.observed[0].id).code == 200
    assert made.observed[0].state is SessionState.CANCELLED


def test_a_call_is_ended_once(talking):
    """http-api q14."""
    made = talking()
    call_id = made.observed[0].id
    made.send("Hangup", CallId=call_id)
    reply = made.send("Hangup", CallId=call_id)

    assert (reply.code, reply.message) == (601, f"Call not found with ID '{call_id}'")
    assert made.lines()[-1].endswith("(it is over)")


@pytest.mark.parametrize("change", [str.swapcase, "".join, lambda call_id: call_id + " "])
def test_ids_of_calls_are_taken_exactly(talking, change):
    """http-api section 7.5: they are case-sensitive."""
    made = talking()
    call_id = made.observed[0].id
    reply = made.send("Hangup", CallId=change(call_id))

    assert reply.code == (200 if change(call_id) == call_id else 601)
