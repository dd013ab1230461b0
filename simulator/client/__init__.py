"""A client of the control API of `ozeki-simulator serve`, typed, blocking and in coroutines.

with Simulator("http://127.0.0.1:7780") as simulator, simulator.session() as session:
    call = session.place_call([hears("message"), says("Hello")], url="http://127.0.0.1:8000/incoming")
    assert call.wait().failures == []

`AsyncSimulator` has the same methods, to be awaited.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.client.aio.call import AsyncCall, AsyncSessionCall, AsyncSms
    from simulator.client.aio.clock import AsyncClock
    from simulator.client.aio.journal import AsyncJournal
    from simulator.client.aio.recording import AsyncRecording
    from simulator.client.aio.session import AsyncSession
    from simulator.client.aio.simulator import AsyncSimulator
    from simulator.client.blocking.call import Call, SessionCall, Sms
    from simulator.client.blocking.clock import Clock
    from simulator.client.blocking.journal import Journal
    from simulator.client.blocking.recording import Recording
    from simulator.client.blocking.session import Session
    from simulator.client.blocking.simulator import Simulator
    from simulator.client.call_answers import CallReport, ExpectationOutcome, TranscriptEntry
    from simulator.client.errors import ControlError, HasComeError, NoServerError, NotComeError, UnmetError
    from simulator.client.session_answers import ActiveCall, ClockReading, JournalEntry, SessionReport

__all__ = [
    "ActiveCall",
    "AsyncCall",
    "AsyncClock",
    "AsyncJournal",
    "AsyncRecording",
    "AsyncSession",
    "AsyncSessionCall",
    "AsyncSimulator",
    "AsyncSms",
    "Call",
    "CallReport",
    "Clock",
    "ClockReading",
    "ControlError",
    "ExpectationOutcome",
    "HasComeError",
    "Journal",
    "JournalEntry",
    "NoServerError",
    "NotComeError",
    "Recording",
    "Session",
    "SessionCall",
    "SessionReport",
    "Simulator",
    "Sms",
    "TranscriptEntry",
    "UnmetError",
]

_HOMES = {
    "ActiveCall": "session_answers",
    "AsyncCall": "aio.call",
    "AsyncClock": "aio.clock",
    "AsyncJournal": "aio.journal",
    "AsyncRecording": "aio.recording",
    "AsyncSession": "aio.session",
    "AsyncSessionCall": "aio.call",
    "AsyncSimulator": "aio.simulator",
    "AsyncSms": "aio.call",
    "Call": "blocking.call",
    "CallReport": "call_answers",
    "Clock": "blocking.clock",
    "ClockReading": "session_answers",
    "ControlError": "errors",
    "ExpectationOutcome": "call_answers",
    "HasComeError": "errors",
    "Journal": "blocking.journal",
    "JournalEntry": "session_answers",
    "NoServerError": "errors",
    "NotComeError": "errors",
    "Recording": "blocking.recording",
    "Session": "blocking.session",
    "SessionCall": "blocking.call",
    "SessionReport": "session_answers",
    "Simulator": "blocking.simulator",
    "Sms": "blocking.call",
    "TranscriptEntry": "call_answers",
    "UnmetError": "errors",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that nobody pays for both clients."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
