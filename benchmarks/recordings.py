"""Bars 7 to 9: what the length of a recording costs, before anybody downloads it and when somebody does."""

from __future__ import annotations

import asyncio
import gc
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import lameenc

from benchmarks.apps import MESSAGES, app_in_its_own_process
from benchmarks.rounds import Figure, Limit, Timed, alternate, timed
from simulator.audio.codec import audio_file
from simulator.audio.mp3 import BIT_RATE_KBPS, QUALITY
from simulator.audio.pcm import Pcm
from simulator.audio.voice import synthesizer
from simulator.drivers.recordings import StoredRecording
from simulator.drivers.session import Session
from simulator.settings import Settings, SpeechEngine
from simulator.telephony.effects import Spoken
from simulator.telephony.media import SAMPLE_RATE_HZ
from simulator.telephony.steps import Hears, Says, StaysSilent

SETTINGS = Settings(http_version="1.1")
MESSAGE = Spoken("Good morning, this is the office. We have tried to reach you since Monday. " * 15)
"""A minute and more."""

STEPS = (Hears("speak after"), Says(MESSAGE), StaysSilent())
ENGINES: tuple[SpeechEngine, ...] = ("pseudo", "auto")
"""The first speaks without a pause, so that only the length counts; the second, if espeak is there, as people do."""

ENCODINGS = 8
"""Files of one round of the comparison of threads."""


def measure(*, quick: bool = False) -> Iterator[Figure]:
    """Measure recordings."""
    rounds, calls = (1, 2) if quick else (7, 100)
    with app_in_its_own_process("trivial") as app_url, asyncio.Runner() as runner:
        for engine in ENGINES[: 1 if quick else None]:
            session = Session(replace(SETTINGS, speech=engine))
            yield _length(runner, session, app_url, calls, rounds)
        yield _memory(runner, session, app_url, 10 if quick else 500)
        recording = runner.run(_one_of_60_seconds(session, app_url))
    assert recording.duration == 60
    yield from _encoding(recording, rounds, files=2 if quick else ENCODINGS)


def _length(runner: asyncio.Runner, session: Session, app_url: str, calls: int, rounds: int) -> Figure:
    def series(seconds: int) -> Timed:
        async def run() -> None:
            async with session:
                for _ in range(calls):
                    await _call(session, app_url, seconds)

        return timed(lambda: runner.run(run()))

    pair = alternate(series(60), series(1), rounds)
    voice = synthesizer(session.settings.speech).marks(MESSAGE.text)
    stretches = sum(stretch.start < 60 for stretch in voice)
    note = f"{pair.ours / calls * 1e6:.0f} and {pair.reference / calls * 1e6:.0f} us a call"
    return Figure(
        "7", f"call recorded for 60 s / 1 s, {stretches} stretches of voice", pair.ratio, Limit.AT_MOST, 1.2, note
    )


def _memory(runner: asyncio.Runner, session: Session, app_url: str, calls: int) -> Figure:
    """Measure what is left of a call of which only the recording is kept."""

    async def run() -> int:
        async with session:
            await _call(session, app_url, 60)
            gc.collect()
            tracemalloc.start()
            for _ in range(calls):
                await _call(session, app_url, 60)
            gc.collect()
            return tracemalloc.get_traced_memory()[0]

    size = runner.run(run())
    tracemalloc.stop()
    return Figure("8", "kB of a recording nobody fetched", size / calls / 1_000, Limit.AT_MOST, 2, "60 s")


def _encoding(recording: StoredRecording, rounds: int, files: int) -> Iterator[Figure]:
    pcm = recording.pcm()
    pair = alternate(timed(lambda: _file(recording)), timed(lambda: _bare_mp3(pcm)), rounds * 3)
    note = f"{pair.ours * 1e3:.1f} and {pair.reference * 1e3:.1f} ms for 60 s"
    yield Figure("9", "recording to mp3 / bare lameenc", pair.ratio, Limit.AT_MOST, 1.10, note)

    def series(threads: int) -> float:
        began = time.perf_counter()
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(_file, [recording] * files))
        return time.perf_counter() - began

    pair = alternate(lambda: series(2), lambda: series(1), rounds)
    note = f"{pair.ours * 1e3:.0f} and {pair.reference * 1e3:.0f} ms for {files} files; wants two idle cores"
    yield Figure("9", "mp3 files/s, 2 threads / 1", pair.speed, Limit.AT_LEAST, 1.7, note)


async def _one_of_60_seconds(session: Session, app_url: str) -> StoredRecording:
    async with session:
        return await _call(session, app_url, 60)


async def _call(session: Session, app_url: str, seconds: int) -> StoredRecording:
    assert f"/message/{seconds}" in MESSAGES
    result = await session.open_call(f"{app_url}/message/{seconds}", STEPS).run()
    (recording,) = result.recordings
    return recording


def _file(recording: StoredRecording) -> bytes:
    """The file, made anew: `recording.data()` remembers it."""
    return audio_file(recording.format, recording.pcm())


def _bare_mp3(pcm: Pcm) -> bytes:
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_in_sample_rate(SAMPLE_RATE_HZ)
    encoder.set_out_sample_rate(SAMPLE_RATE_HZ)
    encoder.set_channels(1)
    encoder.set_bit_rate(BIT_RATE_KBPS)
    encoder.set_quality(QUALITY)
    return bytes(encoder.encode(pcm)) + bytes(encoder.flush())
