"""What can be expected of the commands that the app answers with: which were begun, and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from simulator.errors import suggestion
from simulator.scenario.document import ListNode, MappingNode, Node
from simulator.scenario.expectation import (
    Expectation,
    Mismatch,
    Occurrence,
    exclusion,
    expectation,
    field_text,
    listed,
    traits,
)
from simulator.scenario.mistakes import Mistakes
from simulator.scenario.reading import flag, items, mistaken, one_of, only_entry, refused
from simulator.telephony.script_events import CommandStarted
from simulator.telephony.text_match import TextMatch, folded

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult
    from simulator.ozml.schema import CommandSpec

_NUMBER: Final = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
"""What is compared as a number: 3 is 3.0. Keys are no numbers: 0123 is not 123."""

COMMANDS_SHOWN: Final = 12
"""Of those that were begun instead."""


@dataclass(frozen=True, slots=True)
class WantedElement:
    """A command of OzML, and what is said of its parameters, both by their proper names."""

    name: str
    parameters: Mapping[str, TextMatch] = field(default_factory=dict)

    def __str__(self) -> str:
        return _with(self.name, {name: str(value) for name, value in self.parameters.items()})

    def is_met_by(self, begun: CommandStarted) -> bool:
        """Whether a command that was begun is this one."""
        return begun.name == self.name and not any(self.differences(begun))

    def differences(self, begun: CommandStarted) -> Iterator[tuple[str, str, str]]:
        """What is otherwise of its parameters: name, what was expected, what it was."""
        for name, wanted in self.parameters.items():
            actual = _actual(name, begun)
            if actual is None or not _holds(wanted, actual):
                yield name, str(wanted), "not given" if actual is None else repr(actual)

    def told(self, begun: CommandStarted) -> str:
        """A command that was begun, with the parameters of which something is said here."""
        if begun.name != self.name:
            return begun.name
        return _with(begun.name, {name: was for name, _, was in self.differences(begun)})


@expectation("ozml")
@dataclass(frozen=True, slots=True)
class ExpectedOzml(Expectation):
    """These commands of the app's answers were begun, in this order; others may have been between them.

    `exactly`: these and no others.
    """

    commands: tuple[WantedElement, ...]
    exactly: bool = False

    @classmethod
    def read(cls, node: Node) -> Self:
        """A command, or a list of commands, or a mapping of `commands` and `exactly: true`.

        In place of a name also `{Record: {Inactivity: 3, Format: wav}}`: parameters as the command was run, with texts
        put in for variables and defaults for what was not given; exact texts, numbers, or patterns.
        """
        if isinstance(node, MappingNode) and node.get("commands") is not None:
            expected = "a mapping such as `{commands: [Speak, Record], exactly: true}`"
            values = traits(node, {"commands": _elements, "exactly": flag}, expected)
            return cls(values["commands"], values.get("exactly", False), place=node.place)
        return cls(_elements(node), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Look for them among the commands that were begun."""
        begun = [entry.event for entry in _begun(result)]
        return self._exactly(begun) if self.exactly else self._in_order(begun)

    def _in_order(self, begun: Sequence[CommandStarted]) -> list[Mismatch]:
        """What comes first of the commands that are not there: what follows it cannot be looked for."""
        position, before = 0, ""
        for wanted in self.commands:
            found = next((n for n in range(position, len(begun)) if wanted.is_met_by(begun[n])), None)
            if found is None:
                shown = _some([wanted.told(one) for one in begun[position:]])
                return [self.mismatch("ozml", "", f"{wanted}{f' after {before}' if before else ''}", shown)]
            position, before = found + 1, str(wanted)
        return []

    def _exactly(self, begun: Sequence[CommandStarted]) -> list[Mismatch]:
        names = [one.name for one in begun]
        if [one.name for one in self.commands] != names:
            wanted = [one.name for one in self.commands]
            return [self.mismatch("ozml", "", f"exactly {listed(wanted)}", _some(names))]
        return [
            self.mismatch(f"ozml: command {number} ({one.name})", *difference)
            for number, (wanted, one) in enumerate(zip(self.commands, begun, strict=True), start=1)
            for difference in wanted.differences(one)
        ]


