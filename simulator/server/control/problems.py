"""What the control API says when a request cannot be met: problem details (RFC 9457), helpful ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from simulator.drivers.promises import ClosedError
from simulator.errors import ScenarioError, near_name
from simulator.server.control.document import PROBLEM_TYPE
from simulator.server.control.journal import JournalEntry
from simulator.server.control.written import pointer_part, with_example
from simulator.server.served_session import FullError
from simulator.server.sessions import TakenError

_LONGEST_NAME: Final = 60
"""Letters of what may be a misspelt name."""

CLIENT_HAS_GONE: Final = 499
"""As nginx has it; nobody is there to see it."""


class ProblemKind(StrEnum):
    """Which kind of problem it is, where the status alone does not say so."""

    PLAIN = "about:blank"
    """The status says it."""
    NOT_COME = "urn:ozeki-simulator:not-come"
    """409: what was waited for did not come in time; `entries` are the last that came instead."""
    HAS_COME = "urn:ozeki-simulator:has-come"
    """409: what must not come has come; it is the one of `entries`."""
    CLOCK_IN_USE = "urn:ozeki-simulator:clock-in-use"
    """409: somebody else lets the time of this session pass just now."""
    NOT_POSSIBLE = "urn:ozeki-simulator:not-possible"
    """409: the call is in no state for this, or over."""
    TAKEN = "urn:ozeki-simulator:taken"
    """409: there is a session of that name already, or the port is in use."""
    FULL = "urn:ozeki-simulator:full"
    """409: there is no room for more; a limit is reached."""
    CLOSED = "urn:ozeki-simulator:closed"
    """410: the session was removed, or reset, meanwhile."""


class Mistake(BaseModel):
    """One thing that is wrong with a request."""

    pointer: str = Field(description="Where: a JSON pointer into the body, or the name of a parameter.")
    detail: str = Field(description="What is wrong, and what was expected.")


class ProblemDetails(BaseModel):
    """Why a request could not be met."""

    model_config = with_example(
        {
            "type": "about:blank",
            "title": "Unprocessable Content",
            "status": 422,
            "detail": "#/steps/0: unknown step 'heers'; did you mean 'hears'?",
            "errors": [{"pointer": "#/steps/0", "detail": "unknown step 'heers'; did you mean 'hears'?"}],
        },
        {
            "type": "urn:ozeki-simulator:not-come",
            "title": "Conflict",
            "status": 409,
            "detail": "no entry came within 10 s with notification 'RecordCompleted'; the last that came is "
            "'call ended by caller: normal clearing'",
            "entries": [],
        },
    )

    type: ProblemKind = Field(ProblemKind.PLAIN, description="Which kind it is; about:blank: the status says it.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The status, once more.")
    detail: str = Field(description="What is wrong with this very request.")
    errors: list[Mistake] | None = Field(default=None, description="With status 422: every mistake that was found.")
    entries: list[JournalEntry] | None = Field(
        default=None, description="Of the journal: what came instead of what was waited for, or what must not come."
    )


class ClientGoneError(Exception):
    """Whoever has sent the request has gone away."""


class RequestProblem(Exception):  # noqa: N818 - it is the word of the RFC
    """A request cannot be met."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        kind: ProblemKind = ProblemKind.PLAIN,
        *,
        entries: Sequence[JournalEntry] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.kind = kind
        self.entries = entries


def answers_with_problems(app: FastAPI) -> None:
    """Let an app answer whatever goes wrong with problem details."""
    app.add_exception_handler(RequestProblem, _request_problem)
    app.add_exception_handler(ScenarioError, _scenario_error)
    app.add_exception_handler(ClosedError, _closed)
    app.add_exception_handler(TakenError, _taken)
    app.add_exception_handler(FullError, _full)
    app.add_exception_handler(ClientGoneError, lambda *_: Response(status_code=CLIENT_HAS_GONE))
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(Exception, _unforeseen)


