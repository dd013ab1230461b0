"""Edits of a text: what they make of it, and where each character of the result came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Edit(NamedTuple):
    """Text from `begin` to `end` gives way to `put`. An edit without a number belongs to the one before it."""

    begin: int
    end: int
    put: str
    number: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Offsets in a repaired text -> offsets in the text as it came."""

    edits: tuple[Edit, ...]
    ends: tuple[int, ...]
    """Where each edit ends in the repaired text."""

    def original(self, offset: int) -> int:
        """Where a character came from; one that was put in came from where it was missing."""
        passed = bisect_right(self.ends, offset)
        there = offset if not passed else self.edits[passed - 1].end + offset - self.ends[passed - 1]
        return min(there, self.edits[passed].begin) if passed < len(self.edits) else there


def edited(text: str, edits: Sequence[Edit]) -> str:
    """The text that edits make; they are in order and do not overlap."""
    parts: list[str] = []
    position = 0
    for edit in edits:
        parts += text[position : edit.begin], edit.put
        position = edit.end
    return "".join([*parts, text[position:]])


def mapping_of(edits: Sequence[Edit]) -> Mapping:
    """Where the characters of the edited text came from."""
    ends, shift = [], 0
    for edit in edits:
        shift += len(edit.put) - (edit.end - edit.begin)
        ends.append(edit.end + shift)
    return Mapping(tuple(edits), tuple(ends))
