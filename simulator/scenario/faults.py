"""What goes wrong, as YAML has it: a list, each item a fault by its name, with `chance` beside it or within."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from simulator.scenario.document import MappingNode, Node, TextNode
from simulator.scenario.reading import (
    Reader,
    items,
    mapping,
    mistaken,
    named,
    one_of,
    refused,
    seconds,
    text,
    whole,
    whole_text,
)
from simulator.scenario.synonyms import suggestion_of_key
from simulator.telephony.fault import (
    LINE_CAUSES,
    LINE_EVENTS,
    Delay,
    DelayAnswer,
    Drop,
    Duplicate,
    Fault,
    FlawKind,
    Hitch,
    LineFault,
    LoseAnswer,
    RecordingFault,
    Reorder,
    RequestFault,
    Reset,
    Status,
    Which,
)
from simulator.telephony.notifications import NotificationName

FIRST_FAILURE: Final = 400
LAST_FAILURE: Final = 599
"""Statuses that a proxy may answer with."""

_EXPECTED: Final = "a fault such as `drop: RecordCompleted`"
_CHANCE: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)\s*%")


def read_faults(node: Node) -> tuple[Fault, ...]:
    """Read what goes wrong: a list of faults, or a single one."""
    return items(node, read_fault, "a list of faults, each behind '- '")


def read_fault(node: Node) -> Fault:
    """Read one fault: a word such as `reset`, or a mapping such as `{drop: RecordCompleted, chance: 30%}`."""
    match node:
        case TextNode(word) if word in _ALONE:
            return _READERS[word](TextNode("", node.place, bare=True))
        case TextNode(word) if word in _READERS:
            raise mistaken(node, f"{word!r} needs a value: `{word}: ...`")
        case TextNode(word) if not node.empty:
            raise mistaken(node, f"unknown fault {word!r}{suggestion_of_key(word, _READERS)}")
        case MappingNode():
            return _fault(node)
        case _:
            raise refused(node, _EXPECTED)


def _fault(node: MappingNode) -> Fault:
    values: dict[str, Any] = mapping(node, {**_READERS, "chance": _chance}, _EXPECTED)
    chance: float | None = values.pop("chance", None)
    keys = [key for key, _ in node.entries if key.text in values]
    if len(keys) > 1:
        raise mistaken(keys[1], f"{keys[1].text!r} is a second key in one fault; begin the next item with '- '")
    if not keys:
        raise mistaken(node, f"expected {_EXPECTED}, found {'nothing' if chance is None else 'only a chance'}")
    fault: Fault = values[keys[0].text]
    if chance is None:
        return fault
    within = node.get(keys[0].text)
    if isinstance(within, MappingNode) and within.get("chance") is not None:
        raise mistaken(node, "'chance' stands here twice: beside the fault and within it")
    return replace(fault, which=replace(fault.which, chance=chance))  # type: ignore[type-var]  # every fault is data


# -- which ones ------------------------------------------------------------------------------------------------------


def _from_one(node: Node) -> int:
    number = whole(node)
    if not number:
        raise refused(node, "a whole number from 1 on")
    return number


def _chance(node: Node) -> float:
    match = _CHANCE.fullmatch(text(node, "a chance such as 30%").strip())
    if not match or not 0 < float(match[1]) <= 100:
        raise refused(node, "a chance such as 30%")
    return round(float(match[1]) / 100, 9)


_notification: Final = one_of(NotificationName, "the name of a notification such as RecordCompleted")

_COUNTED: Final[Mapping[str, Reader[Any]]] = {"number": _from_one, "times": _from_one, "chance": _chance}

_PICKED: Final[Mapping[str, Reader[Any]]] = {
    "notification": _notification,
    "fields": lambda node: named(node, whole_text, "a mapping of fields such as `{CallState: InCall}`"),
    **_COUNTED,
}


def _which(values: Mapping[str, Any]) -> Which:
    return Which(**{name: value for name, value in values.items() if name in _PICKED})


# -- between the PBX and the app -------------------------------------------------------------------------------------


def _of_requests(hitch: Hitch) -> Reader[Fault]:
    """What reads which notifications something happens to: nothing (all), a name, or a mapping."""

    def read(node: Node) -> Fault:
        if isinstance(node, TextNode):
            return RequestFault(hitch, Which(None if node.empty else _notification(node)))
        return RequestFault(hitch, _which(mapping(node, _PICKED, "the notifications that it is about")))

    return read


def _delayed(hitch: Callable[[float], Hitch], node: Node) -> Fault:
    """A length of time (all notifications), or `{notification: ..., by: 3s}`."""
    if isinstance(node, TextNode):
        return RequestFault(hitch(_some_seconds(node)))
    expected = "a length of time, or a mapping such as `{notification: DtmfEntered, by: 3s}`"
    values = mapping(node, {**_PICKED, "by": _some_seconds}, expected, required=["by"])
    return RequestFault(hitch(values["by"]), _which(values))


def _some_seconds(node: Node) -> float:
    length = seconds(node)
    if not length:
        raise refused(node, "a length of time above 0, such as 3s")
    return length


def _duplicate(node: Node) -> Fault:
    if isinstance(node, TextNode):
        return _of_requests(Duplicate())(node)
    answer = one_of(("first", "second"), "the answer that counts")
    values = mapping(node, {**_PICKED, "answer": answer}, "the notifications that it is about")
    return RequestFault(Duplicate(values.get("answer") == "second"), _which(values))


def _status(node: Node) -> Fault:
    if isinstance(node, TextNode):
        return RequestFault(Status(_code(node)))
    expected = "an HTTP status, or a mapping such as `{code: 503, notification: GoTo}`"
    values = mapping(node, {**_PICKED, "code": _code}, expected, required=["code"])
    return RequestFault(Status(values["code"]), _which(values))


def _code(node: Node) -> int:
    code = whole(node)
    if not FIRST_FAILURE <= code <= LAST_FAILURE:
        raise refused(node, f"an HTTP status from {FIRST_FAILURE} to {LAST_FAILURE}")
    return code


# -- recordings and lines --------------------------------------------------------------------------------------------


def _recording(node: Node) -> Fault:
    """A word such as `missing`, `{late: 5s}`, or either with `number` and `times`: `{cut, number: 2}`."""
    expected = "what is wrong with recordings, such as `missing` or `{late: 5s}`"
    if isinstance(node, TextNode):
        kind = one_of(FlawKind, expected)(node)
        if kind is FlawKind.LATE:
            raise mistaken(node, "'late' needs a length of time: `{late: 5s}`")
        return RecordingFault(kind)
    readers: dict[str, Reader[Any]] = {str(kind): partial(_nothing, kind) for kind in FlawKind}
    values = mapping(node, {**readers, "late": _some_seconds, **_COUNTED}, expected)
    kinds = [name for name in values if name in readers]
    if len(kinds) != 1:
        raise mistaken(node, f"expected one of the keys {', '.join(map(repr, readers))}")
    return RecordingFault(FlawKind(kinds[0]), values.get("late", 0.0), _which(values))


def _nothing(kind: FlawKind, node: Node) -> None:
    if not (isinstance(node, TextNode) and node.empty):
        raise refused(node, f"nothing behind {str(kind)!r}")


def _line_drops(node: Node) -> Fault:
    """A length of time, or `{at: 12s}` or `{after: recording started}` and more."""
    if isinstance(node, TextNode):
        return LineFault(at=seconds(node))
    readers = {**_LINE, "fields": _PICKED["fields"], "number": _from_one, "chance": _chance}
    values = mapping(node, readers, "when it drops, such as `12s`, `{at: 12s}` or `{after: RecordCompleted}`")
    if ("at" in values) == ("after" in values):
        raise mistaken(node, "expected one of the keys 'at' and 'after'")
    after = values.get("after")
    for name in ("fields", "number", "later"):
        if name in values and (after is None or (name == "fields" and not isinstance(after, NotificationName))):
            raise mistaken(node, f"{name!r} goes with 'after'{' and a notification' if name == 'fields' else ''}")
    if isinstance(after, NotificationName):
        values["notification"], after = after, None
    return LineFault(
        at=values.get("at"),
        after=after,
        later=values.get("later", 0.0),
        number=values.get("phone", ""),
        cause=values.get("cause", LineFault().cause),
        which=_which(values),
    )


def _event(node: Node) -> str:
    """A notification, or something that happens on the line."""
    known: list[str] = [*LINE_EVENTS, *NotificationName]
    return one_of(known, "something after which a line drops, such as `recording started`")(node)


_LINE: Final[Mapping[str, Reader[Any]]] = {
    "at": seconds,
    "after": _event,
    "later": seconds,
    "phone": text,
    "cause": one_of(LINE_CAUSES, "a cause of Q.850"),
}

_READERS: Final[Mapping[str, Reader[Fault]]] = {
    "drop": _of_requests(Drop()),
    "delay": partial(_delayed, Delay),
    "delay answer": partial(_delayed, DelayAnswer),
    "lose answer": _of_requests(LoseAnswer()),
    "duplicate": _duplicate,
    "reorder": _of_requests(Reorder()),
    "reset": _of_requests(Reset()),
    "status": _status,
    "recording": _recording,
    "line drops": _line_drops,
}
"""Every fault by its name."""

_ALONE: Final = ("drop", "duplicate", "lose answer", "reorder", "reset")
"""Those that may stand without a value: they meet every notification."""
