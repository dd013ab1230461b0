"""The values of steps for the JSON Schema, by the names of the steps.

Whoever adds a step adds its entry here; a step without one is described by the docstring of its reader, and may have
any value. Descriptions of the steps themselves are those docstrings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from simulator.audio.noise import NoiseKind
from simulator.scenario.schema_parts import (
    FLAG,
    KEYS,
    NOTHING,
    SECONDS,
    TEXT,
    WHOLE,
    Schema,
    choice,
    either,
    fields,
    names,
)
from simulator.telephony.contact_id import EventQualifier
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
