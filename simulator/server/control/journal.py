"""The journal of a session as clients read it: its entries, and which of them somebody wants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, Discriminator, Field, Tag, WithJsonSchema

from simulator.errors import suggestion
from simulator.server.control.examples import ENTRY
from simulator.server.control.written import Written, mistake, with_example
from simulator.server.served_call import entries_as_data
from simulator.telephony.command_events import CommandReceived
from simulator.telephony.events import Event, NotificationSent
from simulator.telephony.known_events import EVENTS
from simulator.telephony.notifications import NotificationName
from simulator.telephony.transcript import Entry, Transcript

LONGEST_TEXT: Final = 1_000


def _event(name: str) -> str:
    if name not in EVENTS:
        raise mistake(f"unknown event {name!r}{suggestion(name, EVENTS)}")
    return name


EventName = Annotated[
    str,
    AfterValidator(_event),
    WithJsonSchema({"type": "string", "enum": list(EVENTS), "description": "The name of an event."}),
]

Events = Annotated[
    Annotated[EventName, Tag("plain")] | Annotated[list[EventName], Field(max_length=100), Tag("a list")],
    Discriminator(lambda value: "a list" if isinstance(value, list) else "plain"),
]
"""An event, or several of which one is meant."""


class EntryFilter(Written):
    """Which entries are meant: those for which everything is true that is said here."""

    model_config = with_example({"notification": "RecordCompleted"}, {"event": ["CallEnded"], "call": "1zJ5nQ"})

    event: Events | None = Field(
        None, description="What happened: one of these events.", examples=["RecordingFinished"]
    )
    call: str | None = Field(None, description="The ID of the call or message.", examples=["1zJ5nQ"])
    notification: NotificationName | None = Field(
        None, description="The app was sent this notification.", examples=["RecordCompleted"]
    )
    command: str | None = Field(
        None, description="The app has sent this command of the HTTP API; case does not matter.", examples=["SendSms"]
    )
    text: str | None = Field(
        None,
        max_length=LONGEST_TEXT,
        description="Found anywhere in the entry's text; case does not matter.",
        examples=["final-timeout"],
    )

    def predicate(self, transcript: Transcript) -> Callable[[Entry], bool]:
        """What tells whether an entry of a transcript is meant."""
        kinds = self._kinds()
        text = None if self.text is None else self.text.casefold()
        command = None if self.command is None else self.command.casefold()

        def meant(entry: Entry) -> bool:
            event = entry.event
            return (
                (kinds is None or isinstance(event, kinds))
                and (self.call is None or entry.call_id == self.call)
                and (
                    self.notification is None
                    or (isinstance(event, NotificationSent) and event.name == self.notification)
                )
                and (command is None or (isinstance(event, CommandReceived) and event.name.casefold() == command))
                and (text is None or text in transcript.text(entry).casefold())
            )

        return meant

    def __str__(self) -> str:
        said = self.model_dump(mode="json", exclude_none=True, include=set(EntryFilter.model_fields))
        return ", ".join(f"{name} {value!r}" for name, value in said.items()) or "anything"

    def _kinds(self) -> tuple[type[Event], ...] | None:
        if self.event is None:
            return None
        names = [self.event] if isinstance(self.event, str) else self.event
        return tuple(EVENTS[name] for name in names)


class JournalEntry(BaseModel):
    """Something that has happened in a session."""

    model_config = with_example(ENTRY)

    number: int = Field(description="Its place in the journal, from 0.")
    at: float = Field(description="When: seconds on the clock of the session.")
    call: str = Field(description="The ID of the call or message that it is about; HTTP for commands of the app.")
    label: str = Field(
        description="What tells that call or message from the others in texts; empty for the first one.",
        examples=["4711"],
    )
    event: str = Field(description="What happened.", examples=["NotificationSent"])
    text: str = Field(description="The same in words.", examples=["POST http://127.0.0.1:8000/done RecordCompleted"])
    detail: bool = Field(description="Whether it only matters when one looks for the reason of something.")
    data: dict[str, Any] = Field(description="What belongs to such an event, by name.")


class JournalPage(BaseModel):
    """A part of a journal, oldest first."""

    model_config = with_example({"entries": [ENTRY], "next": 13, "length": 57})

    entries: list[JournalEntry]
    next: int = Field(description="The number to go on from: `since` of the next request.")
    length: int = Field(description="Entries that the whole journal has.")


class WaitOrder(EntryFilter):
    """An entry to be waited for."""

    model_config = with_example(
        {"notification": "RecordCompleted", "timeout": 10}, {"event": "CallEnded", "call": "1zJ5nQ", "since": 13}
    )

    since: int = Field(
        0, ge=0, lt=2**63, description="The number of the first entry that counts; one that is there is found at once."
    )
    timeout: float = Field(10.0, ge=0, le=600, allow_inf_nan=False, description="Longest wait, in seconds outside.")


class NeverOrder(EntryFilter):
    """An entry that must not come."""

    model_config = with_example({"notification": "Error", "seconds": 30})

    seconds: float = Field(
        ge=0,
        le=7 * 86_400,
        allow_inf_nan=False,
        description="How much call time to let pass. On a real clock that runs it takes as long outside.",
    )
    since: int | None = Field(
        None,
        ge=0,
        lt=2**63,
        description="The number of the first entry that counts, which may be there already. Not given: from now on.",
    )


def journal_entries(transcript: Transcript, first: int, last: int | None = None) -> list[JournalEntry]:
    """The entries from number `first` on, before number `last`."""
    numbered = entries_as_data(transcript, first, last)
    return [_journal_entry(transcript, number, data) for number, data in numbered]


def journal_entry(transcript: Transcript, number: int) -> JournalEntry:
    """One entry."""
    return journal_entries(transcript, number, number + 1)[0]


def first_entry(transcript: Transcript, wanted: Callable[[Entry], bool], since: int) -> int | None:
    """The number of the first entry that is wanted, from number `since` on; None if there is none."""
    numbered = enumerate(transcript.entries[since:], start=since)
    return next((number for number, entry in numbered if wanted(entry)), None)


def _journal_entry(transcript: Transcript, number: int, data: dict[str, Any]) -> JournalEntry:
    entry = transcript.entries[number]
    return JournalEntry(
        number=number,
        at=entry.at,
        call=entry.call_id,
        label=transcript.label(entry.call_id),
        event=type(entry.event).__name__,
        text=transcript.text(entry),
        detail=entry.event.detail,
        data={name: value for name, value in data.items() if name not in ("at", "call", "event")},
    )
