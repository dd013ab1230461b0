"""Reads what came back for a request: the answer, or problem details (RFC 9457), which become an error.

This file does not know how anything is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pydantic import ValidationError

from simulator import __version__
from simulator.client.answer import A, Answer
from simulator.client.errors import ControlError, HasComeError, NoServerError, NotComeError
from simulator.client.request import PREFIX, Request
from simulator.client.session_answers import JournalEntry
from simulator.telephony.events import seconds_text

_KINDS: Final = {"urn:ozeki-simulator:not-come": NotComeError, "urn:ozeki-simulator:has-come": HasComeError}

_START_IT: Final = "start one with `ozeki-simulator serve`"


class Mistake(Answer):
    """One thing that is wrong with a request; `pointer` says where: `#/steps/0` in the body, or a parameter."""

    pointer: str
    detail: str


class _ProblemDetails(Answer):
    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: Sequence[Mistake] = ()
    entries: Sequence[JournalEntry] = ()


def read_answer(kind: type[A], content: bytes, request: Request, context: object = None) -> A:
    """Read an answer.

    Args:
        kind: what it is.
        content: its JSON.
        request: what was asked.
        context: what things in the answer act through.

    Raises:
        ControlError: it is something else.
    """
    try:
        return kind.model_validate_json(content, context=context)
    except ValidationError as error:
        found = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'the answer'}: {one['msg']}" for one in error.errors())
        raise ControlError(
            f"this client does not understand the answer: {found}", status=200, title="OK", request=request
        ) from None


def error_from_answer(url: str, request: Request, status: int, content_type: str, content: bytes) -> ControlError:
    """What to raise for an answer that is no success.

    Args:
        url: the server's address.
        request: what was asked.
        status: of HTTP.
        content_type: of the answer.
        content: its body.
    """
    try:
        if not content_type.startswith("application/problem+json"):
            raise ValueError(content_type)
        said = _ProblemDetails.model_validate_json(content)
    except ValueError:
        detail = f"what answers at {url} is no simulator, which would know {PREFIX}; {_START_IT}"
        return NoServerError(detail, status=status, request=request)
    error = _KINDS.get(said.type, ControlError)(
        said.detail,
        status=status,
        title=said.title,
        type=said.type,
        mistakes=said.errors,
        entries=said.entries,
        request=request,
    )
    if said.entries:
        error.add_note("\n".join(["The journal has:", *(f"{seconds_text(one.at)} {one.text}" for one in said.entries)]))
    return error


def no_server(url: str, request: Request, reason: Exception) -> NoServerError:
    """What to raise if no connection to the server comes about."""
    return NoServerError(f"no simulator answers at {url}: {_said(reason)}; {_START_IT}", request=request)


def went_away(url: str, request: Request, reason: Exception) -> NoServerError:
    """What to raise if the server was there, and did not answer to the end."""
    return NoServerError(f"the simulator at {url} did not answer to the end: {_said(reason)}", request=request)


def too_slow(url: str, request: Request, seconds: float) -> NoServerError:
    """What to raise if the server was there, and did not answer in time."""
    return NoServerError(f"the simulator at {url} did not answer within {seconds:g} s", request=request)


def note_version(error: ControlError, version: str) -> None:
    """Say so in an error if the server is of another version than this client, which may be the reason."""
    if version and version != __version__:
        error.add_note(f"The server is version {version}, this client is version {__version__}.")


def may_be_the_version(error: ControlError) -> bool:
    """Whether a client and a server of one version would hardly come to such an error."""
    unknown_path = error.status == 404 and error.request is not None and error.request.path in error.detail
    return unknown_path or error.status in (200, 405, 422)


def _said(reason: Exception) -> str:
    return str(reason) or type(reason).__name__
