"""What the app asks of the PBX over its HTTP API, and what it is told, in the past tense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.telephony.events import Column, Event


@dataclass(frozen=True, slots=True)
class CommandReceived(Event):
    """A command arrives. `fields` are its other parameters as they were written; secrets are hidden.

    `number` counts the commands, from 1; the answer to this one has the same.
    """

    name: str
    fields: Mapping[str, str]
    number: int = field(default=0, compare=False)
    column = Column.APP

    def __str__(self) -> str:
        fields = "".join(f" {name}={value!r}" for name, value in self.fields.items())
        return f"command {self.name or '(none)'}{fields}"


@dataclass(frozen=True, slots=True)
class CommandAnswered(Event):
    """A command is answered with a code (p_4235). `reason` says more than the app is told; it may be empty."""

    code: int
    message: str
    reason: str = ""
    number: int = field(default=0, compare=False)
    column = Column.APP

    def __str__(self) -> str:
        return f"answered {self.code}: {self.message}{f' ({self.reason})' if self.reason else ''}"
