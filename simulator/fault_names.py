"""Faults by their names in scenarios, and the functions of `simulator.faults` that make the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FUNCTIONS: Final[Mapping[str, str]] = {
    "drop": "drops",
    "delay": "delays",
    "delay answer": "delays_answer",
    "lose answer": "loses_answer",
    "duplicate": "duplicates",
    "reorder": "reorders",
    "reset": "resets",
    "status": "answers_with",
    "recording": "recording_missing",
    "line drops": "line_drops",
}


def function_of(written: object) -> str | None:
    """The function for what a scenario would have, such as `drop: RecordCompleted`; None if it is nothing like that."""
    name = next(iter(written), "") if isinstance(written, Mapping) else written
    return FUNCTIONS.get(str(name).partition(":")[0].strip().replace("_", " "))
