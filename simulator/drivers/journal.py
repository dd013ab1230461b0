"""The transcript of a phone system, as it is written: whoever waits for an entry waits here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from typing import Final, NamedTuple

from simulator.drivers.driver import Driver
from simulator.drivers.goal import Goal, instant_in
from simulator.telephony.transcript import Entry, Transcript

PATIENCE: Final = 10.0
"""Seconds of the wall clock that somebody waits for what need not happen, unless they say otherwise."""


class NumberedEntry(NamedTuple):
    """An entry, and its place in the transcript, counted from 0."""

    number: int
    entry: Entry


class Journal:
    """The entries of one phone system, which `driver` drives."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    @property
    def transcript(self) -> Transcript:
        """Where they are written."""
        return self._driver.pbx.transcript

    def find(self, wanted: Callable[[Entry], bool], first: int = 0) -> NumberedEntry | None:
        """The first entry that is wanted of those that have been written, from number `first` on."""
        entries = self.transcript.entries
        return next((NumberedEntry(at, entries[at]) for at in range(first, len(entries)) if wanted(entries[at])), None)

    async def wait_for_entry(
        self, wanted: Callable[[Entry], bool], *, first: int = 0, patience: float = PATIENCE
    ) -> NumberedEntry | None:
        """Wait for an entry, or find it. The clock is left alone: while it stands still, little is written.

        Args:
            wanted: whether an entry is the one.
            first: number of the first entry that counts.
            patience: longest wait in seconds of the wall clock.

        Returns:
            The first one; None if it did not come in time.

        Raises:
            ClosedError: the phone system was closed meanwhile.
            Exception: what `wanted` raises.
        """
        before = self.find(wanted, first)
        if before is not None:
            return before
        promises = self._driver.promises
        promise = promises.make()
        with self._looking_out(wanted, lambda found: promises.keep(promise, found), first):
            return await promises.kept_in_time(promise, patience, None)

    async def never(
        self, unwanted: Callable[[Entry], bool], seconds: float, *, first: int | None = None
    ) -> NumberedEntry | None:
        """Let call time pass as `steering.advance` does, to see that no such entry is written.

        Args:
            unwanted: whether an entry is such a one.
            seconds: how much time.
            first: number of the first entry that counts of those that are there already; none of them, if not given.

        Returns:
            None if none was written; otherwise the first one, as soon as it is there. The clock goes on as before.

        Raises:
            ScenarioError: `seconds` is negative, or somebody else steers the clock already.
            ClosedError: the phone system was closed meanwhile.
            Exception: what `unwanted` raises.
        """
        if first is not None and (found := self.find(unwanted, first)) is not None:
            return found  # nothing is awaited between looking back and looking out
        return await self.steer_to_entry(unwanted, Goal(None, until=instant_in(self._driver.time, seconds)))

    async def steer_to_entry(
        self, wanted: Callable[[Entry], bool], goal: Goal[NumberedEntry | None], patience: float = inf
    ) -> NumberedEntry | None:
        """Let time pass as far as somebody wants, but not beyond an entry; see `Driver.steer`."""
        with self._looking_out(wanted, lambda found: self._driver.time.reach(goal, found)):
            return await self._driver.steer(goal, patience)

    @contextmanager
    def _looking_out(
        self, wanted: Callable[[Entry], bool], found: Callable[[NumberedEntry | None], None], first: int = 0
    ) -> Iterator[None]:
        """Look at every entry when it is written, in the body of a `with`.

        Args:
            wanted: whether an entry is the one.
            found: told of it, once; None if `wanted` has failed, which is raised at the end.
            first: number of the first entry that counts.
        """
        mistakes: list[Exception] = []
        listeners, over = self.transcript.listeners, False

        def look(entry: Entry) -> None:
            nonlocal over
            number = len(self.transcript) - 1
            if over or number < first:
                return
            try:
                over = wanted(entry)
            except Exception as mistake:  # noqa: BLE001 - the core must not suffer for it
                mistakes.append(mistake)
                over = True
            if over:
                found(None if mistakes else NumberedEntry(number, entry))

        listeners.append(look)
        try:
            yield
        finally:
            listeners.remove(look)
        if mistakes:
            raise mistakes[0]
