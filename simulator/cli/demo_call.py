"""The call that `ozeki-simulator demo` places: a message for the sample voicemail app."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.drivers.clock import clock_from_text
from simulator.drivers.world import World
from simulator.report.conversation import conversation_row
from simulator.scenario.apps import Apps
from simulator.server.thread import serving_session
from simulator.status import ExitStatus
from simulator.steps import hears, pauses, says, stays_silent

if TYPE_CHECKING:
    from rich.console import Console

    from simulator.telephony.transcript import Entry

STEPS = (
    hears("message"),
    pauses(0.5),
    says("Hello, this is Anna. The meeting has moved to three o'clock. See you there."),
    stays_silent(),
)


async def place_demo_call(console: Console, clock: str, folder: Path) -> ExitStatus:
    """Place the call, print the conversation as it goes, and say where the recording lies."""
    chosen = clock_from_text(clock)
    os.environ.setdefault("VOICEMAIL_FOLDER", str(folder / "stored-by-the-app"))
    from simulator.demo.voicemail import app

    async with Apps() as apps, serving_session() as session:
        live = session.open_call(await apps.served(app) + "/incoming", STEPS, world=World(clock=chosen, hosted=True))
        transcript = live.pbx.transcript

        def show(entry: Entry) -> None:
            if not entry.event.detail:
                console.print(conversation_row(entry, transcript))

        transcript.listeners.append(show)
        result = await live.run()
        paths = [await asyncio.to_thread(one.save, folder) for one in result.recordings]
    for failure in result.failures:
        console.print(failure, style="red", markup=False)
    for path in paths:
        console.print(f"\nrecording: {path.resolve()}", markup=False, soft_wrap=True)
    return ExitStatus.FAILED if result.failures or not paths else ExitStatus.PASSED
