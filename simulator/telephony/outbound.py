"""A call that an API extension places: ring, tell the app, run its script, say how it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from simulator.telephony.call import Call
from simulator.telephony.call_states import UNANSWERED, SessionState
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import Response
from simulator.telephony.exchange import HungUp
from simulator.telephony.kernel import Interrupted, Steps
from simulator.telephony.notifications import NotificationName
from simulator.telephony.problem import Place
from simulator.telephony.sent_on import follows

CONNECT_FAILED: Final = (402, "Call connect to '{0}' failed with result state '{1}'")
"""The status code of a call that did not come about, and its message (p_4235)."""

PARSE_ERROR: Final = (300, "Error occured during parsing message: '{0}'")
"""The status code of what is not understood, and its message as the vendor spells it (p_4235)."""

RESULT_STATES: Final[Mapping[HangupCause, str]] = {
    # ASSUMPTION http-api q4: a name of the call states or of the routing states.
    HangupCause.NORMAL_CLEARING: "Cancelled",
    HangupCause.USER_BUSY: "Busy",
    HangupCause.CALL_REJECTED: "Busy",
    HangupCause.NO_ANSWER: "NoAnswer",
    HangupCause.UNALLOCATED_NUMBER: "NotFound",
}

NOT_BETWEEN_EXTENSIONS: Final = "calls between two API extensions are not simulated"
"""Why an API extension cannot call another one."""


@dataclass(frozen=True, slots=True)
class CallOrder:
    """What an app wants of a call that it places. Addresses are absolute; an empty one is not given.

    `caller_id` and `display_name` are what the callee sees; the extension's number if not given. `script` is run when
    the phone is picked up; without it CallConnected goes to `url`, whose answer is run.
    """

    url: str = ""
    error_url: str = ""
    finished_url: str = ""
    ring_time: float = 0.0
    caller_id: str = ""
    display_name: str = ""
    script: Response | None = None


def result_state(cause: HangupCause | None) -> str:
    """The name of the state in which a call has failed."""
    return "Error" if cause is None else RESULT_STATES.get(cause, "Error")


def outbound_call(call: Call, order: CallOrder) -> Steps[None]:
    """The whole life of a call that an app has ordered (ASSUMPTION http-api q20: whose way nobody intercepts)."""
    connected = yield from call.rings(order.ring_time or call.settings.ring_time)
    if call.observed is not None and (destination := call.observed.forwarded_to):
        if call.may_order(Place(f"the call to {destination}")):
            call.forwarded = call.switchboard.place_call(destination, order, extension=call.extension)
            if call.forwarded.observed is not None:
                follows(call.forwarded.observed, call.observed)
        call.close()
        return
    if connected:
        yield from _script(call, order)
    failed = not connected or (call.cause is HangupCause.TEMPORARY_FAILURE and not call.dropped)
    call.end(Side.PBX)
    error_url = order.error_url or call.switchboard.office.error_url
    if failed and error_url:
        yield from _tell_failure(call, error_url, call.dialled, call.cause)
    elif order.finished_url and not failed:
        # ASSUMPTION ozml section 5.2: neither the name nor the fields of this request are published.
        talked = 0.0 if call.answered_at is None or call.ended_at is None else call.ended_at - call.answered_at
        yield from call.post(order.finished_url, NotificationName.CALL_FINISHED, talk_seconds=str(int(talked)))
    yield from call.seen_through()
    call.close()


def connected_call(call: Call, callee: str, error_url: str) -> Steps[None]:
    """The whole life of a call to somebody who is to be connected with somebody else (Ozeki 10)."""
    other: Call | None = None
    observed = call.switchboard.observed[call.id]
    observed.dialled_first = call
    if (yield from call.rings(call.settings.ring_time)):
        other = call.switchboard.ring(callee, call.party.number, call.extension)
        try:
            if (yield from call.reaches(other, call.settings.ring_time)):
                observed.takes(Side.CALLER, call)
                observed.takes(Side.CALLEE, other)
                observed.is_answered()
                call.connect(other)
                yield from call.until_the_end()
                error_url = ""
        except HungUp:
            error_url = ""
    call.end(Side.PBX)
    failed = other.cause if other is not None else call.cause
    observed.changes_to(UNANSWERED.get(failed or HangupCause.NO_ANSWER, SessionState.ERROR))
    if error_url:
        number, cause = (callee, other.cause) if other is not None else (call.dialled, call.cause)
        yield from _tell_failure(call, error_url, number, cause)
    call.close()


def tell_error(call: Call) -> Steps[None]:
    """Tell whoever wants to know of errors that the app of an extension gave no usable answer."""
    url = call.switchboard.office.error_url
    if url and not call.dropped:
        code, message = PARSE_ERROR
        text = message.format(f"the answer of the app of {call.extension}")
        yield from call.post(url, NotificationName.ERROR, error_code=str(code), error_message=text)


def _tell_failure(call: Call, url: str, number: str, cause: HangupCause | None) -> Steps[None]:
    """Post an Error (ASSUMPTION http-api section 6.10: what the app answers to it is not run)."""
    code, message = CONNECT_FAILED
    text = message.format(number, result_state(cause))
    yield from call.post(url, NotificationName.ERROR, error_code=str(code), error_message=text)


def _script(call: Call, order: CallOrder) -> Steps[None]:
    try:
        yield from call.enters((yield from _first_script(call, order)))
    except HungUp:
        return
    except Interrupted:  # somebody else has sent the person on before the app has answered
        yield from call.until_the_end()


def _first_script(call: Call, order: CallOrder) -> Steps[str]:
    """Run what the app wants; where the app is asked of an extension to which that has sent the person, or ""."""
    if order.script is not None:
        return (yield from call.run_script(order.script))
    if not order.url:
        # Documented (P4588): without an address the call is hung up.
        call.end(Side.PBX)
        return ""
    response = yield from call.post(order.url, NotificationName.CALL_CONNECTED)
    return "" if call.ended else (yield from call.run_script(response))
