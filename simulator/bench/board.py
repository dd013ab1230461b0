"""What a bench can be told to do, whichever way: everything here is done in the workshop, one thing after the other.

The two kinds of bench, and of people on it, only wait for this in their own way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

from simulator.bench.failure import StepFailedError, conversation_text
from simulator.bench.plan import BenchPlan, Setup
from simulator.bench.workshop import Workshop
from simulator.bench.world import MANUAL_PHONE, BenchWorld
from simulator.drivers.call_result import CallResult
from simulator.drivers.steering import advance
from simulator.drivers.talk import Talk
from simulator.errors import ScenarioError, suggestion
from simulator.request import written_request
from simulator.telephony.causes import HangupCause
from simulator.telephony.problem import RULES
from simulator.telephony.step import Step
from simulator.telephony.steps import Pauses, StaysSilent

T = TypeVar("T")


class BenchBoard:
    """The board of one bench.

    Args:
        workshop: where the bench stands.
        plan: what it is set up with, unless the test says otherwise.
        update: whether the test writes the conversations that it would otherwise compare with.
    """

    def __init__(self, workshop: Workshop, plan: BenchPlan, *, update: bool = False) -> None:
        self.workshop = workshop
        self.plan = plan
        self.told = False
        """Whether an error has told the test of the conversation."""
        self._update = update
        self._world: BenchWorld | None = None
        self._accepted: set[str] = set()
        self._told: set[str] = set()
        """What the test was told by an error already."""

    # -- before ------------------------------------------------------------------------------------------------------

    def set_up(self, setup: Setup) -> None:
        """Say what is tested and what there is around it.

        Raises:
            ScenarioError: something makes no sense, or it is too late.
        """
        if self._world is not None:
            raise ScenarioError("set_up(...): something has been done on this bench already; set it up before")
        known = list(Setup.__annotations__)
        for name in setup:
            if name not in known:
                raise ScenarioError(f"set_up(...): unknown parameter {name!r}{suggestion(name, known)}")
        self.plan = self.plan.with_setup(setup)

    def list_phone(self, number: str) -> None:
        """Have a phone at a number that the test picks up."""
        world = self._world
        if world is None:
            if number not in self.plan.world.phones:
                self.plan = self.plan.with_setup({"phones": {number: MANUAL_PHONE}})
            elif self.plan.world.phones[number] != (MANUAL_PHONE,):
                raise ScenarioError(f"phone({number!r}): `phones` says already what happens at this number")
            return

        async def listed() -> None:
            world.list_phone(number)

        self.workshop.submit(listed()).result()

    def accepts(self, rules: Sequence[str]) -> None:
        """Let problems of these rules not fail the test."""
        for rule in rules:
            if rule not in RULES:
                raise ScenarioError(f"accepts_problems({rule!r}): unknown problem{suggestion(rule, RULES)}")
        self._accepted.update(rules)

    # -- what happens ------------------------------------------------------------------------------------------------

    async def call(self, to: str | None, caller: str | None) -> Talk:
        """Let somebody call a number."""
        world = await self._opened()
        return await world.place_call(to or self.plan.to, caller or self.plan.caller)

    async def sends_sms(self, text: str, to: str | None, sender: str | None) -> None:
        """Let a short message reach the app."""
        world = await self._opened()
        await world.send_sms(text, to=to or self.plan.to, sender=sender or self.plan.caller)

    async def requests(self, address: str, method: str | None, form: Mapping[str, str] | None, json: object) -> None:
        """Ask something of the app."""
        written = written_request(address, method, form, json)
        await (await self._opened()).send_request(written)

    async def advances(self, seconds: float) -> None:
        """Let time pass."""
        await advance((await self._opened()).phone.driver, seconds)

    async def rest(self) -> None:
        """Let time pass until nothing can happen by itself."""
        await (await self._opened()).rest()

    async def take(self, talk: Talk, step: Step, patience: float) -> None:
        """Let somebody take a step.

        Raises:
            StepFailedError: it cannot be taken.
        """
        reason = await talk.take(step, patience=patience)
        if reason:
            self._fail(str(step), reason)

    async def ends(self, talk: Talk, by: str | None, cause: str | None) -> None:
        """Wait until a call has ended and everything has been told about it.

        Raises:
            StepFailedError: it does not, or not so.
        """
        expected = {name: value for name, value in (("ended_by", by), ("cause", cause)) if value is not None}
        if not talk.call.ended:
            await self.take(talk, StaysSilent(), 0.0)
        await self.rest()
        await self.check(talk, {"call": expected} if expected else {}, {})

    async def last_heard(self, talk: Talk) -> str:
        """The text of the prompt that somebody last waited for."""
        return talk.phone.pbx.last_heard(talk.call)

    # -- phones ------------------------------------------------------------------------------------------------------

    async def rings(self, number: str, talk: Talk | None, patience: float) -> Talk:
        """Wait until a phone rings; one that rings already does.

        Raises:
            StepFailedError: it never does.
        """
        if talk is not None and not talk.call.ended and not talk.call.answered_at:
            return talk
        ringing = await (await self._opened()).ringing(number, patience)
        if ringing is None:
            self._fail(f"the phone {number} rings", "nothing can happen any more")
        return ringing

    async def answers(self, number: str, talk: Talk | None, after: float, patience: float) -> Talk:
        """Let a phone be picked up."""
        return await self._decides(number, talk, after, patience, BenchWorld.pick_up)

    async def rejects(self, number: str, talk: Talk | None, after: float, patience: float, *, busy: bool) -> Talk:
        """Let a call to a phone be rejected."""
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
            self._fail(f"the phone {number} rings for {after:g} s", f"the call ended before ({ringing.call.cause})")
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

    async def check(self, talk: Talk | None, expects: Mapping[str, object], never: Mapping[str, object]) -> None:
        """Check what has come of a call, or of everything.

        Raises:
            AssertionError: something is not as expected.
        """
        from simulator.expecting import unmet  # most tests assert by themselves

        result = await self.result(talk)
        if "problems" in expects:
            self._accepted.update(one.rule for one in result.problems)
        reasons = unmet(result, expects=expects, never=never)
        if reasons:
            self.told = True
            raise AssertionError("\n".join([*reasons, "", conversation_text(result.transcript)]))

    # -- the end -----------------------------------------------------------------------------------------------------

    async def finish(self) -> list[str]:
        """Let everything come to its end; what was found wrong that no error has told."""
        if self._world is None:
            return []
        self._world.forgiven, self._world.told = self._accepted, self._told
        return list(await self._world.finish())

    async def close(self) -> None:
        """Let go of everything."""
        if self._world is not None:
            await self._world.close()

    @property
    def used(self) -> bool:
        """Whether anything has been done on it."""
        return self._world is not None

    def story(self) -> str:
        """What has happened, and how to have it happen again."""
        if self._world is None:
            return "nothing has happened"
        return conversation_text(self._world.phone.pbx.transcript)

    def refuse(self, reason: str) -> NoReturn:
        """Tell of a test's mistake.

        Raises:
            ScenarioError: always.
        """
        raise ScenarioError(reason)

    # -- inside ------------------------------------------------------------------------------------------------------

    async def _opened(self) -> BenchWorld:
        if self._world is None:
            self._world = await BenchWorld.open(self.workshop, self.plan)
        return self._world

    def _fail(self, step: str, reason: str) -> NoReturn:
        assert self._world is not None  # noqa: S101 - a step has been tried on it
        transcript = self._world.phone.pbx.transcript
        self.told = True
        self._told.update(self._world.failures_so_far())
        raise StepFailedError(step, reason, conversation_text(transcript))
