"""Lengths of time as people write them: `0.5`, `300ms`, `2 min`, and with a tolerance, `4.7s ± 0.1`.

The functions raise ValueError with what they expected.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from simulator.telephony.events import seconds_text

TOLERANCE: Final = 0.05
"""Seconds that a measured length may be off where nobody says how many."""

_SECONDS: Final = {"ms": 0.001, "s": 1.0, "min": 60.0}
_LENGTH: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)\s*(ms|s|min)?", re.IGNORECASE)
_PLUS_MINUS: Final = re.compile(r"±|\+/?-")


@dataclass(frozen=True, slots=True)
class Measure:
    """A length of time, in seconds, and how far from it a measured one may lie."""

    seconds: float
    tolerance: float = TOLERANCE

    def __str__(self) -> str:
        return f"{seconds_text(self.seconds)} s ± {seconds_text(self.tolerance)}"

    def allows(self, seconds: float) -> bool:
        """Whether a measured length lies within the tolerance, to the microsecond."""
        return round(abs(seconds - self.seconds), 6) <= self.tolerance


def seconds_from_text(written: str) -> float:
    """Read a length of time; without a unit it is in seconds."""
    length = _length(written, "s")
    if length is None:
        raise ValueError("a length of time such as 0.5s, 300ms or 2min")
    return length


def measure_from_text(written: str) -> Measure:
    """Read a length of time with its tolerance; a tolerance without a unit has that of the length."""
    parts = _PLUS_MINUS.split(written)
    seconds = _length(parts[0], "s")
    unit = parts[0].strip().lstrip("0123456789.").strip() or "s"
    tolerance = _length(parts[1], unit) if len(parts) > 1 else TOLERANCE
    if seconds is None or tolerance is None or len(parts) > 2:
        raise ValueError("a length of time such as 4.7s or 4.7s ± 0.1")
    return Measure(seconds, tolerance)


def _length(written: str, default_unit: str) -> float | None:
    match = _LENGTH.fullmatch(written.strip())
    if not match:
        return None
    return round(float(match[1]) * _SECONDS[(match[2] or default_unit).lower()], 6)
