"""Follows a transcript as it is written. This file does not know about HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from typing import Final

from simulator.telephony.transcript import Transcript

AT_ONCE: Final = 500
"""Entries that are told of in one go; then others get a turn."""

SILENCE: Final = 15.0
"""Seconds after which whoever follows hears that nothing has happened, so that both ends know the line is up."""


async def written(transcript: Transcript, first: int, ended: Awaitable[object]) -> AsyncIterator[range]:
    """Follow a transcript from its entry number `first` on, until something has ended.

    Args:
        transcript: what is followed.
        first: number of the first entry that counts.
        ended: what ends it; entries that are there by then are told of before. It is cancelled if this is over sooner.

    Returns:
        The numbers of entries, as they are written; none every so often while nothing is.
    """
    news = asyncio.Event()

    def wake(_: object) -> None:
        news.set()

    end = asyncio.ensure_future(ended)
    end.add_done_callback(wake)
    transcript.listeners.append(wake)
    try:
        while True:
            news.clear()
            over = end.done()
            while first < len(transcript):
                numbers = range(first, min(len(transcript), first + AT_ONCE))
                first = numbers.stop
                yield numbers
            if over:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(SILENCE):
                    await news.wait()
                continue
            yield range(first, first)
    finally:
        transcript.listeners.remove(wake)
        end.cancel()
        await asyncio.gather(end, return_exceptions=True)
