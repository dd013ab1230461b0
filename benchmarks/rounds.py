"""Two things timed in turn, so that what else the machine does falls on both, and the ratio that comes of it."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

Timed = Callable[[], float]
"""Does something and returns how many seconds the part that counts took."""


class Limit(StrEnum):
    """Which side of the bar is the good one."""

    AT_LEAST = ">="
    AT_MOST = "<="


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `note` holds the absolute figures, which hold for this machine only."""

    number: str
    what: str
    value: float
    limit: Limit
    bar: float
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the bar is met."""
        return self.value >= self.bar if self.limit is Limit.AT_LEAST else self.value <= self.bar

    def __str__(self) -> str:
        value = f"{self.value:,.0f}" if self.value >= 100 else f"{self.value:.2f}"
        bar = f"{self.limit} {self.bar:,g}"
        return f"{self.number:<4}{self.what:<58}{value:>9}  {bar:<10}{'ok' if self.holds else 'SHORT':<7}{self.note}"


@dataclass(frozen=True, slots=True)
class Pair:
    """What came of timing ours and the reference: medians in seconds, and the median of the rounds' ratios."""

    ours: float
    reference: float
    ratio: float
    """Ours / the reference, in time."""

    @property
    def speed(self) -> float:
        """Ours / the reference, in things done a second."""
        return 1 / self.ratio


def alternate(ours: Timed, reference: Timed, rounds: int) -> Pair:
    """Time two things in turn, after one round that does not count; who goes first changes every round.

    One round alone is a trial, in which all counts.
    """
    if rounds > 1:
        ours()
        reference()
    ours_took: list[float] = []
    reference_took: list[float] = []
    for number in range(rounds):
        turns = [(ours, ours_took), (reference, reference_took)]
        for timed, took in turns if number % 2 else reversed(turns):
            gc.collect()
            took.append(timed())
    ratios = [one / other for one, other in zip(ours_took, reference_took, strict=True)]
    return Pair(median(ours_took), median(reference_took), median(ratios))


def timed(action: Callable[[], object]) -> Timed:
    """Time the whole of an action."""

    def run() -> float:
        began = time.perf_counter()
        action()
        return time.perf_counter() - began

    return run
