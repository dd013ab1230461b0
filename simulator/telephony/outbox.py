"""What the PBX has sent away at the wish of the app: short messages, e-mails, and messages of Ozeki 10."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias, TypeVar


class DeliveryState(StrEnum):
    """What became of a message (http-api q31)."""

    PENDING = "Pending"
    """Nothing is known yet; the name is ours."""
    DELIVERED = "Delivered"
    FAILED = "Failed"


@dataclass(slots=True)
class Sms:
    """A short message. `sent_at` is in seconds of the PBX's clock; `state` changes when a report comes."""

    id: str
    sent_at: float
    sender: str
    recipient: str
    text: str
    state: DeliveryState = DeliveryState.PENDING


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail. `attachments` are paths as the app wrote them."""

    sent_at: float
    sender: str
    recipient: str
    subject: str
    text: str
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A message to one of the connections of Ozeki 10 (SendMsg)."""

    sent_at: float
    connection: str
    address: str
    text: str


Sent: TypeAlias = Sms | Email | ChatMessage

S = TypeVar("S", Sms, Email, ChatMessage)


@dataclass(slots=True)
class Outbox:
    """Everything that was sent, in order."""

    sent: list[Sent] = field(default_factory=list)

    def of(self, kind: type[S]) -> list[S]:
        """What was sent of one kind."""
        return [one for one in self.sent if isinstance(one, kind)]

    @property
    def sms(self) -> list[Sms]:
        """The short messages."""
        return self.of(Sms)

    @property
    def emails(self) -> list[Email]:
        """The e-mails."""
        return self.of(Email)

    @property
    def messages(self) -> list[ChatMessage]:
        """The messages of Ozeki 10."""
        return self.of(ChatMessage)
