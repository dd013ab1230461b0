"""A fake Ozeki Phone System that calls an OzML app with a scripted human on the line.

Five nouns carry the design:

- An **event** is something that happened on the line or the network. Past tense, frozen: `DtmfReceived("1")`.
- An **effect** is something the core asks the outside to do. Imperative, frozen, with one kind of reply.
- A **process** is a generator in the core: a caller, a running script, a sounding clip. It yields a `Wait` or an
  effect and is resumed with the answer.
- The **kernel** steps processes. `now` is pushed in, `next_deadline()` comes out. It has no clock and no sockets.
- A **driver** owns a clock and a network; it carries effects out and brings events back.

So the same core runs a 30-minute call in milliseconds of virtual time, or in 30 minutes of real time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.api import place_call, place_call_async, receive_sms, receive_sms_async
    from simulator.bench.aio.bench import AsyncBench
    from simulator.bench.aio.call import AsyncBenchCall, AsyncBenchPhone
    from simulator.bench.blocking.bench import Bench
    from simulator.bench.blocking.call import BenchCall, BenchPhone
    from simulator.bench.failure import StepFailedError
    from simulator.drivers.call_result import CallResult
    from simulator.drivers.recordings import StoredRecording
    from simulator.errors import PbxWarning, SimulatorError
    from simulator.expecting import expect, never
    from simulator.reactions import repeats, waits_for, when
    from simulator.request import send_request, send_request_async
    from simulator.settings import Settings
    from simulator.steps import hangs_up, hears, holds, noise, pauses, presses, says, stays_silent
    from simulator.telephony.causes import HangupCause, Side
    from simulator.telephony.office import ApiExtension, Office
    from simulator.telephony.recording import AudioFormat, RecordEnd

__all__ = [
    "ApiExtension",
    "AsyncBench",
    "AsyncBenchCall",
    "AsyncBenchPhone",
    "AudioFormat",
    "Bench",
    "BenchCall",
    "BenchPhone",
    "CallResult",
    "HangupCause",
    "Office",
    "PbxWarning",
    "RecordEnd",
    "Settings",
    "Side",
    "SimulatorError",
    "StepFailedError",
    "StoredRecording",
    "expect",
    "hangs_up",
    "hears",
    "holds",
    "never",
    "noise",
    "pauses",
    "place_call",
    "place_call_async",
    "presses",
    "receive_sms",
    "receive_sms_async",
    "repeats",
    "says",
    "send_request",
    "send_request_async",
    "stays_silent",
    "waits_for",
    "when",
]

__version__ = "0.1.0"

_HOMES = {
    "ApiExtension": "telephony.office",
    "AsyncBench": "bench.aio.bench",
    "AsyncBenchCall": "bench.aio.call",
    "AsyncBenchPhone": "bench.aio.call",
    "AudioFormat": "telephony.recording",
    "Bench": "bench.blocking.bench",
    "BenchCall": "bench.blocking.call",
    "BenchPhone": "bench.blocking.call",
    "CallResult": "drivers.call_result",
    "HangupCause": "telephony.causes",
    "Office": "telephony.office",
    "PbxWarning": "errors",
    "RecordEnd": "telephony.recording",
    "Settings": "settings",
    "Side": "telephony.causes",
    "SimulatorError": "errors",
    "StepFailedError": "bench.failure",
    "StoredRecording": "drivers.recordings",
    "expect": "expecting",
    "hangs_up": "steps",
    "hears": "steps",
    "holds": "steps",
    "never": "expecting",
    "noise": "steps",
    "pauses": "steps",
    "place_call": "api",
    "place_call_async": "api",
    "presses": "steps",
    "receive_sms": "api",
    "receive_sms_async": "api",
    "repeats": "reactions",
    "says": "steps",
    "send_request": "request",
    "send_request_async": "request",
    "stays_silent": "steps",
    "waits_for": "reactions",
    "when": "reactions",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that `import simulator` costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
