"""A parsed answer: its elements, and where each of them stands in the answer as it came.

In a well-formed document every "<" outside comments, CDATA and processing instructions begins a tag: so a scan of the
text finds the places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from simulator.ozml.lines import Lines
from simulator.ozml.repair import Repair, Repaired
from simulator.telephony.problem import Place

_START_TAG: Final = re.compile(r"<(?:!--.*?-->|!\[CDATA\[.*?]]>|\?.*?\?>|([^/!?]))", re.DOTALL)
_LATE_DECLARATION: Final = re.compile(r"\s+(?=<\?xml\s)")
_LATE: Final = "blank space before the XML declaration; other parsers refuse that"
_MARKED: Final = "a byte order mark before the document; other parsers may refuse that"


class Element(NamedTuple):
    """An element as it was written. `text` is its own text without that of children, trimmed.

    A tuple, because an answer may hold thousands and a frozen dataclass takes three times as long to make.
    `number` counts start tags in document order, from 0; `Script.place` turns it into a line and a column.
    """

    name: str
    attributes: tuple[tuple[str, str], ...]
    text: str
    children: tuple[Element, ...]
    number: int

    def walk(self) -> Iterator[Element]:
        """This element and everything in it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, eq=False)
class Script:
    """A parsed answer: the root's children are its commands. `source` is the address or file it came from.

    `text` is the answer as it came, without its byte order mark; `repaired` is what was parsed if that is malformed.
    """

    source: str
    text: str
    root: Element
    marked: bool = False
    """Whether a byte order mark stood before the text, where UTF-8 needs none."""
    repaired: Repaired | None = None

    def place(self, element: Element) -> Place:
        """Where an element's start tag begins in the answer as it came."""
        offset = self._tag_offsets[element.number]
        if self.repaired:
            offset = self.repaired.mapping.original(offset)
        return Place(self.source, *self._lines.place(offset))

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """The slips that made the answer malformed, in document order; empty if it was well-formed."""
        return self.repaired.repairs if self.repaired else ()

    @cached_property
    def notes(self) -> tuple[Repair, ...]:
        """What is accepted without a word, but might not be elsewhere."""
        notes = [Repair("#33", _MARKED, 1, 1)] if self.marked else []
        if match := _LATE_DECLARATION.match(self.text):
            notes.append(Repair("#25", _LATE, *self._lines.place(match.end())))
        return tuple(notes)

    @cached_property
    def _tag_offsets(self) -> list[int]:
        text = self.repaired.text if self.repaired else self.text
        return [match.start() for match in _START_TAG.finditer(text) if match.group(1)]

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)
