"""What can go wrong between the PBX and the app, with recordings, and on the line: values that a test composes.

This file does not know how a fault comes about; `faults` keeps those that are armed, `faulty_network` carries them out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias

from simulator.telephony.causes import HangupCause
from simulator.telephony.events import CallAnswered, Event, PartiesConnected, VoiceStarted, VoiceStopped, seconds_text
from simulator.telephony.notifications import NotificationName
from simulator.telephony.script_events import PromptFinished, PromptStarted, RecordingFinished, RecordingStarted
from simulator.telephony.text_match import TextMatch


@dataclass(frozen=True, slots=True)
class Which:
    """Which notifications (or recordings) a fault meets, of those that fit.

    Attributes:
        notification: only those of this name.
        fields: only those that say this, by the names on the wire.
        number: only this one, counted from 1 since the fault was armed; with `times`, so many from this one on.
        times: at most so many.
        chance: of meeting each of them, above 0 and at most 1; drawn from the seed.
    """

    notification: NotificationName | None = None
    fields: Mapping[str, TextMatch] = field(default_factory=dict)
    number: int | None = None
    times: int | None = None
    chance: float = 1.0

    def fits(self, name: NotificationName, fields: Mapping[str, str]) -> bool:
        """Whether a notification is of those that are counted."""
        if self.notification not in (None, name):
            return False
        return all(one in fields and value.found_in(fields[one]) for one, value in self.fields.items())

    def named(self, usual: str) -> str:
        """In words: ``RecordCompleted``, ``CallChanged with CallState=InCall, number 2``."""
        words = str(self.notification or usual)
        if self.fields:
            words += f" with {', '.join(f'{name}={value.written}' for name, value in self.fields.items())}"
        if self.number is not None:
            words += f", number {self.number}"
        if self.times is not None:
            words += f", {self.times} times" if self.times > 1 else ", once"
        return words if self.chance == 1 else f"{words}, chance {self.chance * 100:g}%"


EVERY: Final = Which()
"""Each notification, each recording."""


# -- between the PBX and the app -------------------------------------------------------------------------------------


class _Hitch:
    """Something that happens to one notification; `kind` is what it is called."""

    __slots__ = ()
    kind: ClassVar[str]

    def __str__(self) -> str:
        return self.kind


@dataclass(frozen=True, slots=True)
class Drop(_Hitch):
    """The request never reaches the app; the PBX waits for an answer in vain (setting `notification_timeout`)."""

    kind = "drop"


@dataclass(frozen=True, slots=True)
class Delay(_Hitch):
    """The request reaches the app `by` seconds later; not at all if the PBX has given up by then."""

    by: float
    kind = "delay"

    def __str__(self) -> str:
        return f"{self.kind} by {seconds_text(self.by)} s"


@dataclass(frozen=True, slots=True)
class DelayAnswer(_Hitch):
    """The answer reaches the PBX `by` seconds later; not at all if the PBX has given up by then."""

    by: float
    kind = "delay answer"

    def __str__(self) -> str:
        return f"{self.kind} by {seconds_text(self.by)} s"


@dataclass(frozen=True, slots=True)
class LoseAnswer(_Hitch):
    """The app gets the request, and the PBX waits for the answer in vain."""

    kind = "lose answer"


@dataclass(frozen=True, slots=True)
class Duplicate(_Hitch):
    """The app gets the request, answers, and gets it again at once; the PBX gets one of the answers."""

    second_counts: bool = False
    kind = "duplicate"

    def __str__(self) -> str:
        return f"{self.kind}, the second answer counts" if self.second_counts else self.kind


@dataclass(frozen=True, slots=True)
class Reorder(_Hitch):
    """The request is held back until the next notification has arrived, or the PBX gives up."""

    kind = "reorder"


@dataclass(frozen=True, slots=True)
class Reset(_Hitch):
    """The connection is reset before the app gets the request; the PBX knows at once."""

    kind = "reset"


@dataclass(frozen=True, slots=True)
class Status(_Hitch):
    """A proxy in between answers with an HTTP status; the app gets nothing."""

    code: int
    kind = "status"

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


Hitch: TypeAlias = Drop | Delay | DelayAnswer | LoseAnswer | Duplicate | Reorder | Reset | Status
"""What happens to one notification. Of several, the first one is met first, and what is left of it meets the next."""


# -- recordings ------------------------------------------------------------------------------------------------------


class FlawKind(StrEnum):
    """What is wrong with a recording when the app downloads it."""

    MISSING = "missing"
    """It is not there (404)."""
    LATE = "late"
    """It is not there for a while."""
    CUT = "cut"
    """Its file breaks off in the middle."""
    EMPTY = "empty"
    """Its file has no bytes."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with one recording; a late one is there from the instant `until` on, in seconds."""

    kind: FlawKind
    until: float = 0.0


# -- the line --------------------------------------------------------------------------------------------------------

LINE_EVENTS: Final[Mapping[str, type[Event]]] = {
    "call answered": CallAnswered,
    "connected": PartiesConnected,
    "prompt started": PromptStarted,
    "prompt finished": PromptFinished,
    "voice started": VoiceStarted,
    "voice stopped": VoiceStopped,
    "recording started": RecordingStarted,
    "recording finished": RecordingFinished,
}
"""After what a line may drop, beside notifications, and how that is called."""

LINE_CAUSES: Final = (HangupCause.NETWORK_OUT_OF_ORDER, HangupCause.TEMPORARY_FAILURE)
"""With which causes of Q.850 a line drops."""


# -- faults ----------------------------------------------------------------------------------------------------------


class Fault:
    """Something that goes wrong, and when."""

    __slots__ = ()
    which: Which


@dataclass(frozen=True, slots=True)
class RequestFault(Fault):
    """Something happens to notifications, or to their answers."""

    hitch: Hitch
    which: Which = EVERY

    def __str__(self) -> str:
        return f"{self.hitch}: {self.which.named('every notification')}"


@dataclass(frozen=True, slots=True)
class RecordingFault(Fault):
    """Something is wrong with recordings; `late` is how many seconds after its end a late one is there."""

    kind: FlawKind
    late: float = 0.0
    which: Which = EVERY

    def __str__(self) -> str:
        late = f" by {seconds_text(self.late)} s" if self.kind is FlawKind.LATE else ""
        return f"recording {self.kind}{late}: {self.which.named('every recording')}"


@dataclass(frozen=True, slots=True)
class LineFault(Fault):
    """A line drops, once: the call ends, and nobody has hung up.

    Attributes:
        at: so many seconds after the fault was armed.
        after: or when something happens on the line, one of `LINE_EVENTS`; of several, `which.number` is the one that
            counts. When a notification is sent, as `which` says, if both are None.
        later: seconds from then on.
        number: whose line, a pattern such as `+36*` will do; on whichever call it comes about first. If it is empty,
            that of the call that the notification is about, or else that of the first call.
        cause: why, one of `LINE_CAUSES`.
    """

    at: float | None = None
    after: str | None = None
    later: float = 0.0
    number: str = ""
    cause: HangupCause = HangupCause.NETWORK_OUT_OF_ORDER
    which: Which = EVERY

    def __str__(self) -> str:
        if self.at is not None:
            return f"line drops after {seconds_text(self.at)} s"
        return f"line drops after {self.after or self.which.named('any notification')}"
