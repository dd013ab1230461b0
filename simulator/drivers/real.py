"""Real time, or a multiple of it: timers follow the wall clock, and requests run beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from simulator.drivers.outside import Outside
from simulator.pbx import Pbx
from simulator.telephony.effects import Reply


class RealDriver:
    """Runs the calls of a PBX on the wall clock.

    Args:
        pbx: the phone system.
        outside: carries out effects.
        factor: seconds of the call for each second of the wall clock.
        live: somebody may act from outside at any time, so a call on which nothing is due is not given up.
    """

    def __init__(self, pbx: Pbx, outside: Outside, *, factor: float = 1.0, live: bool = False) -> None:
        self._pbx = pbx
        self._outside = outside
        self._factor = factor
        self._live = live
        self._changed = asyncio.Event()
        self._replies: list[tuple[int, Reply]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None
        self._began: float | None = None

    @property
    def now(self) -> float:
        """What the clock of the calls shows; 0 before they run."""
        if self._began is None:
            return 0.0
        return (asyncio.get_running_loop().time() - self._began) * self._factor

    def act(self, action: Callable[[], None]) -> None:
        """Let somebody outside do something to a call now: the clock is brought up to date first."""
        self._pbx.kernel.advance(self.now)
        action()
        self._changed.set()

    async def run(self) -> None:
        """Run the calls to their end."""
        pbx, kernel = self._pbx, self._pbx.kernel
        self._began = asyncio.get_running_loop().time()
        kernel.settle()
        try:
            while not pbx.idle:
                if self._failure is not None:
                    raise self._failure
                self._catch_up()
                for request_id, reply in self._taken_replies():
                    kernel.reply(request_id, reply, self.now)
                    self._catch_up()
                if self._hopeless():
                    pbx.give_up()
                elif not (self._replies or pbx.idle):
                    await self._sleep()
        finally:
            for task in self._tasks:
                task.cancel()

    # -- inside ------------------------------------------------------------------------------------------------------

    def _catch_up(self) -> None:
        """Fire everything that is due by now, each at its own instant, and start what is wanted meanwhile."""
        while True:
            self._pbx.kernel.advance(self.now)
            if not self._start_effects():
                return

    def _hopeless(self) -> bool:
        if self._pbx.overdue(self.now):
            return True
        waiting = self._pbx.kernel.next_deadline() is not None or self._tasks or self._replies
        return not (self._live or waiting or self._pbx.idle)

    def _start_effects(self) -> bool:
        """Carry out what the core wants; whether it wanted anything."""
        requests = self._pbx.kernel.take_effects()
        for request in requests:
            reply = self._outside.perform(request.effect)
            if isinstance(reply, Awaitable):
                task = asyncio.ensure_future(self._deliver(request.id, reply))
                self._tasks.add(task)
                task.add_done_callback(self._done)
            else:
                self._pbx.kernel.reply(request.id, reply, self._pbx.kernel.now)  # it took no time
        return bool(requests)

    async def _deliver(self, request_id: int, reply: Awaitable[Reply]) -> None:
        delivered = await reply
        self._replies.append((request_id, delivered))  # not in one line: the list is another one by now

    def _done(self, task: asyncio.Task[None]) -> None:
        # Waking on "done", not on "delivered": a task that fails must wake the driver too.
        self._tasks.discard(task)
        if not task.cancelled():
            self._failure = self._failure or task.exception()
        self._changed.set()

    def _taken_replies(self) -> list[tuple[int, Reply]]:
        taken, self._replies = self._replies, []
        return taken

    async def _sleep(self) -> None:
        """Until something changes, something is due, or the calls have been up for too long."""
        deadline = self._pbx.kernel.next_deadline()
        instants = [one for one in (deadline, self._pbx.gives_up_at) if one is not None]
        ahead = [max(0.0, (one - self.now) / self._factor) for one in instants if one > self.now or one == deadline]
        try:
            await asyncio.wait_for(self._changed.wait(), min(ahead, default=None))
        except TimeoutError:
            return
        self._changed.clear()
