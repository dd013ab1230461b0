"""What is said of an app that has answered a request with an error, or not at all: first what it raised."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Final

from simulator.errors import near_name
from simulator.telephony.effects import Response
from simulator.telephony.gist import gist

NO_ANSWER: Final = "no answer from the app: "
"""What stands before the reason why there is none, and behind what the app has raised."""

_FIELDS_MISSED: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})
"""Statuses with which an app often says that it has not found a field."""

_LONGEST_DETAIL: Final = 20_000
"""Bytes of an answer that is looked into; one that only names fields is shorter."""

_MOST_MISSED: Final = 4
_MOST_POSTED: Final = 12
_LONGEST_NAME: Final = 40


def no_answer(response: Response) -> str:
    """Say why there is none: ``no answer from the app: cannot connect to 127.0.0.1:8000: connection refused``."""
    raised = f"the app raised {response.raised}; " if response.raised else ""
    return f"{raised}{NO_ANSWER}{response.failure}"


def wrong_status(response: Response, behind: str) -> str:
    """Say which status came, with the first words of the answer: ``the app answered 404 Not Found, expected 200``.

    Where the app may have looked for a field that there is not, it is told which it missed, and which there are.

    Args:
        response: the answer.
        behind: what stands behind the status.
    """
    try:
        phrase = f"{response.status} {HTTPStatus(response.status).phrase}"
    except ValueError:
        phrase = str(response.status)
    about_fields = response.status in _FIELDS_MISSED
    missed = _missed(response.body) if about_fields else []
    if response.raised:
        said = f"the app raised {response.raised} and answered {phrase}{behind}"
    else:
        said = f"the app answered {phrase}{behind}{'' if missed else gist(response.body, phrase)}"
    return said + _about_fields(missed, response.posted) if about_fields else said


# -- inside ----------------------------------------------------------------------------------------------------------


def _about_fields(missed: list[str], posted: tuple[str, ...]) -> str:
    """Say which fields the app missed and what they are called, or which ones there are."""
    names = [name for name in posted if name != "NotificationName"]
    near = [near_name(name, names) if name not in names else None for name in missed]
    said = f"; missing: {', '.join(missed)}" if missed else ""
    if near and all(near):
        return f"{said}; did you mean {' and '.join(map(str, near))}?"
    if not names:
        return said
    more = [f"{len(names) - _MOST_POSTED} more"] if len(names) > _MOST_POSTED else []
    return f"{said}; the notification has {', '.join([*names[:_MOST_POSTED], *more])}"


def _missed(body: bytes) -> list[str]:
    """The fields that an app of FastAPI has missed, by its answer; none if that is anything else.

    Source: https://fastapi.tiangolo.com/tutorial/handling-errors/ (``{"detail": [{"type": "missing", "loc": ["body",
    "Digits"], ...}]}``; with Pydantic 1 the type is "value_error.missing").
    """
    if len(body) > _LONGEST_DETAIL:
        return []
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return []
    detail = answer.get("detail") if isinstance(answer, dict) else None
    names: dict[str, None] = {}
    for one in detail if isinstance(detail, list) else ():
        match one:
            case {"type": "missing" | "value_error.missing", "loc": ["body", str(name)]} if name:
                names[_plain(name)] = None
    return list(names)[:_MOST_MISSED]


def _plain(name: str) -> str:
    """A name as a sentence can hold it, however it is written."""
    return "".join(one if one.isprintable() else "?" for one in name[:_LONGEST_NAME])
