"""What a script sends and changes beyond its line, in the past tense: messages, files, data and alarms."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.telephony.contact_id import AlarmMessage
from simulator.telephony.events import Column, Event, seconds_text
from simulator.telephony.outbox import DeliveryState

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
