"""Waits for something as long as the client of a request waits for its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from starlette.requests import ClientDisconnect, Request

T = TypeVar("T")


async def while_connected(request: Request, waiting: Awaitable[T]) -> T:
    """Wait for something, but not for a client that has gone away meanwhile. The body has to be read before.

    Raises:
        ClientDisconnect: it has, and the wait was given up.
    """
    awaited = asyncio.ensure_future(waiting)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({awaited, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not awaited.done():
            raise ClientDisconnect
        return awaited.result()
    finally:
        for task in (awaited, gone):
            task.cancel()
        await asyncio.gather(awaited, gone, return_exceptions=True)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
