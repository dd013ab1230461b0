"""The way of one notification to the app, and of its answer back, where faults lie on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from math import inf
from typing import TYPE_CHECKING, Final, TypeAlias

from simulator.telephony.effects import Response, SendRequest
from simulator.telephony.events import seconds_text
from simulator.telephony.fault import (
    Delay,
    DelayAnswer,
    Drop,
    Duplicate,
    Hitch,
    LoseAnswer,
    Reorder,
    Reset,
    Status,
)
from simulator.telephony.fault_events import AnswerUnused, Arrived, FaultMet, Released
from simulator.telephony.faults import Faults, HeldBack
from simulator.telephony.kernel import Process, Steps, Wait
from simulator.telephony.notifications import NotificationName

if TYPE_CHECKING:
    from simulator.telephony.exchange import Exchange

Way: TypeAlias = Callable[[], Steps[Response]]
"""The rest of the way to the app and back; it can be gone more than once."""

RESET: Final = "the connection was reset"


def answer_through_faults(
    exchange: Exchange, name: NotificationName, fields: Mapping[str, str], request: SendRequest
) -> Steps[Response]:
    """Send a notification where faults are armed.

    Args:
        exchange: what it is about.
        name: its name.
        fields: what it says, by the names on the wire.
        request: the same as it is sent.

    Returns:
        What reaches the PBX; `fault` of it says so if that is not what the app has answered.
    """
    faults = exchange.switchboard.faults
    gives_up_at = exchange.kernel.after(exchange.settings.notification_timeout)
    passage = _Passage(exchange, faults, str(name), request, gives_up_at, _Door())
    way: Way = passage.arrives
    for hitch in reversed(faults.hitches(exchange, name, fields)):
        way = partial(passage.meets, hitch, way)
    return (yield from way())


@dataclass(slots=True, eq=False)
class _Door:
    """The app's door for one notification, of which several copies may be under way: one goes in after the other."""

    entered: bool = False
    """Whether a copy is in there, and the app has not answered it."""
    held: HeldBack | None = None
    """The copy that is held back until another notification has arrived."""


