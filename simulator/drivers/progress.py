"""What can happen next in a phone system: an effect is started, a reply is handed over, or time passes."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Sequence
from math import inf
from typing import Final, TypeVar

from simulator.drivers.commands import Commands
from simulator.drivers.endings import Endings
from simulator.drivers.errands import Done, Errands, Performs
from simulator.drivers.promises import Promises
from simulator.drivers.time_flow import TimeFlow
from simulator.pbx import Pbx
from simulator.telephony.kernel import Steps

T = TypeVar("T")

ROUNDS: Final = 10_000
"""Things that are done at once; then others in the event loop get a turn."""


class Progress:
    """The progress of one PBX.

    Args:
        pbx: the phone system.
        outside: carries out effects.
        time: how its time passes.
        live: somebody may act at any time, so what waits for that is not given up.
    """

    def __init__(self, pbx: Pbx, outside: Performs, time: TimeFlow, *, live: bool) -> None:
        self.errands = Errands(pbx.kernel, outside)
        self.commands = Commands(pbx.kernel)
        self.endings = Endings(pbx.switchboard)
        self.to_the_end = False
        """Whether somebody waits for the end of everything, and may await a reply in place."""
        self._pbx = pbx
        self._kernel = pbx.kernel
        self._time = time
        self._live = live

    @property
    def idle(self) -> bool:
        """Whether every call is over, everything has been told, and every command has been carried out."""
        return not self.commands.pending and self._pbx.idle

    @property
    def over(self) -> bool:
        """Whether nothing is left to run for; a command that waits in vain is no reason."""
        return self._pbx.idle and not (self.commands.pending and self._kernel.next_deadline() is not None)

    @property
    def stands_still(self) -> bool:
        """Whether something could go on if nobody waited for the app."""
        return self._time.pace.waits_for_replies and self.errands.stand_still(self.commands.begun)

    def begin(self, steps: Steps[T], promises: Promises, topic: Hashable, name: str) -> asyncio.Future[T]:
        """Begin to carry a command out; what is given back tells what came of it."""
        return self.commands.begin(steps, promises, topic, name, after=self.errands.last_started)

    def go_on(self, done: Done) -> bool:
        """Do what can be done now; whether there may be more, for which nothing has to be waited.

        Args:
            done: called when an errand is done that was not done at once.
        """
        kernel, errands, pending, time = self._kernel, self.errands, self.commands.pending, self._time
        ended = self._pbx.switchboard.ended
        if errands.arrived and len(errands.in_flight) == 1 and time.pace.waits_for_replies:
            errands.hand_over_the_only_one()
        else:
            kernel.settle()
        for _ in range(ROUNDS):
            if ended:
                self.endings.look()
            pace = time.pace
            waits = pace.waits_for_replies
            requests = kernel.take_effects()
            if requests:
                errands.start(requests, done, in_order=waits, in_place=waits and self.to_the_end)
                if errands.in_place is not None and not pending:
                    return False
            elif errands.in_flight or time.goal is not None or not waits:
                if not self._next(waits=waits):
                    return False
            elif (self._pbx.idle and not pending) or not (pace.passes(inf) or self._gives_up()):
                return False
        return True

    def _next(self, *, waits: bool) -> bool:
        """Hand over a reply or let time pass; whether that was possible."""
        if not waits:  # replies come when they come, behind what is due by then
            return self._time_passes() or self.errands.hand_over_first_come(self._time.now)
        begun = self.commands.begun
        if self.errands.hand_over_in_order(begun, self._kernel.now):
            return True
        if self._held(begun) or (self._time.goal is None and self.idle):
            return False
        return self._time_passes()

    def _held(self, begun: Sequence[int]) -> bool:
        """Whether time that waits for replies has to wait for those in flight.

        It does for what a command itself waits for, unless another command needs time.
        """
        if begun and not self.commands.need_time:
            return bool(self.errands.in_flight)
        return self.errands.hold(begun)

    def _time_passes(self) -> bool:
        """Let time pass as far as it may; whether anything has come of that."""
        goal, passes = self._time.goal, self._time.pace.passes
        if goal is None:
            return passes(inf) or self._gives_up()
        if goal.at_rest and self.idle:
            self._time.reach(goal, outcome=True)
        elif not (passes(goal.until) or self._gives_up()):
            if self._kernel.now < goal.until and not (goal.at_rest and self.at_rest):
                return False
            self._time.reach(goal, goal.outcome)
        return True

    @property
    def at_rest(self) -> bool:
        """Whether nothing can happen by itself any more."""
        return self._kernel.next_deadline() is None and not self.errands.in_flight

    def _gives_up(self) -> bool:
        """Give up what waits in vain; whether there was anything to give up.

        Whoever waits for a command may send another one, unless all this only runs to its end.
        """
        if self._live or self._time.frozen or (self.commands.pending and not self.to_the_end):
            return False
        if self._pbx.idle or not self.at_rest or self._pbx.somebody_may_act:
            return False
        self._pbx.patience.give_up()
        return True
