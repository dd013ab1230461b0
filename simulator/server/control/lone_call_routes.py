"""What places calls and short messages in worlds of their own."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response

from simulator.server.control.call_routes import UNKNOWN
from simulator.server.control.calls import CallResource, report_of
from simulator.server.control.expect_routes import judgement_of
from simulator.server.control.orders import CallOrder, SmsOrder
from simulator.server.control.outbox import OutboxResource, outbox_resource
from simulator.server.control.requests import (
    LOCATION,
    WITH_BODY,
    AllSessions,
    Answers,
    OneCall,
    root_of,
)
from simulator.server.control.steps import step_from_written
from simulator.server.control.waiting import Wait, unless_gone
from simulator.server.served_call import ServedCall

PLACED: Final[Answers] = {201: {"description": "It has been placed.", "headers": LOCATION}, **WITH_BODY}


def lone_call_routes() -> APIRouter:
    """Make the routes."""
    router = APIRouter(tags=["calls"])
    router.post("/calls", status_code=201, summary="Place a call", responses=PLACED)(place_call)
    router.post("/sms", status_code=201, summary="Place a short message", responses=PLACED)(place_sms)
    router.get("/calls/{id}/outbox", summary="Read what the app has sent", responses=UNKNOWN)(read_outbox)
    return router


async def place_call(
    order: CallOrder, sessions: AllSessions, request: Request, response: Response, wait: Wait = 0.0
) -> CallResource:
    """Let a scripted human call an app. The call runs at once, in a world and on a clock of its own.

    What the app does wrong is no error of this request: see `problems` and `failures` of the call. An app that sends
    commands to the PBX needs a session instead.
    """
    call = sessions.lone_calls.place(
        order.url,
        [step_from_written(step) for step in order.steps],
        to=order.to,
        caller=order.caller,
        world=order.world(sessions.simulator.settings),
        seed=order.seed,
        judgement=judgement_of(order, request),
    )
    return await _placed(call, wait, request, response)


async def place_sms(
    order: SmsOrder, sessions: AllSessions, request: Request, response: Response, wait: Wait = 0.0
) -> CallResource:
    """Let a short message reach an app. Everything that the app does about it is seen through, as with a call.

    It is over when the app has answered and every call and message has come to its end that it has set going.
    """
    message = sessions.lone_calls.receive_sms(
        order.url,
        order.text,
        to=order.to,
        sender=order.sender,
        world=order.world(sessions.simulator.settings),
        seed=order.seed,
        judgement=judgement_of(order, request),
    )
    return await _placed(message, wait, request, response)


async def read_outbox(call: OneCall) -> OutboxResource:
    """The short messages, e-mails and other messages that scripts have sent so far."""
    return outbox_resource(call.result.outbox)


async def _placed(call: ServedCall, wait: float, request: Request, response: Response) -> CallResource:
    if wait:
        await unless_gone(request, call.wait(wait))
    resource = await report_of(call, root_of(request))
    response.headers["Location"] = resource.links.self
    return resource