@exclusion("ozml")
@dataclass(frozen=True, slots=True)
class ExcludedOzml(Expectation):
    """None of these commands was to be begun."""

    commands: tuple[WantedElement, ...]

    @classmethod
    def read(cls, node: Node) -> Self:
        """A command, or a list of commands; `{Speak: {Text: "*error*"}}` for those with such parameters."""
        return cls(_elements(node), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Look for the first of each."""
        return [
            mismatch for one in self.commands for mismatch in self.violations("ozml", one, _occurrences(one, result))
        ]


def _occurrences(wanted: WantedElement, result: CallResult) -> Iterator[Occurrence]:
    for entry in _begun(result):
        if wanted.is_met_by(entry.event):
            yield Occurrence(entry.at, f"{wanted.name} ({result.transcript.shortened(str(entry.event.place))})")


class _Begun(NamedTuple):
    at: float
    event: CommandStarted


def _begun(result: CallResult) -> list[_Begun]:
    """The commands that were begun, on all calls."""
    return [_Begun(one.at, one.event) for one in result.transcript if isinstance(one.event, CommandStarted)]


# -- parameters ------------------------------------------------------------------------------------------------------


def _actual(name: str, begun: CommandStarted) -> str | None:
    """The value of a parameter as a command was run: what was given, or else the default; None if there is neither."""
    if name in begun.parameters:
        return begun.parameters[name]
    for spec in _specs()[begun.name.lower()]:
        for attribute in spec.attributes.values():
            default = attribute.default
            if attribute.name == name and isinstance(default, str | bool | int | float) and default != inf:
                return f"{default:.15g}" if isinstance(default, float) else str(default)
    return None


def _holds(wanted: TextMatch, actual: str) -> bool:
    if wanted.is_pattern:
        return wanted.found_in(actual)
    if _NUMBER.fullmatch(wanted.written) and _NUMBER.fullmatch(actual):
        return float(wanted.written) == float(actual)
    return folded(wanted.written) == folded(actual)


# -- reading ---------------------------------------------------------------------------------------------------------


@cache
def _specs() -> Mapping[str, Sequence[CommandSpec]]:
    """The commands by their names in lower case: one of each family that has it."""
    import simulator.ozml.commands  # noqa: F401 - registers the commands
    from simulator.ozml.schema import COMMANDS

    found: dict[str, list[CommandSpec]] = {}
    for (name, _), spec in COMMANDS.items():
        found.setdefault(name, []).append(spec)
    return found


def _elements(node: Node) -> tuple[WantedElement, ...]:
    return items(node, _element, "a list of commands") if isinstance(node, ListNode) else (_element(node),)


def ozml_name(node: Node) -> str:
    """The name of a command of OzML."""
    return one_of([specs[0].name for specs in _specs().values()], "a command of OzML")(node)


def _element(node: Node) -> WantedElement:
    if not isinstance(node, MappingNode):
        return WantedElement(ozml_name(node))
    key, parameters = only_entry(node, "command")
    command = ozml_name(key)
    if not isinstance(parameters, MappingNode):
        raise refused(parameters, "a mapping of parameters such as `{Text: Hello}`")
    known = _parameters(command)
    mistakes = Mistakes()
    wanted: dict[str, TextMatch] = {}
    for parameter, value in parameters.entries:
        with mistakes.noted():
            if parameter.text.lower() not in known:
                hint = suggestion(parameter.text, sorted(set(known.values()))) if known else ""
                raise mistaken(parameter, f"<{command}> has no parameter {parameter.text!r}{hint}")
            wanted[known[parameter.text.lower()]] = field_text(value)
    mistakes.check()
    return WantedElement(command, wanted)


def _parameters(command: str) -> Mapping[str, str]:
    """The parameters of a command in all families: names and aliases in lower case -> proper names."""
    return {
        written: spec.attributes[parameter].name
        for spec in _specs()[command.lower()]
        for written, parameter in spec.fields_by_name.items()
    }


# -- wording ---------------------------------------------------------------------------------------------------------


def _with(name: str, parameters: Mapping[str, str]) -> str:
    said = " and ".join(f"{parameter} {value}" for parameter, value in parameters.items())
    return f"{name} with {said}" if said else name


def _some(names: Sequence[str]) -> str:
    more = len(names) - COMMANDS_SHOWN
    return listed(names[:COMMANDS_SHOWN]) + (f", and {more} more" if more > 0 else "")
