"""How far somebody wants the time of a phone system to pass."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from math import inf
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Goal(Generic[T]):
    """Where to stop.

    Attributes:
        reached: tells whoever waits what came of it.
        outcome: what it tells when time has passed without anything better to tell.
        until: the instant at which to stop at the latest, in seconds.
        at_rest: whether to stop as soon as nothing can happen by itself any more.
        freezes: whether time stands still from then on.
    """

    reached: asyncio.Future[T]
    outcome: T
    until: float = inf
    at_rest: bool = False
    freezes: bool = False
