"""Hold: silence between two people (p_4572)."""

from __future__ import annotations

import pytest


def test_both_are_on_hold(talking):
    made = talking()

    assert made.send("Hold", CallId=made.observed[0].id).code == 200
    assert made.observed[0].state.reported == "Hold"
    assert "10.0 put on hold by the app" in made.lines()


def test_a_call_that_is_on_hold_cannot_be_put_there(talking):
    """http-api q13."""
    made = talking()
    made.send("Hold", CallId=made.observed[0].id)

    assert made.send("Hold", CallId=made.observed[0].id).message == "Command 'Hold' cannot be used here"


def test_a_call_that_rings_cannot_be_put_on_hold(ringing):
    """http-api q13."""
    made = ringing()

    assert made.send("Hold", CallId=made.observed[0].id).code == 303


@pytest.mark.parametrize("call_id", ["nobody", "'", "<x>", "{0}"])
def test_a_call_that_there_is_not_is_named(world, call_id):
    assert world().send("Hold", CallId=call_id).message == f"Call not found with ID '{call_id}'"
