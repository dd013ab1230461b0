"""The way from a test into the workshop: one that blocks, and one for coroutines on asyncio or trio."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, TypeVar

from simulator.bench.workshop import Workshop

T = TypeVar("T")


class Door:
    """Waits for work by blocking."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Have work done in the workshop, and wait for it; whoever is interrupted breaks it off."""
        done = self._workshop.submit(work)
        try:
            return done.result()
        finally:
            done.cancel()

    def look(self, work: Coroutine[Any, Any, T]) -> T:
        """Have something looked up there, which takes no time."""
        return self._workshop.submit(work).result()


class AsyncDoor:
    """Waits for work in a coroutine, under whichever library runs it."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Have work done in the workshop, and wait for it; whoever is cancelled breaks it off."""
        from anyio import to_thread

        done = self._workshop.submit(work)
        try:
            return await to_thread.run_sync(done.result, abandon_on_cancel=True)
        finally:
            done.cancel()

    def look(self, work: Coroutine[Any, Any, T]) -> T:
        """Have something looked up there, which takes no time."""
        return self._workshop.submit(work).result()