@dataclass(frozen=True, slots=True)
class _Passage:
    """One notification under way. `gives_up_at` is when the PBX no longer waits for the answer, in seconds."""

    exchange: Exchange
    faults: Faults
    name: str
    request: SendRequest
    gives_up_at: float
    door: _Door

    def arrives(self) -> Steps[Response]:
        """Reach the app, and come back with its answer; what was held back for this follows."""
        while self.door.entered:
            yield Wait(self.door, (Arrived,))
            if self.exchange.now >= self.gives_up_at:
                return self._none(f"{self.name} is not sent again, as the PBX has given up")
        self.door.entered = True
        try:
            response: Response = yield self.request
        finally:
            self.door.entered = False
            self.exchange.kernel.publish(self.door, Arrived())
        if response.charge:
            yield Wait(self.exchange, until=self.exchange.kernel.after(response.charge))
        yield from self._lets_the_other_follow()
        return response

    def meets(self, hitch: Hitch, way: Way) -> Steps[Response]:
        """Meet a fault in front of the rest of the way."""
        match hitch:
            case Drop():
                return (yield from self._silence(self._tell(hitch, f"{self.name} is dropped")))
            case Reset():
                what = self._tell(hitch, f"the connection is reset before {self.name} arrives")
                return Response(self.request.url, 0, failure=RESET, fault=what)
            case Status(code):
                what = self._tell(hitch, f"a proxy answers {self.name} with status {code}")
                return Response(self.request.url, code, _phrase(code), "text/plain", fault=what)
            case Delay(by):
                return (yield from self._delayed(hitch, by, way))
            case Reorder():
                return (yield from self._reordered(hitch, way))
            case Duplicate(second_counts):
                return (yield from self._twice(hitch, way, second_counts=second_counts))
            case LoseAnswer() | DelayAnswer():
                return (yield from self._answer_meets(hitch, way))

    # -- on the way there --------------------------------------------------------------------------------------------

    def _delayed(self, hitch: Hitch, by: float, way: Way) -> Steps[Response]:
        what = self._tell(hitch, f"{self.name} is delayed by {seconds_text(by)} s")
        if (yield from self._waits(by)):
            return (yield from way())
        return self._none(what)

    def _twice(self, hitch: Hitch, way: Way, *, second_counts: bool) -> Steps[Response]:
        counting = "second" if second_counts else "first"
        self._tell(hitch, f"{self.name} arrives twice; the {counting} answer counts")
        ways = (partial(self._unused, way), way) if second_counts else (way, partial(self._unused, way))
        copies = [self._spawn(one) for one in ways]  # neither waits for what becomes of the other one's answer
        return (yield from self.exchange.joined(copies[second_counts]))

    def _spawn(self, way: Way) -> Process[Response]:
        return self.exchange.spawn(way(), f"a copy of {self.name}")

    def _unused(self, way: Way) -> Steps[Response]:
        """Go the way beside the copy that counts."""
        response = yield from way()
        self._throw_away(response)
        return response

    def _reordered(self, hitch: Hitch, way: Way) -> Steps[Response]:
        """Wait for another notification to arrive; if one is waiting already, this is the one that it waits for."""
        if self.faults.held is not None and self.faults.held is self.door.held:
            return (yield from self._follows(self.faults.held, way))
        if self.faults.held is not None:
            return (yield from way())
        what = self._tell(hitch, f"{self.name} is held back until another notification has arrived")
        held = self.faults.held = self.door.held = HeldBack(self.exchange)
        try:
            self.exchange.lets_pass()
            yield Wait(self.exchange, (Released,), self.gives_up_at)
            if not held.overtaken_by:
                return self._none(what)
            self._tell(hitch, f"{self.name} arrives now, after {held.overtaken_by}")
            return (yield from way())
        finally:
            if self.faults.held is held:
                self.faults.held = None
            held.under_way = False
            self.exchange.kernel.publish(held, Arrived())

    def _follows(self, first: HeldBack, way: Way) -> Steps[Response]:
        """Arrive behind the copy that is held back, if that ever does."""
        while first.under_way:
            yield Wait(first, (Arrived,))
        if first.overtaken_by:
            return (yield from way())
        return self._none(f"{self.name} is held back until another notification has arrived")

    def _lets_the_other_follow(self) -> Steps[None]:
        """Let arrive what was held back until this one has; nothing else comes in between."""
        held, self.faults.held = self.faults.held, None
        if held is None:
            return
        held.overtaken_by = self.name
        held.exchange.publish(Released())
        while held.under_way:
            yield Wait(held, (Arrived,))

    # -- on the way back ---------------------------------------------------------------------------------------------

    def _answer_meets(self, hitch: LoseAnswer | DelayAnswer, way: Way) -> Steps[Response]:
        response = yield from way()
        if response.fault:
            return response  # another fault has kept the answer away already
        if isinstance(hitch, DelayAnswer):
            what = self._tell(hitch, f"the answer to {self.name} is delayed by {seconds_text(hitch.by)} s")
            if (yield from self._waits(hitch.by)):
                return response
            self._throw_away(response)
            return self._none(what)
        what = self._tell(hitch, f"the answer to {self.name} is lost")
        self._throw_away(response)
        return (yield from self._silence(what))

    def _throw_away(self, response: Response) -> None:
        if not response.fault:
            self.exchange.publish(
                AnswerUnused(response.url, response.status, response.content_type, response.body, response.failure)
            )

    # -- nothing -----------------------------------------------------------------------------------------------------

    def _waits(self, seconds: float) -> Steps[bool]:
        """Let time pass; whether the PBX still waits for its answer then."""
        exchange = self.exchange
        until = min(exchange.kernel.after(seconds), self.gives_up_at)
        if until > exchange.now:
            yield Wait(exchange, until=until)
        return exchange.now < self.gives_up_at

    def _silence(self, what: str) -> Steps[Response]:
        """Let the PBX wait in vain, for as long as it has patience."""
        yield from self._waits(inf)
        return self._none(what)

    def _none(self, what: str) -> Response:
        failure = f"none within {self.exchange.settings.notification_timeout:g} s"
        return Response(self.request.url, 0, failure=failure, fault=what)

    def _tell(self, hitch: Hitch, what: str) -> str:
        self.exchange.publish(FaultMet(hitch.kind, self.name, what))
        return what


def _phrase(code: int) -> bytes:
    try:
        return f"{code} {HTTPStatus(code).phrase}".encode()
    except ValueError:
        return str(code).encode()
