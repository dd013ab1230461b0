"""Ports for programs that are told where to listen."""

from __future__ import annotations

import random
import socket

from simulator.drivers import ports
from simulator.drivers.ports import free_port


def test_nobody_has_the_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", free_port()))


def test_it_is_none_of_those_that_systems_give_to_whoever_asks_for_any():
    assert all(1024 < free_port() < 32_768 for _ in range(50))


def test_others_who_begin_with_the_same_random_numbers_get_another_one():
    def one() -> int:
        random.seed(0)
        return free_port()

    assert len({one() for _ in range(5)}) > 1


def test_the_port_that_is_wanted_is_given_unless_somebody_has_it():
    wanted = free_port()

    free = free_port(wanted)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", wanted))
        other = free_port(wanted)

    assert free == wanted
    assert other != wanted


def test_where_all_are_taken_the_system_gives_one(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(ports, "_candidates", lambda _: iter([port, 0]))

        assert free_port() not in (0, port)
