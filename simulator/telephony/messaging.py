"""Messages of every kind: a PBX sends and takes short messages, and sends e-mails and messages of Ozeki 10.

It knows everything that has left the PBX, and counts what is still under way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import inf
from typing import TYPE_CHECKING, Final, TypeVar, cast

from simulator.settings import Settings
from simulator.telephony.exchange import Exchange, Interpreter
from simulator.telephony.kernel import Kernel, Steps, Wait
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
from simulator.telephony.outbox import ChatMessage, DeliveryState, Email, Outbox, Sms
from simulator.telephony.phone import Phone, PhoneBook, folded_number
from simulator.telephony.variables import Variables

if TYPE_CHECKING:
    from simulator.telephony.switchboard import Switchboard

E = TypeVar("E", bound=Exchange)

EMPTY_PHONE_BOOK: Final[PhoneBook] = {}


class Messaging:
    """What a switchboard knows of messages; see `Switchboard`."""

    def __init__(
        self,
        kernel: Kernel,
        settings: Settings,
        interpreter: Interpreter,
        names: Names,
        field_table: Mapping[str, Mapping[str, str]],
        phones: PhoneBook,
    ) -> None:
        self.kernel = kernel
        self.settings = settings
        self.interpreter = interpreter
        self.names = names
        self.field_table = field_table
        self.outbox = Outbox()
        self.orders = 0
        """Calls and messages that apps have set going."""
        self.ordered: list[Exchange] = []
        """What came about through apps, in order: calls that they placed, reports of their messages."""
        self.apps: dict[str, str] = {}
        """Extension -> where its app is told of calls and messages, of those that have been called already."""
        self.live: dict[Exchange, None] = {}
        """Calls and other exchanges about which there is still something to tell, oldest first."""
        self.under_way: Counter[str] = Counter()
        """How many of those there are by `origin`: it has come to its end with all that has come of it when none is."""
        self.ended: list[str] = []
        """The origins of which nothing is under way any more, and "" whenever less is; the driver clears it."""
        self._phones = {folded_number(number): entries for number, entries in phones.items()}
        self._texted: Counter[str] = Counter()
        self._listening: dict[str, list[Exchange]] = {}
        self._unread: dict[str, list[str]] = {}

    def opened(self, exchange: Exchange) -> None:
        """Note that there will be something to tell about something."""
        if exchange not in self.live:
            self.live[exchange] = None
            self.under_way[exchange.origin] += 1

    def closed(self, exchange: Exchange) -> None:
        """Note that everything has been told about it."""
        if exchange in self.live:
            del self.live[exchange]
            origin, left = exchange.origin, self.under_way[exchange.origin] - 1
            self.under_way[origin] = left
            if not left:
                del self.under_way[origin]
            if not (left and origin):
                self.ended.append(origin)

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
        delivery = in_turn(self._phones.get(folded) or (Phone(),), self._texted, folded).sms
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
        sms = Sms(self.names.sms(), self.kernel.now, sender, extension, text, DeliveryState.DELIVERED)
        about = self._message_exchange(sms, extension, variables or Variables())
        self.kernel.spawn(_arrival(about, sms, app_url), about, "the app's script")
        return about

    def _message_exchange(self, sms: Sms, extension: str, variables: Variables) -> Exchange:
        facts = {
            "api_extension": extension,
            "sms_id": sms.id,
            "sender": sms.sender,
            "recipient": sms.recipient,
            "message": sms.text,
        }
        switchboard = cast("Switchboard", self)  # of which this is a part
        return self._opened(
            Exchange(switchboard=switchboard, id=sms.id, extension=extension, facts=facts, variables=variables)
        )

    def _opened(self, exchange: E) -> E:
        self.opened(exchange)
        return exchange

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


def in_turn(entries: tuple[Phone, ...], counts: Counter[str], number: str) -> Phone:
    """What a phone does this time: each entry once, and the last one from then on."""
    counts[number] += 1
    return entries[min(counts[number], len(entries)) - 1]


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
