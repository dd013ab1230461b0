"""Values that only commands have (http-api q11); those of OzML are tested there."""

from __future__ import annotations

from datetime import datetime

import pytest

from simulator.http_api.convert import date_time, email_address, extension_type, keys, number, web_address


@pytest.mark.parametrize("written", ["2001", "+36 (1) 234-5678", "*21#", "anna", "2001@pbx.example", "sip:2001"])
def test_numbers_are_kept_as_they_are(written):
    assert number(written) == written


@pytest.mark.parametrize("written", ["", " ", "-", "20\n01", "20;01", "<2001>", "2" * 65, "20\x0001", "()", "ő", "٢٠"])
def test_what_nobody_can_dial_is_no_number(written):
    with pytest.raises(ValueError, match=r"^a telephone number such as '2001'$"):
        number(written)


@pytest.mark.parametrize(
    "written",
    ["http://app/", "https://app:8443/x?y=%26#z", "HTTP://127.0.0.1", "http://[::1]:80/", "http://user:word@app/ő"],
)
def test_absolute_addresses_are_kept_as_they_are(written):
    assert web_address(written) == written


@pytest.mark.parametrize(
    "written",
    [
        "app/next",
        "/next",
        "ftp://app/",
        "http://",
        "http:///x",
        "http://[::1",
        "http://app:x/",
        "http://app:99999/",
        "http://app/a b",
        "http://app/a\nb",
        "javascript:alert(1)",
        "http://app/" + "x" * 2048,
    ],
)
def test_other_addresses_are_refused(written):
    with pytest.raises(ValueError, match=r"^an address such as 'http://app/next'$"):
        web_address(written)


@pytest.mark.parametrize(("written", "good"), [("a@b", True), ("Anna <a@b.test>", True), ("a", False), ("@b", False)])
def test_an_email_address_has_something_on_both_sides_of_its_at(written, good):
    if good:
        assert email_address(written) == written
    else:
        with pytest.raises(ValueError, match=r"^an address such as 'anna@example\.com'$"):
            email_address(written)


def test_an_email_address_has_no_lines():
    with pytest.raises(ValueError, match=r"^an address"):
        email_address("a@b\r\nBcc: c@d")


def test_there_is_at_least_one_key():
    assert keys("12#a") == "12#A"
    for written in ("", "12x", "1 2"):
        with pytest.raises(ValueError, match=r"^keys out of 0-9, \*, # and A-D$"):
            keys(written)


def test_dates_are_as_the_history_writes_them():
    assert date_time("2024-05-02 09:15:30") == datetime(2024, 5, 2, 9, 15, 30)  # noqa: DTZ001 - the PBX's own time
    for written in ("2024-05-02", "2024-05-02T09:15:30", "2024-13-02 09:15:30", "yesterday", "\0"):
        with pytest.raises(ValueError, match=r"^a date and a time such as '2024-05-02 09:15:30'$"):
            date_time(written)


def test_types_of_extensions_match_in_any_case():
    assert [str(extension_type(one)) for one in ("sip", "RINGGROUP")] == ["SIP", "RingGroup"]
    with pytest.raises(ValueError, match=r"^'SIP' or 'API' or 'IVR' or 'RingGroup' or 'Voicemail'$"):
        extension_type("ISDN")
