"""What is said of an app that has answered badly: what it raised comes first."""

from __future__ import annotations

import pytest

from simulator.telephony.bad_answer import no_answer, wrong_status
from simulator.telephony.effects import Response

RAISED = "KeyError: 7 (app.py:3, in incoming)"


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (Response("", 404, b"no such page"), "the app answered 404 Not Found, expected 200; it begins 'no such page'"),
        (Response("", 799), "the app answered 799, expected 200"),
        (
            Response("", 500, b"sorry", raised=RAISED),
            f"the app raised {RAISED} and answered 500 Internal Server Error, expected 200",
        ),
    ],
)
def test_another_status(response, words):
    assert wrong_status(response, ", expected 200") == words


@pytest.mark.parametrize(
    ("raised", "words"),
    [
        ("", "no answer from the app: it broke off"),
        (RAISED, f"the app raised {RAISED}; no answer from the app: it broke off"),
    ],
)
def test_no_answer(raised, words):
    assert no_answer(Response("", 0, failure="it broke off", raised=raised)) == words
