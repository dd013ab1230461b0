"""What can be expected of the PBX as a whole: the calls that it lists, and the commands that the app has sent it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from simulator.drivers.listed_call import ListedCall
from simulator.drivers.sent_command import SentCommand
from simulator.scenario.document import ListNode, Node, TextNode
from simulator.scenario.expectation import Expectation, Mismatch, expectation, in_seconds, listed
from simulator.scenario.measure import Measure
from simulator.scenario.presets import any_text
from simulator.scenario.reading import Reader, items, mapping, measure, named, one_of, text, whole
from simulator.telephony.call_states import Direction, SessionState
from simulator.telephony.phone import folded_number

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult


# -- calls -----------------------------------------------------------------------------------------------------------


class Trait(NamedTuple):
    """Something that can be said of a listed call: how it is written, where the call has it, when it is as expected."""

    reader: Reader[Any]
    actual: Callable[[ListedCall], object]
    holds: Callable[[Any, Any], bool]


def _same_number(wanted: str, actual: str) -> bool:
    return folded_number(wanted) == folded_number(actual)


def _same(wanted: object, actual: object) -> bool:
    return wanted == actual


TRAITS: Final[Mapping[str, Trait]] = {
    "from": Trait(text, lambda call: call.source, _same_number),
    "to": Trait(text, lambda call: call.destination, _same_number),
    "dialled": Trait(text, lambda call: call.dialled, _same_number),
    "caller id": Trait(text, lambda call: call.caller_id, _same_number),
    "direction": Trait(one_of(Direction, "a direction"), lambda call: call.direction, _same),
    "state": Trait(one_of(SessionState, "a state of a call"), lambda call: call.state, _same),
    "talked": Trait(measure, lambda call: call.talk_seconds, Measure.allows),
}


@expectation("history")
@dataclass(frozen=True, slots=True)
class ExpectedHistory(Expectation):
    """Exactly these calls has the PBX listed, each with two parties and one Call ID, oldest first."""

    calls: tuple[Mapping[str, Any], ...]

    @classmethod
    def read(cls, node: Node) -> Self:
        """A list; of each call any of from, to, dialled, caller id, direction, state and talked."""
        return cls(items(node, _listed_call, "a list of calls"), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Compare them one by one, if there are as many as expected."""
        if len(self.calls) != len(result.history):
            traits = [", ".join(f"{name} {value}" for name, value in one.items()) or "any" for one in self.calls]
            return [self.mismatch("history", "", _counted(traits), _counted([_told(one) for one in result.history]))]
        found: list[Mismatch] = []
        for number, (wanted, call) in enumerate(zip(self.calls, result.history, strict=True), start=1):
            for name, value in wanted.items():
                actual = TRAITS[name].actual(call)
                if not TRAITS[name].holds(value, actual):
                    shown = in_seconds(actual) if isinstance(actual, float) else actual
                    found.append(self.mismatch(f"history: call {number} ({_told(call)})", name, value, shown))
        return found


def _listed_call(node: Node) -> Mapping[str, Any]:
    readers = {name: trait.reader for name, trait in TRAITS.items()}
    return mapping(node, readers, "a call such as `{from: 2000, to: 2001, state: CalleeHungUp}`")


def _told(call: ListedCall) -> str:
    return f"{call.source} to {call.destination} {call.state}"


# -- commands --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WantedCommand:
    """What is said of a command; None is whatever it may be. `fields` are parameters as the app has written them."""

    name: str | None = None
    code: int | None = None
    fields: Mapping[str, str] | None = None

    def __str__(self) -> str:
        return f"{self.name or 'any command'}{'' if self.code is None else f' ({self.code})'}"


@expectation("commands")
@dataclass(frozen=True, slots=True)
class ExpectedCommands(Expectation):
    """Exactly these commands has the app sent to the PBX over its HTTP API, in this order."""

    commands: tuple[WantedCommand, ...]

    @classmethod
    def read(cls, node: Node) -> Self:
        """A list; `[]` for none. An item is a name, or any of command, code and fields."""
        if isinstance(node, ListNode):
            return cls(items(node, _command, "a list of commands"), place=node.place)
        return cls((_command(node),), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Compare them one by one, if there are as many as expected and of the same names."""
        sent = result.commands
        same = len(sent) == len(self.commands) and all(map(_is_named, self.commands, sent))
        if not same:
            shown = [f"{one.name} ({one.code})" for one in sent]
            return [self.mismatch("commands", "", listed([str(one) for one in self.commands]), listed(shown))]
        found: list[Mismatch] = []
        for number, (wanted, command) in enumerate(zip(self.commands, sent, strict=True), start=1):
            found += self._differences(f"command {number} ({command.name})", wanted, command, result)
        return found

    def _differences(
        self, subject: str, wanted: WantedCommand, command: SentCommand, result: CallResult
    ) -> list[Mismatch]:
        found: list[Mismatch] = []
        if wanted.code not in (None, command.code):
            reason = ": ".join(one for one in (command.message, command.reason) if one)
            found.append(self.mismatch(subject, "code", wanted.code, f"{command.code} ({reason})"))
        for name, value in (wanted.fields or {}).items():
            actual = command.field(name)
            if actual is None or result.transcript.shortened(actual) != value:
                shown = "not given" if actual is None else repr(result.transcript.shortened(actual))
                found.append(self.mismatch(subject, name, repr(value), shown))
        return found


def _command(node: Node) -> WantedCommand:
    expected = "the name of a command, or a mapping such as `{command: Hangup, code: 200}`"
    if isinstance(node, TextNode):
        return WantedCommand(text(node, expected))
    readers: dict[str, Reader[Any]] = {"command": text, "code": whole, "fields": _fields}
    values = mapping(node, readers, expected)
    return WantedCommand(values.get("command"), values.get("code"), values.get("fields"))


def _fields(node: Node) -> Mapping[str, str]:
    return named(node, any_text, "a mapping of parameters such as `{Dialed: 4711}`")


def _is_named(wanted: WantedCommand, command: SentCommand) -> bool:
    return wanted.name is None or wanted.name.lower() == command.name.lower()


def _counted(calls: Sequence[str]) -> str:
    return f"{len(calls)} ({'; '.join(calls)})" if calls else "none"
