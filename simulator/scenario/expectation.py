"""What an expectation is, and the difference that it tells of. The kinds are in `expect_call` and others."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, TypeVar

from simulator.scenario.document import Node
from simulator.telephony.events import seconds_text
from simulator.telephony.problem import Place

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One difference between what was expected and what was; as text, one sentence.

    `subject` is what was looked at, such as "recording 1", and `field` its property, if the subject has several.
    `place` is where the expectation stands.
    """

    subject: str
    field: str
    expected: str
    actual: str
    place: Place | None = dataclasses.field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.subject}: {f'{self.field} ' if self.field else ''}expected {self.expected}, was {self.actual}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation(ABC):
    """Something that must be true of a call when it is over. `place` is where it was written."""

    place: Place | None = dataclasses.field(default=None, compare=False)

    @classmethod
    @abstractmethod
    def read(cls, node: Node) -> Self:
        """Read the value of the key in a scenario."""

    @abstractmethod
    def check(self, result: CallResult) -> list[Mismatch]:
        """Compare; nothing in the list means that it is as expected."""

    def located(self, folder: Path) -> Expectation:  # noqa: ARG002 - most are not about files
        """The same, of files in a data folder."""
        return self

    def mismatch(self, subject: str, name: str, expected: object, actual: object) -> Mismatch:
        """Make the difference that this expectation tells of."""
        return Mismatch(subject, name, str(expected), str(actual), self.place)


EXPECTATIONS: Final[dict[str, type[Expectation]]] = {}
"""Everything that a scenario may expect, by its key."""

C = TypeVar("C", bound=type[Expectation])


def expectation(name: str) -> Callable[[C], C]:
    """Register a class under its key."""

    def register(kind: C) -> C:
        EXPECTATIONS[name] = kind
        return kind

    return register


# -- wording ---------------------------------------------------------------------------------------------------------


def listed(texts: Sequence[str]) -> str:
    """Some things, or that there is none."""
    return ", ".join(texts) or "nothing"


def in_seconds(seconds: float) -> str:
    """A length of time."""
    return f"{seconds_text(seconds)} s"
