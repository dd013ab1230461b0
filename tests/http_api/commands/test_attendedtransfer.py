"""AttendedTransfer: two calls become one (p_4576)."""

from __future__ import annotations

import pytest

from tests.http_api.conftest import PATIENT


@pytest.fixture
def secretary(world):
    """2001 has 2000 on the line, and, in a call of its own, 2002; it is second 20."""
    made = world(phones={"2001": PATIENT, "2002": PATIENT})
    made.calls("2000", "2001")
    made.at(10.0).calls("2001", "2002")
    return made.at(20.0)


def test_the_held_party_talks_to_the_target_and_who_was_in_both_calls_leaves(secretary):
    held, target = (one.id for one in secretary.observed)
    secretary.send("Hold", CallId=held)
    reply = secretary.send("AttendedTransfer", TransferredCallId=held, TargetCallId=target)

    assert reply.code == 200
    (row,) = secretary.at(21.0).send("ListActiveCalls").rows("ActiveCalls/CallInfo")
    assert (row["CallId"], row["Source"], row["Destination"]) == (target, "2000", "2002")


def test_somebody_has_to_be_on_hold(secretary):
    """http-api q13."""
    transferred, target = (one.id for one in secretary.observed)

    assert secretary.send("AttendedTransfer", TransferredCallId=transferred, TargetCallId=target).code == 303


def test_a_call_is_not_transferred_to_itself(secretary):
    held = secretary.observed[0].id
    secretary.send("Hold", CallId=held)

    assert secretary.send("AttendedTransfer", TransferredCallId=held, TargetCallId=held).code == 303


def test_the_first_call_that_there_is_not_is_named(secretary):
    known = secretary.observed[0].id

    def message(transferred, target):
        return secretary.send("AttendedTransfer", TransferredCallId=transferred, TargetCallId=target).message

    assert message("1", "2") == "Call not found with ID '1'"
    assert message(known, "2") == "Call not found with ID '2'"
    assert message("1", known) == "Call not found with ID '1'"


def test_of_the_same_two_people_in_both_calls_the_caller_leaves(world):
    """http-api section 4.9: nobody can say which of them does, so the transcript tells."""
    made = world(phones={"2001": PATIENT})
    made.calls("2000", "2001")
    made.at(10.0).calls("2000", "2001")
    held, target = (one.id for one in made.at(20.0).observed)
    made.send("Hold", CallId=held)

    assert made.send("AttendedTransfer", TransferredCallId=held, TargetCallId=target).code == 200
    assert made.lines()[-1].endswith("(both calls are between the same two people; the caller leaves)")
