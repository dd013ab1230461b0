"""The errors of the simulator, one class by blame.

Whoever reads one should know whom to ask: the app under test, the author of the test, or us.
A mistake of the app that a call survives is not raised at all; it is a `Problem` in the transcript.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from typing import Final

_MOST_KNOWN: Final = 8
"""Names that an error lists."""

_ALIKE: Final = 0.4
"""From which likeness on a name stands before the others in the list."""


class SimulatorError(Exception):
    """Something went wrong in the simulator or in what it was given; the base of all errors here."""


class OzmlError(SimulatorError):
    """The app's answer is not usable OzML. `source`, `line` and `column` say where; 0 is "not known"."""

    def __init__(self, message: str, source: str, line: int = 0, column: int = 0) -> None:
        where = ":".join([source, *(str(number) for number in (line, column) if number)])
        super().__init__(f"{where}: {message}")
        self.message, self.source, self.line, self.column = message, source, line, column


class ScenarioError(SimulatorError):
    """The author of a test asked for something that cannot be."""


class AudioError(SimulatorError):
    """A sound cannot be read, made or written."""


class AppError(SimulatorError):
    """The app under test cannot be started or reached."""


class PbxWarning(UserWarning):
    """A test of pytest has passed, and something about the app or about the test should be mended."""


def near_name(name: str, known: Iterable[str]) -> str | None:
    """The name that a misspelt one may have meant; None if nothing is close."""
    by_lower_case = {candidate.lower(): candidate for candidate in known}
    close = get_close_matches(name.lower(), by_lower_case, n=1, cutoff=0.6)
    return by_lower_case[close[0]] if close else None


def suggestion(name: str, known: Iterable[str]) -> str:
    """Say what a misspelt name may have meant, to be appended to an error.

    Args:
        name: what was written.
        known: every name that would have been understood.

    Returns:
        ``; did you mean 'Speak'?``, or ``; known: 'Play', 'Speak'`` when nothing is close, sorted. Of many names, those
        that are a little alike stand first, nearest first, and of the others there is the number.
    """
    names = {candidate.lower(): candidate for candidate in known}
    near = near_name(name, names.values())
    if near is not None:
        return f"; did you mean {near!r}?"
    listed = sorted(names.values())
    if len(listed) > _MOST_KNOWN:
        likeness = {one: SequenceMatcher(None, one.lower(), name.lower()).ratio() for one in listed}
        listed.sort(key=lambda one: -likeness[one] if likeness[one] >= _ALIKE else 0)
    more = len(listed) - _MOST_KNOWN
    return f"; known: {', '.join(map(repr, listed[:_MOST_KNOWN]))}{f', and {more} more' if more > 0 else ''}"
