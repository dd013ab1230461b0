"""What is likely to be wrong with an app, by its answer."""

from __future__ import annotations

import pytest

from simulator.telephony.answer_advice import advice_on


@pytest.mark.parametrize(
    ("rule", "status", "body", "path", "begins"),
    [
        ("http-status", 404, b"", "/", "is a path missing, such as /incoming"),
        ("http-status", 404, b"", "", "is a path missing"),
        ("http-status", 404, b"", "/in", "the app listens, but knows nothing of this path"),
        ("http-status", 405, b"", "/in", "the PBX sends a POST"),
        ("http-status", 401, b"", "/in", "the PBX sends no password and no token"),
        ("http-status", 422, b"", "/in", "the app wants other fields than the notification has"),
        ("http-status", 503, b"", "/in", "see the app's log"),
        ("unusable-answer", 200, b" \n", "/in", "an app that stops in the middle may answer so"),
        ("unusable-answer", 200, b"<!doctype html><HTML>", "/in", "this is a web page"),
    ],
)
def test_each_kind_of_answer_has_its_advice(rule, status, body, path, begins):
    assert advice_on(rule, status, body, url=f"http://app.test{path}").startswith(begins)


@pytest.mark.parametrize(("rule", "body"), [("unusable-answer", b"<Response"), ("unknown-element", b"<Response/>")])
def test_what_the_message_says_well_enough_has_none(rule, body):
    assert advice_on(rule, 200, body, url="http://app.test/in") == ""
