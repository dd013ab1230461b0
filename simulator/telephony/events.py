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
from simulator.telephony.contact_id import AlarmMessage
from simulator.telephony.outbox import DeliveryState
from simulator.telephony.problem import Place, Problem
from simulator.telephony.recording import AudioFormat, RecordEnd


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
        return f"{self.number} is none of the test's phones{self.hint}; it {doing} (setting unlisted_numbers)"


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


# -- what the app's script does --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PromptStarted(Event):
    """The caller begins to hear something; `seconds` is its full length.

    `kind` is "speaks" or "plays" for what the PBX lets him hear, and "hears" for what somebody else says to him.
    """

    kind: str
    text: str
    seconds: float
    column = Column.APP

    def __str__(self) -> str:
        return f"{self.kind} {self.text!r} ({seconds_text(self.seconds)} s)"


@dataclass(frozen=True, slots=True)
class PromptFinished(Event):
    """The caller has heard it all."""

    text: str
    column = Column.APP
    detail = True

    def __str__(self) -> str:
        return f"finished {self.text!r}"


@dataclass(frozen=True, slots=True)
class PromptInterrupted(Event):
    """The caller heard only the first `seconds` of it."""

    text: str
    seconds: float
    column = Column.APP

    def __str__(self) -> str:
        return f"interrupted after {seconds_text(self.seconds)} s: {self.text!r}"


@dataclass(frozen=True, slots=True)
class TransferFailed(Event):
    """The person could not be connected with a number; the script goes on."""

    number: str
    cause: HangupCause
    column = Column.APP

    def __str__(self) -> str:
        return f"transfer to {self.number} failed: {self.cause}"


@dataclass(frozen=True, slots=True)
class RecordingStarted(Event):
    """The PBX begins to record the caller."""

    name: str
    format: AudioFormat
    column = Column.APP

    def __str__(self) -> str:
        return "recording started"


@dataclass(frozen=True, slots=True)
class RecordingFinished(Event):
    """A recording is over."""

    name: str
    end: RecordEnd
    seconds: float
    column = Column.APP

    def __str__(self) -> str:
        return f"recording finished: {self.end}, {seconds_text(self.seconds)} s"


@dataclass(frozen=True, slots=True)
class CommandStarted(Event):
    """A command of the app's script begins, with its parameters after substitution."""

    name: str
    place: Place
    parameters: Mapping[str, str]
    column = Column.APP
    detail = True

    def __str__(self) -> str:
        parameters = "".join(f" {name}={value!r}" for name, value in self.parameters.items())
        return f"<{self.name}>{parameters} at {self.place}"


class CommandOutcome(StrEnum):
    """How a command ended."""

    DONE = "done"
    INTERRUPTED = "interrupted"
    """Cut short by a key or by the end of the call."""
    LEFT = "left"
    """It ended, or replaced, the script it stood in."""


@dataclass(frozen=True, slots=True)
class CommandFinished(Event):
    """A command is over."""

    name: str
    outcome: CommandOutcome
    column = Column.APP
    detail = True

    def __str__(self) -> str:
        return f"<{self.name}> {self.outcome}"


@dataclass(frozen=True, slots=True)
class CommandSkipped(Event):
    """A command needs a call, and the call is over."""

    name: str
    place: Place
    column = Column.APP

    def __str__(self) -> str:
        return f"<{self.name}> skipped: the call has ended"


@dataclass(frozen=True, slots=True)
class ProblemFound(Event):
    """The app (or the test) made a mistake that the call survives."""

    problem: Problem
    column = Column.APP

    def __str__(self) -> str:
        return f"{self.problem.severity}: {self.problem}"


@dataclass(frozen=True, slots=True)
class NoteFound(ProblemFound):
    """The app does something that is worth knowing and no mistake."""

    detail = True


# -- messages and files ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SmsSent(Event):
    """A short message leaves the PBX."""

    sms_id: str
    sender: str
    recipient: str
    text: str
    column = Column.APP

    def __str__(self) -> str:
        return f"SMS to {self.recipient}: {self.text!r}"


@dataclass(frozen=True, slots=True)
class SmsReported(Event):
    """It is known what became of a short message."""

    sms_id: str
    recipient: str
    state: DeliveryState

    def __str__(self) -> str:
        return f"SMS to {self.recipient}: {self.state.lower()}"


@dataclass(frozen=True, slots=True)
class SmsReceived(Event):
    """A short message reaches an API extension."""

    sms_id: str
    sender: str
    recipient: str
    text: str
    column = Column.CALLER

    def __str__(self) -> str:
        return f"SMS from {self.sender} to {self.recipient}: {self.text!r}"


@dataclass(frozen=True, slots=True)
class EmailSent(Event):
    """An e-mail leaves the PBX."""

    sender: str
    recipient: str
    subject: str
    column = Column.APP

    def __str__(self) -> str:
        return f"e-mail to {self.recipient}: {self.subject!r}"


@dataclass(frozen=True, slots=True)
class ChatSent(Event):
    """A message of Ozeki 10 leaves the PBX."""

    connection: str
    address: str
    text: str
    column = Column.APP

    def __str__(self) -> str:
        return f"message to {self.connection}{' ' + self.address if self.address else ''}: {self.text!r}"


@dataclass(frozen=True, slots=True)
class ChatReceived(Event):
    """A message of Ozeki 10 comes from a connection."""

    connection: str
    text: str
    column = Column.CALLER

    def __str__(self) -> str:
        return f"message from {self.connection}: {self.text!r}"


@dataclass(frozen=True, slots=True)
class FileMoved(Event):
    """A file of the data folder has another place now."""

    source: str
    path: str
    column = Column.APP

    def __str__(self) -> str:
        return f"moved {self.source!r} to {self.path!r}"


@dataclass(frozen=True, slots=True)
class FileDeleted(Event):
    """A file of the data folder is gone."""

    path: str
    column = Column.APP

    def __str__(self) -> str:
        return f"deleted {self.path!r}"


@dataclass(frozen=True, slots=True)
class SqlRun(Event):
    """The database has carried out a statement."""

    statement: str
    columns: tuple[str, ...]
    rows: int
    affected: int
    column = Column.APP

    def __str__(self) -> str:
        done = f"{self.rows} rows" if self.columns else f"{self.affected} rows changed"
        return f"SQL {' '.join(self.statement.split())[:80]!r}: {done}"


# -- alarms ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToneHeard(Event):
    """A signalling tone is heard from the other side; it ends now."""

    frequency_hz: float
    seconds: float
    column = Column.CALLER
    detail = True

    def __str__(self) -> str:
        return f"tone of {self.frequency_hz:g} Hz ({seconds_text(self.seconds)} s)"


@dataclass(frozen=True, slots=True)
class AlarmReceived(Event):
    """The PBX has understood an alarm message."""

    message: AlarmMessage

    def __str__(self) -> str:
        return f"alarm received: {alarm_text(self.message)}"


@dataclass(frozen=True, slots=True)
class AlarmSent(Event):
    """The PBX begins to send an alarm message."""

    message: AlarmMessage
    column = Column.APP

    def __str__(self) -> str:
        return f"sends alarm: {alarm_text(self.message)}"


@dataclass(frozen=True, slots=True)
class AlarmFailed(Event):
    """No alarm message could be received, or delivered."""

    reason: str

    def __str__(self) -> str:
        return f"alarm failed: {self.reason}"


def alarm_text(message: AlarmMessage) -> str:
    """An alarm message for people."""
    return (
        f"{message.code} ({message.event_name}), {message.qualifier}, account {message.account}, "
        f"partition {message.partition}, zone {message.zone}"
    )


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
