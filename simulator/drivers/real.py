"""Real time, or a multiple of it: what is due follows the wall clock, and requests run beside it.

On a machine that stands still for a moment the clock is late afterwards; it does not leap over what was due meanwhile.
"""

from __future__ import annotations

import asyncio
from math import inf
from typing import Final

from simulator.pbx import Pbx

LATEST: Final = 0.02
"""Seconds of the wall clock by which something may happen too late; if it happens later still, so does the rest."""

LOOKS: Final = 0.02
"""Seconds of the wall clock after which to look again while something is asked that has to answer: on a machine that
stood still, its answer would come behind everything that is due by then."""


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
        self._wall = asyncio.get_running_loop().time
        self._began = self._wall()
        self._first = now
        self._next_look = inf

    @property
    def now(self) -> float:
        """What the clock shows, in seconds."""
        return max(self._kernel.now, min(self._unhindered, self._latest))

    def passes(self, until: float) -> bool:
        """Let the next thing happen that is due by now, at its own instant; whether there was one.

        When there is none any more, the kernel shows what the clock shows.
        """
        self._first -= max(0.0, self._unhindered - self._latest)
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

    def wakes_in(self, until: float, *, asked: bool) -> float | None:
        """Until something is due, or calls have been up for too long, or that instant; seconds of the wall clock.

        While somebody is asked, no longer than `LOOKS`.
        """
        instant = min(self._due(until), self.now + LOOKS * self._factor if asked else inf)
        self._next_look = instant
        return max(0.0, (instant - self.now) / self._factor) if instant < inf else None

    @property
    def _unhindered(self) -> float:
        """What the clock would show if nothing came late from now on."""
        return self._first + (self._wall() - self._began) * self._factor

    @property
    def _latest(self) -> float:
        """What it shows at most until something has happened that is due, or it has been looked at."""
        return min(self._due(inf), self._next_look) + LATEST * self._factor

    def _due(self, until: float) -> float:
        """The instant of what comes next, in seconds."""
        due = self._kernel.next_deadline()
        return min(until, self._pbx.patience.gives_up_at, inf if due is None else due)
