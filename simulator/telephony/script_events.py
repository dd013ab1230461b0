"""What the app's script does on a call, in the past tense: prompts, recordings, commands, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from simulator.telephony.causes import HangupCause
from simulator.telephony.events import Column, Event, seconds_text
from simulator.telephony.problem import Place, Problem
from simulator.telephony.recording import AudioFormat, RecordEnd


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
    WITHOUT_EFFECT = "without effect"
    """It could not be used; what was reported before says why."""


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
