"""What can be expected of the commands that the app sends to the PBX over its HTTP API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from simulator.drivers.sent_command import SentCommand
from simulator.scenario.document import ListNode, Node, TextNode
from simulator.scenario.expectation import (
    Expectation,
    Mismatch,
    Occurrence,
    exclusion,
    expectation,
    field_holds,
    field_text,
    listed,
    traits,
)
from simulator.scenario.reading import Reader, items, named, text, whole
from simulator.telephony.text_match import TextMatch

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult


@dataclass(frozen=True, slots=True)
class WantedCommand:
    """What is said of a command; None is whatever it may be. `fields` are parameters as the app has written them."""

    name: str | None = None
    code: int | None = None
    fields: Mapping[str, TextMatch] = field(default_factory=dict)

    def __str__(self) -> str:
        named = f"{self.name or 'any command'}{'' if self.code is None else f' ({self.code})'}"
        fields = " and ".join(f"{name} {value}" for name, value in self.fields.items())
        return f"{named} with {fields}" if fields else named

    @property
    def short(self) -> str:
        """The command without its parameters."""
        return str(WantedCommand(self.name, self.code))

    def is_named(self, command: SentCommand) -> bool:
        """Whether a command has this name."""
        return self.name is None or self.name.lower() == command.name.lower()

    def differences(self, command: SentCommand, result: CallResult) -> Iterator[tuple[str, str, str]]:
        """What is otherwise, beside the name: the field, what was expected, what it was."""
        if self.code not in (None, command.code):
            reason = ": ".join(one for one in (command.message, command.reason) if one)
            yield "code", str(self.code), f"{command.code} ({reason})"
        for name, value in self.fields.items():
            actual = command.field(name)
            if actual is None:
                yield name, str(value), "not given"
            elif not field_holds(value, result.transcript.shortened(actual)):
                yield name, str(value), repr(result.transcript.shortened(actual))


@expectation("commands")
@dataclass(frozen=True, slots=True)
class ExpectedCommands(Expectation):
    """Exactly these commands has the app sent to the PBX over its HTTP API, in this order."""

    commands: tuple[WantedCommand, ...]

    @classmethod
    def read(cls, node: Node) -> Self:
        """A list; `[]` for none. An item is a name, or any of command, code and fields (exact texts, or patterns)."""
        return cls(_commands(node), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Compare them one by one, if there are as many as expected and of the same names."""
        sent = result.commands
        same = len(sent) == len(self.commands) and all(map(WantedCommand.is_named, self.commands, sent))
        if not same:
            shown = [f"{one.name} ({one.code})" for one in sent]
            return [self.mismatch("commands", "", listed([one.short for one in self.commands]), listed(shown))]
        return [
            self.mismatch(f"command {number} ({command.name})", *difference)
            for number, (wanted, command) in enumerate(zip(self.commands, sent, strict=True), start=1)
            for difference in wanted.differences(command, result)
        ]


@exclusion("commands")
@dataclass(frozen=True, slots=True)
class ExcludedCommands(Expectation):
    """The app was to send none of these commands to the HTTP API."""

    commands: tuple[WantedCommand, ...]

    @classmethod
    def read(cls, node: Node) -> Self:
        """A name, or any of command, code and fields; or a list of these."""
        return cls(_commands(node), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Look for the first of each."""
        return [
            mismatch
            for one in self.commands
            for mismatch in self.violations("commands", one, _occurrences(one, result))
        ]


def _occurrences(wanted: WantedCommand, result: CallResult) -> Iterator[Occurrence]:
    for command in result.commands:
        if wanted.is_named(command) and not any(wanted.differences(command, result)):
            yield Occurrence(command.at, f"{command.name} ({command.code})")


def _commands(node: Node) -> tuple[WantedCommand, ...]:
    return items(node, _command, "a list of commands") if isinstance(node, ListNode) else (_command(node),)


def _command(node: Node) -> WantedCommand:
    expected = "the name of a command, or a mapping such as `{command: Hangup, code: 200}`"
    if isinstance(node, TextNode):
        return WantedCommand(text(node, expected))
    readers: dict[str, Reader[Any]] = {"command": text, "code": whole, "fields": _fields}
    values = traits(node, readers, expected)
    return WantedCommand(values.get("command"), values.get("code"), values.get("fields", {}))


def _fields(node: Node) -> Mapping[str, TextMatch]:
    return named(node, field_text, "a mapping of parameters such as `{Dialed: 4711}`")
