"""What can be expected of the outbox: the short messages, e-mails and other messages that the PBX has sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, Self

from simulator.scenario.document import ListNode, Node, TextNode
from simulator.scenario.expectation import Expectation, Mismatch, Occurrence, exclusion, expectation, listed, traits
from simulator.scenario.numbers import number_or_pattern
from simulator.scenario.reading import Reader, items, matched_text, one_of, one_or_more, refused, text
from simulator.telephony.number_match import number_fits
from simulator.telephony.outbox import ChatMessage, DeliveryState, Email, Sent, Sms
from simulator.telephony.text_match import TextMatch, folded

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult

Wanted = Mapping[str, Any]
"""What is said of a message, by the names of its traits."""


class Trait(NamedTuple):
    """Something that can be said of a message: where it has it, how it is written, when it is as expected."""

    attribute: str
    reader: Reader[Any]
    holds: Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class MessageKind:
    """A kind of message: its name, how one is written, what can be said of one, and where those are that were sent."""

    name: str
    example: str
    traits: Mapping[str, Trait]
    sent: Callable[[CallResult], Sequence[Sent]]

    def read(self, node: Node) -> tuple[Wanted, ...]:
        """What is said of one or several messages."""
        if isinstance(node, ListNode):
            return items(node, self._message, "a list of messages")
        return (self._message(node),)

    def differences(self, wanted: Wanted, message: Sent) -> Iterator[tuple[str, str, str]]:
        """What is otherwise: name, what was expected, what it was."""
        for name, value in wanted.items():
            actual = getattr(message, self.traits[name].attribute)
            if not self.traits[name].holds(value, actual):
                yield name, _words(value), _words(actual)

    def _message(self, node: Node) -> Wanted:
        expected = f"a text, or a mapping such as {self.example}"
        if isinstance(node, TextNode):
            if not node.text.strip():
                raise refused(node, expected)
            return {"text": _text(node)}
        return traits(node, {name: trait.reader for name, trait in self.traits.items()}, expected)


@dataclass(frozen=True, slots=True)
class _ExpectedMessages(Expectation):
    """Exactly these messages, in this order; each is what is said of it."""

    messages: tuple[Wanted, ...]
    kind: ClassVar[MessageKind]

    @classmethod
    def read(cls, node: Node) -> Self:
        """A list; `[]` for none. An item is a part of the text, or a mapping."""
        return cls(cls.kind.read(node), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Compare them one by one, if there are as many as expected."""
        name, sent = self.kind.name, self.kind.sent(result)
        if len(sent) != len(self.messages):
            wanted = [_described(one) for one in self.messages]
            return [self.mismatch(name, "", _counted(wanted), _counted([_told(one) for one in sent]))]
        return [
            self.mismatch(f"{name} {number}", *difference)
            for number, (expected, message) in enumerate(zip(self.messages, sent, strict=True), start=1)
            for difference in self.kind.differences(expected, message)
        ]


@dataclass(frozen=True, slots=True)
class _ExcludedMessages(Expectation):
    """None of these messages was to be sent."""

    messages: tuple[Wanted, ...]
    kind: ClassVar[MessageKind]

    @classmethod
    def read(cls, node: Node) -> Self:
        """A part of a text, a mapping, or a list of these."""
        return cls(cls.kind.read(node), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Look for the first that is like each."""
        return [
            mismatch
            for one in self.messages
            for mismatch in self.violations(self.kind.name, _described(one) or "any", self._occurrences(one, result))
        ]

    def _occurrences(self, wanted: Wanted, result: CallResult) -> Iterator[Occurrence]:
        for message in self.kind.sent(result):
            if not any(self.kind.differences(wanted, message)):
                yield Occurrence(message.sent_at, _told(message))


# -- how messages are compared ---------------------------------------------------------------------------------------


def _text(node: Node) -> TextMatch:
    return TextMatch(matched_text(node))


def _name_fits(wanted: str, actual: str) -> bool:
    """Whether an address or the name of a connection is the one that is written, or one of that pattern."""
    return fnmatchcase(folded(actual), folded(wanted))


def _equal(wanted: object, actual: object) -> bool:
    return wanted == actual


def _state(node: Node) -> DeliveryState:
    states = {state.lower(): state for state in DeliveryState}
    return states[one_of(states, "a state of a short message")(node)]


def _paths(node: Node) -> tuple[str, ...]:
    return one_or_more(node, text, "a list of paths")


_TEXT: Final = Trait("text", _text, TextMatch.found_in)


# -- the kinds -------------------------------------------------------------------------------------------------------

SMS: Final = MessageKind(
    "sms",
    "`{to: +36 1, text: Hello}`",
    {
        "to": Trait("recipient", number_or_pattern, number_fits),
        "from": Trait("sender", number_or_pattern, number_fits),
        "text": _TEXT,
        "state": Trait("state", _state, _equal),
    },
    lambda result: result.outbox.sms,
)

EMAIL: Final = MessageKind(
    "emails",
    "`{to: anna@example.com, subject: Hello}`",
    {
        "to": Trait("recipient", text, _name_fits),
        "from": Trait("sender", text, _name_fits),
        "subject": Trait("subject", _text, TextMatch.found_in),
        "text": _TEXT,
        "attachments": Trait("attachments", _paths, _equal),
    },
    lambda result: result.outbox.emails,
)

CHAT: Final = MessageKind(
    "messages",
    "`{connection: admin@localhost, text: Hello}`",
    {
        "connection": Trait("connection", text, _name_fits),
        "address": Trait("address", text, _name_fits),
        "text": _TEXT,
    },
    lambda result: result.outbox.messages,
)


@expectation("sms")
@dataclass(frozen=True, slots=True)
class ExpectedSms(_ExpectedMessages):
    """Exactly these short messages were sent; of each a part of its text, or any of to, from, text and state."""

    kind = SMS


@exclusion("sms")
@dataclass(frozen=True, slots=True)
class ExcludedSms(_ExcludedMessages):
    """No such short message was to be sent: a part of a text, or any of to, from, text and state."""

    kind = SMS


@expectation("emails")
@dataclass(frozen=True, slots=True)
class ExpectedEmails(_ExpectedMessages):
    """Exactly these e-mails were sent; of each a part of its text, or any of to, from, subject, text, attachments."""

    kind = EMAIL


@exclusion("emails")
@dataclass(frozen=True, slots=True)
class ExcludedEmails(_ExcludedMessages):
    """No such e-mail was to be sent: a part of a text, or any of to, from, subject, text and attachments."""

    kind = EMAIL


@expectation("messages")
@dataclass(frozen=True, slots=True)
class ExpectedMessages(_ExpectedMessages):
    """Exactly these messages of Ozeki 10 were sent; of each a part of its text, or connection, address and text."""

    kind = CHAT


@exclusion("messages")
@dataclass(frozen=True, slots=True)
class ExcludedMessages(_ExcludedMessages):
    """No such message of Ozeki 10 was to be sent: a part of a text, or any of connection, address and text."""

    kind = CHAT


# -- wording ---------------------------------------------------------------------------------------------------------


def _words(value: object) -> str:
    match value:
        case DeliveryState():
            return value.lower()
        case TextMatch():
            return str(value)
        case tuple():
            return listed([repr(one) for one in value])
        case _:
            return repr(value)


def _described(wanted: Wanted) -> str:
    return " and ".join(f"{name} {_words(value)}" for name, value in wanted.items())


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
