"""Lengths of time, levels and counts as people write them: `4.7s ± 0.1`, `at least 3s`, `-20 dBFS ± 3`, `3 to 5`.

The functions raise ValueError with what they expected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf, isfinite
from typing import Final

from simulator.telephony.events import seconds_text

TOLERANCE: Final = 0.05
"""Seconds that a measured length may be off where nobody says how many."""
LEVEL_TOLERANCE: Final = 1.0
"""Decibels that a measured level may be off where nobody says how many."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measured length (in seconds), level (in dBFS) or count may be: from `least` to `most`.

    `exclusive` leaves both ends out. `words` is how people read it.
    """

    least: float
    most: float
    words: str = field(compare=False)
    exclusive: bool = False

    def __str__(self) -> str:
        return self.words

    def allows(self, measured: float) -> bool:
        """Whether something that was measured is like that, to the microsecond."""
        value = round(measured, 6)
        if self.exclusive:
            return self.least < value < self.most
        return self.least <= value <= self.most


def near(seconds: float, tolerance: float = TOLERANCE) -> Measure:
    """So many seconds, as far as a tolerance lets them be others."""
    return _SECONDS.near(seconds, tolerance)


def seconds_from_text(written: str) -> float:
    """Read a length of time; without a unit it is in seconds."""
    length = _seconds(written, "s")
    if length is None:
        raise ValueError("a length of time such as 0.5s, 300ms or 2min")
    return length


def measure_from_text(written: str) -> Measure:
    """Read what a length of time may be; a tolerance without a unit is in seconds, or as the length in milliseconds."""
    return _SECONDS.measure(written)


def limit_from_text(written: str) -> Measure:
    """As `measure_from_text`, but a length that stands alone is the greatest that is allowed."""
    return _SECONDS.measure(written, alone=_SECONDS.at_most)


def level_from_text(written: str) -> Measure:
    """Read what a level may be, in dBFS; "about" is within 3 dB."""
    return _LEVELS.measure(written)


def count_from_text(written: str) -> Measure:
    """Read how many there may be; a number that stands alone is exact."""
    return _COUNTS.measure(written)


# -- numbers and their units -----------------------------------------------------------------------------------------

_NUMBER: Final = r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_UNITS: Final[Mapping[str, float]] = {"ms": 0.001, "s": 1.0, "min": 60.0}
_LENGTH: Final = re.compile(_NUMBER + r"\s*(ms|s|min)?", re.IGNORECASE)
_MINUTES_AND_SECONDS: Final = re.compile(rf"([0-9]+)\s*min\s*{_NUMBER}\s*s", re.IGNORECASE)
_CLOCK: Final = re.compile(r"([0-9]+):([0-5][0-9](?:\.[0-9]+)?)\s*min", re.IGNORECASE)
_LEVEL: Final = re.compile(r"([-+]?)\s*" + _NUMBER + r"\s*(?:dBFS|dB)?", re.IGNORECASE)
_COUNT: Final = re.compile(r"[0-9]+", re.ASCII)


def _seconds(written: str, unit: str) -> float | None:
    """A length of time, in seconds; a number alone has the unit."""
    text = written.strip()
    both = _MINUTES_AND_SECONDS.fullmatch(text) or _CLOCK.fullmatch(text)
    if both:
        return _finite(round(float(both[1]) * 60 + float(both[2]), 6))
    match = _LENGTH.fullmatch(text)
    return _finite(round(float(match[1]) * _UNITS[(match[2] or unit).lower()], 6)) if match else None


def _level(written: str, _: str) -> float | None:
    match = _LEVEL.fullmatch(written.strip())
    return _finite(float(match[2]) * (-1 if match[1] == "-" else 1)) if match else None


def _count(written: str, _: str) -> float | None:
    text = written.strip()
    return _finite(float(text)) if _COUNT.fullmatch(text) else None


def _finite(value: float) -> float | None:
    """A number, unless it has too many digits to be one."""
    return value if isfinite(value) else None


def _unit(written: str) -> str:
    """The unit behind a length of time; "" if there is none."""
    match = re.search(r"(ms|s|min)\s*$", written, re.IGNORECASE)
    return match[1].lower() if match else ""


# -- what is said of them --------------------------------------------------------------------------------------------

_BOUND: Final = re.compile(
    r"(at least|at most|more than|less than|about|>=|<=|≥|≤|>|<|~)\s*(\S.*)", re.IGNORECASE | re.DOTALL
)
_RANGE: Final = re.compile(r"(\S.*?)(?:\s*\.\.\s*|\s+to\s+)(\S.*)", re.IGNORECASE | re.DOTALL)
_PLUS_MINUS: Final = re.compile(r"±|\+/?-")
_PERCENT: Final = re.compile(_NUMBER + r"\s*%")
_SIGNS: Final = {">=": "at least", "≥": "at least", "<=": "at most", "≤": "at most", ">": "more than", "<": "less than"}


@dataclass(frozen=True, slots=True)
class _Scale:
    """A kind of quantity: how one is read and shown, how exact it is, and what else can be written."""

    read: Callable[[str, str], float | None]
    shown: Callable[[float], str]
    unit: str
    tolerance: float
    about: Callable[[float], float]
    expected: str

    def measure(self, written: str, alone: Callable[[float], Measure] | None = None) -> Measure:
        """Read what is said of a quantity; `alone` is what a quantity means of which nothing is said."""
        text = written.strip()
        found = self._bound(text) or self._range(text) or self._around(text, alone or self.near)
        if found is None:
            raise ValueError(self.expected)
        return found

    def near(self, value: float, tolerance: float | None = None) -> Measure:
        """A quantity with a tolerance."""
        off = self.tolerance if tolerance is None else tolerance
        least, most = round(value - off, 6), round(value + off, 6)
        within = f" ± {self.shown(off)}" if off or self.tolerance else ""
        return Measure(least, most, f"{self._with_unit(value)}{within}")

    def at_most(self, value: float) -> Measure:
        """A quantity as the greatest that is allowed."""
        return Measure(-inf, value, f"at most {self._with_unit(value)}")

    def _bound(self, text: str) -> Measure | None:
        match = _BOUND.fullmatch(text)
        value = self.read(match[2], "s") if match else None
        if match is None or value is None:
            return None
        sign = _SIGNS.get(match[1], match[1].lower())
        words = f"{sign} {self._with_unit(value)}"
        match sign:
            case "at least":
                return Measure(value, inf, words)
            case "at most":
                return self.at_most(value)
            case "more than":
                return Measure(value, inf, words, exclusive=True)
            case "less than":
                return Measure(-inf, value, words, exclusive=True)
            case _:
                return self.near(value, self.about(value))

    def _range(self, text: str) -> Measure | None:
        match = _RANGE.fullmatch(text)
        if match is None:
            return None
        least = self.read(match[1], _unit(match[2]) or "s")
        most = self.read(match[2], _unit(match[1]) or "s")
        if least is None or most is None or least > most:
            return None
        return Measure(least, most, f"{self._with_unit(least)} to {self._with_unit(most)}")

    def _around(self, text: str, alone: Callable[[float], Measure]) -> Measure | None:
        written, *tolerances = _PLUS_MINUS.split(text)
        value = self.read(written, "s")
        if value is None or len(tolerances) > 1:
            return None
        if not tolerances:
            return alone(value)
        percent = _PERCENT.fullmatch(tolerances[0].strip())
        if percent:
            return self.near(value, round(abs(value) * float(percent[1]) / 100, 6))
        tolerance = self.read(tolerances[0], "ms" if _unit(written) == "ms" else "s")
        return None if tolerance is None or tolerance < 0 else self.near(value, tolerance)

    def _with_unit(self, value: float) -> str:
        return f"{self.shown(value)} {self.unit}".rstrip()


_SECONDS: Final = _Scale(
    _seconds,
    seconds_text,
    unit="s",
    tolerance=TOLERANCE,
    about=lambda value: round(value / 10, 6),
    expected="a length of time such as 4.7s, 4.7s ± 0.1, at least 3s, or 3s to 5s",
)
_LEVELS: Final = _Scale(
    _level,
    lambda value: f"{value:.1f}",
    unit="dBFS",
    tolerance=LEVEL_TOLERANCE,
    about=lambda _: 3.0,
    expected="a level such as -20 dBFS, -20 dBFS ± 3, or at least -30 dBFS",
)
_COUNTS: Final = _Scale(
    _count,
    lambda value: f"{value:g}",
    unit="",
    tolerance=0.0,
    about=lambda value: value / 10,
    expected="a whole number such as 4, or at least 4, at most 4, 2 to 4",
)
