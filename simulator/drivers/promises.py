"""What callers of a phone system wait for; all of it fails when that is closed, so nobody waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from math import inf
from typing import Any, TypeVar

from simulator.errors import SimulatorError

T = TypeVar("T")


class ClosedError(SimulatorError):
    """The phone system was closed, or broke down, while somebody wanted something of it."""


class Promises:
    """Everything that somebody waits for. `reason` says why nothing more is promised, once there is one."""

    def __init__(self) -> None:
        self.reason = ""
        self._cause: BaseException | None = None
        self._open: set[asyncio.Future[Any]] = set()
        self.conditions: dict[asyncio.Future[bool], Callable[[], bool]] = {}
        """What somebody waits for to come true."""

    def check(self) -> None:
        """Say so if nothing more is promised.

        Raises:
            ClosedError: so it is.
        """
        if self.reason:
            raise ClosedError(self.reason) from self._cause

    def make(self) -> asyncio.Future[Any]:
        """Something new to wait for, in a running event loop; hand it to `kept`.

        Raises:
            ClosedError: nothing more is promised.
        """
        self.check()
        promise: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._open.add(promise)
        return promise

    async def kept(self, promise: asyncio.Future[T]) -> T:
        """Wait for a promise.

        Raises:
            ClosedError: it was broken.
        """
        try:
            return await promise
        finally:
            self._open.discard(promise)

    async def kept_in_time(self, promise: asyncio.Future[T], patience: float, otherwise: T) -> T:
        """Wait for a promise, at most `patience` seconds of the wall clock; then `otherwise` comes of it.

        Raises:
            ClosedError: it was broken.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(None if patience == inf else patience):
                return await self.kept(promise)
        return otherwise

    def keep(self, promise: asyncio.Future[T], outcome: T) -> None:
        """Keep a promise, unless nobody waits for it any more."""
        if not promise.done():
            promise.set_result(outcome)

    async def until(self, condition: Callable[[], bool], patience: float) -> bool:
        """Wait until something is true, as far as `look` finds it so; whether it is.

        Raises:
            ClosedError: the promise was broken.
        """
        if condition():
            return True
        promise = self.make()
        self.conditions[promise] = condition
        try:
            return await self.kept_in_time(promise, patience, otherwise=False)
        finally:
            del self.conditions[promise]

    def look(self) -> None:
        """Keep the promises whose conditions have come true."""
        for promise, condition in self.conditions.items():
            if not promise.done() and condition():
                promise.set_result(True)

    def break_all(self, reason: str, cause: BaseException | None = None) -> None:
        """Promise nothing more, and tell everybody who waits why."""
        self.reason, self._cause = reason, cause
        for promise in self._open:
            if not promise.done():
                broken = ClosedError(reason)
                broken.__cause__ = cause
                promise.set_exception(broken)
        self._open.clear()
