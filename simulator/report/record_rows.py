"""The rows of a recorded conversation: what repeats is shown once, and of what is too long the middle is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from simulator.report.record import EntryRecord, ScenarioRecord
from simulator.report.rows import repeated_from
from simulator.telephony.events import seconds_text

_FEWEST_TIMES = 3


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What stands in place of rows."""

    text: str


ConversationRow: TypeAlias = EntryRecord | LeftOut


def recorded_rows(scenario: ScenarioRecord, *, whole: bool = False, most: int | None = None) -> list[ConversationRow]:
    """What of a conversation is shown; a step that failed without the reason, which stands among the reasons.

    Args:
        scenario: whose conversation it is.
        whole: everything is, with every detail.
        most: how many rows at most.
    """
    entries = scenario.transcript.entries if scenario.transcript else ()
    if whole:
        return list(entries)
    heads = {one.text: one.head for one in scenario.reasons if one.head}
    shown = [one for one in entries if not one.detail]
    rows = _without_cycles([replace(one, text=heads[one.text]) if one.text in heads else one for one in shown])
    if most is None or len(rows) <= most:
        return rows
    head, tail = most * 2 // 3, most // 3
    return [*rows[:head], LeftOut(f"{len(rows) - head - tail} more"), *rows[-tail:]]


def severity_of(entry: EntryRecord) -> str:
    """How bad an entry is: "error", "warning", "note", or nothing."""
    if entry.event in ("StepFailed", "Stalled"):
        return "error"
    problem = entry.fields.get("problem")
    return str(problem.get("severity", "")) if isinstance(problem, dict) else ""


def _without_cycles(entries: Sequence[EntryRecord]) -> list[ConversationRow]:
    """Show rows once that come three times or more, as those of a menu do that is played again and again."""
    keys = [(one.text, one.column) for one in entries]
    rows: list[ConversationRow] = []
    at = 0
    while at < len(entries):
        length, times = repeated_from(keys, at)
        if times < _FEWEST_TIMES:
            rows.append(entries[at])
            at += 1
            continue
        until = entries[at + length * times - 1].at
        rows += entries[at : at + length]
        rows.append(LeftOut(f"the same {times - 1} times more, until {seconds_text(until)}"))
        at += length * times
    return rows
