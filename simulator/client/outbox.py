"""Reads what scripts have sent, into the outbox that calls from Python have too."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PlainValidator, RootModel

from simulator.client.answer import Answer
from simulator.telephony.outbox import ChatMessage, DeliveryState, Email, Outbox, Sent, Sms


class _Sms(Answer):
    id: str
    sent_at: float
    sender: str = Field(validation_alias="from")
    recipient: str = Field(validation_alias="to")
    text: str
    state: str

    def as_sms(self) -> Sms:
        state = DeliveryState(self.state.capitalize())  # the PBX writes it so
        return Sms(self.id, self.sent_at, self.sender, self.recipient, self.text, state)


class _Email(Answer):
    sent_at: float
    sender: str = Field(validation_alias="from")
    recipient: str = Field(validation_alias="to")
    subject: str
    text: str
    attachments: tuple[str, ...]

    def as_email(self) -> Email:
        return Email(self.sent_at, self.sender, self.recipient, self.subject, self.text, self.attachments)


class _Message(Answer):
    sent_at: float
    connection: str
    address: str
    text: str

    def as_message(self) -> ChatMessage:
        return ChatMessage(self.sent_at, self.connection, self.address, self.text)


class _Sent(Answer):
    sms: list[_Sms]
    emails: list[_Email]
    messages: list[_Message]


def _outbox(written: object) -> Outbox:
    read = _Sent.model_validate(written)
    sent: list[Sent] = [
        *(one.as_sms() for one in read.sms),
        *(one.as_email() for one in read.emails),
        *(one.as_message() for one in read.messages),
    ]
    return Outbox(sorted(sent, key=lambda one: one.sent_at))


SentThings = Annotated[Outbox, PlainValidator(_outbox)]
"""An outbox within an answer."""


class OutboxAnswer(RootModel[SentThings]):
    """An answer that is an outbox."""
