"""Notices when calls and messages are over with all that has come of them, in the order of the core.

Whoever watches one is told before anything later happens, however the clock is steered.
"""

from __future__ import annotations

from collections.abc import Callable

from simulator.telephony.exchange import Exchange
from simulator.telephony.switchboard import Switchboard


class Endings:
    """The calls and messages of one PBX that somebody watches.

    Args:
        switchboard: knows what is under way.
    """

    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard
        self._watched: dict[str, tuple[Exchange, Callable[[], None]]] = {}

    def watch(self, exchange: Exchange, told: Callable[[], None]) -> None:
        """Have something called once: as soon as a call or a message is over that a test has placed.

        Args:
            exchange: the call, or what is going on about the message.
            told: what is called, now if that is so already; it may look at the core, and leaves it as it is.
        """
        if self._is_over(exchange):
            told()
            return
        self._watched[exchange.origin] = exchange, told

    def look(self) -> None:
        """Tell whoever watches what has ended since somebody last looked."""
        ended = self._switchboard.ended
        if not ended:
            return
        # What an app has set going by itself may belong to any of them, so all may have waited for it.
        origins = list(self._watched) if "" in ended else list(dict.fromkeys(ended))
        ended.clear()
        for origin in origins if self._watched else ():
            exchange, told = self._watched.get(origin, (None, None))
            if exchange is not None and told is not None and self._is_over(exchange):
                del self._watched[origin]
                told()

    def _is_over(self, exchange: Exchange) -> bool:
        """Whether everything has been told about it, and nothing is under way that has come of it.

        What other tests have placed is no part of that, nor is what their scripts have set going. What an app has set
        going since with a command may be.
        """
        switchboard = self._switchboard
        if exchange.origin in switchboard.under_way or not exchange.settled:
            return False
        return not switchboard.under_way[""] or all(
            one.origin or one.began_at < exchange.began_at for one in switchboard.live
        )
