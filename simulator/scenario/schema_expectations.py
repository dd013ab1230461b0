"""The values of expectations for the JSON Schema, by their keys.

Whoever adds an expectation adds its entry here; one without is described by its docstrings, and may have any value.
Descriptions of the expectations themselves are those docstrings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from simulator.scenario.schema_parts import (
    ANY_TEXT,
    COUNT,
    FLAG,
    MEASURE,
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
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.notifications import NotificationName
from simulator.telephony.outbox import DeliveryState
from simulator.telephony.phone import PhoneOutcome
from simulator.telephony.problem import RULES
from simulator.telephony.recording import AudioFormat, RecordEnd

_NOTIFICATION: Final = either(
    choice(NotificationName),
    {
        "type": "object",
        "properties": {
            str(name): {
                "description": "What is said of its fields, by their names on the wire",
                **names(ANY_TEXT),
            }
            for name in NotificationName
        },
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    },
)

_RECORDING: Final = fields(
    {
        "number": ({"type": ["integer", "string"], "minimum": 1}, "which one, from 1 (1)"),
        "ended_by": (choice(RecordEnd), "why it ended"),
        "format": (choice(AudioFormat), "the format of its file"),
        "length": (MEASURE, "how long it is, such as 4.7s ± 0.1"),
        "voice": (listed(MEASURE), "where voice begins and where it ends in the file"),
        "silent": (FLAG, "whether nobody speaks in it"),
    }
)

_ENDED_BY: Final = (choice(Side), "who ended the call")
_DURATION: Final = (MEASURE, "how long the call was")

_CALL: Final = fields({"ended_by": _ENDED_BY, "cause": (choice(HangupCause), "why, in Q.850"), "duration": _DURATION})

_CAUSES: Final = choice([*HangupCause, *(one for one in PhoneOutcome if one is not PhoneOutcome.ANSWERS)])

_PLACED_CALL: Final = either(
    TEXT,
    fields(
        {
            "to": (TEXT, "the number"),
            "answered": (FLAG, "whether somebody picked up"),
            "ended_by": _ENDED_BY,
            "cause": (_CAUSES, "why, in Q.850 or in the words of `phones`"),
            "duration": _DURATION,
            "hears": (TEXTS, "what was heard there"),
            "recordings": (COUNT, "how many there are of it"),
            "recording": (_RECORDING, "a recording of it"),
        }
    ),
)

_LISTED_CALL: Final = fields(
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

EXPECTED_VALUES: Final[Mapping[str, Schema]] = {
    "notifications": several(_NOTIFICATION),
    "hears": either(TEXTS, names(TEXTS)),
    "recording": _RECORDING,
    "recordings": COUNT,
    "call": _CALL,
    "problems": several(choice(RULES)),
    "calls": several(_PLACED_CALL),
    "history": listed(_LISTED_CALL),
    "commands": several(_COMMAND),
    "file": either(TEXT, _FILE),
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
"""What may stand behind each expectation."""
