"""The way from a test into the workshop: one that blocks, and one for coroutines on asyncio or trio."""

from __future__ import annotations

from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from simulator.bench.workshop import Workshop
from simulator.errors import SimulatorError

T = TypeVar("T")

__tracebackhide__ = True  # a failed step is shown where the test takes it


class Door:
    """Waits for work by blocking."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Have work done in the workshop, and wait for it; what it raises is raised here."""
        return _outcome(self._workshop.submit(work))

    def look(self, work: Coroutine[Any, Any, T]) -> T:
        """Have something looked up there, which takes no time."""
        return _outcome(self._workshop.submit(work))


class AsyncDoor:
    """Waits for work in a coroutine, under whichever library runs it."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Have work done in the workshop, and wait for it; what it raises is raised here."""
        from anyio import to_thread

        return await to_thread.run_sync(_outcome, self._workshop.submit(work), abandon_on_cancel=True)

    def look(self, work: Coroutine[Any, Any, T]) -> T:
        """Have something looked up there, which takes no time."""
        return _outcome(self._workshop.submit(work))


def _outcome(work: Future[T]) -> T:
    """Wait for what comes of work; an error that is meant for the author of the test comes without our own lines."""
    try:
        return work.result()
    except (AssertionError, SimulatorError) as error:
        raise error.with_traceback(None) from error.__cause__
