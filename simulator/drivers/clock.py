"""Which clock a call runs on: virtual, real, or a multiple of real."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from simulator.errors import ScenarioError


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock. `factor` is seconds of the call for each second of the wall clock; None is virtual time."""

    factor: float | None = None

    def __str__(self) -> str:
        if self.factor is None:
            return "virtual"
        return "real" if self.factor == 1 else f"x{self.factor:g}"


VIRTUAL: Final = Clock()
REAL: Final = Clock(1.0)


def clock_from_text(text: str) -> Clock:
    """Read a clock: "virtual", "real", or a factor such as "x10".

    Raises:
        ScenarioError: it is none of these.
    """
    written = text.strip().lower()
    if written == "virtual":
        return VIRTUAL
    if written == "real":
        return REAL
    try:
        factor = float(written.removeprefix("x")) if written.startswith("x") else 0.0
    except ValueError:
        factor = 0.0
    if not 0 < factor < float("inf"):
        raise ScenarioError(f"unknown clock {text!r}; expected 'virtual', 'real' or a factor such as 'x10'")
    return Clock(factor)
