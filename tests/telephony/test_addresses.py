"""Addresses of clients; what they are for is tested with the access to the HTTP API."""

from __future__ import annotations

from simulator.telephony.addresses import within


def test_a_network_may_be_written_with_a_machine_in_it():
    assert [within(one, ["10.1.2.3/16"]) for one in ("10.1.200.1", "10.2.2.3")] == [True, False]


def test_addresses_of_another_kind_than_the_network_are_not_in_it():
    assert [within("::1", ["127.0.0.0/8"]), within("127.0.0.1", ["::/0"])] == [False, False]


def test_what_is_no_address_is_nowhere():
    assert within("localhost", ["0.0.0.0/0", "::/0"]) is False
