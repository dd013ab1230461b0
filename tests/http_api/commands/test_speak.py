"""Speak: a text, read to one or both parties of a call (p_4579)."""

from __future__ import annotations

import pytest


def speak(made, **parameters):
    return made.send(
        "Speak", **{"CallId": made.observed[0].id, "Text": "One minute left.", "Party": "all", **parameters}
    )


def test_the_party_hears_it(talking):
    made = talking()

    assert speak(made, Party="callee").code == 200
    assert [line for line in made.lines() if "speaks" in line] == ["10.0 [2001] speaks 'One minute left.' (1.6 s)"]


def test_people_on_hold_hear_it_too(talking):
    made = talking()
    made.send("Hold", CallId=made.observed[0].id)

    assert speak(made).code == 200
    assert len([line for line in made.lines() if "speaks" in line]) == 2


def test_nothing_is_read_to_a_call_that_rings(ringing):
    """http-api q13."""
    assert speak(ringing()).code == 303


@pytest.mark.parametrize(("name", "value"), [("Text", ""), ("Party", "me")])
def test_text_and_party_are_needed(talking, name, value):
    assert speak(talking(), **{name: value}).message == f"Missing or invalid parameter '{name}' for command 'Speak'"


def test_a_call_that_there_is_not_is_named(talking):
    assert speak(talking(), CallId="1").code == 601
