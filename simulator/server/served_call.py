"""A call on a server, or a short message, and where it stands: in a world of its own, or in a session with others.

This file does not know about HTTP.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from math import inf
from typing import NamedTuple

from simulator.drivers.call_result import CallResult, result_alone
from simulator.drivers.live_call import LiveCall
from simulator.drivers.phone_system import PhoneSystem
from simulator.drivers.promises import ClosedError
from simulator.server.episode import episode_of
from simulator.server.following import written
from simulator.server.judgement import Check, Judgement, Outcome, judged
from simulator.server.story import Beginning, Others, Story, beginning_of, part_of, story_of
from simulator.telephony.call import Call
from simulator.telephony.events import NotificationSent
from simulator.telephony.exchange import Exchange
from simulator.telephony.transcript import Transcript

logger = logging.getLogger(__name__)


class Placed(NamedTuple):
    """What a test has said of a call or a message that it has placed.

    Attributes:
        app_url: where the app takes notifications, empty if it did not say.
        judgement: what is expected, if anything is.
        since: how much there was before.
    """

    app_url: str
    judgement: Judgement | None = None
    since: Beginning = Beginning()


class ServedCall:
    """A call, or a short message, in the phone system of a session.

    Attributes:
        id: its name here, usually that of the PBX too.
        phone: the phone system in which it takes place.
        exchange: the call, or what is going on about the message.
        app_url: where the app takes notifications; empty if whoever placed it did not say, or nobody did.
        placed: whether a test has placed it, and not the app.
        judgement: what the test expects of it, if anything.
    """

    alone = False
    """Whether it has a world of its own."""

    def __init__(self, call_id: str, phone: PhoneSystem, exchange: Exchange, placed: Placed | None) -> None:
        self.id = call_id
        self.phone = phone
        self.exchange = exchange
        self.placed = placed is not None
        self.app_url, self.judgement, _ = placed or Placed("")
        self._since = None if placed is None else placed.since

    @property
    def over(self) -> bool:
        """Whether it has ended, and the app has been told everything that there was to tell.

        Where something is expected, what has come of it has come to its end too; what happens later is not judged.
        """
        return self.phone.closed or (self.exchange.settled if self.judgement is None else self.judgement.begun)

    @property
    def error(self) -> str | None:
        """What went wrong inside the simulator; None unless something did."""
        failure = self.phone.driver.failure
        return None if failure is None else f"the simulator itself went wrong: {failure!r}"

    @property
    def now(self) -> float:
        """What its clock shows, in seconds."""
        return self.phone.now

    @property
    def transcript(self) -> Transcript:
        """What has happened so far."""
        return _of_one(self.phone.pbx.transcript, self.exchange.id)

    @property
    def result(self) -> CallResult:
        """What has come of it so far."""
        alone = result_alone(self.exchange, self.phone.pbx, self.phone.shelf)
        transcript = self.transcript
        measured = self.phone.latencies.of(transcript.of(NotificationSent))
        return replace(alone, transcript=transcript, measured=measured)

    @property
    def episode(self) -> CallResult:
        """The same, with what else has come of it or of what it has come of; a transcript that goes no further."""
        return episode_of(self.exchange, self.phone)

    async def judged(self, checks: Sequence[Check]) -> list[Outcome]:
        """Judge it as it stands, by what somebody expects of it now."""
        return await judged(checks, self._story().result, self.phone.pbx.settings.data_folder)

    async def outcomes(self) -> list[Outcome]:
        """What was expected and how that came out; as long as the call is not over, nothing is said of that."""
        if self.judgement is None:
            return []
        if self.over and not self.judgement.begun:  # its session has come to its end meanwhile, for instance
            self._judge()
        return await self.judgement.outcomes()

    def watch(self) -> None:
        """If something is expected of it, have it judged at the instant at which it is over, whoever asks for that."""
        if self.judgement is not None:
            self.phone.driver.endings.watch(self.exchange, self._judge)

    @property
    def line(self) -> Call | None:
        """The call; None for a short message."""
        return self.exchange if isinstance(self.exchange, Call) else None

    async def wait(self, seconds: float) -> None:
        """Wait until it is over, or for so many seconds of the wall clock.

        Raises:
            ClosedError: the phone system was closed meanwhile.
        """
        if seconds > 0 and not self.over:
            await self.phone.driver.promises.until(lambda: self.over, seconds)

    async def until_over(self) -> None:
        """Wait until it is over, or its session is removed or reset."""
        with suppress(ClosedError):
            await self.phone.driver.promises.until(lambda: self.over, inf)

    def concerns(self, call_id: str) -> bool:
        """Whether an entry of the transcript belongs to it; `call_id` is the entry's."""
        return call_id == self.exchange.id

    async def entries(self, first: int = 0) -> AsyncIterator[tuple[int, dict[str, object]]]:
        """Follow the transcript, from its entry number `first` on, until the call is over.

        Returns:
            The number of each entry, and the entry as `Transcript.as_data` has it.
        """
        transcript = self.phone.pbx.transcript
        async for numbers in written(transcript, first, self.until_over()):
            for number, data in entries_as_data(transcript, numbers.start, numbers.stop):
                if self.concerns(str(data["call"])):
                    yield number, data

    def _judge(self) -> None:
        if self.judgement is not None:
            story = self._story(self.judgement.about_others)
            self.judgement.begin(story.result, self.phone.pbx.settings.data_folder)

    def _story(self, others: Collection[Others] = frozenset(Others)) -> Story:
        """How it stands, with everything else that has happened since it was placed."""
        since = beginning_of(self.exchange, self.phone) if self._since is None else self._since
        return story_of(self.exchange, self.phone, since, others)


