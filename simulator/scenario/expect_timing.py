"""What can be expected of time: how fast the app answers, and how long people hear nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self

from simulator.errors import suggestion
from simulator.scenario.dead_air import dead_air, longest
from simulator.scenario.document import MappingNode, Node
from simulator.scenario.expectation import Expectation, Mismatch, Occurrence, exclusion, expectation, in_seconds
from simulator.scenario.measure import Measure, limit_from_text
from simulator.scenario.mistakes import Mistakes
from simulator.scenario.reading import converted, mistaken, seconds
from simulator.telephony.events import seconds_text
from simulator.telephony.notifications import NotificationName

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult
    from simulator.drivers.latency import AppLatency

SLOWEST_SHOWN: Final = 3

_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


@expectation("latency")
@dataclass(frozen=True, slots=True)
class ExpectedLatency(Expectation):
    """Each answer of the app came within that time on the wall clock; `by_name` has other limits for some requests."""

    every: Measure | None = None
    by_name: Mapping[str, Measure] = field(default_factory=dict)

    @classmethod
    def read(cls, node: Node) -> Self:
        """The longest time that is allowed, such as `200ms`; or a mapping of notifications (and methods) and times."""
        if isinstance(node, MappingNode):
            return cls(by_name=_limits(node), place=node.place)
        return cls(_limit(node), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Look for the slowest ones."""
        found = [] if self.every is None else self._slow("latency", self.every, result.latencies)
        for name, limit in self.by_name.items():
            those = [one for one in result.latencies if one.name == name]
            found += self._slow(f"latency of {name}", limit, those)
            if not those:
                found.append(self.mismatch(f"latency of {name}", "", limit, "never asked"))
        return found

    def _slow(self, subject: str, limit: Measure, latencies: Sequence[AppLatency]) -> list[Mismatch]:
        slow = sorted((one for one in latencies if not limit.allows(one.seconds)), key=lambda one: -one.seconds)
        if not slow:
            return []
        shown = [
            f"{seconds_text(one.seconds)} s ({one.name} {one.url} at {seconds_text(one.at)} s)"
            for one in slow[:SLOWEST_SHOWN]
        ]
        more = len(slow) - SLOWEST_SHOWN
        was = ", ".join(shown) + (f", and {more} more" if more > 0 else "")
        return [self.mismatch(subject, "", limit, was)]


@expectation("dead air")
@dataclass(frozen=True, slots=True)
class ExpectedDeadAir(Expectation):
    """The longest time after picking up in which the caller heard nothing and nobody spoke.

    While a command waits for the caller (a `Record`, a `UserInput`), it is the caller who is silent: that is none.
    """

    limit: Measure

    @classmethod
    def read(cls, node: Node) -> Self:
        """The longest that is allowed, such as `4s`."""
        return cls(_limit(node), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Look for the longest stretch."""
        found = longest(dead_air(result))
        if self.limit.allows(0.0 if found is None else found.seconds):
            return []
        return [self.mismatch("dead air", "", self.limit, found or "none")]


@exclusion("dead air")
@dataclass(frozen=True, slots=True)
class ExcludedDeadAir(Expectation):
    """The caller was never to hear nothing, while nobody spoke, for longer than that."""

    limit: float

    @classmethod
    def read(cls, node: Node) -> Self:
        """The longest that is allowed, such as `4s`."""
        return cls(seconds(node), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Look for the first stretch that is longer."""
        longer = (Occurrence(one.start, str(one)) for one in dead_air(result) if one.seconds > self.limit)
        return self.violations("dead air", f"more than {in_seconds(self.limit)}", longer)


# -- reading ---------------------------------------------------------------------------------------------------------


def _limit(node: Node) -> Measure:
    return converted(node, limit_from_text, "a length of time such as 200ms")


def _limits(node: MappingNode) -> Mapping[str, Measure]:
    known = {name.lower(): name for name in (*map(str, NotificationName), *_METHODS)}
    mistakes = Mistakes()
    limits: dict[str, Measure] = {}
    for key, value in node.entries:
        with mistakes.noted():
            if key.text.lower() not in known:
                expected = "expected the name of a notification, or a method of HTTP"
                raise mistaken(key, f"{expected}, not {key.text!r}{suggestion(key.text, known.values())}")
            limits[known[key.text.lower()]] = _limit(value)
    mistakes.check()
    return limits
