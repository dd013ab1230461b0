"""How the steps of a person are read: a list, each item the key of a step and its value.

To add a step, add a function with `@step("name")` in one of the files that `steps` imports; its docstring tells a user
what the value may be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from simulator.scenario.document import ListNode, MappingNode, Node, TextNode
from simulator.scenario.reading import items, known_reader, mistaken, only_entry, refused
from simulator.scenario.sounds import ClipFolders
from simulator.scenario.synonyms import suggestion_of_key
from simulator.telephony.phone_steps import first_ringing_step
from simulator.telephony.problem import Place
from simulator.telephony.step import Step
from simulator.telephony.steps import misfit_among

StepReader: TypeAlias = Callable[[Node, ClipFolders], Step]

STEPS: Final[dict[str, StepReader]] = {}
"""Every step that a scenario may hold, by its key."""

_ALONE: Final[set[str]] = set()
"""Those that may stand without a value."""


class WrittenSteps(tuple[Step, ...]):
    """Steps that know where they are written: `places` has one for each."""

    places: tuple[Place, ...] = ()

    def from_number(self, first: int) -> WrittenSteps:
        """Those from one on, by its number from 0."""
        rest = WrittenSteps(self[first:])
        rest.places = self.places[first:]
        return rest


def place_of_step(steps: Sequence[Step], number: int) -> Place | None:
    """Where a step is written, by its number from 1; None if that is not known."""
    places = steps.places if isinstance(steps, WrittenSteps) else ()
    return places[number - 1] if 0 < number <= len(places) else None


def read_steps(node: Node, clips: ClipFolders, *, phone: bool = False) -> WrittenSteps:
    """Read what somebody does: a list of steps; `phone` if it may ring first."""
    steps = items(node, lambda item: _step(item, clips), "a list of steps, each behind '- '")
    ringing = None if phone else first_ringing_step(steps)
    if ringing is not None and isinstance(node, ListNode):
        raise mistaken(node.items[ringing], f"no phone rings here; {str(steps[ringing])!r} belongs under 'phones'")
    misfit = misfit_among(steps)
    if misfit is not None and isinstance(node, ListNode):
        index, reason = misfit
        raise mistaken(node.items[index], f"this step {reason}")
    written = WrittenSteps(steps)
    written.places = tuple(item.place for item in node.items) if isinstance(node, ListNode) else ()
    return written


def step(name: str, *, alone: bool = False) -> Callable[[StepReader], StepReader]:
    """Register the reader of a step's value; `alone` if it may stand without one."""

    def register(reader: StepReader) -> StepReader:
        STEPS[name] = reader
        if alone:
            _ALONE.add(name)
        return reader

    return register


def _step(node: Node, clips: ClipFolders) -> Step:
    match node:
        case TextNode(word) if word in _ALONE:
            return STEPS[word](TextNode("", node.place, bare=True), clips)
        case TextNode(word) if word in STEPS:
            raise mistaken(node, f"{word!r} needs a value: `{word}: ...`")
        case TextNode(word) if not node.empty:
            raise mistaken(node, f"unknown step {word!r}{suggestion_of_key(word, STEPS)}")
        case MappingNode():
            name, value = only_entry(node, "step")
            return known_reader(name, value, STEPS)(value, clips)
        case _:
            raise refused(node, "a step such as `hears: ...`")
