"""The clock of a session: as clients read it, and what they want of it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Discriminator, Field, Tag, model_validator

from simulator.drivers.phone_system import PhoneSystem
from simulator.server.control.examples import CLOCK
from simulator.server.control.journal import EntryFilter, JournalEntry
from simulator.server.control.world_order import ClockText
from simulator.server.control.written import Written, kind_of, mistake, with_example
from simulator.telephony.names import xml_moment

LONGEST_LEAP = 7 * 86_400
"""Seconds of call time that one request may let pass."""

LONGEST_WAIT = 600
"""Seconds that a client may let a request wait."""

CallTime = Annotated[float, Field(ge=0, le=LONGEST_LEAP, allow_inf_nan=False)]
Patience = Annotated[
    float, Field(ge=0, le=LONGEST_WAIT, allow_inf_nan=False, description="Longest wait, in seconds outside.")
]


class ClockResource(BaseModel):
    """What the clock of a session shows, and how it goes."""

    model_config = with_example(CLOCK)

    now: float = Field(description="Seconds since the session began.")
    moment: str = Field(description="The date and the time for the PBX.", examples=["2024-01-01T09:00:12.5000+00:00"])
    clock: str = Field(description='"virtual", "real", or a factor such as "x10".', examples=["virtual"])
    frozen: bool = Field(description="Whether it stands still, but for those who steer it.")
    idle: bool = Field(description="Whether nothing is under way: no call, no message, no command.")


class ClockChange(Written):
    """How the clock is to go from now on; what is not said stays as it is."""

    model_config = with_example({"frozen": True}, {"clock": "x10", "frozen": False})

    clock: ClockText | None = Field(None, description='"virtual", "real", or a factor such as "x10".')
    frozen: bool | None = Field(None, description="Whether it stands still, but for those who steer it.")


class AdvanceOrder(Written):
    """Time that is to pass."""

    model_config = with_example({"seconds": 30})

    seconds: CallTime = Field(
        description="Call time. On a clock that is virtual or frozen it leaps; otherwise it takes as long outside."
    )


class RunOrder(Written):
    """How far time is to pass."""

    model_config = with_example(
        {"until": "idle"},
        {"until": "call-end", "call": "1zJ5nQ"},
        {"until": {"notification": "RecordCompleted"}, "within": 60},
    )

    until: Annotated[
        Annotated[Literal["idle", "call-end"], Tag("plain")] | Annotated[EntryFilter, Tag("a filter")],
        Discriminator(kind_of("filter")),
    ] = Field(
        description="`idle`: until nothing is under way; `call-end`: until everything about a call is over; or until "
        "something is written in the journal. But for `idle` the clock is frozen at that very instant."
    )
    call: str | None = Field(None, description="With `call-end`: whose end. Not given: that of any call.")
    within: CallTime | None = Field(
        None, description="Longest wait in call time, but for `idle`. Not given: as long as it takes."
    )
    since: int | None = Field(
        None,
        ge=0,
        lt=2**63,
        description="The number of the first entry that counts, but for `idle`: one that is there already is found at "
        "once, and the clock left alone. Not given: from now on.",
    )
    patience: Patience = 10.0

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.call is not None and self.until != "call-end":
            raise mistake('\'call\' belongs beside "until": "call-end"; in a filter it stands within the filter')
        if self.until == "idle" and not self.within is self.since is None:
            wrong = "since" if self.within is None else "within"
            raise mistake(f"{wrong!r} does not belong beside 'idle'")
        return self


class RunResource(BaseModel):
    """What time was let pass for has come about."""

    model_config = with_example({"entry": None, "clock": CLOCK})

    entry: JournalEntry | None = Field(description="What was waited for; null for `idle`.")
    clock: ClockResource


def clock_resource(phone: PhoneSystem) -> ClockResource:
    """The clock of a phone system as it stands."""
    now = phone.now
    return ClockResource(
        now=now,
        moment=xml_moment(phone.pbx.switchboard.names.moment(now)),
        clock=str(phone.clock),
        frozen=phone.frozen,
        idle=phone.idle,
    )
