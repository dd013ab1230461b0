"""BlindTransfer: another counterpart for one of two people (p_4575)."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(("party", "stays"), [("callee", "2000"), ("Caller", "2001")])
def test_the_transferor_leaves_and_the_other_one_talks_to_the_target(talking, party, stays):
    made = talking()
    assert made.send("BlindTransfer", CallId=made.observed[0].id, TransferorParty=party, Target="2002").code == 200
    (row,) = made.at(14.0).send("ListActiveCalls").rows("ActiveCalls/CallInfo")

    assert (row["CallState"], row["Source"], row["Destination"]) == ("InCall", stays, "2002")
    assert made.observed[0].state.reported == "Transferred"


def test_a_call_that_rings_cannot_be_transferred(ringing):
    """http-api q13."""
    made = ringing()

    assert made.send("BlindTransfer", CallId=made.observed[0].id, TransferorParty="caller", Target="2").code == 303


@pytest.mark.parametrize(("name", "value"), [("TransferorParty", "all"), ("TransferorParty", ""), ("Target", "")])
def test_who_leaves_and_where_to_must_be_clear(talking, name, value):
    """http-api q11."""
    made = talking()
    parameters = {"CallId": made.observed[0].id, "TransferorParty": "caller", "Target": "2002", name: value}

    reply = made.send("BlindTransfer", **parameters)
    assert reply.message == f"Missing or invalid parameter '{name}' for command 'BlindTransfer'"


def test_a_call_that_there_is_not_is_named(world):
    assert world().send("BlindTransfer", CallId="1", TransferorParty="caller", Target="2").code == 601
