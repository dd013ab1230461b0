"""Bars 1 to 3: simulated calls over real HTTP, and a bare aiohttp client that posts the same five bodies."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import repeat

import aiohttp

from benchmarks.apps import STEPS, app_in_its_own_process
from benchmarks.rounds import Figure, Limit, Pair, alternate
from simulator.drivers.session import Session
from simulator.settings import Settings
from simulator.telephony.notifications import form_encoded

BASE_URL = "http://127.0.0.1:7780"
"""Where the recordings would be; nobody downloads them."""

SETTINGS = Settings(http_version="1.1")

Request = tuple[str, bytes]
Sizes = tuple[int, int, int]
"""Rounds, calls of a round 50 at once, calls of a round one at a time."""

USUAL: Sizes = (7, 400, 150)
QUICK: Sizes = (1, 4, 2)


def measure(*, quick: bool = False) -> Iterator[Figure]:
    """Measure calls over HTTP."""
    rounds, many, few = QUICK if quick else USUAL
    with app_in_its_own_process("trivial") as app_url:
        yield _figure("1", "50 at once, trivial app", _compared(app_url, many, 50, rounds), many, 0.75)
        yield _figure("3", "one at a time, trivial app", _compared(app_url, few, 1, rounds), few, 0.85)
    with app_in_its_own_process("fastapi") as app_url:
        yield _figure("2", "50 at once, FastAPI app", _compared(app_url, many // 2, 50, rounds), many // 2, 0.90)
        yield _figure("3", "one at a time, FastAPI app", _compared(app_url, few, 1, rounds), few, 0.85)


def _figure(number: str, what: str, pair: Pair, calls: int, bar: float) -> Figure:
    note = f"{calls / pair.ours:,.0f} and {calls / pair.reference:,.0f} calls/s"
    return Figure(number, f"calls/s / bare aiohttp: {what}", pair.speed, Limit.AT_LEAST, bar, note)


def _compared(app_url: str, calls: int, at_once: int, rounds: int) -> Pair:
    with asyncio.Runner() as runner:
        requests = runner.run(_requests(app_url))
        return alternate(
            lambda: runner.run(_simulated(app_url, calls, at_once)),
            lambda: runner.run(_bare(requests, calls, at_once)),
            rounds,
        )


async def _requests(app_url: str) -> list[Request]:
    """What a call posts."""
    async with Session(SETTINGS) as session:
        result = await session.open_call(f"{app_url}/incoming", STEPS).run()
    assert not result.failures, result.failures
    requests = [(one.url, form_encoded(one.fields)) for one in result.notifications]
    assert len(requests) == 5, requests
    return requests


async def _simulated(app_url: str, calls: int, at_once: int) -> float:
    async with Session(SETTINGS, concurrency=at_once) as session:

        async def call() -> None:
            result = await session.open_call(f"{app_url}/incoming", STEPS).run()
            assert len(result.recordings) == 2

        return await _timed(call, calls, at_once)


async def _bare(requests: Sequence[Request], calls: int, at_once: int) -> float:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connector = aiohttp.TCPConnector(limit=at_once)
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:

        async def call() -> None:
            for url, body in requests:
                async with session.post(url, data=body) as answer:
                    assert await answer.read()

        return await _timed(call, calls, at_once)


async def _timed(call: Callable[[], Awaitable[None]], calls: int, at_once: int) -> float:
    """Make calls, so many at once, each worker one after the other."""
    left = repeat(None, calls)

    async def work() -> None:
        for _ in left:
            await call()

    await call()
    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(at_once)))
    return time.perf_counter() - began
