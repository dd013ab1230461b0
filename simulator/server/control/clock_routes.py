"""What steers the clock of a session."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from math import inf
from typing import Final

from fastapi import APIRouter, Request

from simulator.drivers.clock import clock_from_text
from simulator.drivers.phone_system import PhoneSystem
from simulator.server.control.clock import (
    AdvanceOrder,
    ClockChange,
    ClockResource,
    RunOrder,
    RunResource,
    clock_resource,
)
from simulator.server.control.journal import EntryFilter, first_entry, journal_entry
from simulator.server.control.problems import RequestProblem
from simulator.server.control.requests import UNKNOWN_SESSION, WITH_BODY, Answers, OneSession, problem
from simulator.server.control.waiting import check_calendar, check_patience, not_come, steered
from simulator.server.served_session import ServedSession
from simulator.telephony.awaited import what_is_awaited
from simulator.telephony.events import CallCleared
from simulator.telephony.transcript import Entry

_STEERED: Final[Answers] = {409: problem("Somebody else lets time pass just now."), **WITH_BODY}
_RUN: Final[Answers] = {
    **_STEERED,
    409: problem("It has not come about, or somebody else lets time pass just now: see the type."),
}

MOST_TOLD: Final = 5
"""Calls of which an error tells what they wait for."""


def clock_routes() -> APIRouter:
    """Make the routes."""
    router = APIRouter(prefix="/sessions/{session}/clock", tags=["clock"], responses=UNKNOWN_SESSION)
    router.get("", summary="Read the clock")(read_clock)
    router.patch("", summary="Freeze the clock, let it go on, or change it", responses=WITH_BODY)(change_clock)
    router.post("/advance", summary="Let an exact length of time pass", responses=_STEERED)(advance_clock)
    router.post("/run", summary="Let time pass until something happens", responses=_RUN)(run_clock)
    return router


async def read_clock(session: OneSession) -> ClockResource:
    """What it shows, and how it goes."""
    return clock_resource(session.phone)


async def change_clock(order: ClockChange, session: OneSession) -> ClockResource:
    """Change how it goes; what it shows stays the same. While it is frozen, requests and replies go on."""
    phone = session.phone
    phone.driver.change_time(clock=None if order.clock is None else clock_from_text(order.clock), frozen=order.frozen)
    return clock_resource(phone)


async def advance_clock(order: AdvanceOrder, session: OneSession, request: Request) -> ClockResource:
    """Let exactly so much time pass; the answer comes when everything has happened that is due by then.

    On a virtual or frozen clock time leaps, and waits for the app's answers; a real one that runs takes its time.
    """
    phone = session.phone
    check_patience(phone, order.seconds)
    check_calendar(phone)
    await steered(request, phone, phone.advance(order.seconds))
    return clock_resource(phone)


async def run_clock(order: RunOrder, session: OneSession, request: Request) -> RunResource:
    """Let time pass until nothing is under way, until a call is over, or until something is written in the journal.

    The answer comes at that instant, at which the clock is frozen then, but for `idle`. If it does not come about, the
    answer is a problem of the type `urn:ozeki-simulator:not-come`. The end of a call that is over already is found at
    once, and the clock left alone.
    """
    phone = session.phone
    transcript, first = phone.pbx.transcript, len(phone.pbx.transcript)
    if order.until == "idle":
        if not await steered(request, phone, phone.run_until_idle(patience=order.patience)):
            raise not_come(phone, f"not everything is over: {_waiting(phone)}", first)
        return RunResource(entry=None, clock=clock_resource(phone))
    wanted, what = _wanted(order, session)
    since = 0 if order.call is not None else order.since
    found = None if since is None else first_entry(transcript, wanted, since)
    if found is None:
        within = inf if order.within is None else order.within
        running = phone.run_until(wanted, first=since, within=within, patience=order.patience)
        reached = await steered(request, phone, running)
        if reached is None:
            raise not_come(phone, what, first)
        found = reached.number
    if order.until == "call-end":
        await _settled(request, session, transcript.entries[found].call_id, order.patience)
    return RunResource(entry=journal_entry(transcript, found), clock=clock_resource(phone))


async def _settled(request: Request, session: ServedSession, call: str, patience: float) -> None:
    """Wait until the app that watches a call has answered its end."""
    ended = session.get(call)
    if ended is not None:
        await steered(request, session.phone, session.phone.wait_for(ended.exchange, patience=patience))


def _waiting(phone: PhoneSystem) -> str:
    """What is under way, and who waits for what."""
    kernel = phone.pbx.kernel
    living = [
        f"on {exchange.id}, {what_is_awaited(kernel.processes_waiting(exchange)) or 'there is more to tell'}"
        for exchange in list(phone.pbx.switchboard.live)[:MOST_TOLD]
    ]
    return "; ".join(living) or "a command or a reply is awaited"


def _wanted(order: RunOrder, session: ServedSession) -> tuple[Callable[[Entry], bool], str]:
    """What tells whether an entry is the one, and how to say that it did not come.

    Raises:
        RequestProblem: 422, there is no such call.
    """
    call = order.call
    if isinstance(order.until, EntryFilter):
        return order.until.predicate(session.phone.pbx.transcript), f"no entry came with {order.until}"
    if call is not None and session.get(call) is None:
        raise RequestProblem(HTTPStatus(422), f"#/call: there is no call {call!r}")

    def is_end(entry: Entry) -> bool:
        return isinstance(entry.event, CallCleared) and call in (None, entry.call_id)

    return is_end, "no call came to its end" if call is None else f"the call {call} is not over"
