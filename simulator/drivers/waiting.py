"""Waiting on the wall clock, in parts: of a machine that stood still, when nobody could act, one part counts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from math import ceil
from typing import Final

PART: Final = 0.1
"""Seconds of a part at most."""


def parts_of(seconds: float) -> Iterator[float]:
    """The parts of a wait, in seconds; whoever waits looks behind each whether there is still something to wait for."""
    count = ceil(seconds / PART)
    return repeat(seconds / count, count)
