"""A bar or a point of a timeline. This file does not know about pixels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class MarkKind(StrEnum):
    """What a bar or a point stands for."""

    RINGING = "ringing"
    SOUND = "sound"
    VOICE = "voice"
    KEY = "key"
    PROMPT = "prompt"
    RECORDING = "recording"
    COMMAND = "command"
    REQUEST = "request"
    API = "api"
    MESSAGE_IN = "message-in"
    MESSAGE_OUT = "message-out"
    FAULT = "fault"
    WARNING = "warning"
    ERROR = "error"
    END = "end"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that lasts from `start` to `end`, or happens at an instant. `title` says more than `text`.

    `depth` is in how many others of its kind it stands, as OzML commands do.
    """

    kind: MarkKind
    start: float
    end: float
    text: str
    title: str
    depth: int = 0


def in_order(marks: Iterable[Mark]) -> list[Mark]:
    """Marks by the instant at which they begin; of those that begin together the outer before the inner one."""
    return sorted(marks, key=lambda one: (one.start, one.depth, -one.end))
