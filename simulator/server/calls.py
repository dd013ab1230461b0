"""The calls of a running server, and the short messages: each is a task of its event loop, kept until a reset.

This file does not know about HTTP.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from types import TracebackType
from typing import Self

from simulator.drivers.call_result import CallResult
from simulator.drivers.live_call import LiveCall
from simulator.drivers.session import Session
from simulator.drivers.world import World
from simulator.telephony.steps import Step
from simulator.telephony.transcript import Entry, Transcript

logger = logging.getLogger(__name__)


class ServedCall:
    """A call, or a short message, that was asked for, and where it stands.

    `id` is its name here, usually that of the PBX too.
    """

    def __init__(self, call_id: str, app_url: str, seed: int, live: LiveCall) -> None:
        self.id = call_id
        self.app_url = app_url
        self.seed = seed
        self.live = live
        self._task = asyncio.create_task(live.run(), name=f"call {call_id}")
        self._task.add_done_callback(self._report)

    @property
    def over(self) -> bool:
        """Whether the call has ended and everything about it has been told."""
        return self._task.done()

    @property
    def error(self) -> str | None:
        """What went wrong inside the simulator; None unless something did."""
        if not self._task.done():
            return None
        if self._task.cancelled():
            return "the call was cut off by a reset"
        failure = self._task.exception()
        return None if failure is None else f"the simulator itself went wrong: {failure!r}"

    @property
    def result(self) -> CallResult:
        """What has come of it so far."""
        return self.live.result()

    @property
    def transcript(self) -> Transcript:
        """What has happened so far."""
        return self.live.pbx.transcript

    async def wait(self, seconds: float) -> None:
        """Wait until it is over, or for so long."""
        if seconds > 0:
            await asyncio.wait({self._task}, timeout=seconds)

    async def entries(self, first: int = 0) -> AsyncIterator[tuple[int, dict[str, object]]]:
        """Follow the transcript, from its entry number `first` on, until the call is over.

        Returns:
            The number of each entry, and the entry as `Transcript.as_data` has it.
        """
        transcript = self.transcript
        written = asyncio.Event()

        def wake(_: object) -> None:
            written.set()

        transcript.listeners.append(wake)
        self._task.add_done_callback(wake)
        try:
            while True:
                written.clear()
                over = self.over
                news = transcript.entries[first:]
                for number, data in enumerate(_as_data(news, transcript), start=first):
                    yield number, data
                first += len(news)
                if over:
                    return
                await written.wait()
        finally:
            transcript.listeners.remove(wake)
            self._task.remove_done_callback(wake)

    def cut_off(self) -> asyncio.Task[CallResult]:
        """End it at once and tell nobody; the task is over a little later."""
        self._task.cancel()
        return self._task

    def _report(self, task: asyncio.Task[CallResult]) -> None:
        if not task.cancelled() and (failure := task.exception()) is not None:
            logger.error("call %s: the simulator itself went wrong", self.id, exc_info=failure)


class Calls:
    """Everything that was placed on a server, in order. Use as an asynchronous context manager."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._calls: dict[str, ServedCall] = {}
        self._seeds = count(1)
        self._seeds_used: set[int] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.reset()

    def __iter__(self) -> Iterator[ServedCall]:
        return iter(self._calls.values())

    def get(self, call_id: str) -> ServedCall | None:
        """The call with an ID, if there is one."""
        return self._calls.get(call_id)

    def place(
        self, app_url: str, steps: Sequence[Step], *, to: str, caller: str, world: World, seed: int | None
    ) -> ServedCall:
        """Place a call; it runs from now on.

        Args:
            app_url: where IncomingCall is posted.
            steps: what the caller does.
            to: the number dialled.
            caller: the caller's number.
            world: everything else that there is, but for its seed and its shelf.
            seed: of everything that is drawn by chance; a new one if not given.
        """
        return self._served(
            app_url, seed, world, lambda its: self.session.open_call(app_url, steps, to=to, caller=caller, world=its)
        )

    def receive_sms(
        self, app_url: str, text: str, *, to: str, sender: str, world: World, seed: int | None
    ) -> ServedCall:
        """Let a short message reach an app, as `place` does a call.

        Args:
            app_url: where IncomingSMS is posted.
            text: what the message says.
            to: the extension's number.
            sender: who has sent it.
            world: as in `place`.
            seed: as in `place`.
        """
        return self._served(
            app_url, seed, world, lambda its: self.session.open_sms(app_url, text, to=to, sender=sender, world=its)
        )

    async def reset(self) -> None:
        """End and forget all calls and their recordings."""
        forgotten, self._calls = self._calls, {}
        self._seeds_used.clear()
        for shelf in ("", *forgotten):
            self.session.archive.clear(shelf)
        await asyncio.gather(*(call.cut_off() for call in forgotten.values()), return_exceptions=True)

    def _served(self, app_url: str, seed: int | None, world: World, opened: Callable[[World], LiveCall]) -> ServedCall:
        def with_seed(chosen: int, shelf: str) -> LiveCall:
            return opened(replace(world, seed=chosen, shelf=shelf))

        chosen, call_id, live = self._unused(with_seed) if seed is None else self._given(seed, with_seed)
        self._seeds_used.add(chosen)
        served = self._calls[call_id] = ServedCall(call_id, app_url, chosen, live)
        return served

    def _unused(self, opened: Callable[[int, str], LiveCall]) -> tuple[int, str, LiveCall]:
        """A call with a seed that nobody has yet, and whose call ID nobody has."""
        for seed in self._seeds:
            if seed not in self._seeds_used:
                live = opened(seed, "")
                if live.exchange.id not in self._calls:
                    return seed, live.exchange.id, live
        raise AssertionError  # numbers do not end

    def _given(self, seed: int, opened: Callable[[int, str], LiveCall]) -> tuple[int, str, LiveCall]:
        """A call with the seed that somebody wants, which makes its call ID and the names of its files."""
        live = opened(seed, "")
        call_id = live.exchange.id
        if call_id not in self._calls and seed not in self._seeds_used:
            return seed, call_id, live
        names = (f"{call_id}-{number}" if number > 1 else call_id for number in count(1))
        other_id = next(name for name in names if name not in self._calls)
        return seed, other_id, opened(seed, other_id)


def _as_data(entries: list[Entry], transcript: Transcript) -> list[dict[str, object]]:
    part = Transcript(transcript.origins)
    part.entries = entries
    data: list[dict[str, object]] = part.as_data()["entries"]  # type: ignore[assignment]  # it is what as_data makes
    return data