class LoneCall(ServedCall):
    """A call, or a short message, in a world of its own, with all that comes of it: it runs until everything is over.

    Args:
        call_id: its name here.
        live: it, not running yet.
        placed: what the test has said of it.
    """

    alone = True

    def __init__(self, call_id: str, live: LiveCall, placed: Placed) -> None:
        super().__init__(call_id, live.phone, live.exchange, placed)
        self._live = live
        self._task = asyncio.create_task(live.run(), name=f"call {call_id}")
        self._task.add_done_callback(self._report)

    @property
    def over(self) -> bool:
        """Whether everything is over, and everything has been told."""
        return self._task.done()

    @property
    def error(self) -> str | None:
        """What went wrong inside the simulator; None unless something did."""
        if not self._task.done():
            return None
        if self._task.cancelled():
            return "the call was cut off by a reset"
        failure = self._task.exception()
        if failure is None:
            return None
        return f"the simulator itself went wrong: {self.phone.driver.failure or failure!r}"

    @property
    def now(self) -> float:
        """What its clock shows, in seconds; it stands still once everything is over."""
        return self._live.now

    @property
    def transcript(self) -> Transcript:
        """What has happened so far."""
        return self.phone.pbx.transcript

    @property
    def result(self) -> CallResult:
        """What has come of it so far."""
        return self._live.result()

    @property
    def episode(self) -> CallResult:
        """The same, with a transcript that goes no further: nothing else happens in its world."""
        result = self.result
        return replace(result, transcript=part_of(result.transcript, result.transcript.entries))

    async def wait(self, seconds: float) -> None:
        """Wait until everything is over, or for so many seconds of the wall clock."""
        if seconds > 0:
            await asyncio.wait({self._task}, timeout=seconds)

    async def until_over(self) -> None:
        """Wait until everything is over, however that comes about."""
        await asyncio.wait({self._task})

    def concerns(self, call_id: str) -> bool:  # noqa: ARG002 - there is nothing else in its world
        """Every entry of its world belongs to it."""
        return True

    async def cut_off(self) -> None:
        """End it at once, tell nobody, and forget its recordings."""
        self._task.cancel()
        await asyncio.wait({self._task})
        await self.phone.close()

    def _report(self, task: asyncio.Task[CallResult]) -> None:
        if not task.cancelled() and (failure := task.exception()) is not None:
            logger.error("call %s: the simulator itself went wrong", self.id, exc_info=failure)


def entries_as_data(
    transcript: Transcript, first: int = 0, last: int | None = None
) -> list[tuple[int, dict[str, object]]]:
    """Some entries: the number of each, and the entry as `Transcript.as_data` has it.

    Args:
        transcript: where they stand.
        first: number of the first one.
        last: number of the first one that is left out; none is, if not given.
    """
    part = Transcript(transcript.origins)
    part.entries = transcript.entries[first:last]
    data: list[dict[str, object]] = part.as_data()["entries"]  # type: ignore[assignment]  # it is what as_data makes
    return list(enumerate(data, start=first))


def _of_one(transcript: Transcript, call_id: str) -> Transcript:
    """The part of a transcript that belongs to one call."""
    part = Transcript(transcript.origins)
    part.entries = transcript.of_call(call_id)
    if (thread := transcript.threads.get(call_id)) is not None:
        part.threads[call_id] = thread._replace(label="")
    return part
