"""The control API: tests in any language make sessions, place calls, act on people, steer clocks and read what came.

It is an application of its own, mounted under its version's prefix, with its own documentation and its own errors.
"""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline

from simulator import __version__
from simulator.server.control.call_routes import call_routes
from simulator.server.control.clock_routes import clock_routes
from simulator.server.control.document import documents_exactly
from simulator.server.control.expect_routes import expect_routes
from simulator.server.control.journal_routes import journal_routes
from simulator.server.control.lone_call_routes import lone_call_routes
from simulator.server.control.own_site import OwnSite, is_loopback
from simulator.server.control.parameters import only_known_parameters
from simulator.server.control.person_routes import callee_routes, person_routes
from simulator.server.control.problems import answers_with_problems
from simulator.server.control.report_routes import report_routes
from simulator.server.control.requests import (
    IN_SESSION,
    UNKNOWN_SESSION,
    AllSessions,
    LimitedBodies,
    problem,
)
from simulator.server.control.session_routes import session_routes

PREFIX: Final = "/control/v1"

_DESCRIPTION: Final = """\
Test OzML apps in any language: place calls with a scripted human on the line, follow them, press keys, speak, hang up,
and read transcripts and recordings.

`POST /calls?wait=10` places a call in a world of its own, and answers when it is over. `POST /sms` lets a short message
reach the app; what comes of it is read under `/calls` too.

A session is a phone system that lives on: calls share its clock, which can be steered, the app sends commands to its
PBX, and everything that happens stands in its journal. Each session is apart from all others, so every worker of a test
run takes one of its own. The session `default` is always there; its PBX is at `/` of this server.

Errors are problem details (RFC 9457). All lengths of time are seconds.
"""

_TAGS: Final[list[dict[str, Any]]] = [
    {"name": "calls", "description": "Calls and short messages: in a world of their own, or in a session."},
    {"name": "people", "description": "What people on the line do now. It works on any clock."},
    {"name": "sessions", "description": "Phone systems, each apart from all others."},
    {"name": "clock", "description": "The time of a session."},
    {"name": "journal", "description": "What happens in a session."},
    {"name": "server", "description": "Everything at once."},
]


def control_api(base_url: str = "http://127.0.0.1:7780", host: str = "127.0.0.1") -> FastAPI:
    """Make the application; `app.state.sessions` has to hold the `Sessions` before the first request.

    Args:
        base_url: where the server is reached.
        host: the name or the address that it listens on.
    """
    app = FastAPIOffline(  # its pages need no network
        title="Ozeki PBX simulator: control API",
        version=__version__,
        description=_DESCRIPTION,
        openapi_url="/openapi.json",
        openapi_tags=_TAGS,
        docs_url="/docs",
        redoc_url=None,
        static_url="/static",
        responses={
            403: problem("A page of another site has sent it, or only a server that listens on loopback does this."),
            422: problem("The request is not understood."),
            503: problem("The simulator is starting up or shutting down."),
        },
        generate_unique_id_function=_operation_id,
        dependencies=[Depends(only_known_parameters())],
    )
    app.state.local = is_loopback(host)
    app.add_middleware(LimitedBodies)
    app.add_middleware(OwnSite, base_url=base_url, host=host)
    answers_with_problems(app)
    documents_exactly(app)
    app.include_router(lone_call_routes())
    for routes in (call_routes, report_routes, expect_routes, person_routes):
        app.include_router(routes(), prefix="/calls")
    for routes in (call_routes, report_routes, expect_routes, person_routes, callee_routes):
        app.include_router(
            routes(), prefix=f"{_IN_SESSION}/calls", dependencies=[IN_SESSION], responses=UNKNOWN_SESSION
        )
    for router in (session_routes(), clock_routes(), journal_routes(), _server_routes()):
        app.include_router(router)
    return app


_IN_SESSION: Final = "/sessions/{session}"


def _server_routes() -> APIRouter:
    router = APIRouter(tags=["server"])
    router.post("/reset", status_code=204, summary="End and forget everything")(reset)
    return router


async def reset(sessions: AllSessions) -> None:
    """End and forget all calls and all sessions, with their recordings and files. No app is told.

    Where others use the server too, reset the session instead.
    """
    await sessions.reset()


def _operation_id(route: APIRoute) -> str:
    """The name of an operation, which clients are made from; of two that do the same, one is in a session."""
    shared = route.path_format.startswith(f"{_IN_SESSION}/calls") and not route.name.endswith("_in_session")
    return f"{route.name}_in_session" if shared else route.name
