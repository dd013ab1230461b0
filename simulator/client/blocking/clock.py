# Made from simulator/client/aio/clock.py by tests/made_blocking.py: change it there.
"""The clock of a session: what it shows, and how a test lets time pass."""

from __future__ import annotations

from typing import Unpack

from simulator.client.blocking.transport import Transport
from simulator.client.errors import ControlError
from simulator.client.orders import order
from simulator.client.request import LONGEST_WAIT, Body, Request
from simulator.client.session_answers import ClockReading, JournalEntry, RunEnd
from simulator.client.wanted import CallLike, EntryFilter, id_of, written_filter


class Clock:
    """The clock of a session. One at a time may let time pass."""

    def __init__(self, transport: Transport, root: str) -> None:
        self._transport = transport
        self._path = f"{root}/clock"

    def read(self) -> ClockReading:
        """Read what it shows, and how it goes.

        Raises:
            ControlError: the session is not there any more; like everything here.
        """
        return self._transport.ask(ClockReading, Request("GET", self._path))

    def advance(self, seconds: float) -> ClockReading:
        """Let exactly so much call time pass; returns when everything has happened that is due by then.

        On a virtual or frozen clock time leaps, and waits for the app's answers; a real one that runs takes its time.
        """
        request = Request("POST", f"{self._path}/advance", {"seconds": seconds}, waits=LONGEST_WAIT)
        return self._transport.ask(ClockReading, request)

    def run_until(
        self,
        *,
        within: float | None = None,
        since: int | None = None,
        patience: float = 10.0,
        **wanted: Unpack[EntryFilter],
    ) -> JournalEntry:
        """Let time pass until something is written in the journal; the clock is frozen at that instant.

        Args:
            within: longest wait in call time; as long as it takes if not given.
            since: the number of the first entry that counts; one that is there already is found at once, and the clock
                left alone. From now on if not given.
            patience: longest wait in seconds outside, at most 600.
            wanted: what is to be written, as `EntryFilter` has it: `event`, `call`, `notification`, `command`, `text`.

        Raises:
            NotComeError: it was not; the clock is frozen then too.
        """
        body = order(until=written_filter(wanted), within=within, since=since, patience=patience)
        return self._run_to(body, patience)

    def run_until_call_end(
        self,
        call: CallLike | None = None,
        *,
        within: float | None = None,
        since: int | None = None,
        patience: float = 10.0,
    ) -> JournalEntry:
        """Let time pass until everything about a call is over; the clock is frozen at that instant.

        Args:
            call: whose end; that of any call if not given.
            within: longest wait in call time.
            since: as in `run_until`.
            patience: longest wait in seconds outside.

        Raises:
            NotComeError: it did not end.
        """
        whose = None if call is None else id_of(call)
        body = order(until="call-end", call=whose, within=within, since=since, patience=patience)
        return self._run_to(body, patience)

    def run_until_idle(self, *, patience: float = 10.0) -> ClockReading:
        """Let time pass until nothing is under way: no call, no message, no command.

        Args:
            patience: longest wait in seconds outside.

        Raises:
            NotComeError: not everything comes to an end by itself.
        """
        return self._run({"until": "idle", "patience": patience}, patience).clock

    def freeze(self) -> ClockReading:
        """Let it stand still, but for `advance` and the like. Requests and replies go on."""
        return self._change({"frozen": True})

    def thaw(self) -> ClockReading:
        """Let it go on."""
        return self._change({"frozen": False})

    def set(self, clock: str) -> ClockReading:
        """Let it go otherwise: "virtual", "real" or a factor such as "x10". What it shows stays the same."""
        return self._change({"clock": clock})

    def _change(self, body: Body) -> ClockReading:
        return self._transport.ask(ClockReading, Request("PATCH", self._path, body))

    def _run(self, body: Body, patience: float) -> RunEnd:
        return self._transport.ask(RunEnd, Request("POST", f"{self._path}/run", body, waits=patience))

    def _run_to(self, body: Body, patience: float) -> JournalEntry:
        entry = self._run(body, patience).entry
        if entry is None:
            raise ControlError("the server does not say what has come")
        return entry
