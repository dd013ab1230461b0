"""The personnel app, with a PBX that says what a test wants it to say."""

from __future__ import annotations

import json
from urllib.error import HTTPError
from urllib.parse import parse_qs
from urllib.request import urlopen

import pytest

from simulator.demo import personnel

CONTENTS = {
    "ListExtensionTypes": "<ExtensionTypes><ExtensionType>SIP</ExtensionType></ExtensionTypes>",
    "ListExtensions": "<Extensions><ExtensionSummary><Id>2000</Id><Type>SIP</Type></ExtensionSummary></Extensions>",
    "GetConfig": "<Config><ID>1</ID><UserID>Anna</UserID><Password>secret</Password><Enabled>true</Enabled></Config>",
    "GenerateSecurityToken": "<SecurityToken>AbC</SecurityToken>",
}


class CannedPbx:
    """Notes the commands that it gets, and answers them with one code."""

    def __init__(self) -> None:
        self.commands: list[dict[str, str]] = []
        self.code = 200

    async def __call__(self, _scope, receive, send):
        form = parse_qs((await receive())["body"].decode())
        command = {name: values[0] for name, values in form.items()}
        self.commands.append(command)
        content = CONTENTS.get(command["command"], "")
        body = f"<Response><Code>{self.code}</Code><Message>So be it</Message>{content}</Response>"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body.encode()})


@pytest.fixture(scope="module")
def app_url(serve) -> str:
    return serve(personnel.app)


@pytest.fixture(scope="module")
def pbx(serve):
    canned = CannedPbx()
    canned.url = serve(canned)
    return canned


@pytest.fixture(autouse=True)
def nothing_was_sent(pbx):
    pbx.commands.clear()
    pbx.code = 200


def asked(url: str):
    with urlopen(url) as answer:
        return json.load(answer)


def test_who_arrives_gets_an_extension(app_url, pbx):
    told = asked(f"{app_url}/arrives?extension=2100&name=Anna&pbx={pbx.url}")

    assert told == {"extension": "2100", "password": "Anna-2100"}
    assert [one["command"] for one in pbx.commands] == ["ListExtensionTypes", "AddConfig"]
    assert "<UserID>Anna</UserID>" in pbx.commands[-1]["ConfigXML"]


def test_who_is_away_keeps_everything_but_the_telephone(app_url, pbx):
    asked(f"{app_url}/is-away?extension=2100&pbx={pbx.url}")

    config = pbx.commands[-1]["ConfigXML"]
    assert pbx.commands[-1]["command"] == "ModifyConfig"
    assert "<Password>secret</Password>" in config
    assert "<Enabled>false</Enabled>" in config


def test_who_leaves_is_removed(app_url, pbx):
    asked(f"{app_url}/leaves?extension=2100&pbx={pbx.url}")

    assert pbx.commands == [{"command": "RemoveConfig", "ExtensionId": "2100"}]


def test_extensions_are_listed_and_a_token_is_drawn(app_url, pbx):
    assert asked(f"{app_url}/list?pbx={pbx.url}") == ["2000"]
    assert asked(f"{app_url}/token?pbx={pbx.url}") == "AbC"


def test_what_the_pbx_refuses_is_told(app_url, pbx):
    pbx.code = 701

    with pytest.raises(HTTPError) as error:
        urlopen(f"{app_url}/leaves?extension=2100&pbx={pbx.url}")
    with error.value:
        assert (error.value.status, json.load(error.value)) == (409, {"detail": "So be it"})
