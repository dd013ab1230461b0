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
        ("http-status", 401, b"", "/in", "the PBX sends no password and no token: the path may have to be exempt"),
        ("http-status", 422, b"", "/in", "the app may want other fields"),
        ("http-status", 500, b"", "/in", "see the app's log"),
        ("unusable-answer", 200, b" \n", "/in", "an app that stops in the middle may answer so"),
        ("unusable-answer", 200, b"<!doctype html><HTML>", "/in", "this is a web page"),
    ],
)
def test_each_kind_of_answer_has_its_advice(rule, status, body, path, begins):
    assert advice_on(rule, status, body, url=f"http://app.test{path}").startswith(begins)


@pytest.mark.parametrize(("status", "said"), [(400, True), (401, False), (403, True), (422, False)])
def test_a_host_name_that_the_app_does_not_allow_is_considered_where_that_may_be_why(status, said):
    advice = advice_on("http-status", status, b"", url="http://app:8000/in")

    assert ("allow this host name" in advice) is said


@pytest.mark.parametrize("status", [502, 503, 504])
def test_an_app_behind_a_proxy_is_not_told_to_have_failed(status):
    advice = advice_on("http-status", status, b"", url="http://app.test/in")

    assert advice == "a proxy that does not reach the app may answer so: see the logs of both"


@pytest.mark.parametrize(("rule", "body"), [("unusable-answer", b"<Response"), ("unknown-element", b"<Response/>")])
def test_what_the_message_says_well_enough_has_none(rule, body):
    assert advice_on(rule, 200, body, url="http://app.test/in") == ""
