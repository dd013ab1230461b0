"""The inside of a bench: a phone system in the workshop, the people whom a test moves, and what was found wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Self

from simulator.bench.app_answer import AppAnswer, app_answer
from simulator.bench.plan import MANUAL_PHONE, BenchPlan
from simulator.bench.workshop import Workshop
from simulator.drivers.call_result import CallResult, whole_result_of
from simulator.drivers.phone_system import PhoneSystem
from simulator.drivers.talk import Talk, until_entry, until_rest
from simulator.errors import ScenarioError
from simulator.scenario.app_output import NOTHING_SAID, AppSaid
from simulator.scenario.apps import ReachedApp
from simulator.scenario.run import unanswered
from simulator.scenario.staging import Stage, staged
from simulator.scenario.written_request import WrittenRequest
from simulator.telephony.awaited import what_is_awaited
from simulator.telephony.call import Call, CallState
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import AnswerReceived, CallAnswered, CallEnded, CallOffered, Stalled, StepFailed
from simulator.telephony.exchange import Exchange
from simulator.telephony.phone import folded_number
from simulator.telephony.problem import Severity
from simulator.telephony.script_events import ProblemFound
from simulator.telephony.transcript import Entry


class BenchWorld:
    """Lives in the workshop; everything here is done there.

    Args:
        phone: the phone system.
        stage: where it takes place.
        app: what is called.
        around: what is let go of at the end.
        pbx_port: the port that the PBX was to have; None if any would do.
    """

    def __init__(
        self,
        phone: PhoneSystem,
        stage: Stage,
        app: ReachedApp,
        around: AsyncExitStack,
        pbx_port: int | None = None,
    ) -> None:
        self.phone = phone
        self.pbx_port = pbx_port
        self._stage = stage
        self._app = app
        self._around = around
        self._last_result: CallResult | None = None
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
            app = await stack.enter_async_context(workshop.served(plan.app, plan.path))
            session = workshop.session
            if plan.pbx_port is not None:
                await stack.enter_async_context(workshop.turns.port(plan.pbx_port))
            stage = await stack.enter_async_context(
                staged(session, plan.world, app_url=app.url, to=plan.to, port=plan.pbx_port)
            )
            phone = session.open(stage.world)
            stack.push_async_callback(phone.close)
            return cls(phone, stage, app, stack.pop_all(), plan.pbx_port)

    async def close(self) -> None:
        """Let go of everything; no app is told. What has come of it stays."""
        self.last_result()
        await self._around.aclose()

    # -- what a test does --------------------------------------------------------------------------------------------

    async def place_call(self, to: str, caller: str) -> Talk:
        """Let somebody call a number, and time pass until it is answered or not, or a phone waits to be picked up."""
        phone = self.phone
        phone.driver.check_free()
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
        self.phone.driver.check_free()
        first = len(self.phone.pbx.transcript)
        exchange = self.phone.receive_sms("", text, to=to, sender=sender)
        await self._answered(exchange, first)
        return exchange

    async def send_request(self, request: WrittenRequest) -> AppAnswer:
        """Ask something of the app, and let time pass until it has answered; meanwhile it may send commands."""
        sent = request.between(self._stage.neighbours)
        self.phone.driver.check_free()
        pbx = self.phone.pbx
        first = len(pbx.transcript)
        errand = self.phone.act(lambda: pbx.send_request(replace(sent, at=pbx.kernel.now)))
        return app_answer(await self._answered(errand, first))

    async def rest(self) -> None:
        """Let time pass until nothing can happen by itself any more."""
        await until_rest(self.phone)

    async def until(self, wanted: Callable[[Entry], bool], patience: float) -> bool:
        """Let time pass until an entry is written, or find it; whether there is one."""
        return await until_entry(self.phone, wanted, 0, patience=patience) is not None

    # -- how it stands -----------------------------------------------------------------------------------------------

    def result(self, exchange: Exchange | None = None) -> CallResult:
        """What has come so far of a call, or of the first thing that happened here.

        Raises:
            ScenarioError: nothing has happened yet.
        """
        found = self._result(exchange)
        if found is None:
            raise ScenarioError("nothing has happened on this bench yet")
        return found

    def last_result(self) -> CallResult | None:
        """What has come of everything; after the end too, with the recordings. None if nothing has happened."""
        if not self.phone.closed or self._last_result is None:
            self._last_result = self._result()
        return self._last_result

    def _result(self, exchange: Exchange | None = None) -> CallResult | None:
        pbx, phone = self.phone.pbx, self.phone
        about = exchange or next(iter(pbx.exchanges), None)
        if about is not None:
            return whole_result_of(about, pbx, phone.shelf, phone.latencies)
        if not len(pbx.transcript):
            return None
        return CallResult(  # commands were sent, and nothing has come of them
            id="",
            transcript=pbx.transcript,
            recordings=(),
            prompts=(),
            ended_by=None,
            cause=None,
            duration=pbx.kernel.now,
            strict=pbx.settings.strict,
            outbox=pbx.outbox,
            measured=phone.latencies,
        )

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

    def failed(self, first: int, talk: Talk | None = None) -> list[Entry]:
        """What was written since of a step that failed: that it did, and what could not go on meanwhile.

        Args:
            first: number of the first entry that counts.
            talk: the person's, whose last step it is; None if the test waited for something else.
        """

        def tells(entry: Entry) -> bool:
            match entry.event:
                case StepFailed(number=number):
                    return talk is not None and entry.call_id == talk.call.id and number == talk.steps
                case event:
                    return isinstance(event, Stalled)

        return [one for one in self.phone.pbx.transcript.entries[first:] if tells(one)]

    def sentence(self, wrong: Entry) -> str:
        """What went wrong, for people."""
        transcript = self.phone.pbx.transcript
        match wrong.event:
            case ProblemFound(problem):
                return transcript.shortened(str(problem))
            case _:
                return transcript.text(wrong)

    async def app_said(self) -> AppSaid:
        """What the app has said outside of its answers, if one of these was an error or missing, or if it has ended."""
        explains = self._app.has_ended or unanswered(self.phone.pbx.transcript.problems())
        return await self._app.said() if explains else NOTHING_SAID

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

    async def _answered(self, exchange: Exchange, first: int) -> Entry | None:
        found = await until_entry(self.phone, lambda one: _tells_of(one, exchange.id, AnswerReceived), first)
        return None if found is None else found.entry

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
