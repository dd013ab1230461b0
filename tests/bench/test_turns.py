"""Whose turn it is among workers, of which there are two here, each in a thread of its own."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sqlite3
import threading
from contextlib import ExitStack, closing

import pytest

from simulator.bench import turns as turns_file
from simulator.bench.turns import Turns


class Other:
    """Another worker, whose scenario waits for its turn; `seen` is what has happened, in its order."""

    def __init__(self, place, seen, **wanted):
        self._place, self._seen, self._wanted = place, seen, wanted
        self.under_way = threading.Event()
        self.has_had_it = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        self.under_way.set()
        with Turns(self._place).scenario(**self._wanted):
            self._seen.append("other")
        self.has_had_it.set()

    def join(self):
        assert self.has_had_it.wait(20)
        self._thread.join()


@pytest.fixture
def place(tmp_path):
    return tmp_path / "pbx-run"


@pytest.mark.parametrize(("alone", "others"), [(True, True), (True, False), (False, True)])
def test_nobody_runs_beside_a_scenario_that_is_alone(place, alone, others):
    seen = []
    with Turns(place).scenario(alone=alone):
        other = Other(place, seen, alone=others)
        other.under_way.wait()
        assert not other.has_had_it.wait(0.05)
        seen.append("this")
    other.join()

    assert seen == ["this", "other"]


def test_scenarios_that_are_not_alone_do_not_wait_for_each_other(place):
    seen = []
    with Turns(place).scenario(alone=False):
        Other(place, seen, alone=False).join()

    assert seen == ["other"]


def is_wanted_alone(place) -> bool:
    """Whether somebody waits to be alone, so that nobody else may begin."""
    with closing(sqlite3.connect(f"{place}-scenarios.lock", timeout=0, isolation_level=None)) as file:
        try:
            file.execute("BEGIN")
            file.execute("SELECT * FROM sqlite_master").fetchall()
        except sqlite3.OperationalError:
            return True
        return False


def test_who_waits_to_be_alone_is_not_overtaken(place, monkeypatch):
    monkeypatch.setattr(turns_file, "_PATIENCE", 60.0)
    seen = []
    with ExitStack() as turns:
        turns.enter_context(Turns(place).scenario(alone=False))
        first = Other(place, seen, alone=True)
        while not is_wanted_alone(place):
            pass
        later = Other(place, seen, alone=False)
        assert not later.has_had_it.wait(0.05)
    first.join()
    later.join()


def test_who_has_no_others_waits_for_nobody_and_writes_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Turns().scenario(alone=True, port=7780), Turns().scenario(alone=True, port=7780):
        pass

    assert list(tmp_path.iterdir()) == []


def _dies(place):
    with Turns(place).scenario(alone=True, port=7780):
        os._exit(1)


def test_a_worker_that_dies_lets_go_of_everything(place):
    worker = multiprocessing.get_context("spawn").Process(target=_dies, args=(place,))
    worker.start()
    worker.join()

    with Turns(place).scenario(alone=True, port=7780):
        pass


async def _has(turns, number, seen):
    async with turns.port(number):
        seen.append("begins")
        await asyncio.sleep(0)
        seen.append("ends")


def test_a_port_is_had_by_one_test_at_a_time(place):
    async def run():
        seen = []
        async with asyncio.TaskGroup() as group:
            for _ in range(3):
                group.create_task(_has(Turns(place), 7780, seen))
        return seen

    assert asyncio.run(run()) == ["begins", "ends"] * 3


def test_a_scenario_and_a_test_do_not_have_one_port_at_once(place):
    async def run():
        seen = []
        async with Turns(place).port(7780):
            other = Other(place, seen, alone=True, port=7780)
            other.under_way.wait()
            assert not other.has_had_it.wait(0.05)
            seen.append("this")
        other.join()
        return seen

    assert asyncio.run(run()) == ["this", "other"]


def test_two_tests_with_two_ports_each_do_not_wait_for_each_other(place):
    async def run():
        first, second, seen = Turns(place), Turns(place), []
        async with first.port(7780), second.port(7781):
            higher = asyncio.create_task(_has(first, 7781, seen))
            async with second.port(7780):  # which is in use, and will be told to be
                assert seen == []
        await higher
        return seen

    assert asyncio.run(run()) == ["begins", "ends"]
