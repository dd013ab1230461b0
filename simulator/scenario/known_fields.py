"""Whether the fields that a scenario waits for exist: those of its faults, and those of the steps of people."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.scenario.document import ListNode, MappingNode, Node
from simulator.scenario.mistakes import Mistakes
from simulator.scenario.model import Scenario
from simulator.scenario.step_reading import place_of_step
from simulator.telephony.faults import unknown_field
from simulator.telephony.notifications import field_table
from simulator.telephony.problem import Place
from simulator.telephony.step_fields import unknown_fields


def with_known_fields(scenario: Scenario, document: Node) -> Scenario:
    """A scenario in which nothing waits for a field that no notification has, so that it would never come about.

    Args:
        scenario: what has been read.
        document: where it stands.

    Raises:
        MisreadError: a fault or a step does, or several do.
    """
    mistakes = Mistakes()
    table = field_table(scenario.settings.notification_fields)
    _note_faults(scenario, document, table, mistakes)
    everybody = [scenario.steps, *(one.steps for one in scenario.further)]
    everybody += [phone.steps for entries in scenario.phones.values() for phone in entries]
    for steps in everybody:
        for unknown in unknown_fields(steps, table):
            mistakes.note(place_of_step(unknown.steps, unknown.number) or _beginning(scenario), unknown.reason)
    mistakes.check()
    return scenario


def _note_faults(
    scenario: Scenario, document: Node, table: Mapping[str, Mapping[str, str]], mistakes: Mistakes
) -> None:
    """Note the mistakes of what stands under `faults`."""
    faults = document.get("faults") if isinstance(document, MappingNode) else None
    written = faults.items if isinstance(faults, ListNode) else (faults,)
    for fault, node in zip(scenario.faults, written, strict=False):
        if unknown := unknown_field(fault, table):
            mistakes.note(_beginning(scenario) if node is None else node.place, unknown)


def _beginning(scenario: Scenario) -> Place:
    return Place(str(scenario.file), scenario.line, 1)
