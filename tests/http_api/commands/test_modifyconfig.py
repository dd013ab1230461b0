"""ModifyConfig: another configuration for an extension (p_4703)."""

from __future__ import annotations

import pytest

from simulator.telephony.phone import PhoneOutcome
from tests.http_api.conftest import PATIENT
from tests.http_api.test_config_xml import config_xml


@pytest.fixture
def made(world):
    return world(phones={"2000": PATIENT})


def modify(made, config, kind="SIP"):
    return made.send("ModifyConfig", ExtensionType=kind, ConfigXML=config)


def test_what_it_holds_is_changed_and_the_rest_is_not(made):
    assert modify(made, config_xml(ID="2000", UserID="anna")).code == 200
    (config,) = made.send("GetConfig", ExtensionId="2000").rows("Config")

    assert config == {
        "AuthorizationName": "2100",
        "Password": "p2100",
        "Username": "2100",
        "LastIPAddress": "127.0.0.1:5060 (Udp)",
        "UserAgentName": "Simulated phone",
        "Enabled": "true",
        "ID": "2000",
        "UserID": "anna",
    }


def test_a_phone_that_is_switched_off_cannot_be_called(made):
    modify(made, config_xml(ID="2000", Enabled="false"))

    assert made.pbx.switchboard.phone("2000").outcome is PhoneOutcome.UNKNOWN


@pytest.mark.parametrize(
    ("config", "kind", "reason"),
    [
        (config_xml(ID="2001"), "SIP", "there is no extension with its ID"),
        ("<Config><ID>2000</ID><Enabled>true</Enabled></Config>", "IVR", "the extension's type is SIP"),
        (config_xml(ID="2000", Username=None), "SIP", "it lacks Username"),
    ],
)
def test_what_does_not_fit_an_extension_is_refused(made, config, kind, reason):
    """http-api section 4.18."""
    before = made.send("GetConfig", ExtensionId="2000")
    reply = modify(made, config, kind)

    assert (reply.code, reply.message) == (702, f"Invalid configuration for type '{kind}'")
    assert made.lines()[-1].endswith(f"({reason})")
    assert made.send("GetConfig", ExtensionId="2000") == before


def test_an_id_keeps_its_spelling(made):
    modify(made, config_xml(ID="20-00"))

    assert made.send("GetConfig", ExtensionId="2000").text("Config/ID") == "2000"


def test_a_configuration_does_not_grow_without_end(made):
    more = config_xml(ID="2000").replace("</Config>", "<{0}>{1}</{0}></Config>")
    replies = [modify(made, more.format(name, "x" * 6_000)).code for name in ("Notes", "Remarks", "Notes")]

    assert replies == [200, 702, 200]
    assert made.lines()[-3].endswith("(it holds more than 10000 characters)")
