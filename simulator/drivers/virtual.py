"""Virtual time: it leaps to what is due next as soon as nothing holds it. A long call takes no time."""

from __future__ import annotations

from math import inf
from typing import Final

from simulator.pbx import Pbx


class VirtualTime:
    """Time that leaps from one thing that is due to the next. Whoever owns it asks only when no reply is awaited."""

    waits_for_replies: Final = True

    def __init__(self, pbx: Pbx) -> None:
        self._pbx = pbx
        self._kernel = pbx.kernel

    @property
    def now(self) -> float:
        """What the clock shows, in seconds."""
        return self._kernel.now

    def passes(self, until: float) -> bool:
        """Leap to what is due next, or to an instant before that; whether there was anything to leap to."""
        kernel = self._kernel
        deadline = kernel.next_deadline()
        if deadline is None or deadline > until:
            if until == inf or until <= kernel.now:
                return False
            deadline = until
        if self._pbx.patience.overdue(deadline):
            self._pbx.patience.give_up_overdue()
        else:
            kernel.advance(deadline)
        return True

    def wakes_in(self, until: float) -> float | None:  # noqa: ARG002 - as every pace has it
        """Never: it has leapt as far as it may."""
        return None
