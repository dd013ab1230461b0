"""Requests that wait: as long as somebody waits for their answer, and no longer than they may."""

from __future__ import annotations

from collections.abc import Awaitable
from http import HTTPStatus
from typing import Annotated, Final, TypeVar

from fastapi import Query, Request
from starlette.requests import ClientDisconnect

from simulator.drivers.phone_system import PhoneSystem
from simulator.errors import ScenarioError
from simulator.server.control.clock import LONGEST_WAIT
from simulator.server.control.journal import journal_entries
from simulator.server.control.problems import ClientGoneError, ProblemKind, RequestProblem
from simulator.server.disconnect import while_connected

T = TypeVar("T")

LONGEST_LIFE: Final = 100 * 366 * 86_400
"""Seconds of call time after which no more are let pass. The calendar has an end."""

MOST_SHOWN: Final = 20
"""Entries that a problem shows of those that came instead."""

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


async def unless_gone(request: Request, waiting: Awaitable[T]) -> T:
    """Wait for something, but not for a client that has gone away meanwhile.

    Raises:
        ClientGoneError: it has, and the wait was given up.
    """
    try:
        return await while_connected(request, waiting)
    except ClientDisconnect:
        raise ClientGoneError from None


async def steered(request: Request, phone: PhoneSystem, steering: Awaitable[T]) -> T:
    """Wait while time passes as somebody wants; what happens then is the caller's business.

    Raises:
        RequestProblem: 409, somebody else steers the clock.
        ClientGoneError: as `unless_gone`.
    """
    try:
        return await unless_gone(request, steering)
    except ScenarioError:
        if phone.driver.time.goal is None:
            raise
        detail = "somebody else lets the time of this session pass just now; wait for that to end"
        raise RequestProblem(HTTPStatus.CONFLICT, detail, ProblemKind.CLOCK_IN_USE) from None


def check_patience(phone: PhoneSystem, seconds: float) -> None:
    """Refuse to wait for too long on a real clock that runs.

    Raises:
        RequestProblem: 422, it would take too long outside.
    """
    factor = phone.clock.factor
    if phone.frozen or factor is None or seconds / factor <= LONGEST_WAIT:
        return
    raise RequestProblem(
        HTTPStatus(422),
        f"{seconds:g} s take {seconds / factor:g} s on the clock {phone.clock}, and a request waits for {LONGEST_WAIT} "
        "s at most; freeze the clock first, and time leaps",
    )


def check_calendar(phone: PhoneSystem) -> None:
    """Refuse to let more time pass when a hundred years have.

    Raises:
        RequestProblem: 409, they have.
    """
    if phone.now > LONGEST_LIFE:
        detail = "a hundred years have passed in this session; reset it"
        raise RequestProblem(HTTPStatus.CONFLICT, detail, ProblemKind.FULL)


def not_come(phone: PhoneSystem, what: str, first: int, hint: str = "") -> RequestProblem:
    """What is answered when something did not come about.

    Args:
        phone: where.
        what: that it did not, in words.
        first: number of the first entry that may have come instead; the last ones are shown.
        hint: what else is good to know, behind the sentence.
    """
    transcript = phone.pbx.transcript
    first = min(first, len(transcript))
    entries = journal_entries(transcript, max(first, len(transcript) - MOST_SHOWN))
    said = [entry.text for entry in entries if not entry.detail] or [entry.text for entry in entries]
    instead = f"the last that came is {said[-1]!r}" if said else "nothing came"
    return RequestProblem(HTTPStatus.CONFLICT, f"{what}; {instead}{hint}", ProblemKind.NOT_COME, entries=entries)
