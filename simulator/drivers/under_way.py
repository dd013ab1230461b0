"""The effects that are under way, and whose reply is handed over next.

On time that waits for replies they are handed over in the order in which they were asked for, so the same calls always
give the same transcript. An app that has sent a command may let its answers wait until the command has been carried
out; so while there is one, what the app has a hand in is handed over as it comes, and the rest in order before that.
"""

from __future__ import annotations

from enum import Enum, auto

from simulator.telephony.effects import AskApp, AudioFile, Effect, LoadClip, RelayEmail, Reply, RunSql, SendRequest


class Order(Enum):
    """Whose reply is next."""

    ASKED = auto()
    """That of the effect that was asked for first."""
    COMMANDED = auto()
    """While a command is carried out: first, in order, those that come in any case; then those that have come."""
    ARRIVED = auto()
    """The one that has come first."""


class UnderWay:
    """Effects under way, oldest first, and the replies that have come and were not handed over yet."""

    def __init__(self) -> None:
        self.effects: dict[int, Effect] = {}
        """By the IDs of their requests, until their replies are handed over."""
        self.arrived: dict[int, Reply] = {}
        """Those of them that have come."""

    def hold(self, order: Order) -> bool:
        """Whether the clock has to wait for them."""
        if order is Order.COMMANDED:
            return bool(self.arrived) or not all(map(_may_wait_for_a_command, self.effects.values()))
        return bool(self.effects)

    def take(self, order: Order) -> tuple[int, Reply] | None:
        """The reply that is handed over next, with the ID of its request; None if that has not come yet."""
        if not self.arrived:
            return None
        turn = next(iter(self.effects)) if order is Order.ASKED else self._turn(order)
        if turn not in self.arrived:
            return None
        del self.effects[turn]
        return turn, self.arrived.pop(turn)

    def _turn(self, order: Order) -> int:
        if order is Order.ARRIVED:
            return next(iter(self.arrived))
        in_any_case = (number for number, effect in self.effects.items() if not _may_wait_for_a_command(effect))
        return next(in_any_case, min(self.arrived))


def _may_wait_for_a_command(effect: Effect) -> bool:
    """Whether the reply needs something that the app may keep back: an answer, a file, a lock on a table, a mail."""
    match effect:
        case SendRequest() | AskApp() | RunSql() | RelayEmail():
            return True
        case LoadClip(AudioFile(path)):
            return "://" in path
        case _:
            return False
