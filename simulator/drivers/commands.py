"""The commands that are carried out: steps of the core whose end somebody outside waits for, most often an app."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from typing import Any, TypeVar

from simulator.drivers.promises import Promises
from simulator.telephony.kernel import Kernel, Process, Steps

T = TypeVar("T")


class Commands:
    """Those of one phone system."""

    def __init__(self) -> None:
        self.pending: dict[asyncio.Future[Any], Process[None]] = {}
        """Those that have not ended; the promises tell their senders what came of them."""

    @property
    def need_time(self) -> bool:
        """Whether one of them waits for something else than a reply."""
        return any(process.waiting is not None for process in self.pending.values())

    def begin(
        self, steps: Steps[T], kernel: Kernel, promises: Promises, topic: Hashable, name: str
    ) -> asyncio.Future[T]:
        """Run steps as a process; what is given back tells what came of them."""
        outcome = promises.make()
        self.pending[outcome] = kernel.spawn(_reporting(steps, outcome, self.pending), topic, name)
        return outcome

    def abandon(self, outcome: asyncio.Future[Any]) -> None:
        """Nobody waits for it any more; the process is left to itself."""
        self.pending.pop(outcome, None)

    def clear(self) -> None:
        """Nobody waits for any."""
        self.pending.clear()


def _reporting(
    steps: Steps[T], outcome: asyncio.Future[T], pending: dict[asyncio.Future[Any], Process[None]]
) -> Steps[None]:
    """Run steps and tell whoever waits for them what came of it. It keeps hold of nothing but that."""
    try:
        result = yield from steps
    except Exception as failure:  # noqa: BLE001 - it belongs to whoever has sent the command
        if not outcome.done():
            outcome.set_exception(failure)
    else:
        if not outcome.done():
            outcome.set_result(result)
    pending.pop(outcome, None)
