"""XML in parameters (http-api sections 4.16 to 4.18)."""

from __future__ import annotations

import pytest

from simulator.http_api.codes import Code, Refused
from simulator.http_api.config_xml import config_element, config_from_xml, parsed
from simulator.telephony.extensions import Extension, ExtensionType

CONFIG = {
    "AuthorizationName": "2100",
    "Password": "p2100",
    "Username": "2100",
    "Enabled": "true",
    "ID": "2100",
    "UserID": "user2100",
}


def config_xml(root='<Config knownType="SIPExtensionInfo">', **changes):
    children = {**CONFIG, **changes}
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in children.items() if value is not None)
    return f"{root}{inside}</Config>"


NO_DOCTYPE = "a document type declaration (<!DOCTYPE ...>) is not allowed"


def refusal(written, kind=ExtensionType.SIP):
    with pytest.raises(Refused) as refused:
        config_from_xml(written, kind)
    return refused.value


# -- what is read ----------------------------------------------------------------------------------------------------


def test_the_children_are_read_in_the_order_of_an_answer():
    """p_4699, p_4700."""
    assert list(config_from_xml(config_xml(LastIPAddress="10.0.0.7:5060 (Udp)"), ExtensionType.SIP).items()) == [
        ("AuthorizationName", "2100"),
        ("Password", "p2100"),
        ("Username", "2100"),
        ("LastIPAddress", "10.0.0.7:5060 (Udp)"),
        ("Enabled", "true"),
        ("ID", "2100"),
        ("UserID", "user2100"),
    ]


@pytest.mark.parametrize(
    "declaration", ['<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-16"?>\r\n', "\n <!-- x -->", ""]
)
def test_a_declaration_may_stand_before_it_whatever_encoding_it_names(declaration):
    """A .NET StringWriter declares utf-16."""
    assert config_from_xml(declaration + config_xml(), ExtensionType.SIP) == CONFIG


def test_it_may_be_escaped_once_more():
    """p_4699: the published value begins with &lt; after decoding."""
    escaped = config_xml(UserID="a &amp; b").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    assert config_from_xml(escaped.replace('"', "&quot;"), ExtensionType.SIP) == {**CONFIG, "UserID": "a & b"}


def test_names_match_in_any_case_and_what_is_unknown_is_kept_behind():
    written = config_xml('<config KNOWNTYPE="">', ID=None, id="2100").replace("</Config>", "<Z/></config>")
    found = config_from_xml(written, ExtensionType.SIP)

    assert found == {**CONFIG, "Z": ""}
    assert list(found)[-2:] == ["UserID", "Z"]


def test_of_a_repeated_child_the_first_counts():
    assert config_from_xml(config_xml().replace("</ID>", "</ID><ID>2</ID>"), ExtensionType.SIP)["ID"] == "2100"


def test_other_types_need_an_id_and_whether_they_are_switched_on():
    """http-api section 4.17."""
    assert config_from_xml("<Config><ID>1</ID><Enabled>False</Enabled></Config>", ExtensionType.IVR) == {
        "Enabled": "false",
        "ID": "1",
    }


# -- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (config_xml().replace("Config", "Settings"), "its root element is not Config"),
        (config_xml('<Config knownType="IVRExtensionInfo">'), "its knownType is not SIPExtensionInfo"),
        (config_xml(Password=None, UserID=""), "it lacks Password, UserID"),
        (config_xml(Enabled="yes"), "Enabled is neither true nor false"),
        (config_xml(ID="1" * 65), "its ID is not a telephone number such as '2001'"),
        (config_xml(ID="()"), "its ID is not a telephone number such as '2001'"),
        (config_xml(ID="\u202e"), "its ID is not a telephone number such as '2001'"),
        (config_xml(ID="&lt;x>"), "its ID is not a telephone number such as '2001'"),
        (config_xml(UserID="<First>Anna</First>"), "an element in it holds elements, expected a text"),
        (config_xml(UserID="a" * 10_000), "it holds more than 10000 characters"),
        ("<Config/>", "it lacks AuthorizationName, Password, Username, Enabled, ID, UserID"),
    ],
)
def test_a_configuration_that_is_not_complete_is_refused_with_its_type(written, reason):
    refused = refusal(written)

    assert (refused.message, refused.reason) == ("Invalid configuration for type 'SIP'", reason)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("<Config>", "ConfigXML:1:9: not a well-formed XML document"),
        ("<Config><ID>a & b</ID></Config>", "ConfigXML:1:15: not well-formed XML: a bare '&'; write '&amp;'"),
        ('<?xml version="1.0"?>\n <a>&</a>', "ConfigXML:2:5: not well-formed XML: a bare '&'; write '&amp;'"),
        ("secret", "ConfigXML:1:1: not a well-formed XML document"),
        ("secret <Config/>", "ConfigXML:1:1: not a well-formed XML document"),
        (" ", "ConfigXML:1:1: not a well-formed XML document"),
        ('<!DOCTYPE x [<!ENTITY a "secret">]><Config>&a;</Config>', f"ConfigXML:1:1: {NO_DOCTYPE}"),
        ("<a>" * 100 + "secret" + "</a>" * 100, "ConfigXML: elements are nested 100 deep, at most 64 are allowed"),
        ("<a>" * 300 + "secret", "ConfigXML:1:771: not well-formed XML: elements are nested too deep"),
        ("<Config>\0</Config>", "ConfigXML:1:9: not a well-formed XML document"),
        ("<Password>&secret;</Password>", None),
        ("<Password><secret</Password>", None),
        ("<Password><secret></Password>", None),
        ("<Password secret></Password>", None),
        ("<Password></Password>secret", None),
    ],
)
def test_what_is_not_well_formed_is_a_parse_error_that_tells_no_secrets(written, reason):
    """http-api q8."""
    refused = refusal(written)

    assert refused.code is Code.PARSE_ERROR
    assert "secret" not in refused.message
    assert reason is None or refused.message == f"Error occured during parsing message: '{reason}'"


def test_any_parameter_can_hold_xml():
    with pytest.raises(Refused, match="AuthXml:1:1: not a well-formed"):
        parsed("", "AuthXml")

    assert parsed("<SecurityToken/>", "AuthXml").name == "SecurityToken"


# -- what is told ----------------------------------------------------------------------------------------------------


def test_a_configuration_is_told_with_the_name_of_its_type_and_in_order():
    told = config_element(Extension("7", ExtensionType.IVR, {"Z": "1", "ID": "7", "Enabled": "true"}))

    assert told.attributes == (("knownType", "IVRExtensionInfo"),)
    assert [(one.name, one.content) for one in told.content] == [("Enabled", "true"), ("ID", "7"), ("Z", "1")]
