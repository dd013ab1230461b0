"""The effects that are under way, and whose reply is handed over next.

On time that waits for replies the same calls always give the same transcript, although an app may send commands from
several handlers at once. Nobody can tell from which handler a command comes. So replies are handed over in rounds: one
begins when the PBX has heard from everybody, so that no command can come before it is over, and then the replies that
have come are handed over in the order in which they were asked for. What is asked in a round belongs to the next one.

An app that has sent a command may let its answer wait until the command has been carried out. Such an answer is not
waited for: each command that is carried out may keep back one answer to what was asked before the command came.
Everything that was asked later is waited for.

An app may keep back more than that: one that does a single thing at a time answers nothing meanwhile. When nothing has
come for a while, it is `stuck`, and what it may keep back is not waited for until something comes again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import takewhile

from simulator.telephony.effects import AskApp, AudioFile, Effect, LoadClip, RelayEmail, Reply, RunSql, SendRequest


class UnderWay:
    """Effects under way, oldest first, and the replies that have come and were not handed over yet.

    Wherever `commands` are asked for, it is those that are being carried out, newest first: of each one the ID of the
    last request that was under way before it came.
    """

    def __init__(self) -> None:
        self.effects: dict[int, Effect] = {}
        """By the IDs of their requests, until their replies are handed over."""
        self.arrived: dict[int, Reply] = {}
        """Those of them that have come, in the order in which they came."""
        self.stuck = False
        """Whether what the app may keep back is not waited for."""
        self._round: deque[int] = deque()

    def hold(self, commands: Sequence[int]) -> bool:
        """Whether a clock that waits for replies has to wait for them."""
        if not commands:
            return bool(self.effects)
        return bool(self.arrived) or not self._heard(commands)

    def stands_still(self, commands: Sequence[int]) -> bool:
        """Whether something could go on if nobody waited for the app."""
        if self.stuck or not self.effects or not (commands or next(iter(self.effects)) in self.arrived):
            return False
        return not self._heard(commands) and all(map(self._may_be_kept_back, self._awaited()))

    def take_first_come(self) -> tuple[int, Reply] | None:
        """The reply that has come first, with the ID of its request; None if there is none."""
        return self._take(next(iter(self.arrived))) if self.arrived else None

    def take_in_order(self, commands: Sequence[int]) -> tuple[int, Reply] | None:
        """The reply whose turn it is, with the ID of its request; None if that has not come yet."""
        if not self.arrived:
            return None
        if not self._round:
            self._begin_round(commands)
        while self._round:
            number = self._round.popleft()
            if number in self.arrived:  # the clock may have been changed in the midst of the round
                return self._take(number)
        return None

    # -- inside ------------------------------------------------------------------------------------------------------

    def _take(self, number: int) -> tuple[int, Reply]:
        del self.effects[number]
        return number, self.arrived.pop(number)

    def _begin_round(self, commands: Sequence[int]) -> None:
        if len(self.arrived) == len(self.effects):
            self._round.extend(self.effects)
        elif not self._heard(commands):
            return
        elif commands:  # time may have to pass before the others come
            self._round.extend(sorted(self.arrived))
        else:
            self._round.extend(takewhile(self.arrived.__contains__, self.effects))

    def _heard(self, commands: Sequence[int]) -> bool:
        """Whether everybody has been heard of, but for those who may wait for a command."""
        if not (commands or self.stuck):
            return len(self.arrived) == len(self.effects)
        awaited = self._awaited()
        if not all(map(self._may_be_kept_back, awaited)):
            return False
        if self.stuck:
            return True
        return len(awaited) <= len(commands) and all(map(int.__le__, awaited, commands))

    def _awaited(self) -> list[int]:
        """Those that have not come, newest first."""
        return [number for number in reversed(self.effects) if number not in self.arrived]

    def _may_be_kept_back(self, number: int) -> bool:
        """Whether the reply needs what the app may keep back: an answer, a file, a lock on a table, a mail."""
        match self.effects[number]:
            case SendRequest() | AskApp() | RunSql() | RelayEmail():
                return True
            case LoadClip(AudioFile(path)):
                return "://" in path
            case _:
                return False
