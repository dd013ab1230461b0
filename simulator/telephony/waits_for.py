"""Waiting for something that happens elsewhere: a notification, a message in the outbox, any event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import ClassVar, Final, Protocol

from simulator.telephony.effects import Sound
from simulator.telephony.events import AnswerReceived, Event, NotificationSent, seconds_text
from simulator.telephony.human import Human
from simulator.telephony.kernel import Steps
from simulator.telephony.script_events import PromptFinished, PromptInterrupted, PromptStarted
from simulator.telephony.step import StepUnmetError, WaitingStep
from simulator.telephony.transcript import Entry, Transcript

LONGEST_LIST: Final = 5
"""Of what came instead, for errors."""


@dataclass(frozen=True, slots=True)
class CameAbout(Event):
    """What somebody waits for has happened; told to the one who waits, and in no transcript."""

    silent = True

    def __str__(self) -> str:
        return "it came about"


class Fits(Protocol):
    """What a value must be like."""

    @property
    def written(self) -> str:
        """As the test has it."""
        ...

    def found_in(self, text: str) -> bool:
        """Whether a value is like that."""
        ...


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that happens: an event (`RecordingFinished`), about which all the values are as written.

    A value is that of a field of the notification or command that the event tells of, or of the event's own field.
    `name` is that of the notification or command, if one is meant.
    """

    event: str
    values: Mapping[str, Fits] = field(default_factory=dict)
    name: str = ""
    key: str = field(default="event", compare=False)
    """How the test has said what it is: `notification`, `sms`, ..."""

    def __str__(self) -> str:
        values = ", ".join(f"{name} {wanted.written!r}" for name, wanted in self.values.items())
        what = {"ozml": f"<{self.name}>", "command": f"the command {self.name}"}.get(self.key, self.name)
        return (what or _LABELS.get(self.key, self.event)) + (f" with {values}" if values else "")

    def is_in(self, entry: Entry, transcript: Transcript) -> bool:
        """Whether an entry tells of it; addresses are compared as the transcript shows them."""
        event = entry.event
        if type(event).__name__ != self.event:
            return False
        if self.name and getattr(event, "name", "").casefold() != self.name.casefold():
            return False
        fields: Mapping[str, object] = getattr(event, "fields", getattr(event, "parameters", {}))
        for name, wanted in self.values.items():
            actual = fields.get(name, getattr(event, name, None))
            if actual is None or not wanted.found_in(transcript.shortened(str(actual))):
                return False
        return True


_LABELS: Final = {"sms": "SMS", "email": "e-mail", "message": "message"}


@dataclass(frozen=True, slots=True)
class WaitsFor(WaitingStep):
    """Waits until something has happened on any call; what happened before counts too, but each thing only once.

    If it is a notification, waits until that is answered, too. `within` is the longest wait in seconds.
    """

    occurrence: Occurrence
    within: float = inf
    needs_line: ClassVar[bool] = True
    sounds: ClassVar[Sequence[Sound]] = ()

    def __str__(self) -> str:
        return f"waits for {self.occurrence}"

    def run(self, human: Human) -> Steps[None]:
        """Wait for it, then for the PBX to be done asking the app."""
        deadline = human.call.kernel.after(self.within)
        found = yield from self._until(human, lambda: self._found(human), deadline)
        if found is None:
            raise StepUnmetError(f"not within {seconds_text(self.within)} s; {self._instead(human)}")
        human.entries_used.add(found)
        human.agenda.met()
        if self.occurrence.event == NotificationSent.__name__:
            yield from self._until(human, lambda: _answer_to(human, found), inf)
        yield from human.reacts()

    def has_come(self, human: Human) -> bool:
        """Whether it has happened; it counts as waited for then."""
        found = self._found(human)
        if found is not None:
            human.entries_used.add(found)
        return found is not None

    def _until(self, human: Human, find: Callable[[], int | None], deadline: float) -> Steps[int | None]:
        """Wait for an entry; its number, or None if the time is up."""
        call, transcript = human.call, human.call.switchboard.transcript
        heeded = (CameAbout, PromptStarted, PromptFinished, PromptInterrupted) if human.stops else (CameAbout,)

        def look(entry: Entry) -> None:
            if type(entry.event).__name__ == self.occurrence.event or isinstance(entry.event, AnswerReceived):
                call.kernel.publish(call, CameAbout())

        transcript.listeners.append(look)
        try:
            human.stop_if_wanted()
            while (found := find()) is None:
                if (yield from call.wait(*heeded, until=deadline)) is None:
                    return None
                human.stop_if_wanted()
        finally:
            transcript.listeners.remove(look)
        return found

    def _found(self, human: Human) -> int | None:
        """The first such entry that was not waited for before."""
        transcript = human.call.switchboard.transcript
        for index, entry in enumerate(transcript.entries):
            if index not in human.entries_used and self.occurrence.is_in(entry, transcript):
                return index
        return None

    def _instead(self, human: Human) -> str:
        """What else of this kind has happened."""
        transcript = human.call.switchboard.transcript
        like = [one for one in transcript.entries if type(one.event).__name__ == self.occurrence.event]
        lines = [f"{transcript.text(one)} at {seconds_text(one.at)}" for one in like[-LONGEST_LIST:]]
        return "there was " + (", ".join(lines) or "none at all")


def _answer_to(human: Human, request: int) -> int | None:
    """The number of the entry with the answer to a notification, by the number of its own."""
    entries = human.call.switchboard.transcript.entries
    asked = entries[request]
    for index in range(request + 1, len(entries)):
        if entries[index].call_id == asked.call_id and isinstance(entries[index].event, AnswerReceived):
            return index
    return None
