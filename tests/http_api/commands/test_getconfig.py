"""GetConfig: how an extension is configured (p_4700)."""

from __future__ import annotations

import pytest

from tests.http_api.conftest import PATIENT


def test_the_configuration_of_a_phone_is_told(world):
    """As published, byte for byte."""
    made = world(phones={"2000": PATIENT})
    published = {"LastIPAddress": "10.0.0.7:5060 (Udp)", "UserAgentName": "TestPhone 1.0"}
    made.pbx.switchboard.extensions.modify("2000", published)

    assert made.send("GetConfig", ExtensionId="2000").lines == [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<Response>",
        '  <Config knownType="SIPExtensionInfo">',
        "    <AuthorizationName>2000</AuthorizationName>",
        "    <Password>p2000</Password>",
        "    <LastIPAddress>10.0.0.7:5060 (Udp)</LastIPAddress>",
        "    <UserAgentName>TestPhone 1.0</UserAgentName>",
        "    <Enabled>true</Enabled>",
        "    <ID>2000</ID>",
        "    <UserID>user2000</UserID>",
        "  </Config>",
        "  <Code>200</Code>",
        "  <Message>Command successfully executed</Message>",
        "</Response>",
    ]


def test_the_configuration_of_an_api_extension_is_told(world):
    """http-api section 4.16."""
    reply = world().send("GetConfig", ExtensionId="9000")

    assert reply.lines[2] == '  <Config knownType="APIExtensionInfo">'
    assert reply.rows("Config") == [{"Enabled": "true", "ID": "9000"}]


@pytest.mark.parametrize("number", ["2000", "<&>", "{0}"])
def test_an_extension_that_there_is_not_is_told_by_its_id(world, number):
    """http-api section 4.16."""
    reply = world().send("GetConfig", ExtensionId=number)

    assert (reply.code, reply.message) == (701, f"Configuration for type '{number}' not found")
    assert reply.lines[0] == '<?xml version="1.0"?>'


def test_an_extension_has_to_be_named(world):
    assert world().send("GetConfig").message == "Missing or invalid parameter 'ExtensionId' for command 'GetConfig'"
