# Made from simulator/bench/aio/call.py by tests/made_blocking.py: change it there.
"""A call that a test has placed, and a phone that it picks up."""

from __future__ import annotations

from typing import Self

from simulator.bench.blocking.person import Person
from simulator.bench.board import BenchBoard
from simulator.bench.door import Door
from simulator.drivers.talk import Talk


class BenchCall(Person):
    """Somebody who calls a number: what they do next is up to the test.

    Attributes:
        number: the caller's number.
        to: the number dialled.
    """

    def __init__(self, board: BenchBoard, door: Door, talk: Talk) -> None:
        super().__init__(board, door)
        self._talk = talk
        self.number = talk.call.party.number
        self.to = talk.call.dialled

    def __repr__(self) -> str:
        return f"<{type(self).__name__} from {self.number} to {self.to}>"


class BenchPhone(Person):
    """The phone of somebody who is called, and who does nothing by themselves.

    Attributes:
        number: the number of the phone.
    """

    def __init__(self, board: BenchBoard, door: Door, number: str) -> None:
        super().__init__(board, door)
        self.number = number

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.number}>"

    def rings(self, *, patience: float = 0.0) -> Self:
        """Wait until the phone rings.

        Args:
            patience: seconds of the wall clock to wait when nothing can happen any more unless the app does something
                by itself.

        Raises:
            StepFailedError: it never does.
        """
        self._talk = self._door.do(self._board.rings(self.number, self._talk, patience))
        return self

    def answers(self, *, after: float = 0.0, patience: float = 0.0) -> Self:
        """Pick up when the phone rings.

        Args:
            after: seconds for which it goes on ringing.
            patience: as in `rings`.

        Raises:
            StepFailedError: it never rings, or not for so long.
        """
        self._talk = self._door.do(self._board.answers(self.number, self._talk, after, patience))
        return self

    def rejects(self, *, after: float = 0.0, busy: bool = False, patience: float = 0.0) -> Self:
        """Reject the call when the phone rings, or be busy.

        Args:
            after: seconds for which it goes on ringing.
            busy: the caller is told that the line is busy.
            patience: as in `rings`.

        Raises:
            StepFailedError: it never rings, or not for so long.
        """
        self._talk = self._door.do(self._board.rejects(self.number, self._talk, after, patience, busy=busy))
        return self
