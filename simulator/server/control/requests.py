"""What requests have in common: the session and the call that they are about, and how much they may bring."""

from __future__ import annotations

from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Depends, Path, Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from simulator.server.control.problems import ProblemDetails, RequestProblem
from simulator.server.served_call import ServedCall
from simulator.server.served_session import ServedSession
from simulator.server.sessions import Sessions

Answers = dict[int | str, dict[str, Any]]

LONGEST_BODY: Final = 16 * 2**20
"""Bytes of a request that are read."""


class LimitedBodies:
    """Refuses bodies that are too long, as they come in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        left = LONGEST_BODY

        async def limited() -> MutableMapping[str, Any]:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, f"a request has at most {LONGEST_BODY} bytes")
            return message

        await self._app(scope, limited if scope["type"] == "http" else receive, send)


# -- what the documentation says of answers ---------------------------------------------------------------------------


def problem(description: str) -> dict[str, Any]:
    """An answer that is problem details."""
    return {"description": description, "model": ProblemDetails}


LOCATION: Final = {"Location": {"description": "The path of what was made.", "schema": {"type": "string"}}}

UNKNOWN_SESSION: Final[Answers] = {
    404: problem("There is no such session."),
    410: problem("The session was removed, or reset, meanwhile."),
}
WITH_BODY: Final[Answers] = {
    400: problem("The body cannot be read at all."),
    413: problem("The body is too long."),
    415: problem("The body is not of type application/json."),
}

# -- what a request is about ------------------------------------------------------------------------------------------


def _sessions(request: Request) -> Sessions:
    sessions: Sessions | None = request.app.state.sessions
    if sessions is None:
        raise RequestProblem(HTTPStatus.SERVICE_UNAVAILABLE, "the simulator is starting up or shutting down")
    return sessions


AllSessions = Annotated[Sessions, Depends(_sessions)]


async def _session(
    name: Annotated[
        str,
        Path(
            alias="session",
            description="The session's ID; `default` is always there.",
            examples=["default"],
        ),
    ],
    request: Request,
    sessions: AllSessions,
) -> ServedSession:
    session = await sessions.get_or_default(name)
    if session is None:
        raise RequestProblem(HTTPStatus.NOT_FOUND, f"there is no session {name!r}")
    request.state.session = session
    return session


OneSession = Annotated[ServedSession, Depends(_session)]

IN_SESSION: Final = Depends(_session)
"""Of a router whose calls are those of a session."""


def session_of(request: Request) -> ServedSession | None:
    """The session that a request is about; None if it is about calls in worlds of their own."""
    session: ServedSession | None = getattr(request.state, "session", None)
    return session


def _call(
    call_id: Annotated[str, Path(alias="id", description="The call's ID.", examples=["1zJ5nQ"])],
    request: Request,
    sessions: AllSessions,
) -> ServedCall:
    call = (session_of(request) or sessions.lone_calls).get(call_id)
    if call is None:
        raise RequestProblem(HTTPStatus.NOT_FOUND, f"there is no call {call_id!r}")
    return call


OneCall = Annotated[ServedCall, Depends(_call)]


def root_of(request: Request) -> str:
    """The path under which the API is reached."""
    root: str = request.scope.get("root_path", "")
    return root


def root_of_calls(request: Request) -> str:
    """The path under which calls as the one of a request are found."""
    session = session_of(request)
    return root_of(request) if session is None else f"{root_of(request)}/sessions/{session.name}"
