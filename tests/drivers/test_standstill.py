"""Whether something comes in time. No time has to pass for that: the machine is made to stand still a little."""

from __future__ import annotations

import asyncio

import pytest

from simulator.drivers.standstill import LONGEST, Standstill
from simulator.drivers.waiting import parts_of
from tests.drivers.standing_still import run_on_such_a_machine, stand_still


async def pass_time(seconds: float) -> None:
    """Let an event loop do what is due."""
    stand_still(seconds)
    for _ in range(3):
        await asyncio.sleep(0)


def noticed(*actions: str) -> int:
    """How often nothing came in time, after something was done."""

    async def run() -> int:
        times: list[None] = []
        watched = Standstill()
        for action in actions:
            match action:
                case "watch":
                    watched.watch(lambda: times.append(None))
                case "end":
                    watched.end()
                case "wait":
                    for part in parts_of(LONGEST):
                        await pass_time(part)
                case "stand still":
                    await pass_time(100 * LONGEST)
        return len(times)

    return run_on_such_a_machine(run())


@pytest.mark.parametrize(
    ("actions", "times"),
    [
        (("wait",), 0),
        (("watch", "wait", "wait"), 1),
        (("watch", "watch", "wait", "wait"), 1),
        (("watch", "end", "wait"), 0),
        (("watch", "end", "watch", "wait"), 1),
        (("end", "wait"), 0),
    ],
)
def test_it_is_noticed_once_unless_something_comes(actions, times):
    assert noticed(*actions) == times


def test_on_a_machine_that_stood_still_others_still_have_their_time():
    assert [noticed("watch", "stand still"), noticed("watch", "stand still", "wait")] == [0, 1]
