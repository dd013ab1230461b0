"""Notices that an app keeps everybody waiting, when something could go on without it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

LONGEST: Final = 2.0
"""Seconds of the wall clock without a word from the app. A handler that only computes answers within that."""

LOOKS: Final = 20
"""In so many parts that time passes: of a machine that stood still, when nobody could answer, one counts."""


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
            self._wait(noticed, LOOKS)

    def end(self) -> None:
        """Something has come, or nobody waits any more."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _wait(self, noticed: Callable[[], None], looks: int) -> None:
        self._alarm = asyncio.get_running_loop().call_later(LONGEST / LOOKS, self._look, noticed, looks - 1)

    def _look(self, noticed: Callable[[], None], looks: int) -> None:
        if looks:
            self._wait(noticed, looks)
        else:
            self._alarm = None
            noticed()
