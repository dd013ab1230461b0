"""An open phone system: a PBX on a clock of its own, which lives until it is closed.

Tests place calls into it, act on the people there and steer its clock; the app sends it commands. All of that may
happen at any time, also while the app is asked something and has not answered yet.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from concurrent.futures import Future
from functools import partial
from math import inf
from types import TracebackType
from typing import Self, TypeVar, overload
from urllib.parse import urlsplit

from simulator.drivers.call_result import CallResult, result_of
from simulator.drivers.clock import Clock
from simulator.drivers.driver import Driver
from simulator.drivers.journal import PATIENCE, Journal, NumberedEntry
from simulator.drivers.outside import Outside
from simulator.drivers.promises import ClosedError
from simulator.drivers.recordings import Archive
from simulator.drivers.steering import advance, run_until, run_until_idle
from simulator.drivers.world import World
from simulator.pbx import Pbx
from simulator.telephony.call import Call
from simulator.telephony.effects import Sound
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.step import Step
from simulator.telephony.transcript import Entry
from simulator.telephony.variables import Variables

T = TypeVar("T")


class PhoneSystem:
    """A phone system; `Session.open` makes one. Use as an asynchronous context manager, or `close` it.

    Everything but `from_thread` is for the thread of the event loop in which it lives. Whatever needs it raises
    `ClosedError` once it is closed.

    Args:
        pbx: the PBX.
        outside: carries out what it wants; closed at the end.
        archive: where its recordings are kept.
        shelf: the name of its shelf there.
        world: everything else that there is.
    """

    def __init__(self, pbx: Pbx, outside: Outside, archive: Archive, shelf: str, world: World) -> None:
        self.pbx = pbx
        self.world = world
        self.driver = Driver(pbx, outside, world.clock, live=world.live, frozen=world.frozen)
        self.journal = Journal(self.driver)
        self.shelf = archive.shelf(shelf)
        self.latencies = outside.latencies
        self._outside = outside
        self._forget = partial(archive.clear, shelf)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._name_app(world.app_url)

    # -- from beginning to end ---------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def start(self) -> None:
        """Live from now on; needs a running event loop."""
        self._loop = asyncio.get_running_loop()
        self.driver.start()

    async def run(self) -> None:
        """Live until everything is over; the recordings are kept."""
        self._loop = asyncio.get_running_loop()
        try:
            await self.driver.run()
        finally:
            await self._let_go()

    async def close(self) -> None:
        """End at once, and forget the recordings; no app is told. Whoever waits gets a `ClosedError`."""
        self.driver.close()
        await self._let_go()
        self._forget()

    async def until_closed(self) -> None:
        """Wait until it is closed.

        Raises:
            ClosedError: it has broken down, which is a mistake of ours.
        """
        try:
            await self.driver.promises.kept(self.driver.promises.make())
        except ClosedError:
            if self.driver.failure is not None:
                raise

    @property
    def closed(self) -> bool:
        """Whether it has come to its end."""
        return self.driver.closed

    # -- calls and people --------------------------------------------------------------------------------------------

    def place_call(
        self,
        app_url: str = "",
        steps: Sequence[Step] = (),
        *,
        to: str = "9000",
        caller: str = "+3612345678",
        variables: Variables | None = None,
        live: bool = False,
        at: float = 0.0,
    ) -> Call:
        """Let a scripted human call a number; the call goes on by itself.

        Args:
            app_url: where IncomingCall is posted, if `to` is an API extension that the office does not name.
            steps: what the caller does.
            to: the number dialled.
            caller: the caller's number.
            variables: what scripts find set; those of the world if not given.
            live: somebody may act for the caller at any time, so nothing is given up while this call is up.
            at: what the clock shows when the number is dialled, in seconds; now, if it shows more already.

        Raises:
            ScenarioError: a step can never be reached.
        """
        self._name_app(app_url)
        live, variables = live or self.world.live, variables or self.world.variables
        return self.act(
            lambda: self.pbx.place_call(app_url, steps, to=to, caller=caller, variables=variables, live=live, at=at)
        )

    def receive_sms(
        self,
        app_url: str,
        text: str,
        *,
        to: str = "9000",
        sender: str = "+3612345678",
        variables: Variables | None = None,
    ) -> Exchange:
        """Let a short message reach an extension now.

        Args:
            app_url: where IncomingSMS is posted.
            text: what the message says.
            to: the extension's number.
            sender: who has sent it.
            variables: what scripts find set; those of the world if not given.
        """
        self._name_app(app_url)
        variables = variables or self.world.variables
        return self.act(lambda: self.pbx.receive_sms(app_url, text, to=to, sender=sender, variables=variables))

    def press(self, call: Call, keys: str) -> None:
        """Let the person on a call press keys now, beside the script; a call that is over stays as it is."""
        self.act(lambda: self.pbx.press(call, keys))

    def says(self, call: Call, sound: Sound) -> None:
        """Let the person on a call speak now, or make another sound, beside the script.

        A sound that cannot be had is told of by a `StepFailed` in the transcript.
        """
        self.act(lambda: self.pbx.says(call, sound))

    def hang_up(self, call: Call) -> None:
        """Let the person on a call hang up now; a call that is over stays as it is."""
        self.act(lambda: self.pbx.hang_up(call))

    # -- commands ----------------------------------------------------------------------------------------------------

    def act(self, action: Callable[[], T]) -> T:
        """Do something to the core now, and let it settle; see `Driver.act`."""
        return self.driver.act(action)

    async def command(self, steps: Steps[T], *, topic: Hashable = None, name: str = "a command") -> T:
        """Run steps of the core as a process of its own, and wait until it has ended; see `Driver.carry_out`."""
        return await self.driver.carry_out(steps, topic, name)

    @overload
    def from_thread(self, action: Callable[[], Awaitable[T]]) -> Future[T]: ...

    @overload
    def from_thread(self, action: Callable[[], T]) -> Future[T]: ...

    def from_thread(self, action: Callable[[], T | Awaitable[T]]) -> Future[T]:
        """Call something in the event loop in which this lives, from another thread.

        Another thread takes `.result()` of it; another event loop awaits `asyncio.wrap_future` of it.

        Raises:
            ClosedError: that event loop is over, or has never begun.
        """
        if self._loop is None or self._loop.is_closed():
            raise ClosedError("the event loop of the phone system is not running")

        async def called() -> T:
            done = action()
            return await done if isinstance(done, Awaitable) else done

        return asyncio.run_coroutine_threadsafe(called(), self._loop)

    # -- the clock ---------------------------------------------------------------------------------------------------

    @property
    def clock(self) -> Clock:
        """The clock that it runs on, unless that is frozen."""
        return self.driver.time.clock

    @property
    def frozen(self) -> bool:
        """Whether the clock stands still, but for those who steer it."""
        return self.driver.time.frozen

    @property
    def now(self) -> float:
        """What the clock shows, in seconds."""
        return round(self.driver.time.now, 6)

    @property
    def idle(self) -> bool:
        """Whether every call is over, everything has been told, and every command has been carried out."""
        return self.driver.idle

    def freeze(self) -> None:
        """Let time stand still from now on. Requests and replies go on; nothing that waits is given up meanwhile."""
        self.driver.change_time(frozen=True)

    def thaw(self) -> None:
        """Let time pass again, on the clock that there is."""
        self.driver.change_time(frozen=False)

    def change_clock(self, clock: Clock) -> None:
        """Go on on another clock, which shows what this one shows; a frozen one stays frozen."""
        self.driver.change_time(clock=clock)

    async def advance(self, seconds: float) -> None:
        """Let exactly so much call time pass; see `steering.advance`."""
        await advance(self.driver, seconds)

    async def run_until(
        self,
        wanted: Callable[[Entry], bool],
        *,
        first: int | None = None,
        within: float = inf,
        patience: float = PATIENCE,
    ) -> NumberedEntry | None:
        """Let time pass until an entry is written, and freeze the clock at that instant; see `steering.run_until`."""
        return await run_until(self.driver, self.journal, wanted, first=first, within=within, patience=patience)

    async def run_until_idle(self, *, patience: float = PATIENCE) -> bool:
        """Let time pass until nothing can happen by itself; see `steering.run_until_idle`."""
        return await run_until_idle(self.driver, patience=patience)

    # -- what came of it ---------------------------------------------------------------------------------------------

    def result_of(self, exchange: Exchange) -> CallResult:
        """What has come of a call or a short message so far; after the end of the phone system too."""
        return result_of(exchange, self.pbx, self.shelf, self.latencies)

    async def wait_for(self, exchange: Exchange, *, patience: float = PATIENCE) -> bool:
        """Wait until everything has been told about a call or a short message. The clock is left alone.

        Args:
            exchange: the call, or what is going on about the message.
            patience: longest wait in seconds of the wall clock.

        Returns:
            Whether that came about in time.
        """
        return await self.driver.promises.until(lambda: exchange.settled, patience)

    # -- inside ------------------------------------------------------------------------------------------------------

    def _name_app(self, url: str) -> None:
        if self.world.hosted and url:
            parts = urlsplit(url)
            self.pbx.transcript.origins[f"{parts.scheme}://{parts.netloc}"] = "http://app"

    async def _let_go(self) -> None:
        await self.driver.over()
        await self._outside.close()
