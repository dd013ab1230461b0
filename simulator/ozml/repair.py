"""A malformed answer -> the document that was meant, with every slip named. It knows no command and builds no tree.

The numbers of the slips are those of section 8 of the protocol page: mistakes that the vendor's own pages make, or that
are common in hand-made XML; `slips` finds them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from simulator.ozml.edits import Edit, Mapping, edited, mapping_of
from simulator.ozml.lines import Lines
from simulator.ozml.slips import Scan


@dataclass(frozen=True, slots=True)
class Repair:
    """One slip: its row in section 8, such as "#26"; what it is, in one sentence; and where it begins.

    What cannot be repaired has no row.
    """

    number: str
    message: str
    line: int
    column: int


class Repaired(NamedTuple):
    """A document that was repaired, or that came back as it was because nothing could be done, or needed to be."""

    text: str
    repairs: tuple[Repair, ...]
    mapping: Mapping


class Examined(NamedTuple):
    """What a scan found. `first` is the first slip, whether or not the whole could be repaired."""

    first: Repair | None
    repaired: Repaired


def repaired(text: str, names: Iterable[str]) -> Repaired:
    """Repair the published slips in a text.

    A document that is well-formed comes back as it is, and so does one that cannot be repaired; to repair twice changes
    nothing. Takes time in proportion to the length of the text.

    Args:
        text: the answer, decoded.
        names: the elements that may stand in it, in any case, for what is written together (#29) or too early (#32).
    """
    return examined(text, names).repaired


def examined(text: str, names: Iterable[str]) -> Examined:
    """Repair a text as `repaired` does, and tell the first slip even if it cannot be repaired."""
    scan = Scan(text, frozenset(name.lower() for name in names))
    scan.run()
    edits = sorted(scan.edits, key=lambda edit: edit.begin)
    # Without knowing where the elements end, nobody can tell which tags were to close one.
    slips = [edit for edit in edits if edit.number and not (scan.hopeless and edit.number == "#28")]
    if scan.blunder:
        slips = sorted([*slips, scan.blunder], key=lambda edit: edit.begin)
    if not slips:
        return Examined(None, Repaired(text, (), Mapping((), ())))
    lines = Lines(text)
    if scan.hopeless:
        return Examined(_repair(slips[0], lines), Repaired(text, (), Mapping((), ())))
    repairs = tuple(_repair(slip, lines) for slip in slips)
    return Examined(repairs[0], Repaired(edited(text, edits), repairs, mapping_of(edits)))


def _repair(edit: Edit, lines: Lines) -> Repair:
    return Repair(edit.number, edit.message, *lines.place(edit.begin))
