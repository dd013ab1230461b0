"""Notices that an app keeps everybody waiting, when something could go on without it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

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
            self._alarm = asyncio.get_running_loop().call_later(LONGEST, self._expire, noticed)

    def end(self) -> None:
        """Something has come, or nobody waits any more."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _expire(self, noticed: Callable[[], None]) -> None:
        self._alarm = None
        noticed()
