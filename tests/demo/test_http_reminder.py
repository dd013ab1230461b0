"""The reminder over HTTP, with a PBX that says what a test wants it to say."""

from __future__ import annotations

import json
from urllib.error import HTTPError
from urllib.parse import parse_qs, quote
from urllib.request import urlopen

import pytest

from simulator.demo import http_reminder


class CannedPbx:
    """Notes the commands that it gets, and answers with one code."""

    def __init__(self) -> None:
        self.commands: list[dict[str, str]] = []
        self.code = 200

    async def __call__(self, scope, _receive, send):
        query = parse_qs(scope["query_string"].decode())
        self.commands.append({name: values[0] for name, values in query.items()})
        await send({"type": "http.response.start", "status": 200, "headers": []})
        body = f"<Response>\r\n  <Code>{self.code}</Code>\r\n  <Message>So be it</Message>\r\n</Response>"
        await send({"type": "http.response.body", "body": body.encode()})


@pytest.fixture(scope="module")
def app_url(serve) -> str:
    return serve(http_reminder.app)


@pytest.fixture(scope="module")
def pbx(serve):
    canned = CannedPbx()
    canned.url = serve(canned)
    return canned


@pytest.fixture(autouse=True)
def nothing_was_sent(pbx):
    pbx.commands.clear()
    pbx.code = 200


def test_a_reminder_is_a_call(app_url, pbx):
    with urlopen(f"{app_url}/remind?number=%2B361&text=Feed+the+cat&pbx={quote(pbx.url, safe='')}") as answer:
        told = json.load(answer)

    (command,) = pbx.commands
    query = f"number=%2B361&text=Feed+the+cat&pbx={quote(pbx.url, safe='')}"
    assert told == {"calling": "+361"}
    assert command == {
        "command": "Call",
        "Dialed": "+361",
        "ApiExtension": "9000",
        "Url": f"{app_url}/connected?{query}",
        "ErrorUrl": f"{app_url}/failed?{query}",
    }


def test_what_the_pbx_refuses_is_told(app_url, pbx):
    pbx.code = 304

    with pytest.raises(HTTPError) as error:
        urlopen(f"{app_url}/remind?number=1&text=x&pbx={pbx.url}")
    with error.value:
        assert (error.value.status, json.load(error.value)) == (502, {"detail": "the PBX says 304: So be it"})


def test_the_callee_is_told_the_text(app_url, post):
    (speak,) = post(f"{app_url}/connected?number=1&text=Cats+%26+dogs")

    assert (speak.name, speak.text) == ("Speak", "Cats & dogs")


def test_who_was_not_reached_gets_a_message(app_url, pbx, post):
    assert post(f"{app_url}/failed?number=1&text=x&pbx={pbx.url}", NotificationName="Error") == ()

    assert pbx.commands == [{"command": "SendSms", "ApiExtension": "9000", "Recipient": "1", "Message": "x"}]


def test_it_knows_where_a_pbx_usually_is():
    assert http_reminder.Reminder(number="1", text="x").pbx == "http://127.0.0.1:7780"
