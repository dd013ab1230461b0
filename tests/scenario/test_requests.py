"""Requests as scenarios have them."""

from __future__ import annotations

import pytest

from simulator.scenario.written_request import WrittenRequest

EXPECTED = "expected a request such as `GET /remind?number=4711` or `{path: /remind, form: {number: 4711}}`"


@pytest.fixture
def scenario(read):
    def of(written: str):
        (one,) = read(f"app: demo:app\n{written}\n")
        return one

    return of


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("GET /remind?number=4711&pbx={pbx}", WrittenRequest("/remind?number=4711&pbx={pbx}")),
        ("/remind", WrittenRequest("/remind")),
        ("post http://127.0.0.1:1/x", WrittenRequest("http://127.0.0.1:1/x", "POST")),
        ("{path: /remind, at: 2s}", WrittenRequest("/remind", at=2.0)),
        ("{path: /x, form: {number: 0123, text: ''}}", WrittenRequest("/x", "POST", {"number": "0123", "text": ""})),
        ("{path: /x, method: DELETE, form: {}}", WrittenRequest("/x", "DELETE", {})),
        (
            "{path: /x, json: {to: [4711, '4711', 0123, true, yes], more: {none: null, part: 0.5, nothing: }}}",
            WrittenRequest(
                "/x",
                "POST",
                json={
                    "to": [4711, "4711", "0123", True, "yes"],
                    "more": {"none": None, "part": 0.5, "nothing": None},
                },
            ),
        ),
    ],
)
def test_each_form_of_a_request_is_read(scenario, written, meant):
    assert scenario(f"request: {written}").request == meant


def test_the_first_of_several_requests_begins_a_scenario(scenario):
    one = scenario("request: [GET /a, {path: /b, at: 5s}]")

    assert one.request == WrittenRequest("/a")
    assert one.requests == (WrittenRequest("/b", at=5.0),)


@pytest.mark.parametrize("beginning", ["call: {to: 2001}", "caller: [hangs_up]", "sms: {text: Hello}"])
def test_where_somebody_calls_or_writes_requests_come_besides(scenario, beginning):
    one = scenario(f"{beginning}\nrequest: {{path: /b, at: 5s}}")

    assert one.request is None
    assert one.requests == (WrittenRequest("/b", at=5.0),)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("remind", f"{EXPECTED}, not 'remind'"),
        ("GRAB /x", "expected a method of HTTP, not 'GRAB'; known: 'DELETE', 'GET', 'PATCH', 'POST', 'PUT'"),
        ("[]", f"{EXPECTED}, found nothing"),
        ("{at: 3s}", "the key 'path' is missing"),
        ("{path: /x, form: {a: b}, json: 1}", "'form' and 'json' do not go together"),
    ],
)
def test_a_mistake_is_told_with_what_was_expected(mistakes_in, written, message):
    assert mistakes_in(f"app: demo:app\nrequest: {written}\n") == [f"s.yaml:2:10: {message}"]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{path: remind}", "2:17: expected a path such as /remind, or a whole address, not 'remind'"),
        ("{path: /x, form: [a]}", "2:27: expected a mapping of names and texts such as `{number: 4711}`, not a list"),
        ("{path: /x, query: a}", "2:21: unknown key 'query'; known: 'at', 'form', 'json', 'method', 'path'"),
    ],
)
def test_a_mistake_within_a_request_has_its_place(mistakes_in, written, message):
    assert mistakes_in(f"app: demo:app\nrequest: {written}\n") == [f"s.yaml:{message}"]
