"""Patience, and its end: ends what can never go on, or has gone on for too long, and says what everybody waited for."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from simulator.telephony.awaited import what_is_awaited
from simulator.telephony.call import Call
from simulator.telephony.causes import HangupCause
from simulator.telephony.events import Stalled, seconds_text
from simulator.telephony.exchange import Exchange
from simulator.telephony.switchboard import Switchboard


class Patience:
    """How long the calls and messages of a PBX are waited for.

    Args:
        switchboard: knows what is under way, and the setting `max_call_duration`.
    """

    def __init__(self, switchboard: Switchboard) -> None:
        self._kernel = switchboard.kernel
        self._live = switchboard.live
        self._longest = switchboard.settings.max_call_duration

    def overdue(self, deadline: float) -> bool:
        """Whether calls have been up for too long by then, and have not been given up yet."""
        if deadline <= self._longest:
            return False
        return self.gives_up_at < deadline

    @property
    def gives_up_at(self) -> float:
        """When the first thing that is under way has taken too long, in seconds; inf if nothing is."""
        began = (one.began_at for one in self._live if not one.stalled)
        return min(began, default=inf) + self._longest

    def give_up(self) -> None:
        """End everything on which nothing can happen any more, and say what everybody is waiting for.

        Raises:
            RuntimeError: something was given up before and is still there; asking again would never end.
        """
        if self._kernel.next_deadline() is not None:
            self.give_up_overdue()
            return
        left = list(self._live)
        fresh = [one for one in left if not one.stalled]
        if left and not fresh:  # what was given up before may yet have set something else going
            raise RuntimeError(f"call {left[0].id} has been given up and does not end: {left[0].stalled}")
        self._give_up(fresh)

    def give_up_overdue(self) -> None:
        """Move the clock to the instant at which the first thing has taken too long, and end it."""
        self._kernel.advance(self.gives_up_at)
        self._give_up([one for one in self._live if not one.stalled and self._has_taken_too_long(one)])

    def _give_up(self, fresh: Sequence[Exchange]) -> None:
        for one in fresh:
            one.stalled = self._waiting_for(one)
            one.publish(Stalled(one.stalled))
        for one in fresh:
            self._end(one)
        self._kernel.settle()

    def _end(self, exchange: Exchange) -> None:
        if isinstance(exchange, Call):
            exchange.end(exchange.side, HangupCause.RECOVERY_ON_TIMER_EXPIRY)
        else:
            for process in self._kernel.processes_waiting(exchange):
                self._kernel.interrupt(process)

    def _has_taken_too_long(self, exchange: Exchange) -> bool:
        return self._kernel.now >= exchange.began_at + self._longest

    def _waiting_for(self, exchange: Exchange) -> str:
        if self._has_taken_too_long(exchange):
            talking = isinstance(exchange, Call) and not exchange.ended
            what = "the call was still up" if talking else "the script still ran"
            return f"{what} after {seconds_text(self._longest)} s"
        return f"nothing can happen any more: {what_is_awaited(self._kernel.processes_waiting(exchange))}"
