"""The step `waits_for`, as YAML has it: for something that happens elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any, Final

from simulator.errors import suggestion
from simulator.scenario.document import Node, TextNode
from simulator.scenario.reading import (
    Reader,
    mapping,
    matched_text,
    mistaken,
    named,
    one_of,
    refused,
    seconds,
    text,
    whole_text,
)
from simulator.scenario.sounds import ClipFolders
from simulator.scenario.step_reading import step
from simulator.telephony.known_events import EVENTS
from simulator.telephony.notifications import NotificationName
from simulator.telephony.number_match import number_fits
from simulator.telephony.step import Step
from simulator.telephony.text_match import TextMatch
from simulator.telephony.waits_for import Fits, Occurrence, WaitsFor


@step("waits_for")
def _waits_for(node: Node, _clips: ClipFolders) -> Step:
    """A notification such as `RecordCompleted`; or `{notification: ..., fields: {...}, within: 5s}`.

    In place of `notification`, one of `event`, `ozml`, `command`, `sms`, `email`, `message`.
    """
    return awaited(node)


def awaited(node: Node) -> WaitsFor:
    """The value of `waits_for`."""
    if isinstance(node, TextNode):
        return WaitsFor(_notification(node, {}))
    readers: dict[str, Reader[Any]] = dict.fromkeys(_OCCURRENCES, _as_it_is)
    readers |= {"fields": _fields, "within": seconds}
    values = mapping(node, readers, "what is waited for, such as `RecordCompleted` or `{sms: {to: 4711}}`")
    kinds = [name for name in values if name in _OCCURRENCES]
    if len(kinds) != 1:
        raise mistaken(node, f"expected one of the keys {', '.join(map(repr, _OCCURRENCES))}")
    what = _OCCURRENCES[kinds[0]](values[kinds[0]], values.get("fields", {}))
    return WaitsFor(what, values.get("within", inf))


def _as_it_is(node: Node) -> Node:
    return node


def _fields(node: Node) -> dict[str, TextMatch]:
    return named(node, whole_text, "a mapping of fields such as `{CallState: InCall}`")


def _notification(node: Node, fields: Mapping[str, TextMatch]) -> Occurrence:
    name = str(one_of(NotificationName, "the name of a notification")(node))
    return Occurrence("NotificationSent", fields, name, "notification")


def _event(node: Node, fields: Mapping[str, TextMatch]) -> Occurrence:
    name = text(node, "the name of an event such as RecordingFinished")
    if name not in EVENTS:
        raise refused(node, "the name of an event such as RecordingFinished", suggestion(name, EVENTS))
    return Occurrence(name, fields)


def _ozml(node: Node, fields: Mapping[str, TextMatch]) -> Occurrence:
    from simulator.scenario.expect_ozml import ozml_name  # few tests name any

    return Occurrence("CommandStarted", fields, ozml_name(node), "ozml")


def _command(node: Node, fields: Mapping[str, TextMatch]) -> Occurrence:
    import simulator.http_api.commands  # noqa: F401 - registers them; few tests name any
    from simulator.http_api.schema import COMMANDS

    name = one_of([spec.name for spec in COMMANDS.values()], "a command of the HTTP API")(node)
    return Occurrence("CommandReceived", fields, name, "command")


@dataclass(frozen=True, slots=True)
class _Number:
    """A telephone number, or a pattern of numbers, that a message is to or from."""

    written: str

    def found_in(self, number: str) -> bool:
        """Whether a number is that one."""
        return number_fits(self.written, number)


def _number(node: Node) -> _Number:
    return _Number(text(node, "a number"))


def _part(node: Node) -> TextMatch:
    return TextMatch(matched_text(node))


def _message(
    event: str, key: str, readers: Mapping[str, tuple[str, Reader[Fits]]]
) -> Callable[[Node, Mapping[str, TextMatch]], Occurrence]:
    """What reads a message of the outbox: a part of its text, or what is said of it: a field, and how it is read."""

    def read(node: Node, fields: Mapping[str, TextMatch]) -> Occurrence:
        if fields:
            raise mistaken(node, "'fields' goes with 'notification', 'event', 'ozml' and 'command'")
        if isinstance(node, TextNode):
            short = next(name for name in ("text", "subject") if name in readers)
            return Occurrence(event, {readers[short][0]: _part(node)}, key=key)
        expected = f"what the {key} is like, such as `{{to: 4711}}`"
        values = mapping(node, {name: reader for name, (_, reader) in readers.items()}, expected)
        return Occurrence(event, {readers[name][0]: value for name, value in values.items()}, key=key)

    return read


_OCCURRENCES: Final[Mapping[str, Callable[[Node, Mapping[str, TextMatch]], Occurrence]]] = {
    "notification": _notification,
    "event": _event,
    "ozml": _ozml,
    "command": _command,
    "sms": _message(
        "SmsSent", "sms", {"to": ("recipient", _number), "from": ("sender", _number), "text": ("text", _part)}
    ),
    "email": _message(
        "EmailSent",
        "email",
        {"to": ("recipient", whole_text), "from": ("sender", whole_text), "subject": ("subject", _part)},
    ),
    "message": _message(
        "ChatSent",
        "message",
        {"connection": ("connection", whole_text), "address": ("address", whole_text), "text": ("text", _part)},
    ),
}
