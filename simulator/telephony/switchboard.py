"""What the PBX does for scripts beyond their own line: it calls phones, and sends and takes messages.

It knows the phones of the simulated world and everything that has left it, and counts what is still under way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import inf
from typing import Final

from simulator.errors import suggestion
from simulator.settings import Settings
from simulator.telephony.alarm import AlarmOrder, alarm_call
from simulator.telephony.call import Call
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import CallOffered, NumberUnlisted, StepFailed
from simulator.telephony.exchange import Exchange, Interpreter
from simulator.telephony.human import Human
from simulator.telephony.kernel import Kernel, Priority, Steps, Wait
from simulator.telephony.message_events import (
    ChatReceived,
    ChatSent,
    EmailSent,
    SmsReceived,
    SmsReported,
    SmsSent,
)
from simulator.telephony.names import Names
from simulator.telephony.notifications import NotificationName
from simulator.telephony.outbound import CallOrder, connected_call, outbound_call
from simulator.telephony.outbox import ChatMessage, DeliveryState, Email, Outbox, Sms
from simulator.telephony.party import Party
from simulator.telephony.phone import Phone, PhoneBook, PhoneOutcome, folded_number
from simulator.telephony.steps import StepUnmetError
from simulator.telephony.variables import Variables

EMPTY_PHONE_BOOK: Final[PhoneBook] = {}


class Switchboard:
    """One for each PBX.

    Args:
        kernel: steps everything.
        settings: how the PBX behaves.
        interpreter: runs what apps answer.
        names: draws names.
        field_table: the names of the fields of notifications.
        phones: who is at which number.
    """

    def __init__(
        self,
        kernel: Kernel,
        settings: Settings,
        interpreter: Interpreter,
        names: Names,
        field_table: Mapping[str, Mapping[str, str]],
        phones: PhoneBook = EMPTY_PHONE_BOOK,
    ) -> None:
        self.kernel = kernel
        self.settings = settings
        self.interpreter = interpreter
        self.names = names
        self.field_table = field_table
        self.outbox = Outbox()
        self.orders = 0
        """Calls and messages that scripts have set going."""
        self.under_way = 0
        """Calls and other exchanges about which there is still something to tell."""
        self.ordered: list[Exchange] = []
        """What came about through scripts, in order: calls that they placed, reports of their messages."""
        self.apps: dict[str, str] = {}
        """Extension -> where its app is told of calls and messages, of those that have been called already."""
        self._phones = {folded_number(number): entries for number, entries in phones.items()}
        self._dialled: Counter[str] = Counter()
        self._texted: Counter[str] = Counter()
        self._listening: dict[str, list[Exchange]] = {}
        self._unread: dict[str, list[str]] = {}

    # -- calls -------------------------------------------------------------------------------------------------------

    def incoming_call(self, caller: str, dialled: str, variables: Variables) -> Call:
        """A call from a person to an extension; it has to be run."""
        return self._call(Party(caller), caller, dialled, dialled, Side.CALLER, variables)

    def place_call(self, number: str, order: CallOrder, *, extension: str) -> Call:
        """Call a phone for an extension; everything else comes about by itself."""
        call = self._ringing(number, order.caller_id or extension, extension, order.display_name)
        self.kernel.spawn(outbound_call(call, order), call, f"the call to {number}")
        return call

    def ring(self, number: str, caller_id: str, extension: str) -> Call:
        """Let a phone ring, for somebody who then is connected with the call or ends it."""
        call = self._ringing(number, caller_id, extension)
        self.kernel.spawn(_outlived(call), call, f"the call to {number}")
        return call

    def send_alarm(self, number: str, order: AlarmOrder, *, extension: str) -> Call:
        """Call a monitoring station and give it a message."""
        call = self._ringing(number, extension, extension)
        self.kernel.spawn(alarm_call(call, order), call, f"the alarm to {number}")
        return call

    def set_up_call(self, caller: str, callee: str, error_url: str, *, extension: str) -> Call:
        """Call two phones and connect them."""
        call = self._ringing(caller, callee, extension)
        self.kernel.spawn(connected_call(call, callee, error_url), call, f"the call from {caller} to {callee}")
        return call

    def phone(self, number: str) -> Phone:
        """What happens at a number the next time it is dialled."""
        folded = folded_number(number)
        entries = self._phones.get(folded)
        if not entries:
            return Phone(PhoneOutcome(self.settings.unlisted_numbers))
        return _in_turn(entries, self._dialled, folded)

    def closed(self) -> None:
        """Count down: everything has been told about something."""
        self.under_way -= 1

    def _ringing(self, number: str, caller_id: str, extension: str, display_name: str = "") -> Call:
        call = self._call(Party(number), caller_id, number, extension, Side.CALLEE, Variables())
        self.orders += 1
        self.ordered.append(call)
        call.publish(CallOffered(caller_id, number, display_name))
        if self._phones and folded_number(number) not in self._phones:
            call.publish(NumberUnlisted(number, self.settings.unlisted_numbers, suggestion(number, self._phones)))
        self.kernel.spawn(_person(call, self.phone(number)), call, f"the phone {number}", Priority.INPUT)
        return call

    def _call(
        self, party: Party, caller_id: str, dialled: str, extension: str, side: Side, variables: Variables
    ) -> Call:
        call_id = self.names.call()
        self.under_way += 1
        facts = {"call_id": call_id, "caller_id": caller_id, "dialled": dialled, "api_extension": extension}
        return Call(
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

    # -- short messages ----------------------------------------------------------------------------------------------

    def send_sms(
        self,
        exchange: Exchange,
        recipient: str,
        text: str,
        *,
        sender: str = "",
        extension: str = "",
        report_url: str = "",
    ) -> Sms:
        """Send a short message; what becomes of it is as the recipient's phone has it."""
        extension = extension or exchange.extension
        sender = sender or self.settings.sms_sender or extension
        sms = Sms(self.names.sms(), self.kernel.now, sender, recipient, text)
        self.orders += 1
        self.outbox.sent.append(sms)
        exchange.publish(SmsSent(sms.id, sender, recipient, text))
        folded = folded_number(recipient)
        delivery = _in_turn(self._phones.get(folded) or (Phone(),), self._texted, folded).sms
        after = self.settings.sms_delivery_time if delivery.after is None else delivery.after
        if after < inf:
            about = self._message_exchange(sms, extension, exchange.variables.copy())
            about.began_at = self.kernel.after(after)
            self.ordered.append(about)
            self.kernel.spawn(_delivery(about, sms, delivery.state, after, report_url), about, f"SMS to {recipient}")
        return sms

    def receive_sms(
        self, app_url: str, text: str, *, sender: str, extension: str, variables: Variables | None = None
    ) -> Exchange:
        """Take a short message for an extension: its app is told, and the answer is run."""
        self.apps[extension] = app_url
        sms = Sms(self.names.sms(), self.kernel.now, sender, extension, text, DeliveryState.DELIVERED)
        about = self._message_exchange(sms, extension, variables or Variables())
        self.kernel.spawn(_arrival(about, sms, app_url), about, "the app's script")
        return about

    def _message_exchange(self, sms: Sms, extension: str, variables: Variables) -> Exchange:
        self.under_way += 1
        facts = {
            "api_extension": extension,
            "sms_id": sms.id,
            "sender": sms.sender,
            "recipient": sms.recipient,
            "message": sms.text,
        }
        return Exchange(switchboard=self, id=sms.id, extension=extension, facts=facts, variables=variables)

    # -- other messages ----------------------------------------------------------------------------------------------

    def send_email(self, exchange: Exchange, email: Email) -> None:
        """Put an e-mail into the outbox."""
        self.orders += 1
        self.outbox.sent.append(email)
        exchange.publish(EmailSent(email.sender, email.recipient, email.subject))

    def send_chat(self, exchange: Exchange, connection: str, address: str, text: str) -> None:
        """Put a message of Ozeki 10 into the outbox."""
        self.orders += 1
        self.outbox.sent.append(ChatMessage(self.kernel.now, connection, address, text))
        exchange.publish(ChatSent(connection, address, text))

    def receive_chat(self, exchange: Exchange, connection: str, text: str) -> None:
        """Take a message of Ozeki 10; it waits until a script wants it."""
        self._unread.setdefault(connection.casefold(), []).append(text)
        for waiting in self._listening.get(connection.casefold()) or [exchange]:
            waiting.publish(ChatReceived(connection, text))

    def next_chat(self, exchange: Exchange, connection: str, timeout: float = inf) -> Steps[str | None]:
        """Wait for the next message of a connection; None if the time is up."""
        deadline = self.kernel.after(timeout)
        unread = self._unread.setdefault(connection.casefold(), [])
        listening = self._listening.setdefault(connection.casefold(), [])
        while not unread:
            listening.append(exchange)
            try:
                if (yield from exchange.wait_anyway(ChatReceived, until=deadline)) is None:
                    return None
            finally:
                listening.remove(exchange)
        return unread.pop(0)


def _in_turn(entries: tuple[Phone, ...], counts: Counter[str], number: str) -> Phone:
    """What a phone does this time: each entry once, and the last one from then on."""
    counts[number] += 1
    return entries[min(counts[number], len(entries)) - 1]


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
    call.close()


def _delivery(about: Exchange, sms: Sms, state: DeliveryState, after: float, report_url: str) -> Steps[None]:
    try:
        yield Wait(about, (), about.kernel.after(after))
        sms.state = state
        about.publish(SmsReported(sms.id, sms.recipient, state))
        if report_url:
            yield from about.tell(report_url, NotificationName.SMS_DELIVERY_REPORT, delivery_state=str(state))
    finally:
        about.close()


def _arrival(about: Exchange, sms: Sms, app_url: str) -> Steps[None]:
    try:
        about.publish(SmsReceived(sms.id, sms.sender, sms.recipient, sms.text))
        yield from about.tell(app_url, NotificationName.INCOMING_SMS)
    finally:
        about.close()
