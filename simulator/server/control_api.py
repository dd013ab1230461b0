"""The control API: tests in any language place calls, follow them, act on them and read what came of them.

It is an application of its own, mounted under its version's prefix, with its own documentation and its own errors.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import Depends, FastAPI, Header, Path, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi_offline import FastAPIOffline

from simulator import __version__
from simulator.server.calls import Calls, ServedCall
from simulator.server.control_models import (
    CallList,
    CallResource,
    RecordingList,
    TranscriptResource,
    recordings_of,
    resource_of,
    summary_of,
)
from simulator.server.control_orders import CallOrder, KeysOrder, SmsOrder
from simulator.server.control_outbox import OutboxResource, outbox_resource
from simulator.server.control_steps import step_from_written
from simulator.server.event_stream import EventStream, event_bytes
from simulator.server.problems import ProblemDetails, RequestProblem, answers_with_problems
from simulator.telephony.call import Call

PREFIX: Final = "/control/v1"

LONGEST_WAIT: Final = 600
"""Seconds that a client may let a request wait."""

_DESCRIPTION: Final = """\
Place calls on an OzML app with a scripted human on the line, follow them, press keys, hang up, and read transcripts
and recordings. `POST /calls?wait=10` places a call and answers when it is over. `POST /sms` lets a short message reach
the app; what comes of it is read under `/calls` too.

