"""What clients read of the short messages, e-mails and other messages that the app has sent."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import BaseModel, Field

from simulator.server.control.examples import OUTBOX
from simulator.server.control.written import with_example
from simulator.telephony.outbox import ChatMessage, DeliveryState, Email, Outbox, Sms

StateWord: TypeAlias = Literal["pending", "delivered", "failed"]

_WORDS: dict[DeliveryState, StateWord] = {
    DeliveryState.PENDING: "pending",
    DeliveryState.DELIVERED: "delivered",
    DeliveryState.FAILED: "failed",
}


class Sent(BaseModel):
    """Something that was sent."""

    sent_at: float = Field(description="Seconds since everything began.")


class SentSms(Sent):
    """A short message."""

    id: str = Field(examples=["6baa9455-e3e7-4682-8209-4cac629f6fbe"])
    sender: str = Field(serialization_alias="from", examples=["9000"])
    recipient: str = Field(serialization_alias="to", examples=["4711"])
    text: str
    state: StateWord = Field(description="Pending: nothing is known yet.")


class SentEmail(Sent):
    """An e-mail."""

    sender: str = Field(serialization_alias="from", examples=["pbx@localhost"])
    recipient: str = Field(serialization_alias="to", examples=["anna@example.com"])
    subject: str
    text: str
    attachments: list[str] = Field(description="Paths, as the app wrote them.")


class SentMessage(Sent):
    """A message to a connection (SendMsg of Ozeki 10)."""

    connection: str = Field(examples=["admin@localhost"])
    address: str
    text: str


class OutboxResource(BaseModel):
    """What scripts and commands have sent, each kind in order."""

    model_config = with_example(OUTBOX)

    sms: list[SentSms]
    emails: list[SentEmail]
    messages: list[SentMessage]


def outbox_resource(outbox: Outbox) -> OutboxResource:
    """The outbox as it is now."""
    return OutboxResource(
        sms=[_sms(one) for one in outbox.sms],
        emails=[_email(one) for one in outbox.emails],
        messages=[_message(one) for one in outbox.messages],
    )


def _sms(sms: Sms) -> SentSms:
    return SentSms(
        id=sms.id,
        sent_at=sms.sent_at,
        sender=sms.sender,
        recipient=sms.recipient,
        text=sms.text,
        state=_WORDS[sms.state],
    )


def _email(email: Email) -> SentEmail:
    return SentEmail(
        sent_at=email.sent_at,
        sender=email.sender,
        recipient=email.recipient,
        subject=email.subject,
        text=email.text,
        attachments=list(email.attachments),
    )


def _message(message: ChatMessage) -> SentMessage:
    return SentMessage(
        sent_at=message.sent_at, connection=message.connection, address=message.address, text=message.text
    )
