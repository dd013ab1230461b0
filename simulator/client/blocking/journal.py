# Made from simulator/client/aio/journal.py by tests/made_blocking.py: change it there.
"""The journal of a session: everything that happens in it, and waiting for something there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Unpack

from simulator.client.blocking.transport import Transport
from simulator.client.orders import order
from simulator.client.request import LONGEST_WAIT, Parameters, Request
from simulator.client.session_answers import ClockReading, JournalEntry, JournalPage
from simulator.client.wanted import EntryFilter, written_filter
from simulator.telephony.events import seconds_text

_PAGE = 1_000
"""Entries that are read in one go."""


class Journal:
    """The journal of a session.

    Which entries are meant is said by `event`, `call`, `notification`, `command` and `text`: see `EntryFilter`.
    """

    def __init__(self, transport: Transport, root: str) -> None:
        self._transport = transport
        self._root = root

    def entries(self, *, since: int = 0, **wanted: Unpack[EntryFilter]) -> list[JournalEntry]:
        """Everything that has happened so far, or a part of it.

        Args:
            since: the number of the first entry that counts.
            wanted: which entries are meant.

        Raises:
            ControlError: the session is not there any more, or there is no such event; like everything here.
        """
        found: list[JournalEntry] = []
        page = self._transport.ask(JournalPage, self._page(since, wanted))
        found += page.entries
        while page.next < page.length:
            page = self._transport.ask(JournalPage, self._page(page.next, wanted))
            found += page.entries
        return found

    def lines(self, *, since: int = 0, **wanted: Unpack[EntryFilter]) -> list[str]:
        """The same as text, a line an entry."""
        return [f"{seconds_text(one.at)} {one.text}" for one in self.entries(since=since, **wanted)]

    def wait_for(
        self,
        *,
        since: int = 0,
        timeout: float = 10.0,
        **wanted: Unpack[EntryFilter],
    ) -> JournalEntry:
        """Wait until something is written, or find it there. The clock is left alone: it has to go, or be virtual.

        Args:
            since: the number of the first entry that counts.
            timeout: longest wait in seconds outside, at most 600.
            wanted: which entry is meant.

        Raises:
            NotComeError: it did not come; `entries` are the last that came instead.
        """
        body = {**written_filter(wanted), "since": since, "timeout": timeout}
        request = Request("POST", f"{self._root}/journal/wait", body, waits=timeout)
        return self._transport.ask(JournalEntry, request)

    def never(self, seconds: float, *, since: int | None = None, **wanted: Unpack[EntryFilter]) -> ClockReading:
        """Let time pass as `clock.advance` does, and see that something is not written meanwhile.

        Args:
            seconds: how much call time.
            since: the number of the first entry that counts, which may be there already; from now on if not given.
            wanted: which entry must not come.

        Raises:
            HasComeError: it has; it is the one of `entries`.
        """
        body = order(**written_filter(wanted), seconds=seconds, since=since)
        request = Request("POST", f"{self._root}/journal/never", body, waits=LONGEST_WAIT)
        return self._transport.ask(ClockReading, request)

    @contextmanager
    def follow(self, *, since: int = 0, **wanted: Unpack[EntryFilter]) -> Iterator[Iterator[JournalEntry]]:
        """Follow it: first what there is, then what comes, until the session is removed or reset.

        Args:
            since: the number of the first entry that counts.
            wanted: which entries are meant.
        """
        request = Request("GET", f"{self._root}/events", parameters={"since": since, **written_filter(wanted)})
        with self._transport.events(JournalEntry, request) as entries:
            yield entries

    def _page(self, since: int, wanted: EntryFilter) -> Request:
        parameters: Parameters = {"since": since, "limit": _PAGE, "format": "json", **written_filter(wanted)}
        return Request("GET", f"{self._root}/journal", parameters=parameters)
