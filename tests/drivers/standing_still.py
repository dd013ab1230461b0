"""A machine that stands still for a while, as busy ones do: nothing happens, and its wall clock has leapt then."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

T = TypeVar("T")


class MachineLoop(asyncio.SelectorEventLoop):
    """The event loop of such a machine."""

    stood_still = 0.0

    def time(self) -> float:
        return super().time() + self.stood_still


def stand_still(seconds: float, loop: asyncio.AbstractEventLoop | None = None) -> None:
    """Let a machine, that of this thread if no other one is named, stand still for so long; it takes no time."""
    loop = loop or asyncio.get_running_loop()
    assert isinstance(loop, MachineLoop)
    loop.stood_still += seconds


def run_on_such_a_machine(work: Coroutine[None, None, T]) -> T:
    """As `asyncio.run`."""
    with asyncio.Runner(loop_factory=MachineLoop) as runner:
        return runner.run(work)
