"""Runs the errands of one core: starts the effects that it wants, and brings it their replies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias

from simulator.drivers.under_way import Order, UnderWay
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
        self._tasks: dict[asyncio.Future[Reply], int] = {}
        self.in_place: tuple[int, Awaitable[Reply]] | None = None
        """The one effect that whoever asked for it performs itself: with `await_in_place`."""

    @property
    def in_flight(self) -> bool:
        """Whether there is any whose reply has not been handed over."""
        return bool(self._under_way)

    def hold(self, order: Order) -> bool:
        """Whether the clock has to wait for them, if it waits for replies at all."""
        return bool(self._under_way) and self._under_way.hold(order)

    def start(self, order: Order, done: Done, *, in_place: bool) -> bool:
        """Start everything that the core wants; whether it wanted anything.

        Args:
            order: in which replies are handed over.
            done: called when one is done that was not done at once.
            in_place: whether one that is alone may be left to `await_in_place`, which needs no task.
        """
        requests = self._kernel.take_effects()
        if not requests:
            return False
        alone = len(requests) == 1 and not self._under_way
        for request in requests:
            reply = self._outside.perform(request.effect)
            if isinstance(reply, Awaitable):
                self._under_way.begin(request)
                if alone and in_place:
                    self.in_place = request.id, reply
                else:
                    self._begin(request, reply, done)
            elif alone or order is Order.ARRIVED:
                self._kernel.reply(request.id, reply, self._kernel.now)  # it took no time
            else:
                self._under_way.begin(request)
                self._under_way.arrive(request.id, reply)
        return True

    def hand_over(self, order: Order, now: float) -> bool:
        """Hand over one reply, if it is there; whether one was."""
        taken = self._under_way.take(order)
        if taken is None:
            return False
        self._kernel.reply(*taken, now)
        return True

    async def await_in_place(self, request_id: int, reply: Awaitable[Reply]) -> None:
        """Perform the effect that was left to do."""
        try:
            self._under_way.arrive(request_id, await reply)
        finally:
            self.in_place = None

    def arrive(self, task: asyncio.Future[Reply]) -> BaseException | None:
        """Take the reply of an errand that is done; why there is none, if that is a mistake of ours."""
        request_id = self._tasks.pop(task)
        if task.cancelled():
            return None
        failure = task.exception()
        if failure is None:
            self._under_way.arrive(request_id, task.result())
        return failure

    def break_off(self) -> None:
        """Break off everything that is in flight; it is over a little later."""
        for task in self._tasks:
            task.cancel()

    async def over(self) -> None:
        """Wait until what was broken off is over."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, request: Request, reply: Awaitable[Reply], done: Done) -> None:
        task = asyncio.ensure_future(reply)
        self._tasks[task] = request.id
        task.add_done_callback(done)
