"""How the time of one phone system passes: on which clock, whether it stands still, and how far somebody wants it."""

from __future__ import annotations

from math import inf
from typing import Any, TypeVar

from simulator.drivers.clock import Clock
from simulator.drivers.goal import Goal
from simulator.drivers.pace import Pace, StandingTime
from simulator.drivers.real import RealTime
from simulator.drivers.virtual import VirtualTime
from simulator.errors import ScenarioError
from simulator.pbx import Pbx

T = TypeVar("T")


class TimeFlow:
    """The time of one PBX. It stands still until `start`.

    A frozen clock that somebody steers leaps, whichever clock it is.
    """

    def __init__(self, pbx: Pbx, clock: Clock, *, frozen: bool) -> None:
        self.clock = clock
        self.frozen = frozen
        self.goal: Goal[Any] | None = None
        self._pbx = pbx
        self.pace: Pace = StandingTime(pbx)
        """How it passes now."""
        self._started = False

    @property
    def now(self) -> float:
        """What the clock shows, in seconds."""
        return self.pace.now

    def wakes_in(self) -> float | None:
        """Seconds of the wall clock after which to look whether it has passed; None if it does not by itself."""
        return self.pace.wakes_in(inf if self.goal is None else self.goal.until)

    def start(self) -> None:
        """Pass from now on; needs a running event loop."""
        self._started = True
        self._set_pace()

    def change(self, *, clock: Clock | None = None, frozen: bool | None = None) -> None:
        """Go on on another clock, or stop, or go on; what the clock shows stays the same."""
        self.clock = self.clock if clock is None else clock
        self.frozen = self.frozen if frozen is None else frozen
        self._set_pace()

    def head_for(self, goal: Goal[Any]) -> None:
        """Take somebody's goal.

        Raises:
            ScenarioError: there is another one.
        """
        if self.goal is not None:
            raise ScenarioError("somebody else lets time pass already; wait for that to end")
        self.goal = goal
        self._set_pace()

    def leave(self, goal: Goal[Any]) -> None:
        """Stop, if that is still the goal."""
        if self.goal is goal:
            self.goal = None
            self.change(frozen=self.frozen or goal.freezes)

    def reach(self, goal: Goal[T], outcome: T) -> None:
        """Stop and say what came of it, if that is still the goal; allowed while the core is at work."""
        if self.goal is goal:
            self.leave(goal)
            if not goal.reached.done():
                goal.reached.set_result(outcome)

    def _set_pace(self) -> None:
        if not self._started or (self.frozen and self.goal is None):
            self.pace = StandingTime(self._pbx)
        elif self.frozen or self.clock.factor is None:
            self.pace = VirtualTime(self._pbx)
        else:
            self.pace = RealTime(self._pbx, self.clock.factor, self.pace.now)
