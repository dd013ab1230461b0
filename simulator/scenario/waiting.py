"""The step `waits_for`, as YAML has it: for something that happens elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from simulator.telephony.step import Step
from simulator.telephony.text_match import TextMatch
from simulator.telephony.waits_for import Occurrence, WaitsFor


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
    return Occurrence("NotificationSent", {"name": TextMatch(name, whole=True), **fields}, name)


def _event(node: Node, fields: Mapping[str, TextMatch]) -> Occurrence:
    name = text(node, "the name of an event such as RecordingFinished")
    if name not in EVENTS:
        raise refused(node, "the name of an event such as RecordingFinished", suggestion(name, EVENTS))
    return Occurrence(name, fields)


def _ozml(node: Node, fields: Mapping[str, TextMatch]) -> Occurrence:
    name = text(node, "an OzML command such as Record")
    return Occurrence("CommandStarted", {"name": TextMatch(name, whole=True), **fields}, f"<{name}>")


def _command(node: Node, fields: Mapping[str, TextMatch]) -> Occurrence:
    name = text(node, "a command of the HTTP API such as Call")
    return Occurrence("CommandReceived", {"name": TextMatch(name, whole=True), **fields}, f"the command {name}")


def _message(event: str, label: str, keys: Mapping[str, str]) -> Callable[[Node, Mapping[str, TextMatch]], Occurrence]:
    """What reads a message of the outbox: a part of its text, or what is said of it."""

    def read(node: Node, fields: Mapping[str, TextMatch]) -> Occurrence:
        if fields:
            raise mistaken(node, "'fields' goes with 'notification', 'event', 'ozml' and 'command'")
        if isinstance(node, TextNode):
            return Occurrence(event, {"text": TextMatch(matched_text(node))}, label)
        readers: dict[str, Reader[Any]] = dict.fromkeys(keys, whole_text)
        readers |= {key: lambda one: TextMatch(matched_text(one)) for key in ("text", "subject") if key in keys}
        values = mapping(node, readers, f"what the {label} is like, such as `{{to: 4711}}`")
        return Occurrence(event, {keys[key]: value for key, value in values.items()}, label)

    return read


_OCCURRENCES: Final[Mapping[str, Callable[[Node, Mapping[str, TextMatch]], Occurrence]]] = {
    "notification": _notification,
    "event": _event,
    "ozml": _ozml,
    "command": _command,
    "sms": _message("SmsSent", "SMS", {"to": "recipient", "from": "sender", "text": "text"}),
    "email": _message("EmailSent", "e-mail", {"to": "recipient", "from": "sender", "subject": "subject"}),
    "message": _message("ChatSent", "message", {"connection": "connection", "address": "address", "text": "text"}),
}