def problem_answer(
    status: int,
    detail: str,
    kind: ProblemKind = ProblemKind.PLAIN,
    *,
    errors: list[Mistake] | None = None,
    entries: Sequence[JournalEntry] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """Make an answer that is problem details."""
    body = ProblemDetails(
        type=kind,
        title=_title(status),
        status=status,
        detail=detail,
        errors=errors,
        entries=None if entries is None else list(entries),
    )
    left_out = {name for name in ("errors", "entries") if getattr(body, name) is None}
    return JSONResponse(body.model_dump(mode="json", exclude=left_out), status, headers, PROBLEM_TYPE)


def _title(status: int) -> str:
    # Python 3.12 and older have the names of RFC 4918 and RFC 7231.
    return {413: "Content Too Large", 422: "Unprocessable Content"}.get(status) or HTTPStatus(status).phrase


def _request_problem(_: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, RequestProblem)  # noqa: S101 - as it was registered
    return problem_answer(problem.status, problem.detail, problem.kind, entries=problem.entries)


def _scenario_error(_: Request, error: Exception) -> JSONResponse:
    return problem_answer(422, str(error))


def _closed(_: Request, error: Exception) -> JSONResponse:
    return problem_answer(410, str(error), ProblemKind.CLOSED)


def _taken(_: Request, error: Exception) -> JSONResponse:
    return problem_answer(409, str(error), ProblemKind.TAKEN)


def _full(_: Request, error: Exception) -> JSONResponse:
    return problem_answer(409, str(error), ProblemKind.FULL)


def _http_exception(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - as it was registered
    detail = f"there is no {request.url.path} here" if error.status_code == 404 else str(error.detail)
    if error.status_code == 400:
        detail = "the body cannot be read: it is nested too deeply, or a number is too long"
    if error.status_code == 405:
        detail = f"{request.url.path} does not take {request.method}"
    return problem_answer(error.status_code, detail, headers=dict(error.headers or {}))


def _unforeseen(_: Request, error: Exception) -> JSONResponse:
    # Starlette raises it again, so that it is logged with its traceback.
    return problem_answer(500, f"the simulator itself went wrong: {error!r}")


def _validation_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as it was registered
    content_type = request.headers.get("content-type", "")
    if error.body is not None and "json" not in content_type:
        return problem_answer(415, f"expected a body of type application/json, not {content_type or 'of no type'!r}")
    mistakes = [one for wrong in error.errors() for one in _mistakes(wrong, error.body)]
    return problem_answer(422, "; ".join(f"{one.pointer}: {one.detail}" for one in mistakes), errors=mistakes)


def _mistakes(error: dict[str, Any], body: object) -> Iterator[Mistake]:
    """What is wrong: one thing, or several within one value (see `written.mistakes`)."""
    within = error.get("ctx", {}).get("within")
    if within is None:
        yield Mistake(pointer=_pointer(error["loc"], body), detail=_sentence(error))
        return
    for parts, detail in within:
        yield Mistake(pointer=_pointer([*error["loc"], *parts], body), detail=detail)


def _sentence(error: dict[str, Any]) -> str:
    if error["type"] == "json_invalid":
        return f"not JSON: {error['ctx']['error']}"
    if error["type"] == "missing":
        return f"{error['loc'][-1]!r} is missing"
    message: str = error["msg"]
    return message[:1].lower() + message[1:] + _meant(error)


def _meant(error: dict[str, Any]) -> str:
    """Which of a few words was meant, if it is one of them."""
    if error["type"] not in ("enum", "literal_error") or not isinstance(error["input"], str):
        return ""
    near = near_name(error["input"][:_LONGEST_NAME], re.findall(r"'([^']*)'", error["ctx"]["expected"]))
    return f"; did you mean {near!r}?" if near else ""


def _pointer(location: Sequence[str | int], body: object) -> str:
    """Where a mistake is: the part of pydantic's location that is in the body; the rest names types."""
    source, *parts = location
    if source != "body":
        return ".".join(str(part) for part in parts)
    pointer = "#"
    for part in parts:
        match body, part:
            case dict(), str() if part in body:
                body = body[part]
            case list(), int():
                body = body[part]
            case _:
                continue
        pointer += f"/{pointer_part(part)}"
    return pointer
