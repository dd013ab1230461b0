"""The values of expectations for the JSON Schema, by their keys.

Whoever adds an expectation adds its entry here; one without is described by its docstrings, and may have any value.
Descriptions of the expectations themselves are those docstrings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final

import simulator.ozml.commands  # noqa: F401 - registers the commands
from simulator.ozml.schema import COMMANDS
from simulator.scenario.schema_parts import (
    ANY_TEXT,
    COUNT,
    FLAG,
    KEYS,
    LEVEL,
    MEASURE,
    PARAMETER,
    TEXT,
    TEXTS,
    WHOLE,
    Schema,
    choice,
    either,
    fields,
    listed,
    names,
    several,
)
from simulator.telephony.call_states import Direction, SessionState
from simulator.telephony.causes import Side
from simulator.telephony.notifications import NotificationName
from simulator.telephony.outbox import DeliveryState
from simulator.telephony.phone import CAUSES
from simulator.telephony.problem import RULES
from simulator.telephony.recording import AudioFormat, RecordEnd

_described = partial(fields, respelt=True)
"""A mapping of what is said of something."""


def _single(keys: Iterable[str], value: Schema, description: str) -> Schema:
    """A mapping with one of some keys."""
    return {**fields({str(key): (value, description) for key in keys}), "minProperties": 1, "maxProperties": 1}


_NOTIFICATION: Final = either(
    choice(NotificationName), _single(NotificationName, names(ANY_TEXT), "what is said of its fields, by their names")
)

_OZML_NAMES: Final = sorted({spec.name for spec in COMMANDS.values()})
_ELEMENT: Final = either(
    choice(_OZML_NAMES), _single(_OZML_NAMES, names(ANY_TEXT), "what is said of its parameters, as the command was run")
)
_ELEMENTS: Final = several(_ELEMENT)

_RECORDING: Final = _described(
    {
        "number": (either({"type": "integer", "minimum": 1}, PARAMETER), "which one, from 1 (1)"),
        "of": (TEXT, "the number of the person whose call was recorded"),
        "ended_by": (choice(RecordEnd), "why it ended"),
        "format": (choice(AudioFormat), "the format of its file"),
        "length": (MEASURE, "how long it is, such as 4.7s ± 0.1"),
        "url": (TEXT, "a part of its address"),
        "voice": (listed(either(MEASURE, listed(MEASURE))), "where voice begins and ends in the file, or each stretch"),
        "silent": (FLAG, "whether nobody speaks in it"),
        "level": (LEVEL, "how loud the voice is, such as -20 dBFS ± 3"),
        "peak": (LEVEL, "the loudest instant, such as at most -3 dBFS"),
        "longest silence": (MEASURE, "the longest time without voice and keys"),
        "keys": (either(KEYS, {"const": "none"}), "the keys that are heard in it, or `none`"),
        "contains": (TEXT, "a sound file that is heard in it"),
    }
)

_ENDED_BY: Final = (choice(Side), "who ended the call")
_CAUSE: Final = (choice(CAUSES), "why, in the words of Q.850 or in those of `phones`")
_DURATION: Final = (MEASURE, "how long the call was")

_CALL: Final = _described(
    {
        "ended_by": _ENDED_BY,
        "cause": _CAUSE,
        "duration": _DURATION,
        "answered": (FLAG, "whether it was picked up"),
        "answered at": (MEASURE, "when it was picked up"),
        "ended at": (MEASURE, "when it ended"),
    }
)

_PLACED_CALL: Final = either(
    TEXT,
    _described(
        {
            "to": (TEXT, "the number"),
            "answered": (FLAG, "whether somebody picked up"),
            "ended_by": _ENDED_BY,
            "cause": _CAUSE,
            "duration": _DURATION,
            "hears": (TEXTS, "what was heard there"),
            "recordings": (COUNT, "how many there are of it"),
            "recording": (_RECORDING, "a recording of it"),
        }
    ),
)

_LISTED_CALL: Final = _described(
    {
        "from": (TEXT, "who called"),
        "to": (TEXT, "where it came to"),
        "dialled": (TEXT, "the number that was dialled"),
        "caller id": (TEXT, "the number that was shown"),
        "direction": (choice(Direction), "from inside or outside, to inside or outside"),
        "talked": (MEASURE, "how long they talked"),
        "state": (choice(SessionState), "how it ended"),
    }
)

_COMMAND: Final = either(
    TEXT,
    fields(
        {
            "command": (TEXT, "its name"),
            "code": (WHOLE, "what the PBX answered"),
            "fields": (names(ANY_TEXT), "parameters as the app has written them"),
        }
    ),
)

_FILE: Final = fields(
    {"path": (TEXT, "a path in the data folder"), "exists": (FLAG, "`false` if it must not be there")},
    required=["path"],
)


def _messages(properties: Mapping[str, tuple[Schema, str]]) -> Schema:
    return several(either(TEXT, fields(properties)))


_PART: Final = (TEXT, "a part of the text")

_ASKED: Final = [*NotificationName, "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]

EXPECTED_VALUES: Final[Mapping[str, Schema]] = {
    "notifications": several(_NOTIFICATION),
    "ozml": either(
        _ELEMENTS,
        fields(
            {"commands": (_ELEMENTS, "the commands, in order"), "exactly": (FLAG, "`true`: these and no others")},
            required=["commands"],
        ),
    ),
    "hears": either(TEXTS, names(TEXTS)),
    "recording": _RECORDING,
    "recordings": COUNT,
    "call": _CALL,
    "problems": several(either(choice(RULES), _single(RULES, TEXT, "a part of the message"))),
    "calls": several(_PLACED_CALL),
    "history": listed(_LISTED_CALL),
    "commands": several(_COMMAND),
    "file": either(TEXT, _FILE),
    "conversation": TEXT,
    "latency": either(MEASURE, fields({str(name): (MEASURE, "the longest time that is allowed") for name in _ASKED})),
    "dead air": MEASURE,
    "sms": _messages(
        {
            "to": (TEXT, "who gets it"),
            "from": (TEXT, "who it is from"),
            "text": _PART,
            "state": (choice(state.lower() for state in DeliveryState), "what became of it"),
        }
    ),
    "emails": _messages(
        {
            "to": (TEXT, "who gets it"),
            "from": (TEXT, "who it is from"),
            "subject": (TEXT, "a part of the subject"),
            "text": _PART,
            "attachments": (TEXTS, "the paths of the files that go with it"),
        }
    ),
    "messages": _messages(
        {"connection": (TEXT, "where it goes"), "address": (TEXT, "the address there"), "text": _PART}
    ),
}
"""What may stand behind each expectation, in `expects` and in `never`."""
