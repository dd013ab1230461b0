"""What goes wrong, as the control API takes it: the language of scenario files, in JSON.

A fault is a plain word, or an object whose one key says what happens.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from simulator.errors import ScenarioError
from simulator.faults import line_drops
from simulator.server.control.picked import (
    Chance,
    Code,
    Counted,
    Doubled,
    Lasting,
    Length,
    Notifications,
    Picked,
    Refused,
)
from simulator.server.control.written import Seconds, Written, kind_of, mistake, one_of, with_example
from simulator.telephony.fault import (
    Delay,
    DelayAnswer,
    Drop,
    Duplicate,
    Fault,
    FlawKind,
    Hitch,
    LoseAnswer,
    RecordingFault,
    Reorder,
    RequestFault,
    Reset,
    Status,
    Which,
)
from simulator.telephony.notifications import NotificationName

# -- faults ----------------------------------------------------------------------------------------------------------


class WrittenFault(Written, ABC):
    """A fault that is an object."""

    @abstractmethod
    def as_fault(self) -> Fault:
        """The fault as the core has it."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        try:
            self.as_fault()
        except ScenarioError as error:
            raise mistake(str(error)) from error
        except ValueError as error:
            raise mistake(f"expected {error}") from error
        return self


def _of_requests(hitch: Hitch, written: NotificationName | Picked) -> Fault:
    return RequestFault(hitch, written.which() if isinstance(written, Picked) else Which(written))


class DropFault(WrittenFault):
    """Notifications never reach the app."""

    model_config = with_example({"drop": "RecordCompleted"}, {"drop": {"notification": "GoTo", "chance": 0.3}})

    drop: Notifications

    def as_fault(self) -> Fault:
        """The fault as the core has it."""
        return _of_requests(Drop(), self.drop)


class LoseAnswerFault(WrittenFault):
    """The app gets notifications, and the PBX no answer."""

    model_config = with_example({"lose_answer": "GoTo"})

    lose_answer: Notifications

    def as_fault(self) -> Fault:
        """The fault as the core has it."""
        return _of_requests(LoseAnswer(), self.lose_answer)


class ReorderFault(WrittenFault):
    """A notification reaches the app right after the next one."""

    model_config = with_example({"reorder": {"notification": "CallChanged", "fields": {"CallState": "Answered"}}})

    reorder: Notifications

    def as_fault(self) -> Fault:
        """The fault as the core has it."""
        return _of_requests(Reorder(), self.reorder)


class ResetFault(WrittenFault):
    """The connection is reset before the app gets notifications."""

    model_config = with_example({"reset": {"notification": "IncomingCall", "number": 2}})

    reset: Notifications

    def as_fault(self) -> Fault:
        """The fault as the core has it."""
        return _of_requests(Reset(), self.reset)


class DuplicateFault(WrittenFault):
    """The app gets notifications twice."""

    model_config = with_example({"duplicate": {"notification": "GoTo", "answer": "second"}})

    duplicate: Annotated[
        Annotated[NotificationName, Tag("plain")] | Annotated[Doubled, Tag("a notification")],
        Discriminator(kind_of("notification")),
    ]

    def as_fault(self) -> Fault:
        """The fault as the core has it."""
        second = isinstance(self.duplicate, Doubled) and self.duplicate.answer == "second"
        return _of_requests(Duplicate(second), self.duplicate)


Late: TypeAlias = Annotated[
    Annotated[Length, Tag("plain")] | Annotated[Lasting, Tag("a by")], Discriminator(kind_of("by"))
]


class DelayFault(WrittenFault):
    """Notifications reach the app later."""

    model_config = with_example({"delay": "2s"}, {"delay": {"notification": "DtmfEntered", "by": 3}})

    delay: Late

    def as_fault(self) -> Fault:
        """The fault as the core has it."""
        if isinstance(self.delay, Lasting):
            return _of_requests(Delay(self.delay.by), self.delay)
        return RequestFault(Delay(self.delay))


class DelayAnswerFault(WrittenFault):
    """Answers reach the PBX later."""

    model_config = with_example({"delay_answer": {"notification": "GoTo", "by": "3s"}})

    delay_answer: Late

    def as_fault(self) -> Fault:
        """The fault as the core has it."""
        if isinstance(self.delay_answer, Lasting):
            return _of_requests(DelayAnswer(self.delay_answer.by), self.delay_answer)
        return RequestFault(DelayAnswer(self.delay_answer))


