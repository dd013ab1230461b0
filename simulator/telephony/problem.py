"""A mistake of the app (or of the test) that a call survives: where, what, and how bad."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

RULES: Final[Mapping[str, str]] = {
    "alias": "a parameter has an old or misspelt name",
    "bad-value": "a parameter's value cannot be used; its default counts",
    "content-type": "the answer's Content-Type is neither XML nor text",
    "database": "the database did not carry out a statement",
    "dead-input": "an Input can never be entered",
    "email": "the mail server did not take an e-mail",
    "endless-goto": "GoTo commands follow each other and nothing takes time",
    "endless-menu": "a UserInput goes round for ever",
    "endless-script": "commands follow each other without end and nothing takes time",
    "fault": "a fault of the test kept the app's answer away",
    "file": "a file cannot be moved, deleted or written",
    "given-twice": "a parameter is given twice",
    "http-status": "the app answered with another HTTP status than 2xx",
    "misplaced": "a Reject that is not the first command",
    "missing-parameter": "a command lacks a parameter that it needs, and was skipped",
    "nested-prompt": "a UserInput stands in the prompt of another one",
    "never-run": "commands that can never run, behind a Hangup, a GoTo, a Reject or a repeated Play",
    "needs-call": "a command that needs a call, in an answer about a short message",
    "no-answer": "no whole answer came from the app",
    "no-app": "a call has come to an API extension of which no app is known",
    "no-digits": "a UserInput does not say how many digits it wants",
    "not-simulated": "something that is not simulated was skipped",
    "other-dialect": "a command or a parameter of Ozeki 10, which is switched off",
    "prologue": "something before the XML that other parsers may refuse",
    "repaired": "the answer is not well-formed and was repaired",
    "sound": "something cannot be played, or is spoken in another voice",
    "stray-text": "text where only elements count",
    "too-few-digits": "an entry was too short when the time was up",
    "too-long": "the value of a variable made a text too long; it was cut off",
    "too-many": "scripts have set more calls and messages going than is allowed",
    "unknown-array": "a ForEach walks through an array that is not set",
    "unknown-attribute": "a command has no such parameter",
    "unknown-call": "a command is about a call that there is not",
    "unknown-element": "there is no such command, or it cannot stand there",
    "unknown-root": "the answer's root element is not Response",
    "unknown-variable": "a text refers to a variable that is not set",
    "unusable-answer": "the answer is not XML, or not well-formed, or too large",
    "wrong-family": "a command of another family than that of the call",
    "wrong-state": "a command does not fit the state of its call, and has no effect",
    "zero": "a limit of 0, which counts as not given",
}
"""Every kind of mistake, by its stable name, and what it is."""


LONGEST_TEXT: Final = 1_000
"""Characters that a transcript keeps of what an app wrote: it may write as much as it likes."""


def shortened(text: str) -> str:
    """A text as long as one wants to read it."""
    if len(text) <= LONGEST_TEXT:
        return text
    return f"{text[:LONGEST_TEXT]}... ({len(text)} characters)"


class Severity(StrEnum):
    """How bad a problem is."""

    ERROR = "error"
    """The PBX would not do what the app asked for. Fails a strict run."""
    WARNING = "warning"
    """Works, but is probably not what the app's author meant."""
    NOTE = "note"
    """Works, and is known from published examples; worth knowing, no more."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the app's answers something stands. Lines and columns count from 1; 0 is "not known"."""

    source: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.source, *(str(number) for number in (self.line, self.column) if number)])


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence about one mistake. `rule` is one of `RULES`, stable enough to be asserted on."""

    rule: str
    message: str
    place: Place
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"
