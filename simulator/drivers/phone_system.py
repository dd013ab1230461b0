"""An open phone system: a PBX on a clock of its own, which lives until it is closed.

Tests place calls into it, act on the people there and steer its clock; the app sends it commands. All of that may
happen at any time, also while the app is asked something and has not answered yet.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Sequence
from concurrent.futures import Future
from typing import NamedTuple, TypeVar

from simulator.drivers.clock import Clock
from simulator.pbx import Pbx
from simulator.telephony.call import Call
from simulator.telephony.effects import Sound
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.steps import Step
from simulator.telephony.transcript import Entry
from simulator.telephony.variables import Variables

T = TypeVar("T")

PATIENCE = 10.0
"""Seconds of the wall clock that somebody waits for something that need not happen."""


class NumberedEntry(NamedTuple):
    number: int
    entry: Entry


class ClosedError(Exception):
    """(SimulatorError) The phone system was closed, or broke down, while somebody waited or wanted something."""


class Journal:
    """phone.journal: the transcript of a phone system, as it is written."""

    async def wait_for_entry(
        self, wanted: Callable[[Entry], bool], *, first: int = 0, patience: float = PATIENCE
    ) -> NumberedEntry | None:
        """The first entry that is wanted, from number `first` on; waits for it. None after so many wall seconds.

        The clock is not touched: on a frozen one nothing comes unless somebody lets time pass.
        """

    async def never(self, unwanted: Callable[[Entry], bool], seconds: float) -> NumberedEntry | None:
        """Let so much call time pass (as `advance`); the first unwanted entry that came all the same, at once."""


class PhoneSystem:
    """Made by `session.open(world)`; an asynchronous context manager.

    Everything but `from_thread` is for the thread of its event loop.
    """

    pbx: Pbx
    journal: Journal
    live: bool

    # -- calls and people: at once, at the present instant; the call goes on by itself afterwards --

    def place_call(
        self,
        app_url: str,
        steps: Sequence[Step] = (),
        *,
        to: str = "9000",
        caller: str = "+3612345678",
        variables: Variables | None = None,
        live: bool = False,
    ) -> Call: ...

    def receive_sms(
        self,
        app_url: str,
        text: str,
        *,
        to: str = "9000",
        sender: str = "+3612345678",
        variables: Variables | None = None,
    ) -> Exchange: ...

    def press(self, call: Call, keys: str) -> None: ...

    def says(self, call: Call, sound: Sound) -> None: ...

    def hang_up(self, call: Call) -> None: ...

    def act(self, action: Callable[[], T]) -> T:
        """Do something to the core now: the kernel settles, the driver wakes. What `action` raises is raised here."""

    async def command(self, steps: Steps[T], *, topic: Hashable = None, name: str = "a command") -> T:
        """Run steps of the core as a process; wait until it has ended. On virtual time the app's answers do not hold
        the clock meanwhile: the app may be waiting for this very command.

        Raises: what the steps raise (`Unwind`, a `SimulatorError`...); ClosedError.
        """

    # -- the clock --

    now: float
    """Seconds that the clock shows."""
    clock: Clock
    frozen: bool
    idle: bool
    """Nothing is under way."""

    def freeze(self) -> None:
        """Stop the clock. Requests and replies go on."""

    def thaw(self) -> None: ...

    def change_clock(self, clock: Clock) -> None:
        """Virtual, real, or a factor, from now on."""

    async def advance(self, seconds: float) -> None:
        """Let exactly so much time pass; returns when all that is due by then has happened and no request is in flight.

        On a frozen or virtual clock time leaps; on a running real clock it passes at its pace.
        Raises ScenarioError: negative, or somebody else steers the clock already (one at a time).
        """

    async def run_until(
        self, wanted: Callable[[Entry], bool], *, within: float = float("inf"), patience: float = PATIENCE
    ) -> NumberedEntry | None:
        """Let time pass until an entry is written, at most `within` seconds of call time and `patience` wall seconds.

        The clock is frozen at that instant, nothing later has happened; None (frozen too) if it did not come.
        """

    async def run_until_idle(self, *, patience: float = PATIENCE) -> bool:
        """Let time pass until nothing is under way (True), or everybody waits for somebody to act (False)."""

    # -- what came of it --

    def result_of(self, exchange: Exchange) -> object:
        """-> CallResult; also when it is not over."""

    async def wait_for(self, exchange: Exchange, *, patience: float = PATIENCE) -> bool:
        """Wait until everything about it has been told; whether that came about."""

    # -- the end --

    async def close(self) -> None:
        """End it at once, and forget its recordings; no app is told. Whoever waits gets ClosedError."""

    async def until_closed(self) -> None:
        """Raises what broke it down, if anything."""

    def from_thread(self, action: Callable[[], T | Awaitable[T]]) -> Future[T]:
        """Do something from another thread: `.result()` there, or `await asyncio.wrap_future(...)` in another loop.

        phone.from_thread(lambda: phone.press(call, "1")).result()
        phone.from_thread(lambda: phone.command(steps)).result()
        """
