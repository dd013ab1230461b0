"""Addresses that count from the app, and where the PBX stands in them."""

from __future__ import annotations

import pytest

from simulator.scenario.addresses import Neighbours, addresses_of, is_address, is_whole
from simulator.telephony.office import THE_OFFICE, ApiExtension, Office
from simulator.telephony.phone import Phone

HERE = Neighbours("http://127.0.0.1:8000/incoming?format=wav", "http://127.0.0.1:7780/1")


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("", ""),
        ("/changed", "http://127.0.0.1:8000/changed"),
        ("/changed?a=1", "http://127.0.0.1:8000/changed?a=1"),
        ("http://other/x", "http://other/x"),
        ("{pbx}/x", "http://127.0.0.1:7780/1/x"),
        ("/x?pbx={pbx}&y=1", "http://127.0.0.1:8000/x?pbx=http%3A%2F%2F127.0.0.1%3A7780%2F1&y=1"),
        ("/x?to={pbx}/?y={pbx}", "http://127.0.0.1:8000/x?to=http%3A%2F%2F127.0.0.1%3A7780%2F1/?y=http%3A%2F%2F127.0.0.1%3A7780%2F1"),
    ],
)  # fmt: skip
def test_addresses_are_made_whole(written, whole):
    assert HERE.whole(written) == whole


@pytest.mark.parametrize(("written", "expected"), [("/x", True), ("HTTP://a", True), ("x", False), ("ftp://a", False)])
def test_an_address_is_a_path_or_a_whole_one(written, expected):
    assert is_address(written) is expected


@pytest.mark.parametrize(("written", "expected"), [("/x", False), ("http://a", True), ("http://a/?b={pbx}", False)])
def test_a_whole_address_needs_neither_app_nor_pbx(written, expected):
    assert is_whole(written) is expected


def test_without_extensions_the_app_is_at_the_number_dialled():
    office = HERE.whole_office(THE_OFFICE, {}, "5000")

    assert office.extensions == {"5000": ApiExtension(HERE.app_url)}


def test_where_somebody_has_that_number_the_app_is_at_the_usual_one():
    assert HERE.whole_office(THE_OFFICE, {"20 01": (Phone(),)}, "2001").extensions == {
        "9000": ApiExtension(HERE.app_url)
    }


def test_where_all_numbers_are_taken_the_app_is_nowhere():
    phones = {"2001": (Phone(),), "9000": (Phone(),)}

    assert HERE.whole_office(THE_OFFICE, phones, "2001").extensions == {}


def test_extensions_that_are_named_are_all_that_there_are():
    office = Office(
        extensions={"1": ApiExtension("/a", "/b"), "2": ApiExtension(sms_url="http://x/")},
        routing_url="/route",
        call_changed_url="/changed",
        error_url="/error",
    )

    whole = HERE.whole_office(office, {}, "5000")

    base = "http://127.0.0.1:8000"
    assert whole == Office(
        extensions={"1": ApiExtension(f"{base}/a", f"{base}/b"), "2": ApiExtension("", "http://x/")},
        routing_url=f"{base}/route",
        call_changed_url=f"{base}/changed",
        error_url=f"{base}/error",
    )
    assert addresses_of(office) == ["/a", "/b", "http://x/", "/route", "/changed", "/error"]