class StatusFault(WrittenFault):
    """A proxy answers in place of the app."""

    model_config = with_example({"status": {"code": 503, "notification": "GoTo"}})

    status: Annotated[Annotated[Code, Tag("plain")] | Annotated[Refused, Tag("a code")], Discriminator(kind_of("code"))]

    def as_fault(self) -> Fault:
        """The fault as the core has it."""
        if isinstance(self.status, Refused):
            return _of_requests(Status(self.status.code), self.status)
        return RequestFault(Status(self.status))


class FlawedRecording(Counted):
    """Something is wrong with recordings."""

    flaw: Literal["missing", "cut", "empty"]


class LateRecording(Counted):
    """Recordings are there only so long after their end."""

    late: Length


class RecordingsFault(WrittenFault):
    """Something is wrong with recordings when the app downloads them."""

    model_config = with_example({"recording": "missing"}, {"recording": {"late": "5s"}})

    recording: Annotated[
        Annotated[Literal["missing", "cut", "empty"], Tag("plain")]
        | Annotated[FlawedRecording, Tag("a flaw")]
        | Annotated[LateRecording, Tag("a late")],
        Discriminator(kind_of("flaw", "late")),
    ]

    def as_fault(self) -> Fault:
        """The fault as the core has it."""
        match self.recording:
            case LateRecording() as late:
                return RecordingFault(FlawKind.LATE, late.late, late.which())
            case FlawedRecording() as flawed:
                return RecordingFault(FlawKind(flawed.flaw), which=flawed.which())
            case word:
                return RecordingFault(FlawKind(word))


class Moment(Written):
    """When a line drops, and whose: `at` an instant, or `after` a notification or something on the line."""

    at: Seconds | None = None
    after: str | None = Field(None, examples=["voice started", "RecordCompleted"])
    later: Seconds = Field(0.0, description="So long after that.")
    phone: str = Field("", description="Whose line; that of the first call if it is empty.")
    cause: Literal["network out of order", "temporary failure"] = "network out of order"
    number: int | None = Field(None, ge=1, description="Only after this one, counted from 1.")
    fields: dict[str, str] | None = Field(None, description="Only after a notification with these fields.")
    chance: Chance = 1.0


class LineDropsFault(WrittenFault):
    """A line drops: the call ends, and nobody has hung up."""

    model_config = with_example({"line_drops": 12}, {"line_drops": {"after": "voice started", "later": "1s"}})

    line_drops: Annotated[
        Annotated[Seconds, Tag("plain")] | Annotated[Moment, Tag("a at")], Discriminator(kind_of("at"))
    ]

    def as_fault(self) -> Fault:
        """The fault as the core has it."""
        if isinstance(self.line_drops, Moment):
            return line_drops(**self.line_drops.model_dump())
        return line_drops(at=self.line_drops)


WORDS: Final[Mapping[str, Hitch]] = {
    "drop": Drop(),
    "duplicate": Duplicate(),
    "lose_answer": LoseAnswer(),
    "reorder": Reorder(),
    "reset": Reset(),
}
"""Faults that meet every notification."""

_KEYS: Final = (
    "delay",
    "delay_answer",
    "drop",
    "duplicate",
    "line_drops",
    "lose_answer",
    "recording",
    "reorder",
    "reset",
    "status",
)

AnyFault: TypeAlias = Annotated[
    Annotated[Literal["drop", "duplicate", "lose_answer", "reorder", "reset"], Tag("plain")]
    | Annotated[DelayFault, Tag("a delay")]
    | Annotated[DelayAnswerFault, Tag("a delay_answer")]
    | Annotated[DropFault, Tag("a drop")]
    | Annotated[DuplicateFault, Tag("a duplicate")]
    | Annotated[LineDropsFault, Tag("a line_drops")]
    | Annotated[LoseAnswerFault, Tag("a lose_answer")]
    | Annotated[RecordingsFault, Tag("a recording")]
    | Annotated[ReorderFault, Tag("a reorder")]
    | Annotated[ResetFault, Tag("a reset")]
    | Annotated[StatusFault, Tag("a status")],
    Discriminator(kind_of(*_KEYS)),
    BeforeValidator(one_of("fault", _KEYS)),
]
"""A fault: a word, or an object whose one key says what happens."""


def fault_from_written(written: WrittenFault | str) -> Fault:
    """The fault as the core has it."""
    return written.as_fault() if isinstance(written, WrittenFault) else RequestFault(WORDS[written])
