"""SendDTMF: keys, sent to one or both parties of a call (p_4577)."""

from __future__ import annotations

import pytest


def send(made, **parameters):
    return made.send("SendDTMF", **{"CallId": made.observed[0].id, "Party": "callee", "Keys": "12#", **parameters})


def test_the_keys_are_sent_one_after_the_other(talking):
    """http-api section 4.10."""
    made = talking()

    assert send(made).code == 200
    made.at(11.0)
    assert [line for line in made.lines() if "sends" in line] == [
        "10.0 [2001] sends '1' (0.1 s)",
        "10.2 [2001] sends '2' (0.1 s)",
        "10.4 [2001] sends '#' (0.1 s)",
    ]


def test_nothing_is_sent_to_a_call_that_rings(ringing):
    """http-api q13."""
    assert send(ringing()).message == "Command 'SendDTMF' cannot be used here"


@pytest.mark.parametrize(("name", "value"), [("Keys", "12x"), ("Keys", ""), ("Party", "me")])
def test_what_is_no_key_is_refused(talking, name, value):
    """http-api q11."""
    assert send(talking(), **{name: value}).message == f"Missing or invalid parameter '{name}' for command 'SendDTMF'"


def test_a_call_that_there_is_not_is_named(talking):
    assert send(talking(), CallId="1").code == 601
