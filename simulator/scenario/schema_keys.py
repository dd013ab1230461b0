"""The keys of a scenario for the JSON Schema: the app, the call, phones, the office, settings, and what is shared.

Whoever adds a key to a scenario adds its entry here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from simulator.scenario.model import DEFAULT_CALLER, DEFAULT_TO, AppKind
from simulator.scenario.schema_faults import FAULT
from simulator.scenario.schema_parts import (
    ADDRESS,
    ANY_TEXT,
    FLAG,
    NOTHING,
    PARAMETER,
    RINGING,
    SECONDS,
    STEPS,
    TEXT,
    TEXTS,
    WHOLE,
    Schema,
    choice,
    described,
    either,
    fields,
    listed,
    names,
    ref,
    several,
)
from simulator.scenario.written_request import METHODS
from simulator.settings import all_settings
from simulator.telephony.phone import DELIVERIES, PhoneOutcome

# -- the app, the call, requests -------------------------------------------------------------------------------------

_IMPORT_PATH: Final[Schema] = either({"type": "string", "pattern": r"^[^\s:]+:[^\s:]+$"}, PARAMETER)
_APP_KINDS: Final[Mapping[AppKind, tuple[Schema, str]]] = {
    AppKind.ASGI: (_IMPORT_PATH, "the import path of an ASGI app, package.module:app"),
    AppKind.WSGI: (_IMPORT_PATH, "the import path of a WSGI app, package.module:app"),
    AppKind.COMMAND: (TEXTS, "a command that starts the app; it listens on {port}"),
    AppKind.URL: (ADDRESS, "the address at which the app takes calls already"),
}
_PATH: Final = (ADDRESS, "the path at which the app takes calls (/)")

_APP: Final = either(
    {"type": "string", "pattern": r"^([hH][tT][tT][pP][sS]?://[^/]|[^\s:/]+:[^\s:/]+$)"},
    *(
        fields({kind: value} if kind is AppKind.URL else {kind: value, "path": _PATH}, required=[kind])
        for kind, value in _APP_KINDS.items()
    ),
    PARAMETER,
)

_FROM: Final = (TEXT, f"the caller's number ({DEFAULT_CALLER})")
_TO: Final = (TEXT, f"the number dialled ({DEFAULT_TO})")

_REQUEST: Final = either(
    TEXT,
    fields(
        {
            "path": (ADDRESS, "a path of the app, or a whole address"),
            "method": (choice(METHODS), "POST if something is posted, otherwise GET"),
            "form": (names(ANY_TEXT), "a form that is posted"),
            "json": ({}, "JSON that is posted"),
            "at": (SECONDS, "the instant at which it is sent (0 s)"),
        },
        required=["path"],
    ),
)

_FURTHER_CALL: Final = fields(
    {
        "from": (TEXT, "who calls"),
        "to": (TEXT, "the number dialled; that of the first call if left out"),
        "at": (SECONDS, "the instant of dialling (0 s)"),
        "does": (STEPS, "the steps of who calls"),
    },
    required=["from"],
)

# -- phones ----------------------------------------------------------------------------------------------------------

_DELIVERY: Final = either(
    choice(DELIVERIES),
    fields(
        {"state": (choice(DELIVERIES), "what becomes of it"), "after": (SECONDS, "after how long")}, required=["state"]
    ),
)
_OUTCOMES: Final[Mapping[str, tuple[Schema, str]]] = {
    PhoneOutcome.ANSWERS: (RINGING, "somebody picks up, after a length of time or some rings"),
    PhoneOutcome.BUSY: (RINGING, "the line is busy"),
    PhoneOutcome.NO_ANSWER: (NOTHING, "it rings until the caller gives up"),
    PhoneOutcome.REFUSES: (RINGING, "somebody rejects the call"),
    PhoneOutcome.UNKNOWN: (RINGING, "nobody has the number"),
}
_ONE_CALL: Final[Mapping[str, tuple[Schema, str]]] = {
    **_OUTCOMES,
    "does": (STEPS, "the steps of who answers"),
}
_SMS: Final = (_DELIVERY, "what becomes of short messages to this number")
_A_CALL: Final = either(choice(PhoneOutcome), STEPS, fields(_ONE_CALL))
_PHONE: Final = either(
    choice(PhoneOutcome),
    STEPS,
    fields({**_ONE_CALL, "sms": _SMS}),
    fields(
        {"calls": (listed(_A_CALL), "one call goes so, the next one otherwise; the last entry stays"), "sms": _SMS},
        required=["calls"],
    ),
)

# -- the office ------------------------------------------------------------------------------------------------------

_EXTENSION: Final = either(
    ADDRESS, fields({"calls": (ADDRESS, "where calls are told"), "sms": (ADDRESS, "where short messages are told")})
)
_USER: Final = either(
    TEXT,
    fields(
        {"password": (TEXT, "the password"), "api": (FLAG, "whether this user may send commands")},
        required=["password"],
    ),
)
_ACCESS: Final = fields(
    {
        "authentication": (FLAG, "whether name and password are needed (if there are users)"),
        "users": (names(_USER), "who may send commands: names and passwords"),
        "allowed": (TEXTS, "addresses and networks of clients that are let in"),
        "denied": (TEXTS, "addresses and networks of clients that are not"),
    }
)
OFFICE: Final[Mapping[str, tuple[Schema, str]]] = {
    "extensions": (names(_EXTENSION), "API extensions, and where the app takes their calls and short messages"),
    "call changed": (ADDRESS, "where the app is told of every state of every call"),
    "routing": (ADDRESS, "where the app is asked where calls go"),
    "error": (ADDRESS, "where the app is told of calls that fail"),
    "dial plan": (names(TEXT), "numbers or patterns, and where they are sent: a number, a line, or `refused`"),
    "lines": (names(TEXT), "outside lines, and the pattern of the numbers that are reached over each"),
    "sms": (TEXTS, "patterns of the numbers that short messages can be sent to"),
    "email": (TEXTS, "patterns of the addresses that e-mails can be sent to"),
    "access": (_ACCESS, "who may send commands to the HTTP API"),
}

# -- settings --------------------------------------------------------------------------------------------------------


def _setting(default: object) -> Schema:
    match default:
        case bool():
            return FLAG
        case int():
            return WHOLE
        case float():
            return SECONDS
        case tuple():
            return TEXTS
        case Mapping():
            return names(names(TEXT))
        case _:
            return ANY_TEXT


_LATENCY: Final = either(SECONDS, {"enum": ["measured"]})


def _settings() -> Schema:
    properties: Schema = {}
    for one in all_settings():
        value = _LATENCY if one.name == "app_latency" else _setting(one.default)
        default: Any = list(one.default) if isinstance(one.default, tuple) else one.default
        properties[one.name] = described(
            {**(choice(one.choices) if one.choices else value), "default": default}, one.text
        )
    return {"type": "object", "properties": properties, "additionalProperties": False}


# -- all together ----------------------------------------------------------------------------------------------------

EXPECTS: Final = ref("expects")

KEY_VALUES: Final[Mapping[str, tuple[Schema, str]]] = {
    "name": (TEXT, "what reports call it; the name of the file if left out"),
    "app": (_APP, "the app that is tested: an import path, an address, a command (unless `run --app` gives it)"),
    "call": (fields({"to": _TO, "from": _FROM}), "who calls whom"),
    "sms": (
        fields({"to": _TO, "from": _FROM, "text": (TEXT, "the text")}, required=["text"]),
        "a short message, in place of `call` and `caller`",
    ),
    "request": (several(_REQUEST), "what somebody asks of the app, in place of `call` and `caller`, or besides"),
    "caller": (STEPS, "the steps of who calls, in order"),
    "phones": (names(_PHONE), "the phones of other people: what happens at each number"),
    "further calls": (listed(_FURTHER_CALL), "who else calls, and when"),
    "office": (fields(OFFICE), "what is set up on the PBX"),
    "faults": (listed(FAULT), "what goes wrong between PBX and app, with recordings, and on the line"),
    "pbx port": (WHOLE, "the port at which the PBX takes commands; the scenario runs alone then"),
    "variables": (names(ANY_TEXT), "what the script finds set as $name"),
    "arrays": (names(listed(either(ANY_TEXT, names(ANY_TEXT)))), "lists that the script finds for ForEach"),
    "expects": (EXPECTS, "what is checked after the call"),
    "never": (ref("never"), "what must not have happened"),
    "files": (TEXT, "a folder of which each run gets a copy as data folder"),
    "settings": (_settings(), "settings of the PBX"),
    "clock": (
        either({"type": "string", "pattern": r"^(virtual|real|x[0-9.]+)$"}, PARAMETER),
        "`virtual` (the default), `real`, or a factor such as `x10`",
    ),
    "alone": (FLAG, "`true`: no other scenario runs meanwhile"),
    "seed": (WHOLE, "the seed of everything drawn by chance (0)"),
    "audio": (TEXT, "a folder in which clips are found"),
}
"""What may stand behind each key of a scenario, and what the key means."""

_ANYTHING: Final[Schema] = {}
_ROWS: Final = {"type": "array", "items": {"type": ["object", "array"]}}
_LEFT_OUT: Final = described(several(names(_ANYTHING)), "combinations that are left out, each by some of its values")
_MATRIX: Final = {
    "type": "object",
    "properties": {"except": _LEFT_OUT, "exclude": _LEFT_OUT},
    "additionalProperties": listed(_ANYTHING),
}

SHARED_KEYS: Final[Mapping[str, tuple[Schema, str]]] = {
    "parameters": (names(_ANYTHING), "parameters by name, which stand in texts as ${name}"),
    "examples": (
        either(TEXT, _ROWS),
        "a scenario for each row: a list of mappings, a table that begins with the list of its columns, or a CSV file",
    ),
    "matrix": (_MATRIX, "a scenario for each combination of the values, name by name"),
    "include": (TEXTS, "files that have the keys which this one does not have, relative to this one"),
    "fragments": (names(STEPS), "steps by name, for the step `do`"),
}
"""The keys of which nothing is left once scenarios have been expanded."""
