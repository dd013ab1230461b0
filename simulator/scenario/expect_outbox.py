"""What can be expected of the outbox: the short messages, e-mails and other messages that the PBX has sent."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, Self

from simulator.scenario.document import ListNode, Node, TextNode
from simulator.scenario.expectation import Expectation, Mismatch, expectation, listed
from simulator.scenario.reading import Reader, items, mapping, one_of, one_or_more, text
from simulator.telephony.outbox import ChatMessage, DeliveryState, Email, Sent, Sms
from simulator.telephony.phone import folded_number
from simulator.telephony.text_match import folded

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult


class Trait(NamedTuple):
    """Something that can be said of a message: where it has it, how it is written, when it is as expected."""

    attribute: str
    reader: Reader[Any]
    holds: Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class _ExpectedMessages(Expectation):
    """Exactly these messages, in this order; each is what is said of it."""

    messages: tuple[Mapping[str, Any], ...]
    name: ClassVar[str]
    traits: ClassVar[Mapping[str, Trait]]
    example: ClassVar[str]

    @classmethod
    def read(cls, node: Node) -> Self:
        """A list; `[]` for none. An item is a part of the text, or a mapping."""
        if isinstance(node, ListNode):
            return cls(items(node, cls._message, "a list of messages"), place=node.place)
        return cls((cls._message(node),), place=node.place)

    @classmethod
    def _message(cls, node: Node) -> Mapping[str, Any]:
        expected = f"a text, or a mapping such as {cls.example}"
        if isinstance(node, TextNode):
            return {"text": text(node, expected)}
        return mapping(node, {name: trait.reader for name, trait in cls.traits.items()}, expected)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Compare them one by one, if there are as many as expected."""
        sent = self.sent(result)
        if len(sent) != len(self.messages):
            wanted = [" and ".join(f"{name} {_words(one[name])}" for name in one) for one in self.messages]
            return [self.mismatch(self.name, "", _counted(wanted), _counted([_told(one) for one in sent]))]
        found: list[Mismatch] = []
        for number, (expected, message) in enumerate(zip(self.messages, sent, strict=True), start=1):
            for name, value in expected.items():
                actual = getattr(message, self.traits[name].attribute)
                if not self.traits[name].holds(value, actual):
                    found.append(self.mismatch(f"{self.name} {number}", name, _words(value), _words(actual)))
        return found

    @abstractmethod
    def sent(self, result: CallResult) -> Sequence[Sent]:
        """The messages of this kind that were sent."""


# -- how messages are compared ---------------------------------------------------------------------------------------


def _contains(part: str, whole: str) -> bool:
    return folded(part) in folded(whole)


def _same_number(wanted: str, actual: str) -> bool:
    return folded_number(wanted).casefold() == folded_number(actual).casefold()


def _same_name(wanted: str, actual: str) -> bool:
    return folded(wanted) == folded(actual)


def _equal(wanted: object, actual: object) -> bool:
    return wanted == actual


def _state(node: Node) -> DeliveryState:
    states = {state.lower(): state for state in DeliveryState}
    return states[one_of(states, "a state of a short message")(node)]


def _paths(node: Node) -> tuple[str, ...]:
    return one_or_more(node, text, "a list of paths")


_TEXT: Final = Trait("text", text, _contains)


# -- one class a kind of message -------------------------------------------------------------------------------------


@expectation("sms")
@dataclass(frozen=True, slots=True)
class ExpectedSms(_ExpectedMessages):
    """Exactly these short messages were sent; of each a part of its text, or any of to, from, text and state."""

    name = "sms"
    example = "`{to: +36 1, text: Hello}`"
    traits: ClassVar[Mapping[str, Trait]] = {
        "to": Trait("recipient", text, _same_number),
        "from": Trait("sender", text, _same_number),
        "text": _TEXT,
        "state": Trait("state", _state, _equal),
    }

    def sent(self, result: CallResult) -> Sequence[Sms]:
        """The short messages."""
        return result.outbox.sms


@expectation("emails")
@dataclass(frozen=True, slots=True)
class ExpectedEmails(_ExpectedMessages):
    """Exactly these e-mails were sent; of each a part of its text, or any of to, from, subject, text, attachments."""

    name = "emails"
    example = "`{to: anna@example.com, subject: Hello}`"
    traits: ClassVar[Mapping[str, Trait]] = {
        "to": Trait("recipient", text, _same_name),
        "from": Trait("sender", text, _same_name),
        "subject": Trait("subject", text, _contains),
        "text": _TEXT,
        "attachments": Trait("attachments", _paths, _equal),
    }

    def sent(self, result: CallResult) -> Sequence[Email]:
        """The e-mails."""
        return result.outbox.emails


@expectation("messages")
@dataclass(frozen=True, slots=True)
class ExpectedMessages(_ExpectedMessages):
    """Exactly these messages of Ozeki 10 were sent; of each a part of its text, or connection, address and text."""

    name = "messages"
    example = "`{connection: admin@localhost, text: Hello}`"
    traits: ClassVar[Mapping[str, Trait]] = {
        "connection": Trait("connection", text, _same_name),
        "address": Trait("address", text, _same_name),
        "text": _TEXT,
    }

    def sent(self, result: CallResult) -> Sequence[ChatMessage]:
        """The messages."""
        return result.outbox.messages


# -- wording ---------------------------------------------------------------------------------------------------------


def _words(value: object) -> str:
    match value:
        case DeliveryState():
            return value.lower()
        case tuple():
            return listed([repr(one) for one in value])
        case _:
            return repr(value)


def _counted(messages: Sequence[str]) -> str:
    return f"{len(messages)} ({', '.join(messages)})" if messages else "none"


def _told(message: Sent) -> str:
    match message:
        case Sms():
            return f"to {message.recipient}: {message.text!r}"
        case Email():
            return f"to {message.recipient}: {message.subject!r}"
        case ChatMessage():
            return f"to {message.connection}: {message.text!r}"
