"""What processes wait for, in plain words: for reports of calls on which nothing can happen any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from simulator.telephony.events import (
    AnswerReceived,
    CallAnswered,
    CallEnded,
    DtmfReceived,
    Event,
    VoiceStarted,
    VoiceStopped,
)
from simulator.telephony.kernel import Process, ProcessEnded
from simulator.telephony.message_events import ChatReceived
from simulator.telephony.script_events import PromptFinished, PromptInterrupted, PromptStarted


def what_is_awaited(processes: Iterable[Process[Any]]) -> str:
    """Say of each process what it waits for: "the caller waits for a prompt; ..."."""
    return "; ".join(
        f"{process.name} waits for {_either(process.waiting.events)}"
        for process in processes
        if process.waiting is not None
    )


_PLAIN_WORDS: Final = {
    AnswerReceived: "the app's answer",
    CallAnswered: "the call to be answered",
    PromptStarted: "a prompt",
    PromptFinished: "a prompt",
    PromptInterrupted: "a prompt",
    VoiceStarted: "voice",
    VoiceStopped: "silence",
    DtmfReceived: "a key",
    CallEnded: "the end of the call",
    ChatReceived: "a message",
    ProcessEnded: "something else to end",
}


def _either(kinds: Sequence[type[Event]]) -> str:
    """What somebody waits for, in plain words."""
    words = list(dict.fromkeys(word for kind, word in _PLAIN_WORDS.items() if kind in kinds))
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
