"""How far somebody wants the time of a phone system to pass."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from math import inf
from typing import Generic, Protocol, TypeVar

from simulator.errors import ScenarioError

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Goal(Generic[T]):
    """Where to stop.

    Attributes:
        outcome: what comes of it when time has passed without anything better to tell.
        until: the instant at which to stop at the latest, in seconds.
        at_rest: whether to stop as soon as nothing can happen by itself any more.
        freezes: whether time stands still from then on.
        reached: tells whoever waits what came of it; the driver makes it.
    """

    outcome: T
    until: float = inf
    at_rest: bool = False
    freezes: bool = False
    reached: asyncio.Future[T] = field(init=False)


class Shows(Protocol):
    """A clock."""

    @property
    def now(self) -> float:
        """What it shows, in seconds."""
        ...


def instant_in(clock: Shows, seconds: float) -> float:
    """The instant that lies so far ahead, in whole microseconds as the kernel has them.

    Raises:
        ScenarioError: that is no length of time.
    """
    if not seconds >= 0:
        raise ScenarioError(f"seconds: {seconds!r} is no length of time; expected 0 or more")
    return round(clock.now + seconds, 6)
