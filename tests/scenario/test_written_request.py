"""Requests as they are written, and what goes over the wire."""

from __future__ import annotations

import pytest

from simulator.scenario.addresses import Neighbours
from simulator.scenario.written_request import FORM, JSON, WrittenRequest
from simulator.telephony.app_request import AppRequest

HERE = Neighbours("http://app/incoming", "http://pbx")


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        (WrittenRequest("/x?pbx={pbx}", at=3.0), AppRequest("GET", "http://app/x?pbx=http%3A%2F%2Fpbx", at=3.0)),
        (
            WrittenRequest("/x", "POST", form={"to": "+36 1", "pbx": "{pbx}/"}),
            AppRequest("POST", "http://app/x", b"to=%2B36+1&pbx=http%3A%2F%2Fpbx%2F", FORM),
        ),
        (
            WrittenRequest("/x", "PUT", json={"to": ["4711", 3, None], "pbx": {"url": "{pbx}"}}),
            AppRequest("PUT", "http://app/x", b'{"to": ["4711", 3, null], "pbx": {"url": "http://pbx"}}', JSON),
        ),
        (WrittenRequest("/x", "POST", json="né"), AppRequest("POST", "http://app/x", '"né"'.encode(), JSON)),
        (WrittenRequest("/x", "POST", json=None), AppRequest("POST", "http://app/x", b"null", JSON)),
    ],
)
def test_a_request_is_sent_as_it_is_written(written, sent):
    assert written.between(HERE) == sent
