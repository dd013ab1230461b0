"""The simulated phone system: one kernel, its calls, and what a driver and an onlooker need of them.

Calls of one `Pbx` share a clock. Independent calls get a `Pbx` each.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import datetime
from functools import partial
from math import inf

from simulator.errors import ScenarioError
from simulator.ozml.interpreter import OzmlInterpreter
from simulator.settings import Settings
from simulator.telephony.app_request import AppErrand, AppRequest
from simulator.telephony.awaited import what_is_awaited
from simulator.telephony.call import Call
from simulator.telephony.causes import HangupCause
from simulator.telephony.effects import Sound
from simulator.telephony.events import (
    Event,
    Stalled,
    StepFailed,
    seconds_text,
)
from simulator.telephony.exchange import Exchange
from simulator.telephony.human import Human
from simulator.telephony.kernel import Kernel, Priority, Steps, Wait
from simulator.telephony.messaging import EMPTY_PHONE_BOOK
from simulator.telephony.names import EPOCH, Names
from simulator.telephony.notifications import field_table
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.office import THE_OFFICE, Office
from simulator.telephony.outbox import Outbox
from simulator.telephony.phone import PhoneBook
from simulator.telephony.routing import incoming_call
from simulator.telephony.steps import Step, StepUnmetError, misfit_among
from simulator.telephony.switchboard import COMMAND_ID, Switchboard
from simulator.telephony.transcript import Kind, Transcript
from simulator.telephony.variables import Variables


class Pbx:
    """A phone system with its API extensions.

    Args:
        settings: how it behaves.
        seed: of everything that is drawn by chance; the same seed gives the same IDs.
        epoch: the date and time at which its clock shows 0.
        phones: who is at which number.
        office: what is set up on it.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        seed: int | str = 0,
        epoch: datetime = EPOCH,
        phones: PhoneBook = EMPTY_PHONE_BOOK,
        office: Office = THE_OFFICE,
    ) -> None:
        self.settings = settings or Settings()
        self.transcript = Transcript()
        # Nothing that the kernel or a call holds leads back here: no rings for the garbage collector to find.
        self.kernel = Kernel(partial(_note, self.transcript))
        self.switchboard = Switchboard(
            self.kernel,
            self.settings,
            OzmlInterpreter(),
            Names(self.kernel, seed, epoch),
            field_table(self.settings.notification_fields),
            phones,
            office,
        )
        self.placed: list[Exchange] = []
        """What users began, in order."""
        self._humans: dict[str, Human] = {}

    def __del__(self) -> None:
        # What the switchboard lists leads back to it: without this, only the garbage collector would take a PBX apart.
        switchboard: Switchboard | None = getattr(self, "switchboard", None)
        if switchboard is not None:
            switchboard.observed.clear()
            switchboard.ordered.clear()

    # -- for users ---------------------------------------------------------------------------------------------------

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
        """Let a scripted human call a number of the PBX.

        Args:
            app_url: where IncomingCall is posted, if `to` is an API extension that the office does not name.
            steps: what the human does.
            to: the number dialled.
            caller: the human's number.
            variables: what scripts find set.
            live: somebody may act for the human at any time.
            at: the instant of dialling, in seconds; now, if that is over.

        Returns:
            The call, which has not begun yet: a driver makes it happen.

        Raises:
            ScenarioError: a step can never be reached.
        """
        misfit = misfit_among(steps)
        if misfit is not None:
            index, reason = misfit
            raise ScenarioError(f"step {index + 1} ({steps[index]}) {reason}")
        if app_url:
            self.switchboard.serve(to, app_url)
        call = self.switchboard.incoming_call(caller, to, variables.copy() if variables else Variables())
        self.placed.append(call)
        human = self._humans[call.id] = Human(call, live=live)
        call.began_at = max(call.began_at, at)
        self.kernel.spawn(self._dial(call, human, steps), call, "dialling", Priority.INPUT)
        return call

    def receive_sms(
        self,
        app_url: str,
        text: str,
        *,
        to: str = "9000",
        sender: str = "+3612345678",
        variables: Variables | None = None,
    ) -> Exchange:
        """Let a short message reach an extension.

        Args:
            app_url: where IncomingSMS is posted; "" is where the office says.
            text: what it says.
            to: the number of the extension.
            sender: who has sent it.
            variables: what scripts find set.

        Returns:
            The exchange about it, which has not begun yet.

        Raises:
            ScenarioError: nobody knows where.
        """
        values = variables.copy() if variables else Variables()
        if app_url:
            self.switchboard.serve(to, app_url)
        url = app_url or self.switchboard.sms_app_of(to)
        if not url:
            raise ScenarioError(f"no app is known for extension {to}, so nobody can be told of the short message")
        exchange = self.switchboard.receive_sms(url, text, sender=sender, extension=to, variables=values)
        self.placed.append(exchange)
        return exchange

    def send_request(self, request: AppRequest) -> Exchange:
        """Let a request reach the app that is none of the PBX's; the exchange about it, which has not begun yet."""
        errand = self.switchboard.open_errand(request)
        self.placed.append(errand)
        self.kernel.spawn(errand.run(), errand, f"the request {request.method} {request.url}")
        return errand

    def press(self, call: Call, keys: str) -> None:
        """Let the person on a call press keys now, beside the script."""
        human = self._human(call)
        human.spawn(human.presses_now(keys), f"pressing {keys}")
        self.kernel.settle()

    def says(self, call: Call, sound: Sound) -> None:
        """Let the person on a call speak now, or make another sound, beside the script."""
        human = self._human(call)
        human.spawn(human.says_now(sound), f"saying {sound}")
        self.kernel.settle()

    def hang_up(self, call: Call) -> None:
        """Let the person on a call hang up now."""
        call.end(call.side)
        self.kernel.settle()

    @property
    def outbox(self) -> Outbox:
        """Everything that has been sent."""
        return self.switchboard.outbox

    @property
    def exchanges(self) -> list[Exchange]:
        """Everything that the app has been asked about, calls and others: first what users began."""
        return self.placed + self.switchboard.ordered

    @property
    def calls(self) -> list[Call]:
        """Every call: first those that users placed, then those that scripts did."""
        return [one for one in self.exchanges if isinstance(one, Call)]

    # -- for drivers -------------------------------------------------------------------------------------------------

    @property
    def idle(self) -> bool:
        """Whether every call is over and everything has been told."""
        return not self.switchboard.live and not self.kernel.awaits_replies

    @property
    def somebody_may_act(self) -> bool:
        """Whether somebody is on the line for whom others act at any time."""
        return any(human.live and not human.call.cleared for human in self._humans.values())

    def overdue(self, deadline: float) -> bool:
        """Whether calls have been up for too long by then, and have not been given up yet."""
        if deadline <= self.settings.max_call_duration:
            return False
        return self.gives_up_at < deadline

    @property
    def gives_up_at(self) -> float:
        """When the first thing that is under way has taken too long, in seconds; inf if nothing is."""
        began = (one.began_at for one in self.switchboard.live if not one.stalled)
        return min(began, default=inf) + self.settings.max_call_duration

    def give_up(self) -> None:
        """End everything on which nothing can happen any more, and say what everybody is waiting for.

        Raises:
            RuntimeError: something was given up before and is still there; asking again would never end.
        """
        if self.kernel.next_deadline() is not None:
            self.give_up_overdue()
            return
        left = list(self.switchboard.live)
        fresh = [one for one in left if not one.stalled]
        if left and not fresh:  # what was given up before may yet have set something else going
            raise RuntimeError(f"call {left[0].id} has been given up and does not end: {left[0].stalled}")
        self._give_up(fresh)

    def give_up_overdue(self) -> None:
        """Move the clock to the instant at which the first thing has taken too long, and end it."""
        self.kernel.advance(self.gives_up_at)
        self._give_up([one for one in self.switchboard.live if not one.stalled and self._has_taken_too_long(one)])

    # -- inside ------------------------------------------------------------------------------------------------------

    def _give_up(self, fresh: Sequence[Exchange]) -> None:
        for one in fresh:
            one.stalled = self._waiting_for(one)
            one.publish(Stalled(one.stalled))
        for one in fresh:
            self._end(one)
        self.kernel.settle()

    def _human(self, call: Call) -> Human:
        """The person on a call, with a voice of their own beside the script where a phone's script speaks."""
        if call.id not in self._humans:
            self._humans[call.id] = Human(call)
        return self._humans[call.id]

    def _dial(self, call: Call, human: Human, steps: Sequence[Step]) -> Steps[None]:
        try:
            yield from human.prepare(steps)
        except StepUnmetError as unmet:
            call.publish(StepFailed("the call was not placed", 0, str(unmet)))
            call.end(call.side)
            call.close()
            return
        if call.began_at > self.kernel.now:
            yield Wait(call, (), call.began_at)
            if call.ended:
                call.close()
                return
        call.script = self.kernel.spawn(incoming_call(call), call, "the app's script")
        self.kernel.spawn(human.run(steps), call, "the caller", Priority.INPUT)

    def _end(self, exchange: Exchange) -> None:
        if isinstance(exchange, Call):
            exchange.end(exchange.side, HangupCause.RECOVERY_ON_TIMER_EXPIRY)
        else:
            for process in self.kernel.processes_waiting(exchange):
                self.kernel.interrupt(process)

    def _has_taken_too_long(self, exchange: Exchange) -> bool:
        return self.kernel.now >= exchange.began_at + self.settings.max_call_duration

    def _waiting_for(self, exchange: Exchange) -> str:
        if self._has_taken_too_long(exchange):
            talking = isinstance(exchange, Call) and not exchange.ended
            what = "the call was still up" if talking else "the script still ran"
            return f"{what} after {seconds_text(self.settings.max_call_duration)} s"
        return f"nothing can happen any more: {what_is_awaited(self.kernel.processes_waiting(exchange))}"


def _note(transcript: Transcript, now: float, topic: Hashable, event: Event) -> None:
    if isinstance(topic, Exchange):
        if topic.id not in transcript.threads:
            _introduce(transcript, topic)
        transcript.append(now, topic.id, event)


def _introduce(transcript: Transcript, exchange: Exchange) -> None:
    """Say who is at the other end."""
    if isinstance(exchange, Call):
        transcript.introduce(exchange.id, Kind.CALL, exchange.party.number)
    elif isinstance(exchange, ObservedCall):
        transcript.introduce(exchange.id, Kind.CALL, exchange.source)
    elif isinstance(exchange, AppErrand):
        transcript.introduce(exchange.id, Kind.REQUEST, "")
    elif exchange.id == COMMAND_ID:
        transcript.introduce(exchange.id, Kind.COMMAND, "")
    else:
        sender, recipient = exchange.facts["sender"], exchange.facts["recipient"]
        transcript.introduce(exchange.id, Kind.SMS, sender if recipient == exchange.extension else recipient)
