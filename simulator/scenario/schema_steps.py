"""The values of steps for the JSON Schema, by the names of the steps.

Whoever adds a step adds its entry here; a step without one is described by the docstring of its reader, and may have
any value. Descriptions of the steps themselves are those docstrings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from simulator.audio.noise import NoiseKind
from simulator.scenario.schema_faults import FAULT
from simulator.scenario.schema_parts import (
    ANY_TEXT,
    FLAG,
    KEYS,
    NOTHING,
    RINGING,
    SECONDS,
    STEPS,
    TEXT,
    WHOLE,
    Schema,
    choice,
    either,
    fields,
    names,
    one_of_keys,
    several,
)
from simulator.telephony.contact_id import EventQualifier
from simulator.telephony.known_events import EVENTS
from simulator.telephony.notifications import NotificationName
from simulator.telephony.steps import Point

_HEARS: Final = fields(
    {
        "text": (TEXT, "what the prompt holds"),
        "at": (choice(Point), "whether the prompt has ended (`end`) or only begun (`start`)"),
        "within": (SECONDS, "the longest time that it may take"),
    },
    required=["text"],
)

_BACKGROUND: Final = (FLAG, "`true`: the next step begins at once")

_SAYS: Final = (
    fields(
        {
            "text": (TEXT, "what is spoken"),
            "language": (TEXT, "a language such as de-DE"),
            "voice": (TEXT, "the name of a voice"),
            "background": _BACKGROUND,
        },
        required=["text"],
    ),
    fields({"clip": (TEXT, "a sound file"), "background": _BACKGROUND}, required=["clip"]),
    fields(
        {
            "noise": (choice(NoiseKind), "the kind of noise"),
            "level": ({"type": ["number", "string"]}, "in dBFS, at most -12 (-40)"),
            "for": (SECONDS, "how long; without it the noise never ends"),
            "background": _BACKGROUND,
        },
        required=["noise"],
    ),
)

_ALARM: Final = fields(
    {
        "account": (TEXT, "the number of the account, four digits"),
        "event": (TEXT, "the code of the event, three digits"),
        "qualifier": (choice(EventQualifier), "what the event is (NewEvent)"),
        "partition": (TEXT, "the partition (0)"),
        "zone": (TEXT, "the zone or the user (0)"),
        "spoilt": (WHOLE, "how many attempts arrive damaged"),
    },
    required=["account", "event"],
)

_RECEIVED_ALARM: Final = fields(
    {"event": (TEXT, "the code that it must have"), "ignored": (WHOLE, "how many attempts are not acknowledged")}
)

_MESSAGE: Final = fields({"from": (TEXT, "the connection"), "text": (TEXT, "what is sent")}, required=["from", "text"])

_BRANCH: Final = fields(
    {
        "hears": (either(TEXT, _HEARS), "what has to be heard"),
        "does": (STEPS, "what is done then"),
        "otherwise": (STEPS, "what is done if nothing of that is heard"),
        "optional": (FLAG, "`true`: nothing is done if nothing of that is heard"),
        "within": (SECONDS, "the longest time that it may take"),
    }
)

_REPEATS: Final = one_of_keys(
    fields(
        {
            "times": (WHOLE, "how often"),
            "until": (either(TEXT, _HEARS), "what is heard in the end"),
            "at most": (WHOLE, "how often, if that is not heard"),
            "does": (STEPS, "what is repeated"),
        },
        required=["does"],
    ),
    ["times", "until"],
)

_WITHIN: Final = (SECONDS, "the longest time that it may take")
_FIELDS: Final = (names(ANY_TEXT), "what is said of its fields")


def _sent(*keys: str) -> Schema:
    return either(TEXT, fields({key: (TEXT, f"what {key!r} of it is") for key in keys}))


_WAITS_FOR: Final = one_of_keys(
    fields(
        {
            "notification": (choice(NotificationName), "a notification that the app gets"),
            "event": (choice(EVENTS), "something that happens on a call"),
            "ozml": (TEXT, "a command of OzML that begins"),
            "command": (TEXT, "a command that the app sends over the HTTP API"),
            "sms": (_sent("to", "from", "text"), "a short message that is sent"),
            "email": (_sent("to", "from", "subject"), "an e-mail that is sent"),
            "message": (_sent("connection", "address", "text"), "a message of Ozeki 10 that is sent"),
            "fields": _FIELDS,
            "within": _WITHIN,
        }
    ),
    ["notification", "event", "ozml", "command", "sms", "email", "message"],
)

STEP_VALUES: Final[Mapping[str, Schema]] = {
    "hears": either(TEXT, _HEARS),
    "says": either(TEXT, *_SAYS),
    "presses": KEYS,
    "pauses": SECONDS,
    "holds": SECONDS,
    "stays_silent": either(NOTHING, SECONDS),
    "hangs_up": NOTHING,
    "sends_sms": TEXT,
    "sends_message": _MESSAGE,
    "sends_alarm": _ALARM,
    "receives_alarm": either(NOTHING, TEXT, _RECEIVED_ALARM),
    "repeats": _REPEATS,
    "when": several(_BRANCH),
    "waits_for": either(choice(NotificationName), _WAITS_FOR),
    "answers": RINGING,
    "fault": FAULT,
    "rejects": RINGING,
}
"""What may stand behind each step; where `NOTHING` may, the step may also stand alone."""

SHARED_STEPS: Final[Mapping[str, tuple[Schema, str]]] = {
    "do": (
        either(TEXT, names(names({})), names(NOTHING)),
        "The steps of a fragment: its name, or its name with its parameters, `{log in: {pin: 1234}}`",
    ),
    "include": (TEXT, "The steps of another file, relative to this one"),
}
"""Steps that stand for others, which are put in their place before anything is read."""
