"""The time of an event loop without that for which it stood still: what its clock has leapt over, nobody could use."""

from __future__ import annotations

import asyncio
from typing import Final
from weakref import WeakKeyDictionary, WeakSet, ref

LOOK_EVERY: Final = 0.02
"""Seconds after which it is looked again whether the loop goes on, while somebody needs the time."""

LATEST: Final = 0.02
"""Seconds by which a look may come late; what is beyond that counts as lost."""


class SteadyTime:
    """That of one event loop. It goes on only as far as the loop was seen to go on, so it never leaps."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._users: WeakSet[object] = WeakSet()
        self._look_at: asyncio.TimerHandle | None = None
        self._next_look = 0.0
        self._lost = 0.0

    @property
    def now(self) -> float:
        """Seconds; only differences mean something, and only while it has users."""
        return min(self._loop.time(), self._next_look + LATEST) - self._lost

    def pass_for(self, user: object) -> None:
        """Pass as long as somebody lives."""
        self._users.add(user)
        if self._look_at is None:
            self._look_again(self._loop.time())

    def _look(self) -> None:
        now = self._loop.time()
        self._lost += max(0.0, now - self._next_look - LATEST)
        self._look_at = None
        if self._users:
            self._look_again(now)

    def _look_again(self, now: float) -> None:
        self._next_look = now + LOOK_EVERY
        self._look_at = self._loop.call_at(self._next_look, self._look)


_known: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, ref[SteadyTime]]] = WeakKeyDictionary()


def steady_time() -> SteadyTime:
    """That of the running event loop, the same for all who ask in it. It lives as long as they keep it."""
    loop = asyncio.get_running_loop()
    reference = _known.get(loop)
    steady = reference() if reference is not None else None
    if steady is None:
        steady = SteadyTime(loop)
        _known[loop] = ref(steady)
    return steady
