"""Time that does not leap where the machine stood still, and that costs nothing when nobody needs it."""

from __future__ import annotations

import asyncio
import weakref

from simulator.drivers.steady_time import LATEST, LOOK_EVERY, steady_time
from tests.drivers.standing_still import run_on_such_a_machine, stand_still


class User:
    """Somebody who needs the time."""


async def look() -> None:
    """Have the next look at once."""
    stand_still(LOOK_EVERY)
    for _ in range(2):
        await asyncio.sleep(0)


def test_what_the_loop_has_stood_still_for_is_left_out():
    async def run():
        steady, user = steady_time(), User()
        steady.pass_for(user)
        before = steady.now
        stand_still(1000.0)
        at_once = steady.now
        await look()
        return at_once - before, steady.now - before

    at_once, later = run_on_such_a_machine(run())
    assert at_once <= LOOK_EVERY + LATEST + 1e-6
    assert at_once <= later < 900


def test_while_looks_come_in_time_it_passes_as_the_loop_has_it():
    async def run():
        steady, user, loop = steady_time(), User(), asyncio.get_running_loop()
        steady.pass_for(user)
        began, before = loop.time(), steady.now
        for _ in range(10):
            await look()
        return steady.now - before, loop.time() - began

    steady, whole = run_on_such_a_machine(run())
    assert 10 * LOOK_EVERY - 1e-6 <= steady <= whole


def test_all_in_a_loop_have_the_same_and_look_once():
    async def run():
        users = [User() for _ in range(3)]
        for user in users:
            steady_time().pass_for(user)
        return len({id(steady_time()) for _ in users}), len(asyncio.get_running_loop()._scheduled)

    assert run_on_such_a_machine(run()) == (1, 1)


def test_when_nobody_needs_it_nobody_looks_and_nothing_is_left():
    async def run():
        user = User()
        steady = steady_time()
        steady.pass_for(user)
        gone = weakref.ref(steady)
        del user, steady
        await look()
        return gone(), len(asyncio.get_running_loop()._scheduled)

    assert run_on_such_a_machine(run()) == (None, 0)


def test_who_comes_while_the_last_look_is_still_to_come_begins_no_second_row():
    async def run():
        steady, first = steady_time(), User()
        steady.pass_for(first)
        del first
        second = User()
        steady.pass_for(second)
        await look()
        return len(asyncio.get_running_loop()._scheduled)

    assert run_on_such_a_machine(run()) == 1
