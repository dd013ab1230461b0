"""AddConfig: another extension (p_4699)."""

from __future__ import annotations

import pytest

from simulator.http_api.commands.addconfig import MOST_EXTENSIONS
from simulator.telephony.extensions import Extension, ExtensionType
from simulator.telephony.notifications import form_encoded
from tests.http_api.conftest import PATIENT
from tests.http_api.test_config_xml import CONFIG, config_xml


def add(made, config, kind="SIP"):
    return made.send("AddConfig", ExtensionType=kind, ConfigXML=config)


def test_the_extension_is_there_from_then_on(world):
    made = world()

    assert add(made, config_xml()).code == 200
    assert made.send("GetConfig", ExtensionId="2100").rows("Config") == [CONFIG]
    assert made.send("ListExtensions").texts("Extensions/ExtensionSummary/Id") == ["9000", "2100"]


def test_the_published_form_is_escaped_before_it_is_encoded(world):
    """p_4699: the value begins with %26lt%3b."""
    escaped = config_xml().replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    query = form_encoded({"command": "AddConfig", "ExtensionType": "SIP", "ConfigXML": escaped})
    assert b"ConfigXML=%26lt%3bConfig" in query
    made = world()

    assert made.ask(query).code == 200
    assert made.pbx.switchboard.extensions.get("2100") is not None


@pytest.mark.parametrize("number", ["2000", "20 00", "9000"])
def test_an_id_is_given_once(world, number):
    made = world(phones={"2000": PATIENT})
    reply = add(made, config_xml(ID=number))

    assert (reply.code, reply.message) == (703, "Extension configuration already exists")


def test_what_is_wrong_with_it_is_told_in_the_transcript(world):
    """http-api section 4.17."""
    made = world()

    assert add(made, config_xml(Password=None)).message == "Invalid configuration for type 'SIP'"
    assert made.lines()[-1] == "0.0 [HTTP] answered 702: Invalid configuration for type 'SIP' (it lacks Password)"


def test_xml_that_is_not_well_formed_is_a_parse_error(world):
    """http-api q8."""
    assert add(world(), "<Config>").code == 300


@pytest.mark.parametrize(("kind", "config"), [("ISDN", config_xml()), ("", config_xml())])
def test_the_type_has_to_be_one_that_there_is(world, kind, config):
    """http-api q11."""
    assert add(world(), config, kind).message == "Missing or invalid parameter 'ExtensionType' for command 'AddConfig'"


def test_an_api_extension_that_is_added_can_call(world):
    made = world()
    assert add(made, "<Config><ID>9001</ID><Enabled>true</Enabled></Config>", "api").code == 200

    assert made.send("Call", Dialed="1", ApiExtension="9001").code == 200


def test_names_with_special_characters_come_back_as_they_were(world):
    made = world()
    add(made, config_xml(Username="a&lt;b&amp;c", UserID="Kőszegi Éva"))
    (config,) = made.send("GetConfig", ExtensionId="2100").rows("Config")

    assert (config["Username"], config["UserID"]) == ("a<b&c", "Kőszegi Éva")


def test_a_pbx_does_not_take_extensions_without_end(world):
    made = world()
    for index in range(len(made.pbx.switchboard.extensions), MOST_EXTENSIONS):
        made.pbx.switchboard.extensions.add(Extension(str(10_000 + index), ExtensionType.SIP, {}))
    reply = add(made, config_xml())

    assert (reply.code, made.pbx.switchboard.extensions.get("2100")) == (702, None)
    assert made.lines()[-1].endswith("(there are 1000 extensions already)")


def test_an_id_without_a_letter_or_a_digit_is_none(world):
    made = world()
    assert add(made, config_xml(ID="-")).code == 702

    assert made.send("GetConfig", ExtensionId="()").code == 701
