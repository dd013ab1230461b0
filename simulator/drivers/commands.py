"""The commands that are carried out: steps of the core whose end somebody outside waits for, most often an app."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from simulator.drivers.promises import Promises
from simulator.telephony.kernel import Kernel, Process, Steps

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pending:
    """A command that is carried out.

    Attributes:
        process: what carries it out.
        after: the ID of the last request that had been started when the command came.
    """

    process: Process[None]
    after: int


class Commands:
    """Those of one phone system.

    Args:
        kernel: carries them out.
    """

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self.pending: dict[asyncio.Future[Any], Pending] = {}
        """Those that have not ended; the promises tell their senders what came of them."""

    @property
    def need_time(self) -> bool:
        """Whether one of them waits for something else than a reply."""
        return any(one.process.waiting is not None for one in self.pending.values())

    @property
    def begun(self) -> list[int]:
        """Those that have not ended, newest first, each as the ID of the last request that was started before it."""
        return [one.after for one in reversed(self.pending.values())]

    def begin(
        self, steps: Steps[T], promises: Promises, topic: Hashable, name: str, *, after: int
    ) -> asyncio.Future[T]:
        """Run steps as a process; what is given back tells what came of them.

        Args:
            steps: what to do.
            promises: where somebody waits for the outcome.
            topic: whose process it is.
            name: for people who ask what everybody is waiting for.
            after: the ID of the last request that was started before.
        """
        outcome = promises.make()
        process = self._kernel.spawn(_reporting(steps, outcome, self.pending), topic, name)
        self.pending[outcome] = Pending(process, after)
        return outcome

    def abandon(self, outcome: asyncio.Future[Any]) -> None:
        """Nobody waits for it any more; the process is left to itself."""
        self.pending.pop(outcome, None)

    def clear(self) -> None:
        """Nobody waits for any."""
        self.pending.clear()


def _reporting(steps: Steps[T], outcome: asyncio.Future[T], pending: dict[asyncio.Future[Any], Pending]) -> Steps[None]:
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
