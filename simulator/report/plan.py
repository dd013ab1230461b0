"""What a scenario is going to do, in a few words, without running it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from simulator.report.recorder import app_text
from simulator.report.shape import plain
from simulator.scenario.model import Scenario

VERSION: Final = 1
"""Of `plans_as_data`; goes up when a reader of older data would misunderstand."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A scenario in a few words. `steps` and `expectations` are how many there are, those of all people together."""

    id: str
    name: str
    file: str
    line: int
    app: str
    begins: str
    steps: int
    expectations: int

    def __str__(self) -> str:
        steps = f"{self.steps} step{'' if self.steps == 1 else 's'}"
        expectations = f"{self.expectations} expectation{'' if self.expectations == 1 else 's'}"
        return f"{self.app}; {self.begins}; {steps}, {expectations}"


def plan_of(scenario: Scenario) -> Plan:
    """What a scenario is going to do."""
    people = [scenario.steps, *(one.steps for one in scenario.further)]
    people += [phone.steps for phones in scenario.phones.values() for phone in phones]
    return Plan(
        id=scenario.id,
        name=scenario.name,
        file=scenario.file.as_posix(),
        line=scenario.line,
        app=app_text(scenario),
        begins=_begins(scenario),
        steps=sum(map(len, people)),
        expectations=len(scenario.expectations),
    )


def plans_as_data(plans: Sequence[Plan]) -> dict[str, object]:
    """Plans as JSON has them."""
    return {"version": VERSION, "scenarios": plain(plans)}


def _begins(scenario: Scenario) -> str:
    if scenario.sms is not None:
        return f"SMS from {scenario.caller} to {scenario.to}"
    if scenario.request is not None:
        return f"{scenario.request.method} {scenario.request.path}"
    return f"call from {scenario.caller} to {scenario.to}"
