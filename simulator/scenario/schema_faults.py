"""The faults of a scenario for the JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from simulator.scenario.faults import FIRST_FAILURE, LAST_FAILURE
from simulator.scenario.schema_parts import (
    NOTHING,
    PARAMETER,
    SECONDS,
    TEXT,
    Schema,
    choice,
    either,
    fields,
    names,
    one_of_keys,
)
from simulator.telephony.fault import LINE_CAUSES, LINE_EVENTS, FlawKind
from simulator.telephony.notifications import NotificationName

_NUMBER: Final[Schema] = either(
    {"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^0*[1-9][0-9]*$"}, PARAMETER
)
_CHANCE: Final = (
    either({"type": "string", "pattern": r"^\s*([0-9]+(\.[0-9]+)?|\.[0-9]+)\s*%\s*$"}, PARAMETER),
    "the chance of meeting each, such as 30%, drawn from the seed",
)
_COUNTED: Final[Mapping[str, tuple[Schema, str]]] = {
    "number": (_NUMBER, "only this one of those that fit, counted from 1"),
    "times": (_NUMBER, "at most so many"),
    "chance": _CHANCE,
}
_NOTIFICATION: Final = choice(NotificationName)
_FIELDS: Final = (names(TEXT), "only those with these fields, by the names on the wire")
_PICKED: Final[Mapping[str, tuple[Schema, str]]] = {
    "notification": (_NOTIFICATION, "only those of this name"),
    "fields": _FIELDS,
    **_COUNTED,
}
_BY: Final = (SECONDS, "by how much")
_CODE: Final[Schema] = either(
    {"type": "integer", "minimum": FIRST_FAILURE, "maximum": LAST_FAILURE},
    {"type": "string", "pattern": "^[45][0-9][0-9]$"},
    PARAMETER,
)

_OF_REQUESTS: Final = either(NOTHING, _NOTIFICATION, fields(_PICKED))
_DELAY: Final = either(SECONDS, fields({**_PICKED, "by": _BY}, required=["by"]))
_ANSWER: Final = (choice(["first", "second"]), "the answer that counts (first)")
_WHOSE_FLAW: Final[Mapping[str, tuple[Schema, str]]] = {
    str(FlawKind.MISSING): (NOTHING, "it is not there (404)"),
    str(FlawKind.LATE): (SECONDS, "it is only there so long after its end"),
    str(FlawKind.CUT): (NOTHING, "its file breaks off in the middle"),
    str(FlawKind.EMPTY): (NOTHING, "its file has no bytes"),
    **_COUNTED,
}
_WORDS: Final = choice(kind for kind in FlawKind if kind is not FlawKind.LATE)
_LINE: Final[Mapping[str, tuple[Schema, str]]] = {
    "at": (SECONDS, "when"),
    "after": (choice([*LINE_EVENTS, *NotificationName]), "after a notification, or something on the line"),
    "later": (SECONDS, "so long after that"),
    "phone": (
        TEXT,
        "whose line, such as 4711 or +36*; left out, that of the call which the notification is about, or of the first",
    ),
    "cause": (choice(map(str, LINE_CAUSES)), "why, in the words of Q.850"),
    "fields": _FIELDS,
    "number": (_NUMBER, "only after this one, counted from 1"),
    "chance": _CHANCE,
}

_FAULTS: Final[Mapping[str, tuple[Schema, str]]] = {
    "drop": (_OF_REQUESTS, "notifications never reach the app"),
    "delay": (_DELAY, "notifications reach the app later"),
    "delay answer": (_DELAY, "answers reach the PBX later"),
    "lose answer": (_OF_REQUESTS, "the app gets notifications, and the PBX no answer"),
    "duplicate": (
        either(NOTHING, _NOTIFICATION, fields({**_PICKED, "answer": _ANSWER})),
        "the app gets notifications twice",
    ),
    "reorder": (_OF_REQUESTS, "a notification reaches the app after the next one"),
    "reset": (_OF_REQUESTS, "the connection is reset before the app gets notifications"),
    "status": (
        either(_CODE, fields({**_PICKED, "code": (_CODE, "the HTTP status")}, required=["code"])),
        "a proxy answers in place of the app",
    ),
    "recording": (
        either(_WORDS, one_of_keys(fields(_WHOSE_FLAW), FlawKind)),
        "something is wrong with the files of recordings",
    ),
    "line drops": (
        either(SECONDS, one_of_keys(fields(_LINE), ["at", "after"])),
        "a line drops: the call ends, and nobody has hung up",
    ),
}

FAULT: Final[Schema] = either(
    {"enum": ["drop", "duplicate", "lose answer", "reorder", "reset"]},
    one_of_keys(fields({**_FAULTS, "chance": _CHANCE}), _FAULTS),
    PARAMETER,
)
"""One fault: a word, or a mapping with the name of one, and `chance` beside it."""
