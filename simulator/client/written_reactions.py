"""Writes steps that depend on what happens as the control API has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import inf
from typing import Final

from simulator.client.written_faults import written_faults
from simulator.telephony.fault_step import Suffers
from simulator.telephony.reactions import Branch, Repeats, When
from simulator.telephony.step import Step
from simulator.telephony.steps import Hears, Point
from simulator.telephony.waits_for import Occurrence, WaitsFor

Written = Mapping[str, object] | str
Writer = Callable[[Step], Written]

_KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "sms": {"recipient": "to", "sender": "from", "text": "text"},
    "email": {"recipient": "to", "sender": "from", "subject": "subject"},
    "message": {"connection": "connection", "address": "address", "text": "text"},
}
"""Of messages: the names of the fields of their events, and those that a test writes."""


def written_reaction(step: Repeats | When | WaitsFor | Suffers, write: Writer) -> Written:
    """A step as the control API has it; `write` does that for those in it."""
    match step:
        case Repeats(steps, times, until):
            often = {"times": times} if until is None else {"until": written_prompt(until), "at most": times}
            return {"repeats": {**often, "does": _all(steps, write)}}
        case Suffers(fault):
            (written,) = written_faults(fault)
            return {"fault": written}
        case When():
            return {"when": [*_branches(step.branches, write), *_others(step, write)]}
        case WaitsFor(occurrence, within):
            return {"waits_for": {**_occurrence(occurrence), **({} if within == inf else {"within": within})}}


def written_prompt(prompt: Hears) -> Mapping[str, object]:
    """A prompt that somebody waits for."""
    within = {} if prompt.within == inf else {"within": prompt.within}
    return {"text": prompt.text, **({} if prompt.at is Point.END else {"at": str(prompt.at)}), **within}


def _all(steps: Iterable[Step], write: Writer) -> list[Written]:
    return [write(step) for step in steps]


def _branches(branches: Iterable[Branch], write: Writer) -> list[Mapping[str, object]]:
    return [{"hears": written_prompt(one.hears), "does": _all(one.steps, write)} for one in branches]


def _others(step: When, write: Writer) -> list[Mapping[str, object]]:
    """What is said of all branches, in an item of its own."""
    said: dict[str, object] = {} if step.otherwise is None else {"otherwise": _all(step.otherwise, write)}
    said |= {} if step.within == inf else {"within": step.within}
    return [said] if said else []


def _occurrence(occurrence: Occurrence) -> dict[str, object]:
    values = {name: wanted.written for name, wanted in occurrence.values.items()}
    key = occurrence.key
    if key in _KEYS:
        return {key: {_KEYS[key][name]: value for name, value in values.items()}}
    return {key: occurrence.name or occurrence.event, **({"fields": values} if values else {})}
