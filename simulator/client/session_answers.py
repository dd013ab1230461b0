"""What the control API says of sessions: their clocks, their journals, and their calls as the PBX lists them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import PlainValidator

from simulator.client.answer import Answer
from simulator.settings import Settings, settings_with
from simulator.telephony.call_states import Direction, ReportedState, SessionState
from simulator.telephony.causes import Side


class ClockReading(Answer):
    """What a clock shows, and how it goes.

    Attributes:
        now: seconds since the session began.
        moment: the date and the time for the PBX.
        clock: "virtual", "real", or a factor such as "x10".
        frozen: whether it stands still, but for those who steer it.
        idle: whether nothing is under way: no call, no message, no command.
    """

    now: float
    moment: datetime
    clock: str
    frozen: bool
    idle: bool


class JournalEntry(Answer):
    """Something that has happened in a session.

    Attributes:
        number: its place in the journal, from 0.
        at: when, in seconds on the clock of the session.
        call: the ID of the call or the message that it is about.
        label: what tells that from the others in texts; empty for the first one.
        event: what happened, such as "RecordingFinished".
        text: the same in words.
        detail: whether it only matters when one looks for the reason of something.
        data: what belongs to such an event, by name.
    """

    number: int
    at: float
    call: str
    label: str
    event: str
    text: str
    detail: bool
    data: dict[str, Any]


class JournalPage(Answer):
    """A part of a journal; `next` is the number to go on from, `length` how many entries the whole has."""

    entries: list[JournalEntry]
    next: int
    length: int


class RunEnd(Answer):
    """What time was let pass for, and the clock then. `entry` is None if that was for nothing to be under way."""

    entry: JournalEntry | None
    clock: ClockReading


class SessionReport(Answer):
    """How a session stands.

    Attributes:
        id: its name.
        pbx_url: where apps send their commands; RecordURL begins with it.
        clock: what its clock shows.
        live: whether somebody may act at any time for anybody.
        seed: of everything that is drawn by chance.
        data_folder: where its files are, as the server sees it.
        calls: how many calls and messages there have been.
        entries: how many entries its journal has.
    """

    id: str
    pbx_url: str
    clock: ClockReading
    live: bool
    seed: int
    data_folder: str
    calls: int
    entries: int


class SessionList(Answer):
    """The sessions that there are."""

    sessions: list[SessionReport]


class ActiveCall(Answer):
    """A call as the PBX lists it: two parties under one Call ID.

    Attributes:
        call_id: that ID.
        state: as ListActiveCalls and CallChanged have it.
        session_state: as GetCallHistory has it.
        over: whether it has ended.
        direction: between whom it is.
        source: who calls.
        caller_id: what the callee sees.
        dialled: the number that was dialled.
        destination: whom the call has been sent to.
        started_at: seconds on the clock of the session.
        start_time: the same on the calendar of the PBX.
        ring_seconds: how long it rang.
        talk_seconds: how long they have talked.
        lines: the IDs of the people's own calls, under which one acts for them; an API extension has none.
    """

    call_id: str
    state: ReportedState
    session_state: SessionState
    over: bool
    direction: Direction
    source: str
    caller_id: str
    dialled: str
    destination: str
    started_at: float
    start_time: datetime
    ring_seconds: float
    talk_seconds: float
    lines: dict[Side, str]


class ActiveCalls(Answer):
    """The calls of a session as the PBX lists them, oldest first."""

    calls: list[ActiveCall]


def _settings(written: object) -> Settings:
    if not isinstance(written, Mapping):
        raise ValueError("settings are an object")
    known = {name: value for name, value in written.items() if hasattr(Settings, name)}
    return settings_with(known, Settings(), where="the settings of the server")


class PbxSettings(Answer):
    """How the PBX of a session behaves."""

    settings: Annotated[Settings, PlainValidator(_settings)]
