"""Drives a phone system: carries its effects out, hands their replies over, and lets its time pass.

It lives in one event loop, and works in steps: whatever happens (a reply comes, somebody acts, the wall clock reaches
an instant) wakes it, and it does everything that can be done by then. Between two steps anybody may act on the core.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Hashable
from math import inf
from typing import Any, Final, TypeVar

from simulator.drivers.clock import VIRTUAL, Clock
from simulator.drivers.errands import Errands, Performs
from simulator.drivers.goal import Goal
from simulator.drivers.promises import Promises
from simulator.drivers.time_flow import TimeFlow
from simulator.drivers.under_way import Order
from simulator.pbx import Pbx
from simulator.telephony.kernel import Steps

logger = logging.getLogger(__name__)

T = TypeVar("T")

ROUNDS: Final = 10_000
"""Things that are done in one step; then others in the event loop get a turn."""


class Driver:
    """Drives one PBX; `run` it to its end, or `start` it and `close` it.

    On virtual time a request that is in flight holds the clock, unless a command is carried out: the app may be
    waiting for that. On the wall clock nothing does.

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
        self.live = live
        self.time = TimeFlow(pbx, clock, frozen=frozen)
        self.promises = Promises()
        self.failure: BaseException | None = None
        """What broke it down."""
        self._kernel = pbx.kernel
        self._errands = Errands(pbx.kernel, outside, self._wake, self._break_down)
        self._commands: set[asyncio.Future[Any]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sleeper: asyncio.Future[None] | None = None
        self._next_step: asyncio.Handle | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._running = False
        self._at_work = False

    @property
    def closed(self) -> bool:
        """Whether it has come to its end."""
        return bool(self.promises.reason)

    @property
    def idle(self) -> bool:
        """Whether every call is over, everything has been told, and every command has been carried out."""
        return not self._commands and self.pbx.idle

    # -- from beginning to end ---------------------------------------------------------------------------------------

    def start(self) -> None:
        """Go on from now on, until `close`. Needs a running event loop.

        Raises:
            ClosedError: it has been closed.
        """
        self.promises.check()
        self._loop = asyncio.get_running_loop()
        self.time.start()
        self._wake()

    async def run(self) -> None:
        """Go on until everything is over, and close.

        Raises:
            ClosedError: it was closed before, or broke down.
        """
        self.start()
        self._running = True
        try:
            while True:
                self._step()
                if self.pbx.idle and not (self._commands and self._kernel.next_deadline() is not None):
                    return
                await self._something()
                self.promises.check()
        finally:
            self.close()

    def close(self) -> None:
        """End it at once: what is in flight is broken off, and whoever waits gets a `ClosedError`."""
        self._end("the phone system has been closed")

    async def over(self) -> None:
        """Wait until what `close` has broken off is over."""
        await self._errands.over()

    # -- acting ------------------------------------------------------------------------------------------------------

    def act(self, action: Callable[[], T]) -> T:
        """Do something to the core now, and let it settle; what comes of it goes on by itself.

        Returns:
            What the action returns; what it raises is raised here, and everything else goes on.

        Raises:
            ClosedError: the phone system is closed.
            RuntimeError: the core is at work: this was called from within it.
        """
        self.promises.check()
        if self._at_work:
            raise RuntimeError("the core is at work; act on it from outside, not when it tells of an event")
        try:
            self._catch_up()
            return self._at_work_on(action)
        finally:
            self._at_work_on(self._kernel.settle)
            self._wake()

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
        outcome = self.promises.make()
        self._commands.add(outcome)
        try:
            self.act(lambda: self._kernel.spawn(_reporting(steps, outcome, self._commands), topic, name))
            return await self.promises.kept(outcome, inf, None)
        finally:
            self._commands.discard(outcome)
            self._wake()

    # -- time --------------------------------------------------------------------------------------------------------

    def change_time(self, *, clock: Clock | None = None, frozen: bool | None = None) -> None:
        """Go on on another clock, or stand still, or go on.

        Raises:
            ClosedError: the phone system is closed.
        """
        self.act(lambda: self.time.change(clock=clock, frozen=frozen))

    async def steer(self, goal: Goal[T], patience: float = inf) -> T:
        """Let time pass as far as somebody wants. A frozen clock leaps there; afterwards it stands still again.

        Args:
            goal: where to stop; its promise is of `promises`.
            patience: longest wait in seconds of the wall clock.

        Returns:
            What came of it; the goal's `outcome` if the wait took too long.

        Raises:
            ScenarioError: somebody else steers the clock already.
            ClosedError: the phone system was closed meanwhile.
        """
        self.act(lambda: self.time.head_for(goal))
        try:
            return await self.promises.kept(goal.reached, patience, goal.outcome)
        finally:
            if not self.closed:
                self.act(lambda: self.time.leave(goal))

    # -- inside: steps -----------------------------------------------------------------------------------------------

    def _step(self) -> None:
        """Do everything that can be done now."""
        self._at_work_on(self._go_on)
        self.promises.look()
        self._set_alarm()

    def _go_on(self) -> None:
        self._kernel.settle()
        for _ in range(ROUNDS):
            if not (self._start_errands() or self._time_passes() or self._hand_over()):
                return
        self._wake()

    def _start_errands(self) -> bool:
        return self._errands.start(self._order, in_place=self._running and self.time.waits_for_replies)

    def _hand_over(self) -> bool:
        return self._errands.hand_over(self._order, self.time.now)

    @property
    def _order(self) -> Order:
        if not self.time.waits_for_replies:
            return Order.ARRIVED
        return Order.COMMANDED if self._commands else Order.ASKED

    def _catch_up(self) -> None:
        """On the wall clock, bring the core up to date."""
        if not self.time.waits_for_replies:
            self._at_work_on(self._go_on)

    def _at_work_on(self, work: Callable[[], T]) -> T:
        self._at_work = True
        try:
            return work()
        finally:
            self._at_work = False

    # -- inside: time ------------------------------------------------------------------------------------------------

    def _time_passes(self) -> bool:
        """Let time pass as far as it may; whether anything has come of that."""
        waits = self.time.waits_for_replies
        if waits and self._errands.hold(self._order):
            return False
        goal = self.time.goal
        if goal is None:
            if waits and self.idle:
                return False
            return self.time.passes() or self._given_up()
        if goal.at_rest and self.idle:
            self.time.reach(goal, True)
        elif not (self.time.passes() or self._given_up()):
            if self.time.now < goal.until and not (goal.at_rest and self._at_rest):
                return False
            self.time.reach(goal, goal.outcome)
        return True

    @property
    def _at_rest(self) -> bool:
        """Whether nothing can happen by itself any more."""
        return self._kernel.next_deadline() is None and not self._errands.hold(self._order)

    def _given_up(self) -> bool:
        """Give up what waits in vain; whether there was anything to give up."""
        may_change = self.live or self.time.frozen or (self._commands and not self._running)
        if may_change or self.pbx.idle or not self._at_rest or self.pbx.somebody_may_act:
            return False
        self.pbx.give_up()
        return True

    # -- inside: sleeping and waking ---------------------------------------------------------------------------------

    def _wake(self) -> None:
        """Take the next step soon."""
        if self._loop is None or self.closed:
            return
        if self._sleeper is not None:
            if not self._sleeper.done():
                self._sleeper.set_result(None)
        elif self._next_step is None:
            self._next_step = self._loop.call_soon(self._step_beside)

    def _step_beside(self) -> None:
        """Take a step when nobody runs it, or while whoever does waits for a reply."""
        self._next_step = None
        if self._sleeper is not None:
            self._wake()
            return
        try:
            self._step()
        except Exception as failure:
            logger.exception("the phone system has broken down")
            self._break_down(failure)

    async def _something(self) -> None:
        """Wait for the one reply that is awaited in place, or else until somebody wakes this."""
        if self._errands.in_place is not None:
            await self._errands.await_in_place(*self._errands.in_place)
            return
        self._sleeper = asyncio.get_running_loop().create_future()
        try:
            await self._sleeper
        finally:
            self._sleeper = None

    def _set_alarm(self) -> None:
        """Wake when the wall clock says so."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        seconds = self.time.wakes_in()
        if seconds is not None and self._loop is not None and not self.closed:
            self._alarm = self._loop.call_later(seconds, self._wake)

    def _break_down(self, failure: BaseException) -> None:
        """End for a mistake of ours."""
        if not self.closed:
            self.failure = failure
            self._end(f"the phone system has broken down: {failure!r}")

    def _end(self, reason: str) -> None:
        if self.closed:
            return
        sleeper = self._sleeper
        self.promises.break_all(reason, self.failure)
        self._commands.clear()
        self._errands.break_off()
        for handle in (self._alarm, self._next_step):
            if handle is not None:
                handle.cancel()
        self._alarm = self._next_step = None
        if sleeper is not None and not sleeper.done():
            sleeper.set_result(None)


def _reporting(steps: Steps[T], outcome: asyncio.Future[T], commands: set[asyncio.Future[Any]]) -> Steps[None]:
    """Run steps and tell whoever waits for them what came of it."""
    try:
        result = yield from steps
    except Exception as failure:  # noqa: BLE001 - it belongs to whoever has sent the command
        if not outcome.done():
            outcome.set_exception(failure)
    else:
        if not outcome.done():
            outcome.set_result(result)
    commands.discard(outcome)
