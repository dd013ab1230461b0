"""Sessions as clients read them: what they are, what goes on in them, and how their PBX behaves."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from pydantic import BaseModel, Field

from simulator.server.control.clock import ClockResource, clock_resource
from simulator.server.control.examples import ACTIVE_CALL, SESSION, SETTINGS
from simulator.server.control.written import with_example
from simulator.server.served_session import ServedSession
from simulator.settings import Settings
from simulator.telephony.call_states import Direction, ReportedState, SessionState
from simulator.telephony.names import xml_moment
from simulator.telephony.observed_call import ObservedCall


class SessionLinks(BaseModel):
    """Where more about a session is found."""

    self: str = Field(examples=["/control/v1/sessions/worker-1"])
    calls: str = Field(examples=["/control/v1/sessions/worker-1/calls"])
    active: str = Field(examples=["/control/v1/sessions/worker-1/active"])
    clock: str = Field(examples=["/control/v1/sessions/worker-1/clock"])
    journal: str = Field(examples=["/control/v1/sessions/worker-1/journal"])
    events: str = Field(examples=["/control/v1/sessions/worker-1/events"])
    outbox: str = Field(examples=["/control/v1/sessions/worker-1/outbox"])
    recordings: str = Field(examples=["/control/v1/sessions/worker-1/recordings"])
    settings: str = Field(examples=["/control/v1/sessions/worker-1/settings"])


class SessionResource(BaseModel):
    """A session: a phone system of its own."""

    model_config = with_example(SESSION)

    id: str = Field(examples=["worker-1"])
    pbx_url: str = Field(
        description="The address of its PBX: apps send commands there, and RecordURL begins with it.",
        examples=["http://127.0.0.1:7780/sessions/worker-1"],
    )
    clock: ClockResource
    live: bool = Field(description="Whether somebody may act at any time for anybody.")
    seed: int = Field(description="Of everything that is drawn by chance; a reset begins with it again.")
    data_folder: str = Field(description="Where its files are, as the server sees it.")
    calls: int = Field(description="Calls and messages that there have been.")
    entries: int = Field(description="Entries of its journal.")
    links: SessionLinks


class SessionList(BaseModel):
    """The sessions that there are."""

    model_config = with_example({"sessions": [SESSION]})

    sessions: list[SessionResource]


class ActiveCall(BaseModel):
    """A call as the PBX lists it: two parties under one Call ID."""

    model_config = with_example(ACTIVE_CALL)

    call_id: str = Field(examples=["1zJ5nQ"])
    state: ReportedState = Field(description="As ListActiveCalls and CallChanged have it.")
    session_state: SessionState = Field(description="As GetCallHistory has it.")
    over: bool
    direction: Direction
    source: str = Field(description="Who calls.")
    caller_id: str = Field(description="What the callee sees.")
    dialled: str
    destination: str = Field(description="Whom the call has been sent to.")
    started_at: float = Field(description="Seconds on the clock of the session.")
    start_time: str = Field(examples=["2024-01-01T09:00:00.0000+00:00"])
    ring_seconds: float
    talk_seconds: float
    lines: dict[str, str] = Field(
        description="The IDs of the people's own calls, by `caller` and `callee`, under which one acts for them, as "
        "long as they are on the line. An API extension has none."
    )


class ActiveCalls(BaseModel):
    """The calls of a session as the PBX lists them, oldest first."""

    model_config = with_example({"calls": [ACTIVE_CALL]})

    calls: list[ActiveCall]


class SettingsResource(BaseModel):
    """How the PBX of a session behaves; chosen when the session is made."""

    model_config = with_example({"settings": SETTINGS})

    settings: dict[str, Any] = Field(description="Every setting by its name.")


def session_resource(session: ServedSession, root: str) -> SessionResource:
    """A session as it stands; `root` is the path under which the API is reached."""
    phone, here = session.phone, f"{root}/sessions/{session.name}"
    names = [name for name in SessionLinks.model_fields if name != "self"]
    return SessionResource(
        id=session.name,
        pbx_url=session.pbx_url,
        clock=clock_resource(phone),
        live=phone.world.live,
        seed=session.seed,
        data_folder=session.settings.data_folder,
        calls=session.number_of_calls,
        entries=len(phone.pbx.transcript),
        links=SessionLinks(self=here, **{name: f"{here}/{name}" for name in names}),
    )


def active_call(call: ObservedCall) -> ActiveCall:
    """A call as the PBX lists it."""
    return ActiveCall(
        call_id=call.id,
        state=call.state.reported,
        session_state=call.state,
        over=call.over,
        direction=call.direction,
        source=call.source,
        caller_id=call.caller_id,
        dialled=call.dialled,
        destination=call.destination,
        started_at=call.began_at,
        start_time=xml_moment(call.switchboard.names.moment(call.began_at)),
        ring_seconds=call.ring_seconds,
        talk_seconds=call.talk_seconds,
        lines={str(side): leg.id for side, leg in call.legs.items()},
    )


def settings_resource(settings: Settings) -> SettingsResource:
    """All settings as plain values."""
    return SettingsResource(settings={one.name: _plain(getattr(settings, one.name)) for one in fields(settings)})


def _plain(value: Any) -> Any:  # noqa: ANN401 - settings are of many types
    return list(value) if isinstance(value, tuple) else value
