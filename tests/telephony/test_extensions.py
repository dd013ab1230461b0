"""The extensions of a PBX."""

from __future__ import annotations

import pytest

from simulator.telephony.extensions import Extension, Extensions, ExtensionType
from simulator.telephony.office import ApiExtension, Office


def extensions(*numbers, office=None, digits=5):
    return Extensions(office or Office(), numbers, digits)


def summaries(register):
    return [(one.id, str(one.type)) for one in register]


def test_internal_phones_come_first_then_api_extensions():
    office = Office(extensions={"9001": ApiExtension("http://app/"), "9000": ApiExtension()})

    assert summaries(extensions("2001", "2000", office=office)) == [
        ("2001", "SIP"),
        ("2000", "SIP"),
        ("9001", "API"),
        ("9000", "API"),
    ]


def test_there_is_an_api_extension_9000_if_the_office_has_none():
    assert summaries(extensions(office=Office(extensions={}))) == [("9000", "API")]


@pytest.mark.parametrize("number", ["+3612345678", "123456", "anna", "20a", "²", ""])
def test_phones_outside_are_no_extensions(number):
    assert summaries(extensions(number)) == [("9000", "API")]


def test_how_long_an_internal_number_is_can_be_set():
    assert summaries(extensions("200", "2000", digits=3)) == [("200", "SIP"), ("9000", "API")]


def test_numbers_are_the_same_however_they_are_grouped():
    register = extensions("20 00", "9-000")

    assert summaries(register) == [("2000", "SIP"), ("9000", "API")]
    assert register.get("2-0 00").id == "2000"
    assert register.remove("(2000)")


def test_a_phone_of_the_test_has_a_configuration_of_our_own():
    """http-api section 4.16."""
    assert dict(extensions("2000").get("2000").config) == {
        "AuthorizationName": "2000",
        "Password": "p2000",
        "LastIPAddress": "127.0.0.1:5060 (Udp)",
        "UserAgentName": "Simulated phone",
        "Enabled": "true",
        "ID": "2000",
        "UserID": "user2000",
    }


def test_an_extension_is_added_once():
    register = extensions()
    fresh = Extension("2100", ExtensionType.SIP, {"ID": "2100"})

    assert [register.add(fresh), register.add(Extension("2100", ExtensionType.IVR, {}))] == [True, False]
    assert register.get("2100") is fresh
    assert len(register) == 2


def test_a_change_leaves_the_rest_and_the_order_as_they_were():
    register = extensions("2000", "2001")
    register.modify("2000", {"Enabled": "FALSE", "Password": "new"})

    assert summaries(register)[:2] == [("2000", "SIP"), ("2001", "SIP")]
    changed = register.get("2000")
    assert (changed.config["Password"], changed.config["UserID"], changed.enabled) == ("new", "user2000", False)


def test_what_is_not_there_cannot_be_changed_or_removed():
    register = extensions()
    with pytest.raises(KeyError):
        register.modify("2000", {})

    assert register.remove("2000") is False


def test_a_number_is_enabled_if_it_is_registered_and_switched_on():
    register = extensions("2000", "2001", "2002")
    register.modify("2001", {"Enabled": "false"})
    register.remove("2002")

    assert [register.enabled(one) for one in ("2000", "2001", "2002", "2003", "9000")] == [
        True,
        False,
        False,
        False,
        True,
    ]


def test_a_number_is_one_of_the_office_if_it_is_registered_or_short():
    office = Office(extensions={"+3612345678": ApiExtension()})
    register = extensions("2000", office=office)

    assert [register.is_extension(one) for one in ("2000", "77", "+3612345678", "+3687654321", "123456")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_an_api_extension_may_come_about_later_even_with_the_number_of_a_phone():
    register = extensions("2000", "2001")
    register.add_api("8000")
    register.add_api("2000")

    assert summaries(register) == [("2001", "SIP"), ("9000", "API"), ("8000", "API"), ("2000", "API")]
    assert not register.is_off("2000")


def test_nobody_can_be_called_who_is_switched_off_or_removed_until_he_is_added_again():
    register = extensions("2000", "2001")
    register.modify("2000", {"Enabled": "false"})
    register.remove("2001")
    assert [register.is_off(one) for one in ("2000", "2001", "2002", "9000")] == [True, True, False, False]

    register.add(Extension("2001", ExtensionType.SIP, {}))
    assert register.is_off("2001") is False


def test_the_first_api_extension_that_can_be_used_is_the_one_meant_if_none_is_named():
    office = Office(extensions={"8000": ApiExtension(), "8001": ApiExtension()})
    register = extensions("2000", office=office)
    assert [register.api_extension(one) for one in ("", "8001", "2000", "7")] == ["8000", "8001", None, None]

    register.modify("8000", {"Enabled": "false"})
    assert [register.api_extension(one) for one in ("", "8000")] == ["8001", None]

    register.remove("8001")
    assert register.api_extension() is None
