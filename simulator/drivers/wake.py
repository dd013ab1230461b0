"""Wakes whoever drives something in an event loop: now, or when the wall clock reaches an instant."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Wake:
    """Wakes whoever sleeps here; if nobody does, somebody else takes the step.

    It keeps nothing of theirs once it has stopped.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sleeper: asyncio.Future[None] | None = None
        self._step: asyncio.Handle | None = None
        self._alarm: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Work from now on; needs a running event loop."""
        self._loop = asyncio.get_running_loop()

    def stop(self) -> None:
        """Wake the sleeper for the last time, and nobody else."""
        if self._sleeper is not None and not self._sleeper.done():
            self._sleeper.set_result(None)
        if self._step is not None:
            self._step.cancel()
        if self._alarm is not None:
            self._alarm.cancel()
        self._loop = self._step = self._alarm = None

    async def sleep(self) -> None:
        """Until somebody wakes this one."""
        self._sleeper = asyncio.get_running_loop().create_future()
        try:
            await self._sleeper
        finally:
            self._sleeper = None

    def wake(self, step: Callable[[], None]) -> None:
        """Wake the sleeper; if nobody sleeps by then, `step` is called soon."""
        if self._sleeper is not None:
            if not self._sleeper.done():
                self._sleeper.set_result(None)
        elif self._loop is not None and self._step is None:
            self._step = self._loop.call_soon(self._take, step)

    def wake_in(self, seconds: float | None, step: Callable[[], None]) -> None:
        """Wake in so many seconds of the wall clock, and not when this was said the last time; None is never."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._loop is not None and seconds is not None:
            self._alarm = self._loop.call_later(seconds, self.wake, step)

    def _take(self, step: Callable[[], None]) -> None:
        self._step = None
        if self._sleeper is not None:
            self.wake(step)
        else:
            step()
