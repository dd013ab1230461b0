"""What a bench can be told to do, whichever way: everything here is done in the workshop, one thing after the other.

The two kinds of bench, and of people on it, only wait for this in their own way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from simulator.app_stage import check_texts
from simulator.arguments import check_seconds
from simulator.bench.app_answer import AppAnswer
from simulator.bench.failure import NOTHING_MORE
from simulator.bench.judge import Judge
from simulator.bench.keywords import checks_of, expected_end
from simulator.bench.origin import Origin
from simulator.bench.plan import BenchPlan, Setup, checked_setup
from simulator.bench.remark import Remark
from simulator.bench.traceback import leaves
from simulator.bench.unawaited import Unawaited
from simulator.bench.workshop import Workshop
from simulator.bench.world import BenchWorld
from simulator.drivers.call_result import CallResult
from simulator.drivers.steering import advance
from simulator.drivers.talk import Talk
from simulator.errors import ScenarioError, SimulatorError
from simulator.request import written_request
from simulator.scenario.run import ScenarioRun
from simulator.telephony.causes import HangupCause
from simulator.telephony.script_events import ProblemFound
from simulator.telephony.step import Step
from simulator.telephony.steps import Pauses, StaysSilent


class BenchBoard:
    """The board of one bench.

    Args:
        workshop: where the bench stands.
        plan: what it is set up with, unless the test says otherwise.
        origin: the test.
        forced: what it is set up with, whatever the test says.
    """

    def __init__(self, workshop: Workshop, plan: BenchPlan, origin: Origin, forced: Setup | None = None) -> None:
        self.workshop = workshop
        self.plan = plan
        self.judge = Judge(origin)
        self.unawaited = Unawaited()
        self._forced: Setup = forced or {}
        self._world: BenchWorld | None = None
        self._opening = asyncio.Lock()

    # -- before ------------------------------------------------------------------------------------------------------

    def set_up(self, setup: Mapping[str, object], where: str = "set_up(...)") -> None:
        """Say what is tested and what there is around it; `where` is what errors call this.

        Raises:
            ScenarioError: something makes no sense, or it is too late.
        """
        try:
            given = checked_setup(setup)
            if self._world is not None:
                raise ScenarioError("something has been done on this bench already; set it up before")
            self.plan = self.plan.with_setup({**given, **self._forced})
        except ScenarioError as error:
            raise ScenarioError(f"{where}: {error}") from None
        self.judge.seeded = "seed" not in self._forced and ("seed" in given or self.judge.seeded)

    def list_phone(self, number: str) -> None:
        """Have a phone at a number that the test picks up.

        Raises:
            ScenarioError: something else is known of that number.
        """
        check_texts(number=number)
        self.judge.by_hand.add(number)
        world = self._world
        if world is None:
            self.plan = self.plan.with_manual_phone(number)
            return

        async def listed() -> None:
            world.list_phone(number)

        self.workshop.submit(listed()).result()

    # -- what happens ------------------------------------------------------------------------------------------------

    async def call(self, to: str | None, caller: str | None) -> Talk:
        """Let somebody call a number."""
        to, caller = self.plan.to if to is None else to, self.plan.caller if caller is None else caller
        check_texts(to=to, caller=caller)
        world = await self._opened()
        return await world.place_call(to, caller)

    async def sends_sms(self, text: str, to: str | None, sender: str | None) -> None:
        """Let a short message reach the app."""
        to, sender = self.plan.to if to is None else to, self.plan.caller if sender is None else sender
        check_texts(text=text, to=to, sender=sender)
        world = await self._opened()
        await world.send_sms(text, to=to, sender=sender)

    async def requests(
        self, address: str, method: str | None, form: Mapping[str, str] | None, json: object
    ) -> AppAnswer:
        """Ask something of the app."""
        written = written_request(address, method, form, json)
        return await (await self._opened()).send_request(written)

    async def advances(self, seconds: float) -> None:
        """Let time pass."""
        check_seconds("advances", "seconds", seconds)
        await advance((await self._opened()).phone.driver, seconds)

    async def rest(self) -> None:
        """Let time pass until nothing can happen by itself."""
        await (await self._opened()).rest()

    async def take(self, talk: Talk, step: Step, patience: float, what: str = "") -> None:
        """Let somebody take a step; `what` is what errors call it, if that is not the step itself.

        Raises:
            StepFailedError: it cannot be taken.
        """
        check_seconds("waits_for", "patience", patience)
        world = await self._opened()
        first = len(world.phone.pbx.transcript)
        try:
            reason = await talk.take(step, patience=patience)
        except (asyncio.CancelledError, SimulatorError):
            self.judge.knows(world.failed(first, talk))  # the test has lost patience, or learns what is wrong
            raise
        if reason:
            await self.judge.fail_take(world, what or str(step), reason, world.failed(first, talk))

    async def ends(self, talk: Talk, by: str | None, cause: str | None) -> None:
        """Wait until a call has ended and everything has been told about it.

        Raises:
            StepFailedError: it does not, or not so.
        """
        expected = expected_end(by, cause)
        if not talk.call.ended:
            await self.take(talk, StaysSilent(), 0.0, "the call ends")
        await self.rest()
        if expected:
            await self.check(talk, "expects", {"call": expected}, what="the call ends")

    async def last_heard(self, talk: Talk) -> str:
        """The text of the prompt that somebody last waited for."""
        return talk.phone.pbx.last_heard(talk.call)

    # -- phones ------------------------------------------------------------------------------------------------------

    async def rings(self, number: str, talk: Talk | None, patience: float) -> Talk:
        """Wait until a phone rings; one that rings already does.

        Raises:
            StepFailedError: it never does.
        """
        check_seconds("rings", "patience", patience)
        if talk is not None and not talk.call.ended and not talk.call.answered_at:
            return talk
        world = await self._opened()
        first = len(world.phone.pbx.transcript)
        ringing = await world.ringing(number, patience)
        if ringing is None:
            await self.judge.fail(world, f"the phone {number} rings", NOTHING_MORE, world.failed(first))
        return ringing

    async def answers(self, number: str, talk: Talk | None, after: float, patience: float) -> Talk:
        """Let a phone be picked up."""
        check_seconds("answers", "after", after)
        return await self._decides(number, talk, after, patience, BenchWorld.pick_up)

    async def rejects(self, number: str, talk: Talk | None, after: float, patience: float, *, busy: bool) -> Talk:
        """Let a call to a phone be rejected."""
        check_seconds("rejects", "after", after)
        cause = HangupCause.USER_BUSY if busy else HangupCause.CALL_REJECTED
        return await self._decides(number, talk, after, patience, lambda world, call: world.reject(call, cause))

    async def _decides(
        self, number: str, talk: Talk | None, after: float, patience: float, decide: Callable[[BenchWorld, Any], None]
    ) -> Talk:
        ringing = await self.rings(number, talk, patience)
        world = await self._opened()
        if after:
            await advance(world.phone.driver, Pauses(after).seconds)
        if ringing.call.ended:
            reason = f"the call ended before ({ringing.call.cause})"
            await self.judge.fail(world, f"the phone {number} rings for {after:g} s", reason)
        decide(world, ringing.call)
        return ringing

    # -- how it stands -----------------------------------------------------------------------------------------------

    async def result(self, talk: Talk | None) -> CallResult:
        """What has come of a call so far, or of everything."""
        return (await self._opened()).result(talk.call if talk is not None else None)

    async def url(self) -> str:
        """Where the PBX takes commands."""
        return (await self._opened()).phone.shelf.base_url

    async def now(self) -> float:
        """What the clock shows."""
        return 0.0 if self._world is None else self._world.phone.now

    async def check(
        self,
        talk: Talk | None,
        function: Literal["expects", "never"],
        written: Mapping[str, object],
        misplaced: Sequence[object] = (),
        what: str = "",
    ) -> None:
        """Check what has come of a call, or of everything, by the keywords of `simulator.expect` or `never`.

        Mistakes of the app that were expected so far fail nothing any more; later ones do. `misplaced` was given
        without a keyword, and `what` does not come about if it is otherwise.

        Raises:
            AssertionError: something is not as expected.
            ScenarioError: that cannot be expected, or nothing has happened yet.
        """
        checks = checks_of(function, written, misplaced, self.plan.world.settings)
        world = await self._opened()
        result = world.result(talk.call if talk is not None else None)
        found = self.judge.unaccepted([mismatch for check in checks for mismatch in check.check(result)])
        if found:
            await self.judge.fail_check(world, result, found, what)
        if function == "expects" and "problems" in written:
            self.judge.expects(one for one in result.transcript if isinstance(one.event, ProblemFound))

    async def matches(self, path: str | Path) -> None:
        """Hold the conversation so far against a file beside the test, or write it there.

        Raises:
            AssertionError: it is another one.
            ScenarioError: the file cannot be read or written.
        """
        if not isinstance(path, str | Path):
            raise ScenarioError(f"matches({path!r}): expected the path of a file")
        self.judge.match(await self._opened(), Path(path))

    # -- the end -----------------------------------------------------------------------------------------------------

    async def finish(self) -> list[str]:
        """Let everything come to its end; what was found wrong that no error has told."""
        if self._world is None:
            return []
        await self._world.finish()
        return [self._world.sentence(one) for one in self.judge.untold(self._world)]

    async def verdict(self) -> str:
        """The same with the conversation; empty if nothing was wrong."""
        if self._world is None:
            return ""
        await self._world.finish()
        return await self.judge.verdict(self._world)

    async def run(self, error: BaseException | None, wall_seconds: float) -> ScenarioRun | None:
        """What came of it as if it had been a scenario, for reports; None if nothing has happened.

        Args:
            error: why the test has failed, if it has.
            wall_seconds: how long it took.
        """
        if self._world is None or self._world.last_result() is None:
            return None
        return await self.judge.run(self._world, self.plan, error, wall_seconds)

    async def remarks(self) -> list[Remark]:
        """What should be mended although it has failed nothing."""
        return [] if self._world is None else self.judge.remarks(self._world)

    async def close(self) -> None:
        """Let go of everything."""
        async with self._opening:  # what is being set up is done, or broken off, first
            if self._world is not None:
                await self._world.close()

    def story(self, error: BaseException) -> str:
        """What has happened, and how to have it happen again; empty if nothing has, or if the error tells it."""
        if self._world is None or any(self.judge.has_told(one) for one in leaves(error)):
            return ""
        return self.workshop.submit(self.judge.story(self._world)).result()

    # -- inside ------------------------------------------------------------------------------------------------------

    async def _opened(self) -> BenchWorld:
        async with self._opening:
            if self._world is None:
                self._world = await BenchWorld.open(self.workshop, self.plan)
            return self._world
