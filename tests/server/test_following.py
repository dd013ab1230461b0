from __future__ import annotations

import asyncio

from simulator.server import following
from simulator.server.following import written
from simulator.telephony.events import CallAnswered
from simulator.telephony.transcript import Transcript


def transcript_of(length):
    transcript = Transcript()
    for at in range(length):
        transcript.append(float(at), "1", CallAnswered())
    return transcript


def test_what_is_there_is_told_in_pieces_and_what_comes_as_it_comes(monkeypatch):
    monkeypatch.setattr(following, "AT_ONCE", 2)

    async def run():
        transcript, ended = transcript_of(5), asyncio.get_running_loop().create_future()
        told = []
        async for numbers in written(transcript, 1, ended):
            told.append(list(numbers))
            if len(told) == 2:
                transcript.append(5.0, "1", CallAnswered())
                ended.set_result(None)
        return told, transcript.listeners

    assert asyncio.run(run()) == ([[1, 2], [3, 4], [5]], [])


def test_whoever_follows_hears_that_nothing_happens(monkeypatch):
    monkeypatch.setattr(following, "SILENCE", 0.001)

    async def run():
        ended = asyncio.get_running_loop().create_future()
        following_one = written(transcript_of(0), 0, ended)
        first = await anext(following_one)
        await following_one.aclose()
        return list(first), ended.cancelled()

    assert asyncio.run(run()) == ([], True)
