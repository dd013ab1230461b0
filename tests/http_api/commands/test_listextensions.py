"""ListExtensions: who there is in the office (p_4701)."""

from __future__ import annotations

from simulator.telephony.office import ApiExtension, Office
from tests.http_api.conftest import PATIENT


def test_phones_of_the_office_and_api_extensions_are_listed(world):
    """As published, byte for byte."""
    made = world(phones={"2000": PATIENT, "+3612345678": PATIENT})

    assert made.send("ListExtensions").lines == [
        '<?xml version="1.0"?>',
        '<Response xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
        "  <Code>200</Code>",
        "  <Message>Command successfully executed</Message>",
        "  <Extensions>",
        "    <ExtensionSummary>",
        "      <Id>2000</Id>",
        "      <Type>SIP</Type>",
        "    </ExtensionSummary>",
        "    <ExtensionSummary>",
        "      <Id>9000</Id>",
        "      <Type>API</Type>",
        "    </ExtensionSummary>",
        "  </Extensions>",
        "</Response>",
    ]


def test_without_extensions_the_list_is_empty(world):
    """http-api q29."""
    made = world()
    made.send("RemoveConfig", ExtensionId="9000")

    assert "  <Extensions />" in made.send("ListExtensions").lines


def test_an_extension_to_which_the_test_places_calls_is_listed(world):
    made = world(office=Office(extensions={"8000": ApiExtension()}))
    made.pbx.place_call("http://app/", to="9000")

    assert made.send("ListExtensions").texts("Extensions/ExtensionSummary/Id") == ["8000", "9000"]


def test_how_short_numbers_of_the_office_are_is_a_setting(world):
    """http-api section 4.14."""
    made = world(phones={"200": PATIENT, "2000": PATIENT}, extension_digits=3)

    assert made.send("ListExtensions").texts("Extensions/ExtensionSummary/Id") == ["200", "9000"]
