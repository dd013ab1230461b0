"""What judges calls: what is expected of one when it is placed, or asked of one that was placed before."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request

from simulator.server.call_run import report_text, run_of
from simulator.server.control.call_routes import UNKNOWN
from simulator.server.control.calls import path_of
from simulator.server.control.clock import LONGEST_WAIT
from simulator.server.control.expected import Expecting, ExpectOrder
from simulator.server.control.outcomes import JudgementResource, outcomes_resource
from simulator.server.control.problems import RequestProblem
from simulator.server.control.requests import WITH_BODY, OneCall, root_of_calls
from simulator.server.control.waiting import unless_gone
from simulator.server.judgement import Judgement, Outcome
from simulator.server.served_call import ServedCall
from simulator.server.standing import standing_of

_NO_FILES: Final = (
    "files are compared by servers that listen on loopback only, such as on 127.0.0.1, and this one does not; compare "
    "the transcript, or download the recording, yourself"
)

Patience = Annotated[
    float,
    Query(
        ge=0,
        le=LONGEST_WAIT,
        allow_inf_nan=False,
        description="Judge when the call is over, or after so many seconds, whichever comes first.",
        examples=[10],
    ),
]


def expect_routes() -> APIRouter:
    """Make the routes; their paths begin behind `calls`."""
    router = APIRouter(tags=["calls"])
    responses = {**UNKNOWN, **WITH_BODY}
    router.post("/{id}/expect", summary="Say whether a call is as expected", responses=responses)(expect)
    return router


async def expect(order: ExpectOrder, call: OneCall, request: Request, wait: Patience = 0.0) -> JudgementResource:
    """Judge a call or a short message as it stands, over or not. Nothing of that is kept with the call.

    In a session it is about everything that has happened there since the call was placed, but for `hears` with a text,
    `recording`, `recordings` and `call`, which are about the call itself.
    """
    check_files(order, request)
    if wait:
        await unless_gone(request, call.wait(wait))
    over = call.over
    outcomes = await call.judged(order.checks)
    met = not any(one.differences for one in outcomes)
    report = None if met else await _report(call, order, outcomes, request)
    return JudgementResource(over=over, met=met, expectations=outcomes_resource(outcomes), report=report)


async def _report(call: ServedCall, order: ExpectOrder, outcomes: Sequence[Outcome], request: Request) -> str:
    """The call explained, by what is expected of it now; the judgement is final, whether the call is over or not."""
    standing = standing_of(call, outcomes, [one.expectation for one in order.checks])
    run = run_of(call, standing._replace(passed=False), path_of(call, root_of_calls(request)))
    return await asyncio.to_thread(report_text, run)


def judgement_of(order: Expecting, request: Request) -> Judgement | None:
    """What is to be judged when a call is over; None if nothing is.

    Raises:
        RequestProblem: 403, a file of this computer would be compared for somebody elsewhere.
    """
    check_files(order, request)
    return Judgement(order.checks) if order.checks else None


def check_files(order: Expecting, request: Request) -> None:
    """Refuse expectations that tell of files of this computer, unless nobody else reaches the server.

    Raises:
        RequestProblem: 403, there are some.
    """
    if order.files and not request.app.state.local:
        raise RequestProblem(HTTPStatus.FORBIDDEN, f"{order.files[0]}: {_NO_FILES}")
