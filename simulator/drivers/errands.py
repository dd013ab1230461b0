"""Runs the errands of one core: starts the effects that it wants, and brings it their replies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeAlias

from simulator.drivers.under_way import UnderWay
from simulator.telephony.effects import Effect, Reply
from simulator.telephony.kernel import Kernel, Request

Done: TypeAlias = Callable[[asyncio.Future[Reply]], None]
"""What is called when an errand is done: it hands the task to `Errands.arrive`."""


class Performs(Protocol):
    """What carries effects out: `Outside`."""

    def perform(self, effect: Effect) -> Reply | Awaitable[Reply]:
        """Reply at once, or with something to await."""
        ...


class Errands:
    """The effects of one kernel.

    Args:
        kernel: wants them.
        outside: carries them out.
    """

    def __init__(self, kernel: Kernel, outside: Performs) -> None:
        self._kernel = kernel
        self._outside = outside
        self._under_way = UnderWay()
        self.in_flight = self._under_way.effects
        """Those whose replies have not been handed over."""
        self.arrived = self._under_way.arrived
        """Those replies that have come."""
        self.last_started = 0
        """The ID of the last request that was started."""
        self._tasks: dict[asyncio.Future[Reply], int] = {}
        self.in_place: Awaitable[Reply] | None = None
        """The reply that somebody awaits in place, if one may: it goes to `arrived_in_place`."""
        self._in_place_id = 0

    def hold(self, commands: Sequence[int]) -> bool:
        """Whether the clock has to wait for them, if it waits for replies at all; see `UnderWay`."""
        return bool(self.in_flight) and self._under_way.hold(commands)

    def stand_still(self, commands: Sequence[int]) -> bool:
        """Whether something could go on if nobody waited for the app; see `UnderWay`."""
        return bool(self.in_flight) and self._under_way.stands_still(commands)

    def stop_waiting(self) -> None:
        """Do not wait for what the app may keep back, until something comes."""
        self._under_way.stuck = True

    def start(self, requests: list[Request], done: Done, *, in_order: bool, in_place: bool) -> None:
        """Start what the core wants.

        Args:
            requests: what it wants.
            done: called when one is done that was not done at once.
            in_order: whether what is done at once waits until those before it are done.
            in_place: whether one that is alone may be awaited `in_place`, which needs no task.
        """
        kernel, alone = self._kernel, len(requests) == 1 and not self.in_flight
        self.last_started = requests[-1].id
        for request_id, effect in requests:
            reply = self._outside.perform(effect)
            if not isinstance(reply, Reply):
                self.in_flight[request_id] = effect
                if alone and in_place:
                    self.in_place, self._in_place_id = reply, request_id
                else:
                    self._begin(request_id, reply, done)
            elif alone or not in_order:
                kernel.reply(request_id, reply, kernel.now)  # it took no time
            else:
                self.in_flight[request_id] = effect
                self.arrived[request_id] = reply

    def hand_over_the_only_one(self) -> None:
        """Hand over the reply of the one effect that is in flight, which has come."""
        self.in_flight.clear()
        self._kernel.reply(*self.arrived.popitem(), self._kernel.now)

    def hand_over_first_come(self, now: float) -> bool:
        """Hand over the reply that has come first; whether there was one."""
        return self._hand_over(self._under_way.take_first_come(), now)

    def hand_over_in_order(self, commands: Sequence[int], now: float) -> bool:
        """Hand over the reply whose turn it is, if it has come; whether it has."""
        return self._hand_over(self._under_way.take_in_order(commands), now)

    def arrived_in_place(self, reply: Reply) -> None:
        """Take the reply that somebody has awaited in place."""
        self.in_place = None
        self._take(self._in_place_id, reply)

    def arrive(self, task: asyncio.Future[Reply]) -> BaseException | None:
        """Take the reply of an errand that is done; why there is none, if that is a mistake of ours."""
        request_id = self._tasks.pop(task)
        if task.cancelled():
            return None
        failure = task.exception()
        if failure is None:
            self._take(request_id, task.result())
        return failure

    def break_off(self) -> None:
        """Break off everything that is in flight; it is over a little later."""
        for task in self._tasks:
            task.cancel()

    async def over(self) -> None:
        """Wait until what was broken off is over."""
        if self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _take(self, request_id: int, reply: Reply) -> None:
        self.arrived[request_id] = reply
        self._under_way.stuck = False

    def _hand_over(self, taken: tuple[int, Reply] | None, now: float) -> bool:
        if taken is None:
            return False
        self._kernel.reply(*taken, now)
        return True

    def _begin(self, request_id: int, reply: Awaitable[Reply], done: Done) -> None:
        task = asyncio.ensure_future(reply)
        self._tasks[task] = request_id
        task.add_done_callback(done)
