"""Why a step of a test could not be taken, told so that nobody has to look further."""

from __future__ import annotations

from typing import Final

from simulator.report.conversation import conversation
from simulator.report.plain import plain_text
from simulator.telephony.transcript import Entry, Transcript

WIDTH: Final = 100
"""Columns; pytest puts "E   " in front of each line."""


class StepFailedError(AssertionError):
    """A person on a bench could not take a step; as text: which and why, and the conversation so far.

    Attributes:
        step: what was to be done, such as "hears 'balance'".
        reason: why it could not.
    """

    def __init__(self, step: str, reason: str, conversation: str) -> None:
        self.step = step
        self.reason = reason
        super().__init__(f"{step}: {reason}\n\n{conversation}")


def conversation_text(transcript: Transcript, wrong: Entry | None = None) -> str:
    """The conversation so far in columns, as the reports of the command line have it; `wrong` is marked in it."""
    return plain_text(conversation(transcript, wrong=wrong), WIDTH)
