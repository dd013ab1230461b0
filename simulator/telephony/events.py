"""What happens on the line and on the network, in the past tense.

Each event knows its line in the transcript (`str`), and on whose side of the conversation that line belongs.
Events marked `detail` are left out of the short transcript; `silent` ones are left out of every transcript.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import ClassVar

from simulator.telephony.causes import HangupCause, Side


class Column(StrEnum):
    """Where a transcript in columns shows an event."""

    CALLER = "caller"
    LINE = "line"
    APP = "app"


class Event:
    """Something that happened."""

    __slots__ = ()
    column: ClassVar[Column] = Column.LINE
    detail: ClassVar[bool] = False
    silent: ClassVar[bool] = False


def seconds_text(seconds: float) -> str:
    """A length of time for people: at most milliseconds, at least one decimal."""
    text = f"{seconds:.3f}".rstrip("0")
    return text + "0" if text.endswith(".") else text


# -- the call --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CallOffered(Event):
    """Somebody dials a number of the PBX, or the PBX calls somebody, who sees `name` beside the caller's number."""

    caller: str
    dialled: str
    name: str = ""
    column = Column.CALLER

    def __str__(self) -> str:
        return f"call from {self.caller}{f' ({self.name})' if self.name else ''} to {self.dialled}"


@dataclass(frozen=True, slots=True)
class NumberUnlisted(Event):
    """The test has named phones, and not the one that is called now; `behaviour` is what the setting makes it do."""

    number: str
    behaviour: str
    hint: str

    def __str__(self) -> str:
        doing = self.behaviour if self.behaviour in ("answers", "refuses") else f"is {self.behaviour}"
        doing = "does not answer" if self.behaviour == "no answer" else doing
        return f"{self.number} is none of the test's phones, so it {doing} (setting unlisted_numbers){self.hint}"


@dataclass(frozen=True, slots=True)
class CallAnswered(Event):
    """The PBX picks up."""

    def __str__(self) -> str:
        return "call answered"


@dataclass(frozen=True, slots=True)
class CallEnded(Event):
    """One side hangs up or refuses; nothing is heard any more."""

    by: Side
    cause: HangupCause

    def __str__(self) -> str:
        return f"call ended by {self.by}: {self.cause}"


@dataclass(frozen=True, slots=True)
class CallCleared(Event):
    """The call is over and the app has been told everything that there was to tell."""

    detail = True

    def __str__(self) -> str:
        return "call cleared"


@dataclass(frozen=True, slots=True)
class PartiesConnected(Event):
    """The person is connected with somebody else, by the PBX; `number` is that of the other one."""

    number: str

    def __str__(self) -> str:
        return f"connected with {self.number}"


# -- the caller ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CallerSounded(Event):
    """The caller begins to speak, or makes some other sound; `seconds` may be inf."""

    label: str
    seconds: float
    column = Column.CALLER

    def __str__(self) -> str:
        length = "for ever" if self.seconds == inf else f"{seconds_text(self.seconds)} s"
        return f"says {self.label!r} ({length})"


@dataclass(frozen=True, slots=True)
class VoiceStarted(Event):
    """Voice is heard from the caller."""

    column = Column.CALLER

    def __str__(self) -> str:
        return "voice started"


@dataclass(frozen=True, slots=True)
class VoiceStopped(Event):
    """No voice is heard from the caller any more."""

    column = Column.CALLER

    def __str__(self) -> str:
        return "voice stopped"


@dataclass(frozen=True, slots=True)
class DtmfReceived(Event):
    """The caller pressed a key; the tone begins now."""

    digit: str
    column = Column.CALLER

    def __str__(self) -> str:
        return f"presses {self.digit}"


@dataclass(frozen=True, slots=True)
class DtmfIgnored(Event):
    """No command was waiting for the key."""

    digit: str

    def __str__(self) -> str:
        return f"key {self.digit} ignored"


class EntryMatch(StrEnum):
    """What an entry in a menu led to."""

    INPUT = "an Input"
    FORWARDED = "forwarded to the app"
    NONE = "no match"


@dataclass(frozen=True, slots=True)
class DigitsEntered(Event):
    """A menu has its entry."""

    digits: str
    match: EntryMatch

    def __str__(self) -> str:
        return f"entered {self.digits}: {self.match}"


@dataclass(frozen=True, slots=True)
class StepReached(Event):
    """The caller's script has come to a step."""

    step: str
    number: int
    column = Column.CALLER
    detail = True

    def __str__(self) -> str:
        return f"step {self.number}: {self.step}"


@dataclass(frozen=True, slots=True)
class StepFailed(Event):
    """A step of the caller's script cannot come true."""

    step: str
    number: int
    reason: str
    column = Column.CALLER

    def __str__(self) -> str:
        return f"step {self.number} failed: {self.step}: {self.reason}"


@dataclass(frozen=True, slots=True)
class StepTaken(Event):
    """A step of a script that is told step by step is over; `failure` says why it could not be taken."""

    number: int
    failure: str = ""
    column = Column.CALLER
    detail = True

    def __str__(self) -> str:
        return f"step {self.number} is over"


# -- the network -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NotificationSent(Event):
    """The PBX posts to the app. `fields` are as on the wire, in order, with NotificationName first."""

    name: str
    url: str
    fields: Mapping[str, str]
    column = Column.APP

    def __str__(self) -> str:
        return f"POST {self.url} {self.name}"


@dataclass(frozen=True, slots=True)
class AnswerReceived(Event):
    """The app has answered; `failure` says why if it has not."""

    url: str
    status: int
    content_type: str
    body: bytes
    failure: str = ""
    column = Column.APP
    detail = True

    def __str__(self) -> str:
        if self.failure:
            return f"no answer from {self.url}: {self.failure}"
        return f"{self.status} {self.content_type or 'no content type'}, {len(self.body)} bytes"


# -- the world -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stalled(Event):
    """Nothing can ever happen again on this call; `waiting` says what everybody is waiting for."""

    waiting: str

    def __str__(self) -> str:
        return f"stalled: {self.waiting}"
