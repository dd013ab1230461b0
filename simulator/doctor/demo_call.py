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

_SETTING: Final = "VOICEMAIL_FOLDER"
"""Where the app keeps messages."""


def demo_call() -> Finding:
    """Call it; the message lies in a folder that is deleted."""
    with tempfile.TemporaryDirectory() as folder:
        set_by_user = os.environ.get(_SETTING)
        os.environ[_SETTING] = folder
        steps = [hears("message"), says("Hello, this is Anna."), stays_silent()]
        try:
            result = asyncio.run(place_call_async(APP, steps, path="/incoming"))
        finally:
            del os.environ[_SETTING]
            if set_by_user is not None:
                os.environ[_SETTING] = set_by_user
    if result.failures or not result.recordings:
        reason = "; ".join(result.failures) or "nothing was recorded"
        return bad("sample call", reason, "see the checks above; `ozeki-simulator demo` shows the whole call")
    recording = result.recordings[0]
    told = f"{result.duration:.1f} s, with a recording of {recording.duration:.1f} s ({recording.name})"
    return good("sample call", told)
