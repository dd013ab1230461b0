"""The switchboard, with a PBX that lists the calls that a test wants."""

from __future__ import annotations

import json
from urllib.error import HTTPError
from urllib.parse import parse_qs
from urllib.request import urlopen

import pytest

from simulator.demo import switchboard

CALLS = (
    {"CallState": "Hold", "CallId": "1a", "Source": "+361", "Destination": "2001"},
    {"CallState": "InCall", "CallId": "2b", "Source": "2001", "Destination": "2002"},
    {"CallState": "Ringing", "CallId": "3c", "Source": "+362", "Destination": "2004"},
)


class CannedPbx:
    """Lists calls, notes the other commands, and answers them with one code."""

    def __init__(self) -> None:
        self.commands: list[dict[str, str]] = []
        self.code = 200

    async def __call__(self, scope, _receive, send):
        command = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
        listed = "".join(
            f"<CallInfo>{''.join(f'<{name}>{text}</{name}>' for name, text in call.items())}</CallInfo>"
            for call in CALLS
        )
        if command["command"] == "ListActiveCalls":
            code, content = 200, f"<ActiveCalls>{listed}</ActiveCalls>"
        else:
            self.commands.append(command)
            code, content = self.code, ""
        body = f"<Response><Code>{code}</Code><Message>So be it</Message>{content}</Response>"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body.encode()})


@pytest.fixture(scope="module")
def app_url(serve) -> str:
    return serve(switchboard.app)


@pytest.fixture(scope="module")
def pbx(serve):
    canned = CannedPbx()
    canned.url = serve(canned)
    return canned


@pytest.fixture(autouse=True)
def nothing_was_sent(pbx):
    pbx.commands.clear()
    pbx.code = 200


@pytest.mark.parametrize(
    ("button", "command"),
    [
        (
            "transfer?to=2003&operator=2001",
            {"command": "BlindTransfer", "CallId": "1a", "TransferorParty": "callee", "Target": "2003"},
        ),
        ("hold?operator=2001", {"command": "Hold", "CallId": "1a"}),
        (
            "connect?operator=2001",
            {"command": "AttendedTransfer", "TransferredCallId": "1a", "TargetCallId": "2b"},
        ),
        ("back?operator=2001", {"command": "Unhold", "CallId": "1a"}),
        ("decline?operator=2004&to=2002", {"command": "Forward", "CallId": "3c", "Destination": "2002"}),
        ("hang-up?operator=2001", {"command": "Hangup", "CallId": "1a"}),
        ("say?operator=2001&text=Hi", {"command": "Speak", "CallId": "1a", "Party": "caller", "Text": "Hi"}),
        ("play?operator=2001&file=a.wav", {"command": "Play", "CallId": "1a", "Party": "all", "AudioFile": "a.wav"}),
        ("keys?operator=2001&keys=12", {"command": "SendDTMF", "CallId": "2b", "Party": "callee", "Keys": "12"}),
    ],
)
def test_each_button_is_a_command_about_the_operators_call(app_url, pbx, button, command):
    with urlopen(f"{app_url}/{button}&pbx={pbx.url}") as answer:
        assert answer.status == 200

    assert pbx.commands == [command]


def test_a_recording_is_told_of_at_an_address_of_the_app(app_url, pbx, post, monkeypatch):
    monkeypatch.setattr(switchboard, "recordings", [])
    urlopen(f"{app_url}/record?operator=2001&pbx={pbx.url}").close()

    (command,) = pbx.commands
    assert (command["command"], command["FinishedURL"]) == ("Record", f"{app_url}/recorded")

    post(command["FinishedURL"], CallID="1a", RecordURL="http://pbx/1.wav")
    assert switchboard.recordings == ["http://pbx/1.wav"]


def refusal(url: str) -> tuple[int, str]:
    with pytest.raises(HTTPError) as error:
        urlopen(url)
    with error.value:
        return error.value.status, json.load(error.value)["detail"]


def test_an_operator_without_a_call_is_told(app_url, pbx):
    assert refusal(f"{app_url}/hold?operator=2009&pbx={pbx.url}") == (
        404,
        "there is no call with {'Destination': '2009'}",
    )


def test_what_the_pbx_refuses_is_told(app_url, pbx):
    pbx.code = 303

    assert refusal(f"{app_url}/hold?operator=2001&pbx={pbx.url}") == (409, "So be it")
