"""A mistake of the app (or of the test) that a call survives: where, what, and how bad."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a problem is."""

    ERROR = "error"
    """The PBX would not do what the app asked for. Fails a strict run."""
    WARNING = "warning"
    """Works, but is probably not what the app's author meant."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the app's answers something stands. Lines and columns count from 1; 0 is "not known"."""

    source: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.source, *(str(number) for number in (self.line, self.column) if number)])


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence about one mistake. `rule` names the kind, stable enough to be asserted on."""

    rule: str
    message: str
    place: Place
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"