Errors are problem details (RFC 9457). All lengths of time are seconds.
"""


def control_api() -> FastAPI:
    """Make the application; `app.state.calls` has to hold the `Calls` before the first request."""
    app = FastAPIOffline(  # its pages need no network
        title="Ozeki PBX simulator: control API",
        version=__version__,
        description=_DESCRIPTION,
        openapi_url="/openapi.json",
        docs_url="/docs",
        redoc_url=None,
        static_url="/static",
        responses={422: _problem("The request is not understood.")},
        generate_unique_id_function=lambda route: route.name,
    )
    answers_with_problems(app)
    app.post("/calls", status_code=201, tags=["calls"], summary="Place a call", responses=_PLACED)(place_call)
    app.post("/sms", status_code=201, tags=["calls"], summary="Place a short message", responses=_PLACED)(place_sms)
    app.get("/calls", tags=["calls"], summary="List all calls and short messages")(list_calls)
    app.get("/calls/{id}", tags=["calls"], summary="Read a call, or wait for its end", responses=_UNKNOWN)(read_call)
    app.get(
        "/calls/{id}/transcript",
        tags=["calls"],
        summary="Read what has happened on a call",
        response_class=Response,
        responses={**_UNKNOWN, 200: _TRANSCRIPT},
    )(read_transcript)
    app.get(
        "/calls/{id}/events",
        tags=["calls"],
        summary="Follow a call as server-sent events",
        response_class=EventStream,
        responses=_UNKNOWN,
    )(follow_call)
    app.get("/calls/{id}/recordings", tags=["calls"], summary="List the recordings of a call", responses=_UNKNOWN)(
        list_recordings
    )
    app.get("/calls/{id}/outbox", tags=["calls"], summary="Read what the app has sent", responses=_UNKNOWN)(read_outbox)
    app.post("/calls/{id}/keys", status_code=202, tags=["live"], summary="Press keys", responses=_NOT_LIVE)(press_keys)
    app.post("/calls/{id}/hangup", status_code=202, tags=["live"], summary="Hang up", responses=_NOT_LIVE)(hang_up)
    app.post("/reset", status_code=204, tags=["server"], summary="End and forget everything")(reset)
    return app


def _problem(description: str) -> dict[str, Any]:
    return {"description": description, "model": ProblemDetails}


_UNKNOWN: Final[dict[int | str, dict[str, Any]]] = {404: _problem("There is no such call.")}
_NOT_LIVE: Final[dict[int | str, dict[str, Any]]] = {
    **_UNKNOWN,
    409: _problem("The call is over, or on virtual time, or it is a short message."),
}
_PLACED: Final[dict[int | str, dict[str, Any]]] = {
    201: {
        "description": "It has been placed.",
        "headers": {"Location": {"description": "The path of what was placed.", "schema": {"type": "string"}}},
    },
    415: _problem("The body is not of type application/json."),
}
_TRANSCRIPT: Final[dict[str, Any]] = {
    "model": TranscriptResource,
    "description": "The transcript, as JSON or as text.",
    "content": {"text/plain": {"schema": {"type": "string"}, "example": "0.0 call from +3612345678 to 9000\n"}},
}


# -- what requests have in common ------------------------------------------------------------------------------------


def _calls(request: Request) -> Calls:
    calls: Calls | None = request.app.state.calls
    if calls is None:
        raise RequestProblem(HTTPStatus.SERVICE_UNAVAILABLE, "the simulator is starting up or shutting down")
    return calls


AllCalls = Annotated[Calls, Depends(_calls)]


def _call(
    call_id: Annotated[str, Path(alias="id", description="Its ID.", examples=["1zJ5nQ"])], calls: AllCalls
) -> ServedCall:
    call = calls.get(call_id)
    if call is None:
        raise RequestProblem(HTTPStatus.NOT_FOUND, f"there is no call {call_id!r}")
    return call


OneCall = Annotated[ServedCall, Depends(_call)]

Wait = Annotated[
    float,
    Query(
        ge=0,
        le=LONGEST_WAIT,
        allow_inf_nan=False,
        description="Answer when the call is over, or after so many seconds, whichever comes first.",
        examples=[10],
    ),
]


def _root(request: Request) -> str:
    root: str = request.scope.get("root_path", "")
    return root


# -- the operations --------------------------------------------------------------------------------------------------


async def place_call(
    order: CallOrder, calls: AllCalls, request: Request, response: Response, wait: Wait = 0.0
) -> CallResource:
    """Let a scripted human call an app. The call runs at once, on a clock of its own.

    What the app does wrong is no error of this request: see `problems` and `failures` of the call.
    """
    call = calls.place(
        order.url,
        [step_from_written(step) for step in order.steps],
        to=order.to,
        caller=order.caller,
        world=order.world(calls.session.settings, live=order.live),
        seed=order.seed,
    )
    return await _placed(call, wait, request, response)


async def place_sms(
    order: SmsOrder, calls: AllCalls, request: Request, response: Response, wait: Wait = 0.0
) -> CallResource:
    """Let a short message reach an app. Everything that the app does about it is seen through, as with a call.

    It is over when the app has answered and every call and message has come to its end that it has set going.
    """
    message = calls.receive_sms(
        order.url,
        order.text,
        to=order.to,
        sender=order.sender,
        world=order.world(calls.session.settings),
        seed=order.seed,
    )
    return await _placed(message, wait, request, response)


async def _placed(call: ServedCall, wait: float, request: Request, response: Response) -> CallResource:
    await call.wait(wait)
    resource = resource_of(call, _root(request))
    response.headers["Location"] = resource.links.self
    return resource


async def list_calls(calls: AllCalls, request: Request) -> CallList:
    """All calls and short messages since the start or the last reset, oldest first."""
    return CallList(calls=[summary_of(call, _root(request)) for call in calls])


async def read_call(call: OneCall, request: Request, wait: Wait = 0.0) -> CallResource:
    """How the call stands, what was heard and recorded, and what went wrong. With `wait` nobody has to ask twice."""
    await call.wait(wait)
    return resource_of(call, _root(request))


async def read_transcript(
    call: OneCall,
    written_as: Annotated[
        Literal["json", "text"] | None,
        Query(alias="format", description="Not given: what the Accept header prefers, JSON if it says nothing."),
    ] = None,
    detail: Annotated[bool, Query(description="As text: also what only matters when looking for a reason.")] = False,  # noqa: FBT002 - a query parameter has a name
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response:
    """Everything that has happened so far: as JSON with every detail, or as text, a line for each event."""
    if written_as == "text" or (written_as is None and accept.startswith("text/plain")):
        return PlainTextResponse("".join(f"{line}\n" for line in call.transcript.lines(detail=detail)))
    return JSONResponse(call.transcript.as_data())


async def follow_call(
    call: OneCall,
    request: Request,
    last_event_id: Annotated[
        int | None, Header(ge=0, description="Go on behind this one; browsers say it by themselves.")
    ] = None,
) -> EventStream:
    """Everything that has happened and that happens from now on, each as an entry of the transcript.

    When the call is over, a last event of type `over` holds the call; whoever follows should close the stream then.
    """
    root, first = _root(request), 0 if last_event_id is None else last_event_id + 1

    async def events() -> AsyncIterator[bytes]:
        async for number, entry in call.entries(first):
            yield event_bytes(json.dumps(entry), number=number)
        yield event_bytes(resource_of(call, root).model_dump_json(by_alias=True), kind="over")

    return EventStream(events())


async def list_recordings(call: OneCall) -> RecordingList:
    """The finished recordings, oldest first, and where they can be downloaded."""
    return RecordingList(recordings=recordings_of(call))


async def read_outbox(call: OneCall) -> OutboxResource:
    """The short messages, e-mails and other messages that scripts have sent so far."""
    return outbox_resource(call.result.outbox)


async def press_keys(order: KeysOrder, call: OneCall, request: Request) -> CallResource:
    """Let the caller press keys now, beside the script. They take a fifth of a second each."""
    _check_live(call)
    call.live.press(order.keys)
    return resource_of(call, _root(request))


async def hang_up(call: OneCall, request: Request) -> CallResource:
    """Let the caller hang up now. The app may still be told of a recording; wait for the call to be over."""
    _check_live(call)
    call.live.hang_up()
    return resource_of(call, _root(request))


async def reset(calls: AllCalls) -> None:
    """End and forget all calls, and forget their recordings. No app is told."""
    await calls.reset()


def _check_live(call: ServedCall) -> None:
    line = call.live.exchange
    if not isinstance(line, Call):
        raise RequestProblem(HTTPStatus.CONFLICT, f"{call.id!r} is a short message; nobody is on a line")
    if line.ended or call.over:
        raise RequestProblem(HTTPStatus.CONFLICT, f"the call {call.id!r} has ended")
    if call.live.clock.factor is None:
        raise RequestProblem(
            HTTPStatus.CONFLICT,
            f'the call {call.id!r} is on virtual time, where there is no \'now\'; place it with "clock": "real"',
        )
