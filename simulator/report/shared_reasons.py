"""What several scenarios fail for at once: a mistake of an app is mended once, however many scenarios it fails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from rich.text import Text

from simulator.report.page import printable
from simulator.report.record import ReasonRecord, ScenarioRecord
from simulator.report.recorded_reasons import reasons_in_order
from simulator.report.recorder import app_text
from simulator.scenario.run import Outcome, ScenarioRun

MOST_SHARED: Final = 10
"""Reasons that are told; those that fail the most come first."""

_First: TypeAlias = tuple[str, str] | None
"""The app and the first problem of a scenario; None if that says nothing about others."""


@dataclass(frozen=True, slots=True)
class SharedReason:
    """The first problem of several scenarios: its text, and their numbers, from 0."""

    text: str
    numbers: tuple[int, ...]


def shared_reasons(scenarios: Iterable[ScenarioRecord]) -> list[SharedReason]:
    """The problems with which several scenarios of a record begin to fail, those that fail the most first.

    A problem is a mistake in an answer of their app (the same text, at the same place), or that their app could not be
    started. Steps and expectations are no such problems: equal ones may fail for different reasons.
    """
    return _shared(_first_of(one) for one in scenarios)


def shared_reason_lines(runs: Sequence[ScenarioRun]) -> list[Text]:
    """A line for each problem with which several scenarios begin to fail."""
    return [
        Text(printable(f"{len(one.numbers)} scenarios fail for the same reason: {one.text.splitlines()[0]}"), "yellow")
        for one in _shared(map(_first_of_run, runs))
    ]


# -- inside ----------------------------------------------------------------------------------------------------------


def _shared(firsts: Iterable[_First]) -> list[SharedReason]:
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, first in enumerate(firsts):
        if first is not None and first[1]:
            found[first].append(number)
    several = [SharedReason(text, tuple(numbers)) for (_, text), numbers in found.items() if len(numbers) > 1]
    return sorted(several, key=lambda one: -len(one.numbers))[:MOST_SHARED]


def _first_of(scenario: ScenarioRecord) -> _First:
    if scenario.outcome == "passed" or not scenario.reasons:
        return None
    first = scenario.reasons[0]
    if scenario.transcript is None:
        return "", first.text
    return (_served(scenario.app), first.text) if _is_mistake(first, scenario) else None


def _is_mistake(reason: ReasonRecord, scenario: ScenarioRecord) -> bool:
    """Whether a reason is a mistake in an answer; its column may be another one in the record."""
    text = reason.text.removeprefix("warning: ")
    return any(text.startswith(f"{one.source}:") and text.endswith(f": {one.message}") for one in scenario.problems)


def _first_of_run(run: ScenarioRun) -> _First:
    if run.outcome is Outcome.PASSED or not run.reasons:
        return None
    first = reasons_in_order(run)[0]
    if run.result is None:
        return "", first
    short = run.result.transcript.shortened
    mistakes = {short(str(one)) for one in run.result.problems}
    return (_served(app_text(run.scenario)), first) if first.removeprefix("warning: ") in mistakes else None


def _served(app: str) -> str:
    """An app without the path at which a scenario begins: others may begin elsewhere."""
    name, _, path = app.rpartition(" ")
    return name if name and path.startswith("/") else "/".join(app.split("/")[:3])
