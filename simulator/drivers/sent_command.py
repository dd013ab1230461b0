"""A command that the app has sent to the PBX over its HTTP API, and what it was told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.telephony.command_events import CommandAnswered, CommandReceived
from simulator.telephony.transcript import Transcript


@dataclass(frozen=True, slots=True)
class SentCommand:
    """One command.

    Attributes:
        at: when it arrived, in seconds.
        name: as the app wrote it, such as "Hangup".
        fields: its other parameters, as they were written; secrets are hidden.
        code: what it was answered with (p_4235); None if it was not.
        message: the text that goes with the code.
        reason: more about it, which the app is not told.
    """

    at: float
    name: str
    fields: Mapping[str, str]
    code: int | None
    message: str
    reason: str

    def field(self, name: str) -> str | None:
        """A parameter, whose name matches without regard to case; None if it was not given."""
        return next((value for key, value in self.fields.items() if key.lower() == name.lower()), None)


def sent_commands(transcript: Transcript) -> list[SentCommand]:
    """All commands, in the order in which they arrived."""
    answers = {answer.number: answer for answer in transcript.of(CommandAnswered)}
    return [
        _sent(entry.at, entry.event, answers.get(entry.event.number))
        for entry in transcript
        if isinstance(entry.event, CommandReceived)
    ]


def _sent(at: float, command: CommandReceived, answer: CommandAnswered | None) -> SentCommand:
    if answer is None:
        return SentCommand(at, command.name, command.fields, None, "", "")
    return SentCommand(at, command.name, command.fields, answer.code, answer.message, answer.reason)
