"""What was posted and answered, to the letter, for whoever looks for the reason of something."""

from __future__ import annotations

from typing import Final

from simulator.telephony.events import AnswerReceived, Event, NotificationSent
from simulator.telephony.transcript import Transcript

LINES_SHOWN: Final = 12
"""Of an answer; what is longer loses its end."""

LONGEST_LINE: Final = 160


def wire_lines(event: Event, transcript: Transcript) -> list[str]:
    """The fields of a notification in one line, or the lines of an answer; nothing of other events."""
    match event:
        case NotificationSent(fields=fields):
            shown = [f"{name}={value}" for name, value in fields.items() if name != "NotificationName"]
            return [", ".join(_clipped(transcript.shortened(one)) for one in shown)] if shown else []
        case AnswerReceived(body=body):
            return _body_lines(transcript.shortened(body.decode("utf-8", errors="replace")))
        case _:
            return []


def _body_lines(text: str) -> list[str]:
    lines = [_clipped(line.expandtabs(2)) for line in text.strip("\r\n").splitlines()]
    more = len(lines) - LINES_SHOWN
    return [*lines[:LINES_SHOWN], f"... {more} more lines ..."] if more > 0 else lines


def _clipped(line: str) -> str:
    """A line that a terminal can show: not too long, and without control characters."""
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)
    return shown if len(shown) <= LONGEST_LINE else shown[:LONGEST_LINE] + "..."
