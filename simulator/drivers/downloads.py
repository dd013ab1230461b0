"""Files that Play fetches from web servers, kept as long as those allow (P4690). Knows neither sound nor HTTP's rules.

The clock is that of the call: in half an hour of virtual time things expire as in half an hour.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from simulator.drivers.freshness import conditions, confirmed, fresh_for, kept_headers, may_be_kept
from simulator.drivers.http import AppClient, Fetched
from simulator.settings import Settings
from simulator.telephony.effects import Response

MAX_PROMPT_BYTES: Final = 50 * 1024 * 1024
"""Longest file that Play downloads."""

MAX_KEPT_BYTES: Final = 64 * 1024 * 1024
"""What the files that are kept may have together; those not played for longest are dropped first."""


class Downloads:
    """The downloaded files of one PBX. All of its users share an event loop.

    Args:
        client: the way to the web servers.
        settings: how to ask them.
        clock: what the clock of the PBX shows, in seconds.
    """

    def __init__(self, client: AppClient, settings: Settings, clock: Callable[[], float]) -> None:
        self._client = client
        self._settings = settings
        self._clock = clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._left = MAX_KEPT_BYTES
        self._under_way: dict[str, _UnderWay] = {}

    async def get(self, url: str) -> Response:
        """The file at an address: the one kept if that may be used, and otherwise what the server says now.

        Whoever asks while the same file is under way waits for that. Whatever goes wrong is in the response.
        """
        kept = self._kept.get(url)
        if kept is not None and self._clock() < kept.fresh_until:
            self._kept.move_to_end(url)
            return kept.fetched.response
        under_way = self._under_way.get(url)
        if under_way is None:
            under_way = self._under_way[url] = _UnderWay(asyncio.ensure_future(self._answered(url, kept)))
        under_way.awaited_by += 1
        try:
            return await asyncio.shield(under_way.task)
        finally:
            under_way.awaited_by -= 1
            if not under_way.awaited_by:
                under_way.task.cancel()  # if it is not done, nobody wants it any more
                if self._under_way.get(url) is under_way:
                    del self._under_way[url]

    async def _answered(self, url: str, kept: _Kept | None) -> Response:
        """Ask the server, on conditions if an answer is kept."""
        asked_at = self._clock()
        fetched = await self._asked(url, conditions(kept.fetched.headers) if kept else {})
        if kept and fetched.response.status == 304:
            headers = confirmed(kept.fetched.headers, fetched.headers)
            # A redirect may lead elsewhere now, to a file with a like tag.
            if headers is None or fetched.response.url != kept.fetched.response.url:
                asked_at = self._clock()
                fetched = await self._asked(url, {})
            else:
                fetched = Fetched(kept.fetched.response, headers)
        if fetched.response.status == 200:
            self._keep(url, fetched, asked_at)
        return fetched.response

    async def _asked(self, url: str, headers: Mapping[str, str]) -> Fetched:
        return await self._client.fetch(url, headers, MAX_PROMPT_BYTES, self._settings)

    def _keep(self, url: str, fetched: Fetched, asked_at: float) -> None:
        """Keep an answer in place of the last one, if it may be kept and is of use."""
        if (last := self._kept.pop(url, None)) is not None:
            self._left += last.size
        headers = kept_headers(fetched.headers)
        fresh = fresh_for(headers)
        size = len(url) + len(fetched.response.body) + sum(len(name) + len(headers[name]) for name in headers)
        if not may_be_kept(headers) or not (fresh or conditions(headers)) or size > MAX_KEPT_BYTES:
            return
        self._kept[url] = _Kept(Fetched(fetched.response, headers), asked_at + fresh, size)
        self._left -= size
        while self._left < 0:
            _, dropped = self._kept.popitem(last=False)
            self._left += dropped.size


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer, until when it may be used unasked, and how many bytes it holds."""

    fetched: Fetched
    fresh_until: float
    size: int


@dataclass(slots=True)
class _UnderWay:
    """A request, and how many wait for its answer."""

    task: asyncio.Task[Response]
    awaited_by: int = 0
