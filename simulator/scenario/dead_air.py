"""When a person on a call heard nothing and nobody spoke, and what everybody was doing then.

Dead air is what makes people say "hello?": time between picking up and hanging up in which no prompt sounds, the person
does not speak, and neither does anybody who is connected with them. While a command waits for the person (a `Record`, a
`UserInput` whose prompt is over, and those that wait for a message or an alarm), it is the person who is silent; and
while a `BlindTransfer` rings, people hear the ringing. None of that is dead air, and neither is it when the app takes
its time over something for which nobody on the line waits, such as a CallChanged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from simulator.telephony.events import (
    AnswerReceived,
    CallAnswered,
    CallEnded,
    Event,
    NotificationSent,
    PartiesConnected,
    VoiceStarted,
    VoiceStopped,
    seconds_text,
)
from simulator.telephony.notifications import NotificationName
from simulator.telephony.script_events import (
    CommandFinished,
    CommandStarted,
    PromptFinished,
    PromptInterrupted,
    PromptStarted,
)

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult

WAITING_FOR_PEOPLE: Final = ("Record", "UserInput", "WaitForMsg", "ReceiveAlarmNotification")
RINGING: Final = ("BlindTransfer",)

ASIDE: Final = (
    NotificationName.CALL_CHANGED,
    NotificationName.ERROR,
    NotificationName.INCOMING_SMS,
    NotificationName.SMS_DELIVERY_REPORT,
)
"""Notifications whose answers no script on the line waits for."""


@dataclass(frozen=True, slots=True)
class DeadAir:
    """A stretch of it, in seconds of the call's clock, and what was done in it, in words."""

    start: float
    end: float
    doing: str

    @property
    def seconds(self) -> float:
        """How long it was."""
        return round(self.end - self.start, 6)

    def __str__(self) -> str:
        length, start, end = map(seconds_text, (self.seconds, self.start, self.end))
        return f"{length} s, from {start} s to {end} s: {self.doing}"


def dead_air(result: CallResult) -> list[DeadAir]:
    """The stretches of dead air on a call, in order; none if nobody picked up."""
    line = _Line()
    for entry in result.transcript.of_call(result.id):
        line.passes(entry.at)
        line.takes(entry.event)
    if not line.ended:
        line.passes(result.duration)
    line.closes()
    return line.found


@dataclass(slots=True, eq=False)
class _Asked:
    """A notification that the app has not answered, and whether somebody on the line waits for that."""

    name: str
    url: str
    awaited: bool


@dataclass(slots=True)
class _Line:
    """What is going on on a line, event by event."""

    now: float = 0.0
    up: bool = False
    ended: bool = False
    prompts: int = 0
    speaking: bool = False
    asked: list[_Asked] = field(default_factory=list)
    """The notifications that the app has not answered."""
    commands: list[str] = field(default_factory=list)
    """Those that run, the innermost last."""
    connected: str = ""
    silent_from: float | None = None
    doing: list[str] = field(default_factory=list)
    """What was done since then, each thing once in a row."""
    found: list[DeadAir] = field(default_factory=list)

    def passes(self, now: float) -> None:
        """Let time pass."""
        if now > self.now:
            doing = self._dead_because()
            if not doing:
                self.closes()
            else:
                self.silent_from = self.now if self.silent_from is None else self.silent_from
                if self.doing[-1:] != [doing]:
                    self.doing.append(doing)
            self.now = now

    def closes(self) -> None:
        """End a stretch, if one goes on."""
        if self.silent_from is not None:
            self.found.append(DeadAir(self.silent_from, self.now, ", then ".join(self.doing)))
        self.silent_from, self.doing = None, []

    def takes(self, event: Event) -> None:
        """Take note of an event."""
        match event:
            case CallAnswered():
                self.up = True
            case CallEnded():
                self.up, self.ended = False, True
            case PromptStarted():
                self.prompts += 1
                self.closes()
            case PromptFinished() | PromptInterrupted():
                self.prompts -= 1
            case VoiceStarted():
                self.speaking = True
                self.closes()
            case VoiceStopped():
                self.speaking = False
            case NotificationSent(name, url):
                self.asked.append(_Asked(name, url, awaited=name not in ASIDE))
            case AnswerReceived(url):
                self._is_answered(url)
            case CommandStarted(name):
                self._begins(name)
            case CommandFinished(name):
                _remove_last(self.commands, name)
            case PartiesConnected(number):
                self.connected = number

    def _is_answered(self, url: str) -> None:
        """Take it for the answer to what went to this address, or else to what was asked first: it may have moved."""
        same = [one for one in self.asked if one.url == url] or self.asked
        if same:
            self.asked.remove(same[0])

    def _begins(self, command: str) -> None:
        """Take note of a command: when it waits for people, nobody on the line waits for what the app was asked."""
        self.commands.append(command)
        for one in self.asked if command in WAITING_FOR_PEOPLE else ():
            one.awaited = False

    def _dead_because(self) -> str:
        """What goes on while nobody hears anything; "" if somebody does, or is waited for."""
        if not self.up or self.prompts > 0 or self.speaking:
            return ""
        innermost = self.commands[-1] if self.commands else ""
        awaited = [one.name for one in self.asked if one.awaited]
        if awaited:
            return f"the app was answering {awaited[-1]}"
        if innermost in WAITING_FOR_PEOPLE or innermost in RINGING:
            return ""
        if innermost:
            return f"<{innermost}> ran"
        return f"connected with {self.connected}, and nobody spoke" if self.connected else "nothing was done"


def _remove_last(names: list[str], name: str) -> None:
    for position in reversed(range(len(names))):
        if names[position] == name:
            del names[position]
            return


def longest(stretches: Sequence[DeadAir]) -> DeadAir | None:
    """The longest one, the first of those that are equally long."""
    return max(stretches, key=lambda one: one.seconds, default=None)
