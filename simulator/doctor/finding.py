"""What a check has found: all well, worth knowing, or wrong, and what to do then."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How it is with the thing that was looked at."""

    OK = "ok"
    NOTE = "note"
    """Something is worth knowing; everything that is needed works."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one thing, and what to do about it, if there is something to do."""

    subject: str
    verdict: Verdict
    text: str
    advice: str = ""


def good(subject: str, text: str) -> Finding:
    """All is well."""
    return Finding(subject, Verdict.OK, text)


def note(subject: str, text: str, advice: str = "") -> Finding:
    """It is worth knowing."""
    return Finding(subject, Verdict.NOTE, text, advice)


def bad(subject: str, text: str, advice: str = "") -> Finding:
    """It does not work."""
    return Finding(subject, Verdict.WRONG, text, advice)
