"""Whether the fields that the faults of a scenario wait for exist, under `faults` and in the steps of people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.scenario.document import ListNode, MappingNode, Node
from simulator.scenario.mistakes import Mistakes
from simulator.scenario.model import Scenario
from simulator.scenario.step_reading import place_of_step
from simulator.telephony.fault import Fault
from simulator.telephony.fault_step import Suffers
from simulator.telephony.faults import unknown_field
from simulator.telephony.notifications import field_table
from simulator.telephony.problem import Place
from simulator.telephony.step import CompositeStep, Step


def with_known_fields(scenario: Scenario, document: Node) -> Scenario:
    """A scenario in which no fault waits for a field that no notification has, so that it would never be met.

    Args:
        scenario: what has been read.
        document: where it stands.

    Raises:
        MisreadError: there is such a fault, or several.
    """
    faults = document.get("faults") if isinstance(document, MappingNode) else None
    written = faults.items if isinstance(faults, ListNode) else (faults,)
    places = [None if one is None else one.place for one in written]
    everybody = [scenario.steps, *(one.steps for one in scenario.further)]
    everybody += [phone.steps for entries in scenario.phones.values() for phone in entries]
    found = [*zip(scenario.faults, places, strict=False), *(one for steps in everybody for one in _faults_in(steps))]
    if not any(fault.which.fields for fault, _ in found):
        return scenario
    mistakes = Mistakes()
    table = field_table(scenario.settings.notification_fields)
    for fault, place in found:
        if unknown := unknown_field(fault, table):
            mistakes.note(place or Place(str(scenario.file), scenario.line, 1), unknown)
    mistakes.check()
    return scenario


def _faults_in(steps: Sequence[Step]) -> Iterator[tuple[Fault, Place | None]]:
    for number, step in enumerate(steps, start=1):
        if isinstance(step, Suffers):
            yield step.fault, place_of_step(steps, number)
        elif isinstance(step, CompositeStep):
            for part in step.parts:
                yield from _faults_in(part)
