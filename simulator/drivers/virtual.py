"""Virtual time: the clock moves only when no request is in flight and nothing is due. A long call takes no time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable

from simulator.drivers.outside import Outside
from simulator.pbx import Pbx
from simulator.telephony.effects import Reply


async def run_virtual(pbx: Pbx, outside: Outside) -> None:
    """Run the calls of a PBX to their end.

    Effects run side by side, and their replies are handed over in the order in which they were asked for, so the same
    calls always give the same transcript.
    """
    kernel = pbx.kernel
    kernel.settle()
    under_way: deque[tuple[int, Reply | asyncio.Future[Reply]]] = deque()
    try:
        while not pbx.idle:
            reply: Reply | Awaitable[Reply]
            requests = kernel.take_effects()
            if len(requests) == 1 and not under_way:
                # The usual case: nothing else to do meanwhile, so no task is needed.
                reply = outside.perform(requests[0].effect)
                kernel.reply(requests[0].id, await reply if isinstance(reply, Awaitable) else reply, kernel.now)
                continue
            for request in requests:
                reply = outside.perform(request.effect)
                under_way.append((request.id, asyncio.ensure_future(reply) if isinstance(reply, Awaitable) else reply))
            if under_way:
                request_id, reply = under_way.popleft()
                kernel.reply(request_id, await reply if isinstance(reply, asyncio.Future) else reply, kernel.now)
                continue
            deadline = kernel.next_deadline()
            if deadline is None or pbx.overdue(deadline):
                pbx.give_up()
            else:
                kernel.advance(deadline)
    finally:
        for _, reply in under_way:
            if isinstance(reply, asyncio.Future):
                reply.cancel()
