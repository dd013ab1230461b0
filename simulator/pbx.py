"""The simulated phone system: one kernel, its calls, and what a driver and an onlooker need of them.

Calls of one `Pbx` share a clock. Independent calls get a `Pbx` each.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from functools import partial

from simulator.errors import ScenarioError
from simulator.ozml.interpreter import OzmlInterpreter
from simulator.settings import Settings
from simulator.telephony.app_request import AppErrand, AppRequest
from simulator.telephony.call import Call
from simulator.telephony.effects import Sound
from simulator.telephony.events import Event, StepFailed
from simulator.telephony.exchange import Exchange
from simulator.telephony.fault import Fault
from simulator.telephony.faults import armed_faults
from simulator.telephony.human import Human
from simulator.telephony.kernel import Kernel, Priority, Process, Steps, Wait
from simulator.telephony.messaging import EMPTY_PHONE_BOOK
from simulator.telephony.names import EPOCH, Names
from simulator.telephony.notifications import field_table
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.office import THE_OFFICE, Office
from simulator.telephony.outbox import Outbox
from simulator.telephony.patience import Patience
from simulator.telephony.phone import PhoneBook
from simulator.telephony.routing import incoming_call
from simulator.telephony.step import Step, StepUnmetError
from simulator.telephony.step_fields import unknown_fields
from simulator.telephony.steps import misfit_among
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
        faults: what goes wrong with it.

    Raises:
        ScenarioError: a setting, a fault or a phone's step names a notification or a field that there is not.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        seed: int | str = 0,
        epoch: datetime = EPOCH,
        phones: PhoneBook = EMPTY_PHONE_BOOK,
        office: Office = THE_OFFICE,
        faults: Sequence[Fault] = (),
    ) -> None:
        self.settings = settings or Settings()
        self.transcript = Transcript()
        # Nothing that the kernel or a call holds leads back here: no rings for the garbage collector to find.
        self.kernel = Kernel(partial(_note, self.transcript))
        table = field_table(self.settings.notification_fields)
        for number, entries in phones.items():
            for phone in entries:
                _check_fields(phone.steps, table, f"phones: {number}: ")
        self.switchboard = Switchboard(
            self.kernel,
            self.settings,
            OzmlInterpreter(),
            Names(self.kernel, seed, epoch),
            table,
            phones,
            office,
            self.transcript,
            armed_faults(self.kernel, seed, faults, table),
        )
        self.placed: list[Exchange] = []
        """What users began, in order."""
        self.patience = Patience(self.switchboard)
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
            app_url: where IncomingCall is posted; "" is where the office says. The next calls are posted there too, if
                the office says nothing.
            steps: what the human does.
            to: the number dialled.
            caller: the human's number.
            variables: what scripts find set.
            live: somebody may act for the human at any time.
            at: the instant of dialling, in seconds; now, if that is over.

        Returns:
            The call, which has not begun yet: a driver makes it happen.

        Raises:
            ScenarioError: a step can never be reached, or waits for a field that no notification has.
        """
        misfit = misfit_among(steps)
        if misfit is not None:
            index, reason = misfit
            raise ScenarioError(f"step {index + 1} ({steps[index]}) {reason}")
        _check_fields(steps, self.switchboard.field_table)
        if app_url:
            self.switchboard.serve(to, app_url)
        call = self.switchboard.incoming_call(caller, to, variables.copy() if variables else Variables())
        call.given_app = app_url
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

    def take(self, call: Call, step: Step, number: int) -> Process[None]:
        """Let the person on a call take a step now; a `StepTaken` of this number tells that it is over, and how.

        Raises:
            ScenarioError: it waits for a field that no notification has.
        """
        for unknown in unknown_fields([step], self.switchboard.field_table):
            raise ScenarioError(f"{step}: {unknown.reason}")
        human = self._human(call)
        return human.spawn(human.takes_now(step, number), f"the person at {call.party.number}")

    def last_heard(self, call: Call) -> str:
        """The text of the last prompt that the person on a call was told to wait for; empty if there was none."""
        heard = self._human(call).prompts_heard
        return call.prompts[heard - 1].text if heard else ""

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

    # -- inside ------------------------------------------------------------------------------------------------------

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
        name = "the app's script" if self.switchboard.is_api(call.dialled) else "the connection"
        call.script = self.kernel.spawn(incoming_call(call), call, name)
        self.kernel.spawn(human.run(steps), call, "the caller", Priority.INPUT)


def _check_fields(steps: Sequence[Step], table: Mapping[str, Mapping[str, str]], where: str = "") -> None:
    """See that no step waits for a field that no notification has.

    Raises:
        ScenarioError: one does; `where` is whose step it is.
    """
    for unknown in unknown_fields(steps, table):
        raise ScenarioError(f"{where}{unknown}")


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
