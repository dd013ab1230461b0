"""Forward: another number for a call that still rings (p_4574)."""

from __future__ import annotations

from tests.http_api.conftest import PATIENT


def test_another_phone_rings_for_the_caller_under_another_id(ringing):
    made = ringing()
    first = made.observed[0].id
    assert made.send("Forward", CallId=first, Destination="2002").code == 200
    (row,) = made.at(2.0).send("ListActiveCalls").rows("ActiveCalls/CallInfo")

    assert (row["CallState"], row["Source"], row["Destination"]) == ("Ringing", "2000", "2002")
    assert row["CallId"] != first
    (over,) = made.send("GetCallHistory").rows("Calls/Call")
    assert (over["CallId"], over["State"]) == (first, "Redirected")


def test_people_talk_when_that_phone_is_picked_up(ringing):
    made = ringing()
    made.send("Forward", CallId=made.observed[0].id, Destination="2002")

    assert made.at(4.0).observed[1].state.reported == "InCall"


def test_a_call_that_is_answered_cannot_be_forwarded(talking):
    """http-api q13."""
    made = talking()

    assert made.send("Forward", CallId=made.observed[0].id, Destination="2002").code == 303


def test_it_needs_a_number(ringing):
    made = ringing()
    reply = made.send("Forward", CallId=made.observed[0].id, Destination="-")

    assert reply.message == "Missing or invalid parameter 'Destination' for command 'Forward'"


def test_a_call_that_there_is_not_is_named(world):
    assert world().send("Forward", CallId="1", Destination="2").code == 601


def test_the_call_of_an_api_extension_cannot_go_to_another_one(world):
    made = world(phones={"2001": PATIENT})
    made.send("Call", Dialed="2001")
    made.at(1.0)

    assert made.send("Forward", CallId=made.observed[0].id, Destination="9000").code == 303
    assert made.lines()[-1].endswith("(calls between two API extensions are not simulated)")


def test_a_call_is_not_forwarded_for_ever(ringing):
    """ozml q17."""
    made = ringing(transfer_limit=2)
    codes = [made.send("Forward", CallId=made.observed[-1].id, Destination="2002").code for _ in range(3)]

    assert codes == [200, 200, 303]
    assert made.lines()[-1].endswith(
        "(the call has been forwarded or transferred 2 times in a row, and nobody has talked)"
    )
