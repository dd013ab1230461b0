"""What an expectation is, and the difference that it tells of. The kinds are in `expect_call` and others."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self, TypeVar

from simulator.scenario.document import MappingNode, Node, TextNode
from simulator.scenario.reading import Reader, converted, mapping
from simulator.telephony.events import seconds_text
from simulator.telephony.problem import Place
from simulator.telephony.text_match import TextMatch

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult
    from simulator.scenario.sounds import ClipFolders


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One difference between what was expected and what was; as text, one sentence.

    `subject` is what was looked at, such as "recording 1", and `field` its property, if the subject has several.
    `place` is where the expectation stands; `at` is the instant of what should not have been, in seconds.
    """

    subject: str
    field: str
    expected: str
    actual: str
    place: Place | None = dataclasses.field(default=None, compare=False)
    at: float | None = dataclasses.field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.subject}: {f'{self.field} ' if self.field else ''}expected {self.expected}, was {self.actual}"


class Occurrence(NamedTuple):
    """Something that happened, in words, and its instant in seconds."""

    at: float
    what: str


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

    def with_clips(self, clips: ClipFolders) -> Expectation:  # noqa: ARG002 - most are not about sounds
        """The same, with the clips that it is about.

        Raises:
            MisreadError: there is no such clip.
        """
        return self

    def mismatch(self, subject: str, name: str, expected: object, actual: object) -> Mismatch:
        """Make the difference that this expectation tells of."""
        return Mismatch(subject, name, str(expected), str(actual), self.place)

    def violations(self, subject: str, excluded: object, occurrences: Iterable[Occurrence]) -> list[Mismatch]:
        """Make the difference that the first of some occurrences is which must not be; none if there are none."""
        first = next(iter(occurrences), None)
        if first is None:
            return []
        was = f"{first.what} at {in_seconds(first.at)}"
        return [Mismatch(subject, "", f"never {excluded}", was, self.place, first.at)]


EXPECTATIONS: Final[dict[str, type[Expectation]]] = {}
"""Everything that a scenario may expect, by its key."""

EXCLUSIONS: Final[dict[str, type[Expectation]]] = {}
"""Everything that a scenario may say of what must never happen, by its key."""

C = TypeVar("C", bound=type[Expectation])


def expectation(name: str) -> Callable[[C], C]:
    """Register a class under its key in `expects`."""
    return _registering(name, EXPECTATIONS)


def exclusion(name: str) -> Callable[[C], C]:
    """Register a class under its key in `never`."""
    return _registering(name, EXCLUSIONS)


def _registering(name: str, kinds: dict[str, type[Expectation]]) -> Callable[[C], C]:
    def register(kind: C) -> C:
        kinds[name] = kind
        return kind

    return register


# -- reading ---------------------------------------------------------------------------------------------------------


def traits(
    node: Node, readers: Mapping[str, Reader[Any]], expected: str, required: Iterable[str] = ()
) -> dict[str, Any]:
    """A mapping with known keys, as `reading.mapping`; a blank in a key may be written `_`, and the other way round."""
    known = spelt(node, readers) if isinstance(node, MappingNode) else node
    return mapping(known, readers, expected, required=required)


def spelt(node: MappingNode, names: Iterable[str]) -> MappingNode:
    """A mapping whose keys are as they are known, where they differ only in blanks and `_`."""
    known = {name.replace("_", " "): name for name in names}
    entries = [
        (replace(key, text=known.get(key.text.replace("_", " "), key.text)), value) for key, value in node.entries
    ]
    return replace(node, entries=tuple(entries))


def field_text(node: Node) -> TextMatch:
    """What the value of a field is: exactly this text, or a pattern; it may be empty in quotes."""
    if isinstance(node, TextNode) and not node.empty and not node.text.strip():
        return TextMatch(node.text)
    return converted(node, TextMatch)


def field_holds(wanted: TextMatch, actual: str) -> bool:
    """Whether the value of a field is as `field_text` has read it."""
    return wanted.found_in(actual) if wanted.is_pattern else wanted.written == actual


# -- wording ---------------------------------------------------------------------------------------------------------


def listed(texts: Sequence[str]) -> str:
    """Some things, or that there is none."""
    return ", ".join(texts) or "nothing"


def in_seconds(seconds: float) -> str:
    """A length of time."""
    return f"{seconds_text(seconds)} s"
