"""What is said of an app that has answered badly: what it raised comes first."""

from __future__ import annotations

import json

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


# -- fields ----------------------------------------------------------------------------------------------------------

POSTED = ("NotificationName", "CallID", "CallerID", "DtmfDigits")
HAS = "the notification has CallID, CallerID, DtmfDigits"


def missing(*names: object, kind: str = "missing") -> bytes:
    """What an app of FastAPI answers that has missed fields of a form."""
    return json.dumps({"detail": [{"type": kind, "loc": ["body", name], "msg": "..."} for name in names]}).encode()


def told(status: int, body: bytes = b"", **more) -> str:
    """What is said of an answer to a notification, behind the status."""
    return wrong_status(Response("", status, body, posted=POSTED, **more), "").partition("answered ")[2]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (missing("Digits"), "missing: Digits; did you mean DtmfDigits?"),
        (missing("Digits", kind="value_error.missing"), "missing: Digits; did you mean DtmfDigits?"),
        (missing("Digits", "caller"), "missing: Digits, caller; did you mean DtmfDigits and CallerID?"),
        (missing("Pin"), f"missing: Pin; {HAS}"),
        (missing("CallID"), f"missing: CallID; {HAS}"),
    ],
    ids=["a near one", "Pydantic 1", "two", "nothing near", "one that is there and empty"],
)
def test_the_fields_that_an_app_of_fastapi_missed(body, words):
    assert told(422, body) == f"422 Unprocessable Entity; {words}"


def test_an_app_that_only_says_that_the_request_is_bad_is_told_the_fields():
    assert told(400) == f"400 Bad Request; {HAS}"
    assert told(400, raised=RAISED) == f"400 Bad Request; {HAS}"


def test_other_errors_have_nothing_to_do_with_fields():
    assert told(500, b"sorry") == "500 Internal Server Error; it begins 'sorry'"


def test_of_a_request_that_is_no_notification_only_what_is_missing_is_known():
    words = wrong_status(Response("", 422, missing("Digits")), " to the request")

    assert words == "the app answered 422 Unprocessable Entity to the request; missing: Digits"


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b"[" * 19_000,
        b'{"detail": ' + b"9" * 19_000 + b"}",
        b'{"detail": [7, null, {"type": ["missing"], "loc": "body"}, {"type": "missing", "loc": ["body", {}]}]}',
        b'{"detail": {"loc": ["body", "Digits"]}}',
        b"\xff\xfe",
        missing(7, None, ""),
        missing("Digits", *[""] * 2_000),
    ],
    ids=["endless", "deep", "a huge number", "other shapes", "no list", "no text", "no names", "too long"],
)
def test_an_answer_of_another_shape_names_no_fields(body):
    assert told(422, body).startswith("422 Unprocessable Entity; it begins ")
    assert told(422, body).endswith(HAS)


def test_names_of_an_app_are_shortened_and_cannot_begin_lines():
    words = told(422, missing("a\n\x1b\ud800" + "b" * 500, *[f"field{number}" for number in range(90)]))

    assert "missing: a???bbb" in words
    assert len(words) < 200
    assert words.count("field") == 3


def test_of_many_fields_some_are_told():
    posted = tuple(f"Field{number}" for number in range(100))

    words = wrong_status(Response("", 400, posted=posted), "")

    assert words.endswith("Field10, Field11, 88 more")
