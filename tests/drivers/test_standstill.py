"""Whether something comes in time."""

from __future__ import annotations

import asyncio

import pytest

from simulator.drivers import standstill
from simulator.drivers.standstill import Standstill


@pytest.fixture(autouse=True)
def _hasty(monkeypatch):
    monkeypatch.setattr(standstill, "LONGEST", 0.01)


def noticed(*actions: str) -> int:
    """How often nothing came in time, after something was done."""

    async def run() -> int:
        times: list[None] = []
        watched = Standstill()
        for action in actions:
            if action == "watch":
                watched.watch(lambda: times.append(None))
            else:
                watched.end()
        await asyncio.sleep(0.05)
        return len(times)

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("actions", "times"),
    [
        ((), 0),
        (("watch",), 1),
        (("watch", "watch"), 1),
        (("watch", "end"), 0),
        (("watch", "end", "watch"), 1),
        (("end",), 0),
    ],
)
def test_it_is_noticed_once_unless_something_comes(actions, times):
    assert noticed(*actions) == times
