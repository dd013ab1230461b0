"""Runs the errands of one core: starts the effects that it wants, and brings it their replies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from simulator.drivers.under_way import Order, UnderWay
from simulator.telephony.effects import Effect, Reply
from simulator.telephony.kernel import Kernel, Request


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
        arrived: called when a reply has come.
        failed: called when an effect could not be carried out for a mistake of ours.
    """

    def __init__(
        self,
        kernel: Kernel,
        outside: Performs,
        arrived: Callable[[], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._kernel = kernel
        self._outside = outside
        self._tell_arrived = arrived
        self._tell_failed = failed
        self._under_way = UnderWay()
        self._tasks: dict[asyncio.Future[Reply], int] = {}
        self.in_place: tuple[int, Awaitable[Reply]] | None = None
        """The one effect that whoever asked for it performs itself: with `await_in_place`."""

    def hold(self, order: Order) -> bool:
        """Whether the clock has to wait for them, if it waits for replies at all."""
        return bool(self._under_way) and self._under_way.hold(order)

    def start(self, order: Order, *, in_place: bool) -> bool:
        """Start everything that the core wants; whether it wanted anything.

        Args:
            order: in which replies are handed over.
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
                    self._begin(request, reply)
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

    def break_off(self) -> None:
        """Break off everything that is in flight; it is over a little later."""
        for task in self._tasks:
            task.cancel()

    async def over(self) -> None:
        """Wait until what was broken off is over."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, request: Request, reply: Awaitable[Reply]) -> None:
        task = asyncio.ensure_future(reply)
        self._tasks[task] = request.id
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Future[Reply]) -> None:
        # On "done", not on "arrived": a task that fails has to be told of too.
        request_id = self._tasks.pop(task)
        if task.cancelled():
            return
        failure = task.exception()
        if failure is not None:
            self._tell_failed(failure)
        else:
            self._under_way.arrive(request_id, task.result())
            self._tell_arrived()
