"""Seeds for worlds whose tests do not care: each gets another one, so that the same IDs are not met twice."""

from __future__ import annotations

from itertools import count
from typing import Final

MOST_REMEMBERED: Final = 100_000
"""Seeds that tests have chosen; those beyond may be met again, which only confuses people."""


class Seeds:
    """The seeds of one server: 1, 2, 3 and so on, but for those that somebody has chosen."""

    def __init__(self) -> None:
        self._fresh = count(1)
        self._chosen: set[int] = set()

    def take(self) -> int:
        """A seed that nobody has yet."""
        return next(seed for seed in self._fresh if seed not in self._chosen)

    def note(self, seed: int) -> int:
        """Remember a seed that somebody has chosen; it is given back."""
        if len(self._chosen) < MOST_REMEMBERED:
            self._chosen.add(seed)
        return seed
