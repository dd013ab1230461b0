"""Waiting for something that happens elsewhere: a notification, a message in the outbox, any event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import ClassVar, Final

from simulator.telephony.effects import Sound
from simulator.telephony.events import Event, seconds_text
from simulator.telephony.human import Human
from simulator.telephony.kernel import Steps
from simulator.telephony.step import StepUnmetError, WaitingStep
from simulator.telephony.text_match import TextMatch
from simulator.telephony.transcript import Entry

LONGEST_LIST: Final = 5
"""Of what came instead, for errors."""


@dataclass(frozen=True, slots=True)
class CameAbout(Event):
    """What somebody waits for has happened; told to the one who waits, and in no transcript."""

    silent = True

    def __str__(self) -> str:
        return "it came about"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that happens: an event of this name (`RecordingFinished`), about which all the values are as written.

    A value is that of the event's own field, or of a field of the notification or command that it tells of.
    """

    event: str
    values: Mapping[str, TextMatch] = field(default_factory=dict)
    label: str = ""
    """As the test wrote it."""

    def __str__(self) -> str:
        values = ", ".join(f"{name} {wanted}" for name, wanted in self.values.items() if name != "name")
        return (self.label or self.event) + (f" with {values}" if values else "")

    def is_in(self, entry: Entry) -> bool:
        """Whether an entry tells of it."""
        event = entry.event
        if type(event).__name__ != self.event:
            return False
        fields: Mapping[str, object] = getattr(event, "fields", getattr(event, "parameters", {}))
        for name, wanted in self.values.items():
            actual = getattr(event, name, fields.get(name))
            if actual is None or not wanted.found_in(str(actual)):
                return False
        return True


@dataclass(frozen=True, slots=True)
class WaitsFor(WaitingStep):
    """Waits until something has happened on any call; what happened before counts too, but each thing only once.

    `within` is the longest wait in seconds.
    """

    occurrence: Occurrence
    within: float = inf
    needs_line: ClassVar[bool] = True
    sounds: ClassVar[Sequence[Sound]] = ()

    def __str__(self) -> str:
        return f"waits for {self.occurrence}"

    def run(self, human: Human) -> Steps[None]:
        """Wait for it, then for the PBX to be done asking the app."""
        call, transcript = human.call, human.call.switchboard.transcript
        deadline = call.kernel.after(self.within)

        def look(entry: Entry) -> None:
            if self.occurrence.is_in(entry):
                call.kernel.publish(call, CameAbout())

        transcript.listeners.append(look)
        try:
            while not self._found(human):
                human.stop_if_wanted()
                if (yield from call.wait(CameAbout, until=deadline)) is None:
                    raise StepUnmetError(f"not within {seconds_text(self.within)} s; {self._instead(human)}")
        finally:
            transcript.listeners.remove(look)
        human.agenda.met()
        yield from human.reacts()

    def _found(self, human: Human) -> bool:
        entries = human.call.switchboard.transcript.entries
        for index in range(human.entries_seen, len(entries)):
            if self.occurrence.is_in(entries[index]):
                human.entries_seen = index + 1
                return True
        return False

    def _instead(self, human: Human) -> str:
        """What else of this kind has happened."""
        transcript = human.call.switchboard.transcript
        like = [one for one in transcript.entries if type(one.event).__name__ == self.occurrence.event]
        lines = [f"{transcript.text(one)} at {seconds_text(one.at)}" for one in like[-LONGEST_LIST:]]
        return "there was " + (", ".join(lines) or "none at all")
