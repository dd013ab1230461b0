"""Notices that an app keeps everybody waiting, when something could go on without it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Final

from simulator.drivers.waiting import parts_of

LONGEST: Final = 2.0
"""Seconds of the wall clock without a word from the app. A handler that only computes answers within that."""


class Standstill:
    """Watches whether something comes in time."""

    def __init__(self) -> None:
        self._alarm: asyncio.TimerHandle | None = None

    def watch(self, noticed: Callable[[], None]) -> None:
        """Watch from now on, unless that has begun already; needs a running event loop.

        Args:
            noticed: called if nothing comes.
        """
        if self._alarm is None:
            self._wait(noticed, parts_of(LONGEST))

    def end(self) -> None:
        """Something has come, or nobody waits any more."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _wait(self, noticed: Callable[[], None], parts: Iterator[float]) -> None:
        part = next(parts, None)
        if part is not None:
            self._alarm = asyncio.get_running_loop().call_later(part, self._wait, noticed, parts)
        else:
            self._alarm = None
            noticed()
