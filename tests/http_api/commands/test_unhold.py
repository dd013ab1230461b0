"""Unhold: the end of a Hold (p_4573)."""

from __future__ import annotations


def test_people_talk_again(talking):
    made = talking()
    call_id = made.observed[0].id
    made.send("Hold", CallId=call_id)

    assert made.at(12.0).send("Unhold", CallId=call_id).code == 200
    assert made.observed[0].state.reported == "InCall"
    assert "12.0 taken off hold by the app" in made.lines()


def test_only_what_hold_has_done_is_undone(talking):
    """http-api q13."""
    made = talking()

    assert made.send("Unhold", CallId=made.observed[0].id).message == "Command 'Unhold' cannot be used here"


def test_a_call_that_there_is_not_is_named(world):
    assert world().send("Unhold", CallId="1").code == 601
