"""When a person on a call heard nothing and nobody spoke, and what everybody was doing then.

Dead air is what makes people say "hello?": time between picking up and hanging up in which no prompt sounds, the person
does not speak, and neither does anybody who is connected with them. While a command waits for the person (a `Record`, a
`UserInput` whose prompt is over, and those that wait for a message or an alarm), it is the person who is silent; and
while a `BlindTransfer` rings, people hear the ringing. None of that is dead air.
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


@dataclass(slots=True)
class _Line:
    """What is going on on a line, event by event."""

    now: float = 0.0
    up: bool = False
    ended: bool = False
    prompts: int = 0
    speaking: bool = False
    asked: list[str] = field(default_factory=list)
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
            case NotificationSent(name):
                self.asked.append(name)
            case AnswerReceived():
                self.asked = self.asked[1:]
            case CommandStarted(name):
                self.commands.append(name)
            case CommandFinished(name):
                _remove_last(self.commands, name)
            case PartiesConnected(number):
                self.connected = number

    def _dead_because(self) -> str:
        """What goes on while nobody hears anything; "" if somebody does, or is waited for."""
        if not self.up or self.prompts > 0 or self.speaking:
            return ""
        innermost = self.commands[-1] if self.commands else ""
        if self.asked:
            return f"the app was answering {self.asked[-1]}"
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
