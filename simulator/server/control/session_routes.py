"""What makes sessions, removes them, and tells of what goes on in one."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from simulator.errors import ScenarioError, SimulatorError
from simulator.server.control.call_parts import recording_resource
from simulator.server.control.calls import CallResource, RecordingList, report_of
from simulator.server.control.expect_routes import judgement_of
from simulator.server.control.lone_call_routes import PLACED
from simulator.server.control.orders import SessionCallOrder, SessionSmsOrder
from simulator.server.control.outbox import OutboxResource, outbox_resource
from simulator.server.control.problems import ProblemKind, RequestProblem
from simulator.server.control.requests import (
    LOCATION,
    UNKNOWN_SESSION,
    WITH_BODY,
    AllSessions,
    Answers,
    OneSession,
    problem,
    root_of,
    root_of_calls,
)
from simulator.server.control.session_order import SessionOrder
from simulator.server.control.sessions import (
    ActiveCalls,
    SessionList,
    SessionResource,
    SettingsResource,
    active_call,
    session_resource,
    settings_resource,
)
from simulator.server.control.steps import step_from_written
from simulator.server.control.waiting import Wait, unless_gone
from simulator.server.served_call import ServedCall
from simulator.server.served_session import FullError
from simulator.server.sessions import TakenError

_MADE: Final[Answers] = {
    201: {"description": "It has been made.", "headers": LOCATION},
    409: problem("There is a session of that name already, or the port is in use, or there are too many sessions."),
    **WITH_BODY,
}
_NO_COPIES: Final = (
    "'copy_of' is for servers that listen on loopback, such as 127.0.0.1, and this one does not; "
    "send the content itself, as text or as 'base64'"
)
_PLACED: Final[Answers] = {
    **PLACED,
    **UNKNOWN_SESSION,
    409: problem("There have been too many calls in this session; reset it."),
}


def session_routes() -> APIRouter:
    """Make the routes."""
    router = APIRouter(prefix="/sessions", tags=["sessions"])
    router.post("", status_code=201, summary="Make a session", responses=_MADE)(make_session)
    router.get("", summary="List the sessions")(list_sessions)
    one = APIRouter(prefix="/{session}", responses=UNKNOWN_SESSION)
    one.get("", summary="Read a session")(read_session)
    one.delete("", status_code=204, summary="Remove a session")(remove_session)
    one.post("/reset", summary="Begin anew")(reset_session)
    one.post("/calls", status_code=201, summary="Place a call in a session", responses=_PLACED, tags=["calls"])(
        place_call_in_session
    )
    one.post("/sms", status_code=201, summary="Place a short message in a session", responses=_PLACED, tags=["calls"])(
        place_sms_in_session
    )
    one.get("/active", summary="List the calls as the PBX does")(list_active_calls)
    one.get("/outbox", summary="Read what has been sent")(read_outbox_of_session)
    one.get("/recordings", summary="List the recordings of a session")(list_recordings_of_session)
    one.get("/settings", summary="Read how the PBX behaves")(read_settings)
    router.include_router(one)
    return router


async def make_session(
    order: SessionOrder, sessions: AllSessions, request: Request, response: Response
) -> SessionResource:
    """Make a phone system of its own: clock, calls, numbers, journal, recordings and files are shared with nobody.

    Apps send their commands to `pbx_url`. Settings are chosen here; a session that lives keeps them.
    """
    if order.copies and not request.app.state.local:
        raise RequestProblem(HTTPStatus.FORBIDDEN, f"files: {order.copies[0]!r}: {_NO_COPIES}")
    plan = order.plan(sessions.simulator.settings)
    try:
        session = await sessions.open(order.id, plan)
    except (ScenarioError, TakenError, FullError):
        raise
    except SimulatorError as error:  # the port cannot be had
        raise RequestProblem(HTTPStatus.CONFLICT, str(error), ProblemKind.TAKEN) from None
    resource = session_resource(session, root_of(request))
    response.headers["Location"] = resource.links.self
    return resource


async def list_sessions(sessions: AllSessions, request: Request) -> SessionList:
    """All sessions, in the order in which they were made. `default` is made when somebody first asks for it."""
    root = root_of(request)
    return SessionList(sessions=[session_resource(session, root) for session in sessions if session.there])


async def read_session(session: OneSession, request: Request) -> SessionResource:
    """How a session stands."""
    return session_resource(session, root_of(request))


async def remove_session(session: OneSession, sessions: AllSessions) -> None:
    """End everything in a session at once and forget it, its recordings and its files. No app is told.

    `default` is made anew when somebody next asks for it.
    """
    await sessions.remove(session)


async def reset_session(session: OneSession, request: Request) -> SessionResource:
    """End everything in a session at once, and begin anew as it was made: at instant 0, with the same IDs to come.

    Settings, phones, office and files are as they were then. No app is told.
    """
    await session.reset()
    return session_resource(session, root_of(request))


async def place_call_in_session(
    order: SessionCallOrder, session: OneSession, request: Request, response: Response, wait: Wait = 0.0
) -> CallResource:
    """Let a scripted human call an API extension, or another person, now. The call goes on by itself.

    What the app does wrong is no error of this request: see `problems` and `failures` of the call.
    """
    call = session.place(
        order.url or "",
        [step_from_written(step) for step in order.steps],
        to=order.to,
        caller=order.caller,
        variables=session.plan.variables_with(order.variables, order.arrays),
        live=order.live,
        judgement=judgement_of(order, request),
    )
    return await _placed(call, wait, request, response)


async def place_sms_in_session(
    order: SessionSmsOrder, session: OneSession, request: Request, response: Response, wait: Wait = 0.0
) -> CallResource:
    """Let a short message reach an API extension now. It is over when the app's answer has been run.

    One of which something is expected is over when what has come of it is over too.
    """
    message = session.receive_sms(
        order.url or "",
        order.text,
        to=order.to,
        sender=order.sender,
        variables=session.plan.variables_with(order.variables, order.arrays),
        judgement=judgement_of(order, request),
    )
    return await _placed(message, wait, request, response)


async def _placed(call: ServedCall, wait: float, request: Request, response: Response) -> CallResource:
    if wait:
        await unless_gone(request, call.wait(wait))
    resource = await report_of(call, root_of_calls(request))
    response.headers["Location"] = resource.links.self
    return resource


async def list_active_calls(
    session: OneSession,
    *,
    all_calls: Annotated[bool, Query(alias="all", description="Also those that are over.")] = False,
) -> ActiveCalls:
    """The calls of the session as ListActiveCalls shows them: two parties under one Call ID."""
    observed = session.phone.pbx.switchboard.observed.values()
    return ActiveCalls(calls=[active_call(call) for call in observed if all_calls or call.active])


async def read_outbox_of_session(session: OneSession) -> OutboxResource:
    """The short messages, e-mails and other messages that scripts and commands have sent so far."""
    return outbox_resource(session.phone.pbx.outbox)


async def list_recordings_of_session(session: OneSession) -> RecordingList:
    """The finished recordings of all calls, oldest first, and where they can be downloaded."""
    return RecordingList(recordings=[recording_resource(one) for one in session.phone.shelf])


async def read_settings(session: OneSession) -> SettingsResource:
    """Every setting of the PBX. They are chosen when the session is made; a PBX that lives keeps them."""
    return settings_resource(session.settings)
