"""Sends the calls of people where they belong: as the app that routes them says, or else as the dial plan does."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from simulator.telephony.call import Call
from simulator.telephony.call_states import ROUTING, RoutingState, SessionState
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import CallOffered
from simulator.telephony.exchange import Exchange, HungUp
from simulator.telephony.family import Family
from simulator.telephony.kernel import Steps
from simulator.telephony.notifications import NotificationName
from simulator.telephony.observation_events import AttemptFailed, CallRouted
from simulator.telephony.outbound import tell_error
from simulator.telephony.problem import Place
from simulator.telephony.sent_on import follows


@dataclass(frozen=True, slots=True)
class Route:
    """Where a call is sent. `destination` is an extension, a number, or an outside line; "" refuses the caller.

    `ring_time` is in seconds. `caller_id` is what the callee sees, `dialled` what is dialled through an outside line;
    as the caller has it where they are empty.
    """

    destination: str
    ring_time: float
    caller_id: str = ""
    dialled: str = ""


@dataclass(slots=True, eq=False, kw_only=True)
class Routing(Exchange):
    """The exchange with the app that routes calls, about one call."""

    call: Call
    chosen: Route | None = None
    """What the present answer wants."""
    last: Route | None = None
    """What has been tried and did not work."""
    last_number: str = ""
    state: RoutingState = RoutingState.CALLING
    family: ClassVar[Family] = Family.ROUTING

    def choose(self, route: Route) -> None:
        """Take the app's choice; the first one counts (ASSUMPTION ozml q48)."""
        if self.chosen is None:
            self.chosen = route

    def next_route(self) -> Steps[Route | None]:
        """Where to send the call now; None if there is nothing left to try."""
        self.chosen = None
        url = self.switchboard.office.routing_url
        if url:
            response = yield from self.post(url, NotificationName.ROUTING_INTERCEPTION, **self._values())
            if self.call.ended:
                raise HungUp
            with suppress(HungUp):  # an answer without end has been given up
                yield from self.switchboard.interpreter.run_script(self, response)
            if (chosen := self._choice()) is not None:
                self.call.publish(CallRouted(chosen.destination or "nobody", "the app"))
                return chosen
        return self._planned()

    def _choice(self) -> Route | None:
        return self.chosen

    def failed(self, route: Route, unreached: Unreached) -> None:
        """Note that somebody was not reached."""
        self.call.publish(AttemptFailed(unreached.number, unreached.cause))
        self.last, self.last_number = route, unreached.number
        self.state = ROUTING.get(unreached.cause, RoutingState.ERROR)

    def _planned(self) -> Route | None:
        """What the dial plan says, if that has not been tried just now."""
        dialled = self.call.dialled
        planned = self.switchboard.office.planned(dialled)
        destination = dialled if planned is None else planned
        if self.last is not None and self.last.destination == destination:
            return None
        if destination != dialled:
            self.call.publish(CallRouted(destination or "nobody", "the dial plan"))
        return Route(destination, self.settings.ring_time)

    def _values(self) -> dict[str, str]:
        dialled = self.call.dialled
        last = self.last_number or dialled
        return {
            "caller_id": self.call.caller_id,
            "original_dialled": dialled,
            "last_dialled": last,
            "last_called": last,
            "last_state": str(self.state),
            "caller_extension": self._caller_extension(),
        }

    def _caller_extension(self) -> str:
        """ASSUMPTION http-api q22: an extension's number, or the outside line over which somebody calls."""
        caller, office = self.call.party.number, self.switchboard.office
        if self.switchboard.extensions.is_extension(caller):
            return caller
        return office.line_to(caller) or next(iter(office.lines), caller)


def incoming_call(call: Call) -> Steps[None]:
    """The whole life of a call that a person places."""
    call.publish(CallOffered(call.caller_id, call.dialled))
    observed = call.switchboard.observe(
        call.id, source=call.party.number, destination=call.dialled, caller_id=call.caller_id
    )
    observed.takes(Side.CALLER, call)
    with suppress(HungUp):
        yield from call.enters((yield from _sent(call)))
    call.end(Side.PBX)
    if call.cause is HangupCause.TEMPORARY_FAILURE and call.onward is None:
        yield from tell_error(call)
    yield from call.seen_through()
    call.close()


class Unreached(NamedTuple):
    """A number at which nobody picked up, and why."""

    number: str
    cause: HangupCause


