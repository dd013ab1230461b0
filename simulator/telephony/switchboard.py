"""What the PBX does beyond one line: it calls phones, lists its calls, and knows the office that it serves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from simulator.errors import suggestion
from simulator.settings import Settings
from simulator.telephony.alarm import AlarmOrder, alarm_call
from simulator.telephony.app_request import AppErrand, AppRequest
from simulator.telephony.call import Call
from simulator.telephony.call_states import Direction
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import CallOffered, NumberUnlisted, StepFailed
from simulator.telephony.exchange import Exchange, Interpreter
from simulator.telephony.extensions import Extensions
from simulator.telephony.faults import Faults
from simulator.telephony.human import Human
from simulator.telephony.kernel import Kernel, Priority, Steps
from simulator.telephony.messaging import EMPTY_PHONE_BOOK, Messaging, in_turn
from simulator.telephony.names import Names
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.office import THE_OFFICE, Office
from simulator.telephony.outbound import CallOrder, connected_call, outbound_call
from simulator.telephony.party import Party
from simulator.telephony.phone import Phone, PhoneBook, PhoneOutcome, folded_number
from simulator.telephony.step import StepUnmetError
from simulator.telephony.transcript import Transcript
from simulator.telephony.variables import Variables

COMMAND_ID: Final = "HTTP"
"""How what is told about the commands of apps is named in transcripts, which is no ID of a call."""

_NAME_IT: Final = "; name it among the `phones`, with what somebody does there"


class Switchboard(Messaging):
    """One for each PBX.

    Args:
        kernel: steps everything.
        settings: how the PBX behaves.
        interpreter: runs what apps answer.
        names: draws names.
        field_table: the names of the fields of notifications.
        phones: who is at which number.
        office: what is set up on the PBX.
        transcript: where everything is written, for those who wait for something to be written there.
        faults: what goes wrong.
    """

    def __init__(
        self,
        kernel: Kernel,
        settings: Settings,
        interpreter: Interpreter,
        names: Names,
        field_table: Mapping[str, Mapping[str, str]],
        phones: PhoneBook = EMPTY_PHONE_BOOK,
        office: Office = THE_OFFICE,
        transcript: Transcript | None = None,
        faults: Faults | None = None,
    ) -> None:
        super().__init__(kernel, settings, interpreter, names, field_table, phones)
        self.office = office
        self.transcript = Transcript() if transcript is None else transcript
        self.faults = Faults(kernel) if faults is None else faults
        self.observed: dict[str, ObservedCall] = {}
        """Every call that there has been, by its ID, oldest first."""
        self.living: dict[str, ObservedCall] = {}
        """Those that are not over, likewise."""
        self.extensions = Extensions(office, phones, settings.extension_digits)
        self.unlisted: dict[str, str] = {}
        """Numbers that were called of a test without any phones, and a sentence each; else transcripts tell."""
        self._dialled: Counter[str] = Counter()
        self.commands = 0
        """How many commands apps have sent."""
        self._requests = 0

    # -- numbers -----------------------------------------------------------------------------------------------------

    def serve(self, extension: str, app_url: str) -> None:
        """Have an API extension whose app takes IncomingCall and IncomingSMS at an address, unless the office has one.

        An extension that an app has removed stays away.
        """
        self.apps[extension] = app_url
        if not self.extensions.is_removed(extension):
            self.extensions.add_api(extension)

    def is_api(self, number: str) -> bool:
        """Whether a number is that of an API extension with an app."""
        return bool(self.app_of(number))

    def app_of(self, extension: str) -> str:
        """Where the app of an API extension takes IncomingCall; "" if there is none, or it is switched off."""
        set_up = self.office.extensions.get(extension)
        url = (set_up.url if set_up is not None else "") or self.apps.get(extension, "")
        return url if url and self.extensions.api_extension(extension) else ""

    def sms_app_of(self, extension: str) -> str:
        """Where the app of an API extension takes IncomingSMS; "" if there is none."""
        set_up = self.office.extensions.get(extension)
        return (set_up.sms_url if set_up is not None else "") or self.app_of(extension)

    def phone(self, number: str) -> Phone:
        """What happens at a number the next time it is dialled."""
        folded = folded_number(number)
        if self.extensions.is_off(folded):
            return Phone(PhoneOutcome.UNKNOWN)
        entries = self._phones.get(folded)
        if not entries:
            return Phone(PhoneOutcome(self.settings.unlisted_numbers))
        return in_turn(entries, self._dialled, folded)

    def list_phone(self, number: str, phone: Phone) -> bool:
        """Have a phone at a number from now on; False if something is known of that number already."""
        folded = folded_number(number)
        if folded in self._phones or self.extensions.get(number) is not None:
            return False
        self._phones[folded] = (phone,)
        self.extensions.add_phone(number)
        return True

    # -- calls -------------------------------------------------------------------------------------------------------

    def incoming_call(self, caller: str, dialled: str, variables: Variables) -> Call:
        """A call from a person to a number of the PBX; it has to be run."""
        return self._call(Party(caller), caller, dialled, dialled, Side.CALLER, variables)

    def place_call(self, number: str, order: CallOrder, *, extension: str) -> Call:
        """Call a phone for an extension; everything else comes about by itself."""
        call = self._for_extension(number, order.caller_id or extension, extension, order.display_name)
        call.script = self.kernel.spawn(outbound_call(call, order), call, f"the call to {number}")
        return call

    def ring(self, number: str, caller_id: str, extension: str) -> Call:
        """Let a phone ring, for somebody who then is connected with the call or ends it."""
        call = self._ringing(number, caller_id, extension)
        self.kernel.spawn(_outlived(call), call, f"the call to {number}")
        return call

    def send_alarm(self, number: str, order: AlarmOrder, *, extension: str) -> Call:
        """Call a monitoring station and give it a message."""
        call = self._for_extension(number, extension, extension)
        call.script = self.kernel.spawn(alarm_call(call, order), call, f"the alarm to {number}")
        return call

    def set_up_call(self, caller: str, callee: str, error_url: str, *, extension: str) -> Call:
        """Call two phones and connect them."""
        call = self._ringing(caller, callee, extension)
        self.observe(call.id, source=caller, destination=callee).begins()
        self.kernel.spawn(connected_call(call, callee, error_url), call, f"the call from {caller} to {callee}")
        return call

    def observe(self, call_id: str, *, source: str, destination: str, caller_id: str = "") -> ObservedCall:
        """List a call from now on, which rings."""
        observed = ObservedCall(
            switchboard=self,
            id=call_id,
            extension="",
            facts={"call_id": call_id},
            cleared=True,
            source=source,
            caller_id=caller_id or source,
            dialled=destination,
            destination=destination,
            direction=self.direction(source, destination),
        )
        self.observed[call_id] = self.living[call_id] = observed
        return observed

    def open_command(self, extension: str = "") -> Exchange:
        """The exchange about a command that an app has sent."""
        self.commands += 1
        return self._opened(Exchange(switchboard=self, id=COMMAND_ID, extension=extension))

    def open_errand(self, request: AppRequest) -> AppErrand:
        """The exchange about a request that the app is sent; it has to be run."""
        self._requests += 1
        errand = AppErrand(switchboard=self, id=f"request-{self._requests}", extension="", request=request)
        errand.began_at = max(errand.began_at, request.at)
        return self._opened(errand)

    def direction(self, source: str, destination: str) -> Direction:
        """Between whom a call is."""
        if self.extensions.is_extension(source):
            return Direction.INTERNAL if self.extensions.is_extension(destination) else Direction.OUTBOUND
        return Direction.INBOUND if self.extensions.is_extension(destination) else Direction.EXTERNAL

    def _for_extension(self, number: str, caller_id: str, extension: str, display_name: str = "") -> Call:
        """A phone that rings because an API extension calls it."""
        call = self._ringing(number, caller_id, extension, display_name)
        observed = self.observe(call.id, source=extension, destination=number, caller_id=caller_id)
        observed.extension_end, observed.ringing = Side.CALLER, call
        observed.takes(Side.CALLEE, call)
        observed.begins()
        return call

    def _ringing(self, number: str, caller_id: str, extension: str, display_name: str = "") -> Call:
        call = self._call(Party(number), caller_id, number, extension, Side.CALLEE, Variables())
        self.orders += 1
        self.ordered.append(call)
        call.publish(CallOffered(caller_id, number, display_name))
        behaviour = self.settings.unlisted_numbers
        if not self._phones:
            self.unlisted.setdefault(number, str(NumberUnlisted(number, behaviour, _NAME_IT)))
        elif folded_number(number) not in self._phones:
            call.publish(NumberUnlisted(number, behaviour, suggestion(number, self._phones)))
        self.kernel.spawn(_person(call, self.phone(number)), call, f"the phone {number}", Priority.INPUT)
        return call

    def _call(
        self, party: Party, caller_id: str, dialled: str, extension: str, side: Side, variables: Variables
    ) -> Call:
        call_id = self.names.call()
        facts = {"call_id": call_id, "caller_id": caller_id, "dialled": dialled, "api_extension": extension}
        call = Call(
            switchboard=self,
            id=call_id,
            extension=extension,
            facts=facts,
            variables=variables,
            party=party,
            caller_id=caller_id,
            dialled=dialled,
            side=side,
        )
        if self.faults.armed:
            self.faults.line_opened(call)
        return self._opened(call)


# -- processes -------------------------------------------------------------------------------------------------------


def _person(call: Call, phone: Phone) -> Steps[None]:
    human = Human(call)
    try:
        yield from human.prepare(phone.steps)
    except StepUnmetError as unmet:
        call.publish(StepFailed("the phone was not picked up", 0, str(unmet)))
        call.end(call.side, HangupCause.TEMPORARY_FAILURE)
        return
    yield from human.answers(phone)


def _outlived(call: Call) -> Steps[None]:
    yield from call.until_the_end()
    yield from call.seen_through()
    call.close()
