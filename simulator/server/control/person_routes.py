"""What people on the line can be made to do now: whoever is on a call, wherever it takes place."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request

from simulator.server.control.call_routes import UNKNOWN
from simulator.server.control.calls import CallResource, report_of
from simulator.server.control.orders import KeysOrder
from simulator.server.control.problems import ProblemKind, RequestProblem
from simulator.server.control.requests import WITH_BODY, Answers, OneCall, problem, root_of_calls
from simulator.server.control.steps import SaysStep
from simulator.server.served_call import ServedCall
from simulator.telephony.applicable import CannotBeUsedError
from simulator.telephony.call import Call, CallState
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.steps import Says
from simulator.telephony.third_party import person_holds, person_unholds

_NOT_LIVE: Final[Answers] = {
    **UNKNOWN,
    409: problem("The call is over, or it is in no state for this, or it is a short message."),
    410: problem("The session was removed, or reset, meanwhile."),
}


def person_routes() -> APIRouter:
    """Make the routes; their paths begin behind `calls`."""
    router = APIRouter(tags=["people"])
    with_body = {**_NOT_LIVE, **WITH_BODY}
    router.post("/{id}/keys", status_code=202, summary="Press keys", responses=with_body)(press_keys)
    router.post("/{id}/says", status_code=202, summary="Speak", responses=with_body)(speak)
    router.post("/{id}/hangup", status_code=202, summary="Hang up", responses=_NOT_LIVE)(hang_up)
    router.post("/{id}/hold", status_code=202, summary="Put the other one on hold", responses=_NOT_LIVE)(hold)
    router.post("/{id}/unhold", status_code=202, summary="Talk on", responses=_NOT_LIVE)(unhold)
    return router


def callee_routes() -> APIRouter:
    """Make the routes for people who are called; their paths begin behind `calls` of a session."""
    router = APIRouter(tags=["people"])
    router.post("/{id}/answer", status_code=202, summary="Pick up", responses=_NOT_LIVE)(answer_in_session)
    router.post("/{id}/reject", status_code=202, summary="Reject a call", responses=_NOT_LIVE)(reject_in_session)
    return router


async def press_keys(order: KeysOrder, call: OneCall, request: Request) -> CallResource:
    """Let the person press keys now, beside the script. They take a fifth of a second each."""
    line = _live(call)
    call.phone.press(line, order.keys)
    return await report_of(call, root_of_calls(request))


async def speak(order: SaysStep, call: OneCall, request: Request) -> CallResource:
    """Let the person speak now, or make another sound, beside the script.

    A sound that cannot be had is told of by a StepFailed among the failures of the call.
    """
    line = _live(call)
    step = order.as_step()
    assert isinstance(step, Says)  # noqa: S101 - as SaysStep makes it
    call.phone.says(line, step.sound)
    return await report_of(call, root_of_calls(request))


async def hang_up(call: OneCall, request: Request) -> CallResource:
    """Let the person hang up now. The app may still be told of a recording; wait for the call to be over."""
    call.phone.hang_up(_live(call))
    return await report_of(call, root_of_calls(request))


async def hold(call: OneCall, request: Request) -> CallResource:
    """Let the person put the other one on hold: they do not hear each other any more."""
    line = _live(call)
    _change_hold(call, person_holds, line)
    return await report_of(call, root_of_calls(request))


async def unhold(call: OneCall, request: Request) -> CallResource:
    """Let the person, who has put the other one on hold, talk on."""
    line = _live(call)
    _change_hold(call, person_unholds, line)
    return await report_of(call, root_of_calls(request))


async def answer_in_session(call: OneCall, request: Request) -> CallResource:
    """Let the person who is called pick up now, whatever is written about the phone."""
    line = _ringing(call)
    call.phone.act(line.answer)
    return await report_of(call, root_of_calls(request))


async def reject_in_session(call: OneCall, request: Request) -> CallResource:
    """Let the person who is called reject the call now, whatever is written about the phone."""
    line = _ringing(call)
    call.phone.act(lambda: line.end(line.side, HangupCause.CALL_REJECTED))
    return await report_of(call, root_of_calls(request))


def _live(call: ServedCall) -> Call:
    """The call, on which somebody still is.

    Raises:
        RequestProblem: 409, nobody is.
    """
    line = call.line
    if line is None:
        raise _impossible(f"{call.id!r} is a short message; nobody is on a line")
    if line.ended or call.over:
        raise _impossible(f"the call {call.id!r} has ended")
    return line


def _ringing(call: ServedCall) -> Call:
    line = _live(call)
    if line.side is not Side.CALLEE:
        raise _impossible(f"{line.party.number} has placed the call {call.id!r}; only who is called can do this")
    if line.state is not CallState.RINGING:
        raise _impossible(f"the call {call.id!r} has been answered")
    return line


def _change_hold(call: ServedCall, change: Callable[[ObservedCall, Call], None], line: Call) -> None:
    observed = line.observed
    if observed is None:
        raise _impossible(f"nobody talks on the call {call.id!r}")
    try:
        call.phone.act(lambda: change(observed, line))
    except CannotBeUsedError as error:
        raise _impossible(str(error)) from None


def _impossible(detail: str) -> RequestProblem:
    return RequestProblem(HTTPStatus.CONFLICT, detail, ProblemKind.NOT_POSSIBLE)
