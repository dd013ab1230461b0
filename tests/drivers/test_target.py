"""Addresses, taken apart for a request."""

from __future__ import annotations

import pytest

from simulator.drivers.target import Origin, Target, target_of


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://app.example", Target(Origin(False, "app.example", 80), "/", "app.example")),
        ("https://me:secret@app.example/in", Target(Origin(True, "app.example", 443), "/in", "app.example")),
        ("http://[::1]:8000/a%20b?c=d e#f", Target(Origin(False, "::1", 8000), "/a%20b?c=d%20e", "[::1]:8000")),
    ],
)
def test_an_address_says_whom_to_connect_to_and_what_to_ask_for(url, target):
    assert target_of(url) == target


@pytest.mark.parametrize("url", ["", "/incoming", "ftp://app.example/", "http:///incoming", "http://app.example:x/"])
def test_what_is_no_address_of_http_is_refused(url):
    with pytest.raises(ValueError, match=r".*"):
        target_of(url)
