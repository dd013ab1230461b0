"""The inside of a bench: a phone system in the workshop, the people whom a test moves, and what was found wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Self

from simulator.bench.plan import BenchPlan
from simulator.bench.workshop import Workshop
from simulator.drivers.call_result import CallResult, whole_result_of
from simulator.drivers.phone_system import PhoneSystem
from simulator.drivers.talk import Talk, until_entry, until_rest
from simulator.errors import ScenarioError
from simulator.scenario.staging import Stage, staged
from simulator.scenario.written_request import WrittenRequest
from simulator.telephony.awaited import what_is_awaited
from simulator.telephony.call import Call, CallState
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import AnswerReceived, CallAnswered, CallEnded, CallOffered, Stalled, StepFailed
from simulator.telephony.exchange import Exchange
from simulator.telephony.phone import Phone, PhoneOutcome, folded_number
from simulator.telephony.problem import Severity
from simulator.telephony.script_events import ProblemFound
from simulator.telephony.transcript import Entry

MANUAL_PHONE = Phone(PhoneOutcome.NO_ANSWER)
"""A phone that rings until a test picks it up."""


class BenchWorld:
    """Lives in the workshop; everything here is done there.

    Args:
        phone: the phone system.
        stage: where it takes place.
        around: what is let go of at the end.
    """

    def __init__(self, phone: PhoneSystem, stage: Stage, around: AsyncExitStack) -> None:
        self.phone = phone
        self._stage = stage
        self._around = around
        self.talks: list[Talk] = []
        phones = phone.world.phones
        self._by_hand = {folded_number(one) for one, entries in phones.items() if MANUAL_PHONE in entries}
        """Numbers whose phones a test picks up."""

    @classmethod
    async def open(cls, workshop: Workshop, plan: BenchPlan) -> Self:
        """Set everything up.

        Raises:
            ScenarioError, AppError: it cannot be.
        """
        if plan.app is None:
            raise ScenarioError("no app: say which one is called, for instance `pbx.set_up(app=app, path='/incoming')`")
        async with AsyncExitStack() as stack:
            url = await stack.enter_async_context(workshop.served(plan.app, plan.path))
            session = workshop.session
            stage = await stack.enter_async_context(
                staged(session, plan.world, app_url=url, to=plan.to, port=plan.pbx_port)
            )
            phone = session.open(stage.world)
            stack.push_async_callback(phone.close)
            return cls(phone, stage, stack.pop_all())

    async def close(self) -> None:
        """Let go of everything; no app is told."""
        await self._around.aclose()

    # -- what a test does --------------------------------------------------------------------------------------------

    async def place_call(self, to: str, caller: str) -> Talk:
        """Let somebody call a number, and time pass until it is answered or not, or a phone waits to be picked up."""
        phone = self.phone
        first = len(phone.pbx.transcript)
        call = phone.place_call("", (), to=to, caller=caller, live=True)
        await until_entry(
            phone, lambda one: _tells_of(one, call.id, CallAnswered, CallEnded) or self._rings_by_hand(one), first
        )
        return self._talk(call)

    async def ringing(self, number: str, patience: float) -> Talk | None:
        """Let time pass until the phone at a number rings; None if it never does."""
        phone, folded = self.phone, folded_number(number)
        known = {id(one.call) for one in self.talks}

        def rings() -> Call | None:
            calls = (one for one in phone.pbx.calls if one.side is Side.CALLEE and id(one) not in known)
            return next((one for one in calls if folded_number(one.party.number) == folded and _rings(one)), None)

        call = rings()
        if call is None:
            first = len(phone.pbx.transcript)
            await until_entry(
                phone, lambda one: isinstance(one.event, CallOffered) and rings() is not None, first, patience=patience
            )
            call = rings()
        return None if call is None else self._talk(call)

    def list_phone(self, number: str) -> None:
        """Have a phone at a number that a test picks up.

        Raises:
            ScenarioError: something else is known of that number.
        """
        if folded_number(number) in self._by_hand:
            return
        if not self.phone.act(lambda: self.phone.pbx.switchboard.list_phone(number, MANUAL_PHONE)):
            raise ScenarioError(f"phone({number!r}): what happens at this number is said by `phones` or the office")
        self._by_hand.add(folded_number(number))

    def pick_up(self, call: Call) -> None:
        """Let whoever is called pick up now."""
        self.phone.act(call.answer)

    def reject(self, call: Call, cause: HangupCause) -> None:
        """Let whoever is called not take the call."""
        self.phone.act(lambda: call.end(call.side, cause))

    async def send_sms(self, text: str, *, to: str, sender: str) -> Exchange:
        """Let a short message reach an extension, and time pass until the app has answered."""
        first = len(self.phone.pbx.transcript)
        exchange = self.phone.receive_sms("", text, to=to, sender=sender)
        await self._answered(exchange, first)
        return exchange

    async def send_request(self, request: WrittenRequest) -> None:
        """Ask something of the app, and let time pass until it has answered; meanwhile it may send commands."""
        sent = request.between(self._stage.neighbours)
        pbx = self.phone.pbx
        first = len(pbx.transcript)
        errand = self.phone.act(lambda: pbx.send_request(replace(sent, at=pbx.kernel.now)))
        await self._answered(errand, first)

    async def rest(self) -> None:
        """Let time pass until nothing can happen by itself any more."""
        await until_rest(self.phone)

    async def until(self, wanted: Callable[[Entry], bool], patience: float) -> bool:
        """Let time pass until an entry is written, or find it; whether there is one."""
        return await until_entry(self.phone, wanted, 0, patience=patience) is not None

    # -- how it stands -----------------------------------------------------------------------------------------------

    def result(self, exchange: Exchange | None = None) -> CallResult:
        """What has come so far of a call, or of the first thing that the test did.

        Raises:
            ScenarioError: the test has done nothing yet.
        """
        pbx = self.phone.pbx
        if exchange is None and not pbx.placed:
            raise ScenarioError("nothing has happened on this bench yet")
        return whole_result_of(exchange or pbx.placed[0], pbx, self.phone.shelf)

    # -- the end -----------------------------------------------------------------------------------------------------

    async def finish(self) -> None:
        """Let everybody hang up, and everything come to its end."""
        phone = self.phone
        if phone.closed:
            return
        for talk in self.talks:
            if not talk.call.ended:
                phone.hang_up(talk.call)
        await until_rest(phone)
        if not phone.idle:
            phone.act(phone.pbx.patience.give_up)
            await until_rest(phone)

    def wrong_entries(self, first: int = 0, forgiven: Collection[str] = ()) -> list[Entry]:
        """What went wrong: the app's errors in strict mode, steps that could not be taken, what could not go on.

        Args:
            first: number of the first entry that counts.
            forgiven: rules of errors that do not count.
        """
        pbx = self.phone.pbx

        def is_wrong(entry: Entry) -> bool:
            match entry.event:
                case ProblemFound(problem):
                    is_error = problem.severity is Severity.ERROR and pbx.settings.strict
                    return is_error and problem.rule not in forgiven
                case event:
                    return isinstance(event, StepFailed | Stalled)

        return [one for one in pbx.transcript.entries[first:] if is_wrong(one)]

    def failed(self, first: int = 0) -> list[Entry]:
        """Steps that could not be taken, and what could not go on, from entry `first` on."""
        return [one for one in self.phone.pbx.transcript.entries[first:] if isinstance(one.event, StepFailed | Stalled)]

    def sentence(self, wrong: Entry) -> str:
        """What went wrong, for people."""
        transcript = self.phone.pbx.transcript
        match wrong.event:
            case ProblemFound(problem):
                return transcript.shortened(str(problem))
            case _:
                return transcript.text(wrong)

    def waiting(self) -> list[str]:
        """What everybody waits for on calls that are up, besides their end: a sentence for each."""
        pbx = self.phone.pbx
        told = []
        for call in (one for one in pbx.calls if not one.ended):
            label = pbx.transcript.label(call.id)
            awaited = what_is_awaited(pbx.kernel.processes_waiting(call)).split("; ")
            awaited = [one for one in awaited if one and not one.endswith(" waits for the end of the call")]
            told += [f"[{label}] {one}" if label else one for one in awaited]
        return told

    async def _answered(self, exchange: Exchange, first: int) -> None:
        await until_entry(self.phone, lambda one: _tells_of(one, exchange.id, AnswerReceived), first)

    def _rings_by_hand(self, entry: Entry) -> bool:
        return isinstance(entry.event, CallOffered) and folded_number(entry.event.dialled) in self._by_hand

    def _talk(self, call: Call) -> Talk:
        talk = Talk(self.phone, call)
        self.talks.append(talk)
        return talk


def _tells_of(entry: Entry, call_id: str, *kinds: type) -> bool:
    return entry.call_id == call_id and isinstance(entry.event, kinds)


def _rings(call: Call) -> bool:
    return call.state is CallState.RINGING and not call.ended
