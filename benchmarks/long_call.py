"""Bar 12: half an hour on the telephone, over real HTTP and on virtual time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from statistics import median

from benchmarks.apps import app_in_its_own_process
from benchmarks.rounds import Figure, Limit
from simulator.drivers.call_result import CallResult
from simulator.drivers.session import Session
from simulator.telephony.effects import Spoken
from simulator.telephony.step import Step
from simulator.telephony.steps import Hears, Presses, Says, StaysSilent

LENGTH = 30 * 60.0
ROUND_TRIPS: tuple[Step, ...] = (
    Hears("main menu"),
    Presses("1"),
    Hears("speak after"),
    Says(Spoken("Hello, it is me. Please call me back tomorrow, at noon, or when you have the time.")),
    Hears("saved"),
    Hears("main menu"),
    Presses("2"),
    Hears("news of the day"),
)
"""A message and the news: three requests and about two minutes."""

STEPS = (*ROUND_TRIPS * 16, Hears("main menu"), Presses("9"), StaysSilent())


def measure(*, quick: bool = False) -> Iterator[Figure]:
    """Measure how much faster than the clock a long call runs, with HTTP/1.0 as the PBX speaks it."""
    with app_in_its_own_process("trivial") as app_url, asyncio.Runner() as runner:
        first, result = runner.run(_call(app_url))
        took = [runner.run(_call(app_url))[0] for _ in range(1 if quick else 7)]
    assert not result.failures, result.failures
    assert result.duration >= LENGTH, result.duration
    seconds = median(took)
    note = (
        f"{result.duration / 60:.0f} min, {len(result.notifications)} requests, {len(result.recordings)} recordings"
        f" in {seconds * 1e3:.0f} ms; the first time, when all is yet to be spoken, {first * 1e3:.0f} ms"
    )
    yield Figure("12", "long call, virtual / wall time", result.duration / seconds, Limit.AT_LEAST, 10_000, note)


async def _call(app_url: str) -> tuple[float, CallResult]:
    began = time.perf_counter()
    async with Session() as session:
        result = await session.open_call(f"{app_url}/long", STEPS).run()
    return time.perf_counter() - began, result