def _sent(call: Call) -> Steps[str]:
    """Send a call to one place after the other, until somebody takes it.

    Returns:
        Where the app is asked of the API extension that it has come to; "" if the call has been seen through.
    """
    routing = Routing(switchboard=call.switchboard, id=call.id, extension="", variables=call.variables, call=call)
    cause = HangupCause.UNALLOCATED_NUMBER
    # ASSUMPTION http-api q21: an app that routes a call again and again is not asked for ever.
    for _ in range(call.settings.routing_rounds):
        route = yield from routing.next_route()
        if route is None:
            break
        if not route.destination:
            call.end(Side.PBX, HangupCause.CALL_REJECTED)
            return ""
        came_to = yield from sent_to(call, route)
        if not isinstance(came_to, Unreached):
            return came_to
        cause = came_to.cause
        routing.failed(route, came_to)
    call.end(Side.PBX, cause)
    return ""


def sent_to(call: Call, route: Route) -> Steps[str | Unreached]:
    """Send a call that rings to one place, and on from there if it is forwarded; see it through if somebody answers.

    Returns:
        Where the app is asked of the API extension that it has come to; "" if the call has been seen through; or which
        number was not reached.
    """
    while True:
        if call.own_app(route.destination) or call.switchboard.is_api(route.destination):
            return _at_extension(call, route.destination)
        if call.switchboard.extensions.is_api(route.destination):
            place = Place(f"extension {route.destination}")
            call.report("no-app", f"no app is known that takes calls to API extension {route.destination}", place)
            return Unreached(route.destination, HangupCause.TEMPORARY_FAILURE)
        tried = yield from _attempt(call, route)
        if not isinstance(tried, Route):
            return tried or ""
        route = tried


def _attempt(call: Call, route: Route) -> Steps[Unreached | Route | None]:
    """Let a phone ring; None if the call has been seen through with it, a route if it has been forwarded."""
    number = _number(call, route)
    observed = call.observed
    if observed is None or not call.may_order(Place(f"the call to {number}")):
        return Unreached(number, HangupCause.TEMPORARY_FAILURE)
    other = call.switchboard.ring(number, route.caller_id or call.caller_id, call.extension)
    observed.extension_end = None
    observed.destination, observed.ringing = number, other
    observed.begins()
    reached = yield from call.reaches(other, route.ring_time)
    observed.ringing = None
    if reached:
        observed.takes(Side.CALLEE, other)
        call.answer()
        call.connect(other)
        yield from call.until_the_end()
        return None
    if not observed.forwarded_to:
        return Unreached(number, other.cause or HangupCause.NO_ANSWER)
    _is_forwarded(call, observed.forwarded_to)
    return Route(observed.forwarded_to, call.settings.ring_time)


def _is_forwarded(call: Call, destination: str) -> None:
    """Go on under another ID."""
    switchboard = call.switchboard
    new = switchboard.observe(
        switchboard.names.call(), source=call.party.number, destination=destination, caller_id=call.caller_id
    )
    if call.observed is not None:
        follows(new, call.observed)
    new.takes(Side.CALLER, call)


def _at_extension(call: Call, extension: str) -> str:
    """Let a call have come to an API extension; where its app is asked."""
    if call.observed is not None:
        call.observed.extension_end, call.observed.destination = Side.CALLEE, extension
        call.observed.begins()
        if call.extension != extension or call.observed.id != call.id:
            call.facts = {**call.facts, "call_id": call.observed.id, "api_extension": extension}
    call.extension = extension
    return call.own_app(extension) or call.switchboard.app_of(extension)


def _number(call: Call, route: Route) -> str:
    """What is dialled: through an outside line, the number that the route or else the caller has given."""
    if route.destination in call.switchboard.office.lines:
        return route.dialled or call.dialled
    return route.destination


def forwarded_before_answer(call: Call, destination: str) -> Steps[HangupCause | None]:
    """Send a call on that rings at an API extension; None if it has been seen through, or else why it was not."""
    if call.observed is not None:
        call.observed.changes_to(SessionState.REDIRECTED)
    _is_forwarded(call, destination)
    came_to = yield from sent_to(call, Route(destination, call.settings.ring_time))
    if isinstance(came_to, Unreached):
        return came_to.cause
    yield from call.enters(came_to)
    return None
