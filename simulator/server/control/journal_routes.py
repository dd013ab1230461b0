"""What reads the journal of a session, follows it, and waits for entries in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from http import HTTPStatus
from itertools import islice
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import PlainTextResponse

from simulator.drivers.phone_system import PhoneSystem
from simulator.drivers.promises import ClosedError
from simulator.server.control.clock import ClockResource, clock_resource
from simulator.server.control.event_stream import EventStream, event_bytes
from simulator.server.control.journal import (
    LONGEST_TEXT,
    EntryFilter,
    EventName,
    JournalEntry,
    JournalPage,
    NeverOrder,
    WaitOrder,
    journal_entry,
)
from simulator.server.control.problems import ProblemKind, RequestProblem
from simulator.server.control.requests import UNKNOWN_SESSION, WITH_BODY, Answers, OneSession, problem
from simulator.server.control.waiting import check_calendar, check_patience, not_come, steered, unless_gone
from simulator.server.following import written
from simulator.telephony.events import seconds_text
from simulator.telephony.notifications import NotificationName

_WAITED: Final[Answers] = {409: problem("It did not come in time; `entries` came instead."), **WITH_BODY}
_NEVER: Final[Answers] = {
    409: problem("It has come, and is the one of `entries`; or somebody else lets time pass just now: see the type."),
    **WITH_BODY,
}


def journal_routes() -> APIRouter:
    """Make the routes."""
    router = APIRouter(prefix="/sessions/{session}", tags=["journal"], responses=UNKNOWN_SESSION)
    page = {"model": JournalPage, "description": "A part of the journal, as JSON or as text."}
    text = {"content": {"text/plain": {"schema": {"type": "string"}, "example": "7.533 POST /done RecordCompleted\n"}}}
    router.get("/journal", summary="Read the journal", response_class=Response, responses={200: {**page, **text}})(
        read_journal
    )
    router.post("/journal/wait", summary="Wait for an entry", responses=_WAITED)(wait_for_entry)
    router.post("/journal/never", summary="See that an entry does not come", responses=_NEVER)(prove_never)
    router.get("/events", summary="Follow a session as server-sent events", response_class=EventStream)(follow_session)
    return router


def _filter(
    event: Annotated[
        list[EventName] | None,
        Query(max_length=100, description="Only these events.", examples=[["RecordingFinished"]]),
    ] = None,
    call: Annotated[str | None, Query(description="Only what is about this call or message.")] = None,
    notification: Annotated[
        NotificationName | None, Query(description="Only this notification to the app.", examples=["RecordCompleted"])
    ] = None,
    command: Annotated[str | None, Query(description="Only this command of the app.", examples=["SendSms"])] = None,
    text: Annotated[
        str | None, Query(max_length=LONGEST_TEXT, description="Only entries whose text holds this.")
    ] = None,
) -> EntryFilter:
    return EntryFilter(event=event, call=call, notification=notification, command=command, text=text)


Filter = Annotated[EntryFilter, Depends(_filter)]


async def read_journal(
    session: OneSession,
    wanted: Filter,
    *,
    since: Annotated[int, Query(ge=0, lt=2**63, description="The number of the first entry that counts.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000, description="At most so many entries.")] = 100,
    written_as: Annotated[
        Literal["json", "text"] | None,
        Query(alias="format", description="Not given: what the Accept header prefers, JSON if it says nothing."),
    ] = None,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response:
    """Everything that has happened in the session so far, or a part of it: JSON, or a line of text for each entry."""
    transcript = session.phone.pbx.transcript
    meant = wanted.predicate(transcript)
    numbers = (number for number in range(since, len(transcript)) if meant(transcript.entries[number]))
    found = list(islice(numbers, limit + 1))
    following = found[limit] if len(found) > limit else max(since, len(transcript))
    entries = [journal_entry(transcript, number) for number in found[:limit]]
    if written_as == "text" or (written_as is None and accept.startswith("text/plain")):
        lines = [f"{seconds_text(entry.at)} {entry.text}\n" for entry in entries]
        more = f"... and more: since={following}\n" if len(found) > limit else ""
        return PlainTextResponse("".join([*lines, more]))
    page = JournalPage(entries=entries, next=following, length=len(transcript))
    return Response(page.model_dump_json(), media_type="application/json")


async def wait_for_entry(order: WaitOrder, session: OneSession, request: Request) -> JournalEntry:
    """Wait until something is written in the journal, or find it there. The clock is left alone.

    If it does not come in time, the answer is a problem of the type `urn:ozeki-simulator:not-come`, with the entries
    that came instead.
    """
    phone = session.phone
    transcript = phone.pbx.transcript
    waiting = phone.journal.wait_for_entry(order.predicate(transcript), first=order.since, patience=order.timeout)
    found = await unless_gone(request, waiting)
    if found is None:
        hint = "; the clock is frozen" if phone.frozen else ""
        what = f"no entry came within {order.timeout:g} s with {order}"
        raise not_come(phone, what, order.since, hint)
    return journal_entry(transcript, found.number)


async def prove_never(order: NeverOrder, session: OneSession, request: Request) -> ClockResource:
    """Let time pass, and see that something is not written in the journal meanwhile.

    If it is, the answer comes at once: a problem of the type `urn:ozeki-simulator:has-come`, with the entry. Time
    passes as with `advance`.
    """
    phone = session.phone
    check_patience(phone, order.seconds)
    check_calendar(phone)
    transcript = phone.pbx.transcript
    unwanted = order.predicate(transcript)
    come = await steered(request, phone, phone.journal.never(unwanted, order.seconds, first=order.since))
    if come is None:
        return clock_resource(phone)
    entry = journal_entry(transcript, come.number)
    detail = f"an entry came with {order}, after {seconds_text(entry.at)} s: {entry.text!r}"
    raise RequestProblem(HTTPStatus.CONFLICT, detail, ProblemKind.HAS_COME, entries=[entry])


async def follow_session(
    session: OneSession,
    wanted: Filter,
    since: Annotated[
        int | None,
        Query(ge=0, lt=2**63, description="The number of the first entry that counts; the first if not given."),
    ] = None,
    last_event_id: Annotated[
        str | None,
        Header(
            alias="Last-Event-ID",
            description="Go on behind this one; browsers say it by themselves.",
            examples=["1-17"],
        ),
    ] = None,
) -> EventStream:
    """The journal as it is written: first what there is, then what comes, each entry as an event.

    The ID of an event is a number of the session's present life, a hyphen, and the entry's number; after a reset the
    numbers begin anew. When the session is removed or reset, a last event of the type `closed` says so; whoever
    follows should close the stream then.
    """
    phone, life = session.phone, session.generation
    first = _behind(last_event_id, life)
    return EventStream(_events(phone, wanted, life, (since or 0) if first is None else first))


def _behind(last_event_id: str | None, life: int) -> int | None:
    """The number of the entry behind an event; None if the event is of another life, or is none."""
    before, _, number = (last_event_id or "").partition("-")
    if before != str(life) or not (number.isascii() and number.isdigit()) or len(number) > 18:
        return None
    return int(number) + 1


async def _events(phone: PhoneSystem, wanted: EntryFilter, life: int, first: int) -> AsyncIterator[bytes]:
    transcript = phone.pbx.transcript
    meant = wanted.predicate(transcript)
    async for numbers in written(transcript, first, _closed(phone)):
        if not numbers:
            yield b": nothing new\n\n"
        for number in numbers:
            if meant(transcript.entries[number]):
                entry = journal_entry(transcript, number)
                yield event_bytes(entry.model_dump_json(), number=f"{life}-{number}")
    yield event_bytes("{}", kind="closed")


async def _closed(phone: PhoneSystem) -> None:
    with suppress(ClosedError):
        await phone.until_closed()
