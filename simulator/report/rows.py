"""The rows of a conversation, and what stands in place of those that nobody wants to read: repetitions, the middle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from simulator.telephony.events import CallEnded, Event, NotificationSent, Stalled, StepFailed, seconds_text
from simulator.telephony.transcript import Entry, Transcript

ROWS_SHOWN: Final = 44
"""Rows of a conversation; what is longer loses its middle."""

_LONGEST_CYCLE: Final = 30
"""Rows that can be found to repeat, as those of a menu do that is played again and again."""

_LONGEST_ADDRESS: Final = 40
"""Characters of an address; the whole of it stands with the last request."""

_FEWEST_TIMES: Final = 3
_FEWEST_FOLDED: Final = 3
"""Rows behind the first wrong thing; fewer are shown as they are."""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry, and its text; `marked` is the one at which it went wrong."""

    entry: Entry
    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Fold:
    """What stands in place of rows; `is_rest` if they are all those behind the first wrong thing."""

    text: str
    is_rest: bool = False


def conversation_rows(transcript: Transcript, *, whole: bool = False, wrong: Entry | None = None) -> list[Row | Fold]:
    """What of a transcript is shown.

    Args:
        transcript: what happened.
        whole: everything is, with every detail.
        wrong: the entry at which it went wrong; what came after it is told in one line.
    """
    if whole:
        return [Row(entry, transcript.text(entry), entry is wrong) for entry in transcript]
    rows = [Row(one, short_text(one, transcript), one is wrong) for one in transcript if not one.event.detail]
    end = next((number for number, row in enumerate(rows, start=1) if row.marked), len(rows))
    after = rows[end:]
    if len(after) < _FEWEST_FOLDED:
        return _without_middle(without_cycles(rows))
    return [*_without_middle(without_cycles(rows[:end])), Fold(_rest(after, transcript), is_rest=True)]


def short_text(entry: Entry, transcript: Transcript) -> str:
    """What happened, without the reasons of a failure, which stand above the conversation."""
    event: Event = entry.event
    match event:
        case StepFailed(step, number):
            words = f"step {number} failed: {step}"
        case Stalled(waiting):
            words = f"stalled: {waiting.partition(': ')[0]}"
        case NotificationSent(name, url):
            words = f"POST {_clipped(transcript.shortened(url))} {name}"
        case _:
            return transcript.text(entry)
    label = transcript.label(entry.call_id)
    return transcript.shortened(f"[{label}] {words}" if label else words)


def _clipped(url: str) -> str:
    """An address as long as one wants to read it."""
    return url if len(url) <= _LONGEST_ADDRESS else f"{url[: _LONGEST_ADDRESS - 3]}..."


def without_cycles(rows: Sequence[Row]) -> list[Row | Fold]:
    """Show rows once that are repeated three times or more, and say how many times more."""
    keys = [(row.text, row.entry.event.column, row.marked) for row in rows]
    found: list[Row | Fold] = []
    at = 0
    while at < len(rows):
        length, times = repeated_from(keys, at)
        if times < _FEWEST_TIMES:
            found.append(rows[at])
            at += 1
            continue
        end = at + length * times
        found += rows[at : at + length]
        until = seconds_text(rows[end - 1].entry.at)
        found.append(Fold(f"... the same {times - 1} times more, until {until} ..."))
        at = end
    return found


def repeated_from(keys: Sequence[object], at: int) -> tuple[int, int]:
    """How many of the next rows are repeated, and how often they are there; the fewest rows that are."""
    for length in range(1, min(_LONGEST_CYCLE, (len(keys) - at) // _FEWEST_TIMES) + 1):
        if keys[at] != keys[at + length]:
            continue
        times = 1
        while keys[at : at + length] == keys[at + length * times : at + length * (times + 1)]:
            times += 1
        if times >= _FEWEST_TIMES:
            return length, times
    return 1, 1


def _without_middle(rows: list[Row | Fold]) -> list[Row | Fold]:
    """The rows, or their beginning, the number left out, and their end."""
    if len(rows) <= ROWS_SHOWN:
        return rows
    head, tail = ROWS_SHOWN * 2 // 3, ROWS_SHOWN // 3
    return [*rows[:head], Fold(f"... {len(rows) - head - tail} more ..."), *rows[-tail:]]


def _rest(rows: Sequence[Row], transcript: Transcript) -> str:
    """One line for what came after the first wrong thing."""
    ends = [row.entry for row in rows if isinstance(row.entry.event, CallEnded)]
    calls = {entry.call_id for entry in transcript if isinstance(entry.event, CallEnded)}
    if len(calls) == 1 and ends:
        until = f"until the call ended at {seconds_text(ends[-1].at)}"
    else:
        until = f"until all was over at {seconds_text(rows[-1].entry.at)}"
    return f"... {len(rows)} more {until}"
