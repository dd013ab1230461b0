"""What explains a call to people: the text that a terminal would show of it, or a page."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from simulator.server.call_run import WIDTH, report_page, report_text, run_of
from simulator.server.control.call_routes import UNKNOWN
from simulator.server.control.calls import path_of
from simulator.server.control.examples import REPORT
from simulator.server.control.requests import OneCall, root_of_calls
from simulator.server.standing import standing_of

_REPORT: Final[dict[str, Any]] = {
    "description": "The report, as text or as a page.",
    "content": {
        "text/plain": {"schema": {"type": "string"}, "example": REPORT},
        "text/html": {"schema": {"type": "string"}, "example": '<!doctype html>\n<html lang="en">\n...'},
    },
}
_FORMAT: Final = "`html` is a page. Not given: that, if the Accept header begins with `text/html`; otherwise text."


def report_routes() -> APIRouter:
    """Make the routes; their paths begin behind `calls`."""
    router = APIRouter(tags=["calls"])
    router.get(
        "/{id}/report",
        summary="Explain a call",
        response_class=Response,
        responses={**UNKNOWN, 200: _REPORT},
    )(read_report)
    return router


async def read_report(
    call: OneCall,
    request: Request,
    written_as: Annotated[Literal["text", "html"] | None, Query(alias="format", description=_FORMAT)] = None,
    width: Annotated[int, Query(ge=40, le=400, description="As text: its columns.")] = WIDTH,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response:
    """A call or a short message for people, as `ozeki-simulator run` tells of a scenario.

    What was wrong, expected against heard; the last request and its answer, with the line of XML; the conversation in
    columns, up to the first thing that was wrong. The page has a timeline and players for recordings too, and needs
    nothing else. While the call goes on it is told as it stands. In a session, those calls are told of too that have
    come of this one, or of which it has come.
    """
    standing = standing_of(call, await call.outcomes())
    run = run_of(call, standing, path_of(call, root_of_calls(request)))
    if written_as == "html" or (written_as is None and accept.startswith("text/html")):
        return HTMLResponse(await asyncio.to_thread(report_page, run, "scenario" if call.placed else "app"))
    return PlainTextResponse(await asyncio.to_thread(report_text, run, width))
