"""Whether a whole call comes about: the sample voicemail is called, over HTTP, and keeps a message."""

from __future__ import annotations

import asyncio
import os
import tempfile
from typing import Final

from simulator.api import place_call_async
from simulator.doctor.finding import Finding, bad, good
from simulator.steps import hears, says, stays_silent

APP: Final = "simulator.demo.voicemail:app"


def demo_call() -> Finding:
    """Call it; the message lies in a folder that is deleted."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("VOICEMAIL_FOLDER", folder)
        steps = [hears("message"), says("Hello, this is Anna."), stays_silent()]
        result = asyncio.run(place_call_async(APP, steps, path="/incoming"))
        if os.environ["VOICEMAIL_FOLDER"] == folder:
            del os.environ["VOICEMAIL_FOLDER"]
    if result.failures or not result.recordings:
        reason = "; ".join(result.failures) or "nothing was recorded"
        return bad("sample call", reason, "see the checks above; `ozeki-simulator demo` shows the whole call")
    recording = result.recordings[0]
    told = f"{result.duration:.1f} s, with a recording of {recording.duration:.1f} s ({recording.name})"
    return good("sample call", told)
