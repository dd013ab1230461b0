"""What can be asked about a call, and about a short message, wherever it takes place."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from simulator.server.control.call_parts import recordings_of
from simulator.server.control.calls import (
    CallList,
    CallResource,
    RecordingList,
    TranscriptResource,
    report_of,
    summary_of,
)
from simulator.server.control.event_stream import EventStream, event_bytes
from simulator.server.control.requests import (
    AllSessions,
    OneCall,
    problem,
    root_of_calls,
    session_of,
)
from simulator.server.control.waiting import Wait, unless_gone

UNKNOWN: Final[dict[int | str, dict[str, Any]]] = {404: problem("There is no such call.")}

_TRANSCRIPT: Final[dict[str, Any]] = {
    "model": TranscriptResource,
    "description": "The transcript, as JSON or as text.",
    "content": {"text/plain": {"schema": {"type": "string"}, "example": "0.0 call from +3612345678 to 9000\n"}},
}


def call_routes() -> APIRouter:
    """Make the routes; their paths begin behind `calls`."""
    router = APIRouter(tags=["calls"])
    router.get("", summary="List calls and short messages")(list_calls)
    router.get("/{id}", summary="Read a call, or wait for its end", responses=UNKNOWN)(read_call)
    router.get(
        "/{id}/transcript",
        summary="Read what has happened on a call",
        response_class=Response,
        responses={**UNKNOWN, 200: _TRANSCRIPT},
    )(read_transcript)
    router.get(
        "/{id}/events",
        summary="Follow a call as server-sent events",
        response_class=EventStream,
        responses=UNKNOWN,
    )(follow_call)
    router.get("/{id}/recordings", summary="List the recordings of a call", responses=UNKNOWN)(list_recordings)
    return router


async def list_calls(sessions: AllSessions, request: Request) -> CallList:
    """All calls and short messages since the beginning or the last reset, oldest first."""
    session, root = session_of(request), root_of_calls(request)
    calls = sessions.lone_calls if session is None else session.calls
    return CallList(calls=[summary_of(call, root) for call in calls])


async def read_call(call: OneCall, request: Request, wait: Wait = 0.0) -> CallResource:
    """How the call stands, what was heard and recorded, and what went wrong. With `wait` nobody has to ask twice."""
    if wait:
        await unless_gone(request, call.wait(wait))
    return await report_of(call, root_of_calls(request))


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
        int | None,
        Header(
            alias="Last-Event-ID", ge=0, lt=2**63, description="Go on behind this one; browsers say it by themselves."
        ),
    ] = None,
) -> EventStream:
    """Everything that has happened and that happens from now on, each as an entry of the transcript.

    When the call is over, a last event of type `over` holds the call; whoever follows should close the stream then.
    """
    root, first = root_of_calls(request), 0 if last_event_id is None else last_event_id + 1

    async def events() -> AsyncIterator[bytes]:
        async for number, entry in call.entries(first):
            yield event_bytes(json.dumps(entry), number=number)
        report = await report_of(call, root)
        yield event_bytes(report.model_dump_json(by_alias=True), kind="over")

    return EventStream(events())


async def list_recordings(call: OneCall) -> RecordingList:
    """The finished recordings, oldest first, and where they can be downloaded."""
    return RecordingList(recordings=recordings_of(call.result))
