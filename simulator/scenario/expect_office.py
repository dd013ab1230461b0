"""What can be expected of the calls that the PBX lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from simulator.drivers.listed_call import ListedCall
from simulator.scenario.document import Node
from simulator.scenario.expectation import Expectation, Mismatch, expectation, in_seconds, traits
from simulator.scenario.measure import Measure
from simulator.scenario.numbers import number_or_pattern
from simulator.scenario.reading import Reader, items, measure, one_of
from simulator.telephony.call_states import Direction, SessionState
from simulator.telephony.number_match import number_fits

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult


class Trait(NamedTuple):
    """Something that can be said of a listed call: how it is written, where the call has it, when it is as expected."""

    reader: Reader[Any]
    actual: Callable[[ListedCall], object]
    holds: Callable[[Any, Any], bool]


def _same(wanted: object, actual: object) -> bool:
    return wanted == actual


TRAITS: Final[Mapping[str, Trait]] = {
    "from": Trait(number_or_pattern, lambda call: call.source, number_fits),
    "to": Trait(number_or_pattern, lambda call: call.destination, number_fits),
    "dialled": Trait(number_or_pattern, lambda call: call.dialled, number_fits),
    "caller id": Trait(number_or_pattern, lambda call: call.caller_id, number_fits),
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
    return traits(node, readers, "a call such as `{from: 2000, to: 2001, state: CalleeHungUp}`")


def _told(call: ListedCall) -> str:
    return f"{call.source} to {call.destination} {call.state}"


def _counted(calls: Sequence[str]) -> str:
    return f"{len(calls)} ({'; '.join(calls)})" if calls else "none"
