"""Whether the fields that steps wait for are fields of notifications: told before anybody waits for them in vain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from simulator.telephony.events import NotificationSent
from simulator.telephony.fault_step import Suffers
from simulator.telephony.faults import unknown_field
from simulator.telephony.notifications import NotificationName, unknown_name
from simulator.telephony.step import CompositeStep, Step
from simulator.telephony.waits_for import WaitsFor


class UnknownField(NamedTuple):
    """A step that waits for a field that no notification has.

    Attributes:
        steps: the list in which it stands.
        number: its number there, from 1.
        reason: what is wrong, a clause with a suggestion.
    """

    steps: Sequence[Step]
    number: int
    reason: str

    def __str__(self) -> str:
        return f"step {self.number} ({self.steps[self.number - 1]}): {self.reason}"


def unknown_fields(steps: Sequence[Step], table: Mapping[str, Mapping[str, str]]) -> Iterator[UnknownField]:
    """Every step that waits for such a field, also within other steps.

    Args:
        steps: what somebody does.
        table: the names of the fields of notifications.
    """
    for number, step in enumerate(steps, start=1):
        if reason := _reason(step, table):
            yield UnknownField(steps, number, reason)
        for part in step.parts if isinstance(step, CompositeStep) else ():
            yield from unknown_fields(part, table)


def _reason(step: Step, table: Mapping[str, Mapping[str, str]]) -> str:
    match step:
        case Suffers(fault):
            return unknown_field(fault, table)
        case WaitsFor(occurrence) if occurrence.event == NotificationSent.__name__ and occurrence.name:
            own = {"name", "url"}  # of the event, as the transcript has it
            wanted = [name for name in occurrence.values if name not in own]
            return unknown_name(wanted, NotificationName(occurrence.name), table)
        case _:
            return ""
