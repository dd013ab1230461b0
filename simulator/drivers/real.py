"""Real time, or a multiple of it: what is due follows the wall clock, and requests run beside it.

On a machine that stands still for a moment the clock is late afterwards; it does not leap over what was due meanwhile.
"""

from __future__ import annotations

from math import inf
from typing import Final

from simulator.drivers.steady_time import steady_time
from simulator.pbx import Pbx


class RealTime:
    """Time that follows the wall clock. Has to be made in a running event loop.

    Whoever waits for an answer waits in call time. An event loop that comes late would let that run out at once, before
    it has seen the answers that are there.

    Args:
        pbx: whose time it is.
        factor: seconds of the call for each second of the wall clock.
        now: what the clock shows at first, in seconds.
    """

    waits_for_replies: Final = False

    def __init__(self, pbx: Pbx, factor: float, now: float) -> None:
        self._pbx = pbx
        self._kernel = pbx.kernel
        self._factor = factor
        self._steady = steady_time()
        self._steady.pass_for(self)
        self._began = self._steady.now
        self._first = now

    @property
    def now(self) -> float:
        """What the clock shows, in seconds."""
        return max(self._kernel.now, self._first + (self._steady.now - self._began) * self._factor)

    def passes(self, until: float) -> bool:
        """Let the next thing happen that is due by now, at its own instant; whether there was one.

        When there is none any more, the kernel shows what the clock shows.
        """
        now = min(self.now, until)
        due = self._kernel.next_deadline()
        if due is not None and due <= now:
            self._kernel.advance(due)
            return True
        if self._pbx.patience.overdue(now):
            self._pbx.patience.give_up_overdue()
            return True
        self._kernel.advance(now)
        return False

    def wakes_in(self, until: float) -> float | None:
        """Until something is due, or calls have been up for too long, or that instant; seconds of the wall clock."""
        due = self._kernel.next_deadline()
        instant = min(until, self._pbx.patience.gives_up_at, inf if due is None else due)
        return max(0.0, (instant - self.now) / self._factor) if instant < inf else None
