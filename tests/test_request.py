"""Requests from Python, to an app that only speaks the documented HTTP API of the PBX."""

from __future__ import annotations

import asyncio
import json
import re

import pytest

from simulator import Office, hears, send_request, send_request_async
from simulator.demo.http_reminder import app as reminder
from simulator.drivers.ports import free_port
from simulator.errors import ScenarioError
from simulator.office import Access, OfficeUser, dials
from simulator.phones import busy

asked = []


async def echo(scope, receive, send):
    """An app that notes what it is asked."""
    if scope["type"] != "http":
        return
    message = await receive()
    headers = dict(scope["headers"])
    kind = headers.get(b"content-type", b"").decode()
    asked.append((scope["method"], scope["path"], scope["query_string"].decode(), kind, message.get("body", b"")))
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture(autouse=True)
def nothing_was_asked():
    asked.clear()


def test_an_app_that_only_speaks_the_http_api_calls_somebody_who_hears_its_text():
    result = send_request(
        reminder, "/remind?number=4711&text=Feed+the+cat&pbx={pbx}", phones={"4711": [hears("Feed the cat")]}
    )

    assert result.failures == []
    assert [(one.name, one.field("Dialed"), one.code) for one in result.commands] == [("Call", "4711", 200)]
    assert [(one.number, one.heard) for one in result.calls] == [("4711", ["Feed the cat"])]


def test_the_pbx_may_have_the_port_that_the_app_knows():
    port = free_port()

    async def run():
        request = f"/remind?number=4711&text=Feed+the+cat&pbx=http://127.0.0.1:{port}"
        return await send_request_async(reminder, request, phones={"4711": busy()}, pbx_port=port)

    result = asyncio.run(run())

    assert result.failures == []
    assert [one.name for one in result.commands] == ["Call", "SendSms"]
    assert [one.text for one in result.outbox.sms] == ["Feed the cat"]


def test_what_the_app_could_not_do_is_its_error():
    office = Office(access=Access(authentication=True, users={"anna": OfficeUser("secret")}))

    result = send_request(reminder, "/remind?number=4711&text=x&pbx={pbx}", office=office)

    assert [one.code for one in result.commands] == [304]
    (failure,) = result.failures
    assert "the app answered 502 Bad Gateway to the request" in failure


@pytest.mark.parametrize(
    ("options", "method", "kind", "body"),
    [
        ({}, "GET", "", b""),
        ({"method": "DELETE"}, "DELETE", "", b""),
        ({"form": {"a": "é b"}}, "POST", "application/x-www-form-urlencoded", b"a=%C3%A9+b"),
        ({"json": [1, {"a": None}], "method": "PUT"}, "PUT", "application/json", b'[1, {"a": null}]'),
    ],
)
def test_a_request_is_what_is_said(options, method, kind, body):
    send_request(echo, "/x?a=1", **options)

    assert asked == [(method, "/x", "a=1", kind, body)]


def test_forms_and_json_may_hold_the_address_of_the_pbx():
    send_request(echo, "/x", json={"pbx": "{pbx}"})

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\w+", json.loads(asked[0][-1])["pbx"])


def test_people_may_call_meanwhile():
    result = send_request(echo, "/x", further=[dials("2000", to="2001", at=2)], phones={"2001": busy()})

    assert [(one.source, one.destination, str(one.state)) for one in result.history] == [("2000", "2001", "Busy")]


@pytest.mark.parametrize(
    ("request_", "options", "message"),
    [
        ("remind", {}, "request: expected a path such as '/remind?number=4711', not 'remind'"),
        (b"/x", {}, "request: expected a text, not b'/x'"),
        ("/x", {"method": "GRAB"}, "method: unknown method 'GRAB'; known: 'DELETE', 'GET', 'PATCH', 'POST', 'PUT'"),
        ("/x", {"form": {}, "json": 1}, "form and json do not go together"),
        ("/x", {"form": "a=b"}, "form: expected texts by name such as {'number': '4711'}, not 'a=b'"),
        ("/x", {"form": {"a": 1}}, "form: 'a': expected a text, not 1"),
        ("/x", {"json": {1j}}, "json: Object of type set is not JSON serializable"),
        ("/x", {"pbx_port": 70000}, "pbx_port: expected the number of a port, from 1 to 65535, not 70000"),
        ("/x", {"office": {"sms": []}}, "office: expected Office(...), not {'sms': []}"),
    ],
)
def test_what_makes_no_sense_is_told_before_anything_happens(request_, options, message):
    with pytest.raises(ScenarioError, match=f"^{re.escape(message)}$"):
        send_request(echo, request_, **options)

    assert asked == []
