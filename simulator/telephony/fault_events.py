"""What faults do, in the past tense: so that a report explains itself."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.telephony.events import Column, Event


@dataclass(frozen=True, slots=True)
class FaultMet(Event):
    """Something goes wrong because the test wants it to.

    `kind` is what the fault is called ("drop"), `about` what it is about: the name of a notification, of a recording's
    file, or a number. `what` is a clause, such as "RecordCompleted is dropped".
    """

    kind: str
    about: str
    what: str

    def __str__(self) -> str:
        return f"fault: {self.what}"


@dataclass(frozen=True, slots=True)
class AnswerUnused(Event):
    """The app has answered, and the PBX never got it."""

    url: str
    status: int
    content_type: str
    body: bytes
    failure: str = ""
    column = Column.APP
    detail = True

    def __str__(self) -> str:
        if self.failure:
            return f"no answer from {self.url}, which would not have been used: {self.failure}"
        return f"not used: {self.status} {self.content_type or 'no content type'}, {len(self.body)} bytes"


@dataclass(frozen=True, slots=True)
class Released(Event):
    """What was held back may go on; not for the transcript."""

    silent = True

    def __str__(self) -> str:
        return "released"


@dataclass(frozen=True, slots=True)
class Arrived(Event):
    """What was held back has arrived, or never will; not for the transcript."""

    silent = True

    def __str__(self) -> str:
        return "arrived"
