"""Drives a phone system: carries its effects out, hands their replies over, and lets its time pass.

It lives in one event loop, and works in steps: whatever happens (a reply comes, somebody acts, the wall clock reaches
an instant) wakes it, and it does everything that can be done by then. Between two steps anybody may act on the core.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Hashable
from math import inf
from typing import TypeVar

from simulator.drivers.clock import VIRTUAL, Clock
from simulator.drivers.errands import Performs
from simulator.drivers.goal import Goal
from simulator.drivers.progress import Progress
from simulator.drivers.promises import Promises
from simulator.drivers.standstill import Standstill
from simulator.drivers.time_flow import TimeFlow
from simulator.drivers.wake import Wake
from simulator.errors import ScenarioError
from simulator.pbx import Pbx
from simulator.telephony.effects import Reply
from simulator.telephony.kernel import Steps

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Driver:
    """Drives one PBX; `run` it to its end, or `start` it and `close` it.

    On virtual time a request that is in flight holds the clock, unless a command has come after it and is carried out:
    the app may be waiting for that (see `under_way`). On the wall clock nothing does.

    Args:
        pbx: the phone system.
        outside: carries out effects.
        clock: the clock that it runs on.
        live: somebody may act at any time, so what waits for that is not given up.
        frozen: whether the clock stands still at first.
    """

    def __init__(
        self, pbx: Pbx, outside: Performs, clock: Clock = VIRTUAL, *, live: bool = False, frozen: bool = False
    ) -> None:
        self.pbx = pbx
        self.time = TimeFlow(pbx, clock, frozen=frozen)
        self.promises = Promises()
        self.failure: BaseException | None = None
        """What broke it down."""
        self._progress = Progress(pbx, outside, self.time, live=live)
        self.endings = self._progress.endings
        """What has come to its end, for those who watch that."""
        self._wake = Wake()
        self._standstill = Standstill()
        self._thread = 0
        self._at_work = False

    @property
    def closed(self) -> bool:
        """Whether it has come to its end."""
        return bool(self.promises.reason)

    @property
    def idle(self) -> bool:
        """Whether every call is over, everything has been told, and every command has been carried out."""
        return self._progress.idle

    @property
    def at_rest(self) -> bool:
        """Whether nothing can happen by itself any more, however much time passes."""
        return self._progress.at_rest

    # -- from beginning to end ---------------------------------------------------------------------------------------

    def start(self) -> None:
        """Go on from now on, until `close`. Needs a running event loop.

        Raises:
            ClosedError: it has been closed.
        """
        self._begin()
        self._wake.wake(self._step)

    async def run(self) -> None:
        """Go on until everything is over, and close.

        Raises:
            ClosedError: it has been closed by somebody else.
            Exception: what broke it down.
        """
        self._begin()
        self._progress.to_the_end = True
        errands = self._progress.errands
        try:
            while not self.promises.reason:
                self._step()
                if errands.in_place is not None:
                    errands.arrived_in_place(await errands.in_place)
                elif not (self.closed or self._progress.over):
                    await self._wake.sleep()
                else:
                    break
            if self.failure is not None:
                raise self.failure
            self.promises.check()
        finally:
            self.close()

    def close(self) -> None:
        """End it at once: what is in flight is broken off, and whoever waits gets a `ClosedError`."""
        if not self.closed:
            self._end("the phone system has been closed")

    async def over(self) -> None:
        """Wait until what `close` has broken off is over."""
        await self._progress.errands.over()

    # -- acting ------------------------------------------------------------------------------------------------------

    def act(self, action: Callable[[], T]) -> T:
        """Do something to the core now, and let it settle; what comes of it goes on by itself.

        Returns:
            What the action returns; what it raises is raised here, and everything else goes on.

        Raises:
            ClosedError: the phone system is closed, or breaks down on it.
            RuntimeError: the core is at work, or this is another thread than that of its event loop.
        """
        self.promises.check()
        self._check_place()
        if not self.time.pace.waits_for_replies:
            self._step()  # what is due by now comes first
        self._at_work = True
        try:
            return action()
        finally:
            self._settle()
            self._at_work = False
            self.promises.check()
            self._wake.wake(self._step)

    async def carry_out(self, steps: Steps[T], topic: Hashable = None, name: str = "a command") -> T:
        """Run steps of the core as a process of its own, and wait until it has ended.

        Whoever is cancelled while waiting leaves the process to itself.

        Args:
            steps: what to do.
            topic: whose process it is.
            name: for people who ask what everybody is waiting for.

        Returns:
            What the steps return; what they raise is raised here, and everything else goes on.

        Raises:
            Unwind: the process was cut short, by the end of a call for instance.
            ClosedError: the phone system was closed meanwhile.
        """
        outcome = self.act(lambda: self._progress.begin(steps, self.promises, topic, name))
        try:
            return await self.promises.kept(outcome)
        finally:
            self._progress.commands.abandon(outcome)
            self._wake.wake(self._step)

    # -- time --------------------------------------------------------------------------------------------------------

    def change_time(self, *, clock: Clock | None = None, frozen: bool | None = None) -> None:
        """Go on on another clock, or stand still, or go on; what the clock shows stays the same.

        Raises:
            ClosedError: the phone system is closed.
        """
        self.act(lambda: self.time.change(clock=clock, frozen=frozen))

    def check_free(self) -> None:
        """Check that nobody steers the clock.

        Raises:
            ScenarioError: somebody does.
            ClosedError: the phone system is closed.
        """
        self.promises.check()
        if self.time.goal is not None:
            raise ScenarioError("somebody else lets time pass already; wait for that to end")

    async def steer(self, goal: Goal[T], patience: float = inf) -> T:
        """Let time pass as far as somebody wants. A frozen clock leaps there; afterwards it stands still again.

        Args:
            goal: where to stop.
            patience: longest wait in seconds of the wall clock.

        Returns:
            What came of it; the goal's `outcome` if the wait took too long.

        Raises:
            ScenarioError: somebody else steers the clock already.
            ClosedError: the phone system was closed meanwhile.
        """
        self.check_free()
        goal.reached = self.promises.make()
        self.act(lambda: self.time.head_for(goal))
        try:
            return await self.promises.kept_in_time(goal.reached, patience, goal.outcome)
        finally:
            if not self.closed:
                self.act(lambda: self.time.leave(goal))

    # -- inside: steps -----------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self.promises.check()
        self._thread = threading.get_ident()
        self.time.start()
        self._wake.start()

    def _step(self) -> None:
        """Do everything that can be done now."""
        self._at_work = True
        try:
            if self._progress.go_on(self._errand_done):
                self._wake.wake(self._step)
            self._progress.endings.look()
        except Exception as failure:  # noqa: BLE001 - a mistake of ours: told to everybody who waits
            self._break_down(failure)
        finally:
            self._at_work = False
        if self.promises.conditions:
            self.promises.look()
        if not self.time.pace.waits_for_replies:
            self._wake.wake_in(self.time.wakes_in(), self._step)
        elif self._progress.stands_still and not self.closed:
            self._standstill.watch(self._stop_waiting)

    def _errand_done(self, task: asyncio.Future[Reply]) -> None:
        # On "done", not on "arrived": a task that fails has to wake the driver too.
        self._standstill.end()
        failure = self._progress.errands.arrive(task)
        if failure is not None:
            self._break_down(failure)
        self._wake.wake(self._step)

    def _stop_waiting(self) -> None:
        self._progress.errands.stop_waiting()
        self._wake.wake(self._step)

    def _settle(self) -> None:
        if not self._thread:
            return  # nothing begins before `start`
        try:
            self.pbx.kernel.settle()
            self._progress.endings.look()
        except Exception as failure:  # noqa: BLE001 - as above
            self._break_down(failure)

    def _check_place(self) -> None:
        if self._at_work:
            raise RuntimeError("the core is at work: act on it from outside, not when it tells of an event")
        if self._thread not in (0, threading.get_ident()):
            raise RuntimeError("act on the core in the thread of its event loop; `from_thread` does")

    def _break_down(self, failure: BaseException) -> None:
        if self.closed:
            return
        self.failure = failure
        if not self._progress.to_the_end:  # then nobody else tells of it
            logger.error("the phone system has broken down", exc_info=failure)
        self._end(f"the phone system has broken down: {failure!r}")

    def _end(self, reason: str) -> None:
        self.promises.break_all(reason, self.failure)
        self._progress.commands.clear()
        self._progress.errands.break_off()
        self._standstill.end()
        self._wake.stop()
