"""What the JSON Schema of scenarios is built of: texts, numbers, lengths of time, lists and mappings.

An editor takes `0123` for a number and `no` for a boolean; to us they are texts. So whatever is a text here may be a
number or a boolean there, and whatever is something else may be a text that holds a parameter, `${name}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

Schema: TypeAlias = dict[str, Any]


def ref(name: str) -> Schema:
    """One of `DEFINITIONS`, or of those that the whole schema adds."""
    return {"$ref": f"#/$defs/{name}"}


def described(schema: Schema, description: str) -> Schema:
    """A schema with a description, which editors show at the key."""
    return {"description": " ".join(description.split()), **schema}


def either(*schemas: Schema) -> Schema:
    """Any of some schemas."""
    return {"anyOf": list(schemas)}


def choice(names: Iterable[str]) -> Schema:
    """One of some words, or a parameter."""
    return either({"enum": list(dict.fromkeys(map(str, names)))}, ref("parameter"))


def listed(item: Schema) -> Schema:
    """A list, or a parameter that stands for one."""
    return either({"type": "array", "items": item}, ref("parameter"))


def several(item: Schema) -> Schema:
    """One, or a list of them."""
    return either(item, {"type": "array", "items": item})


def fields(
    properties: Mapping[str, tuple[Schema, str]], *, required: Iterable[str] = (), respelt: bool = False
) -> Schema:
    """A mapping with known keys.

    Args:
        properties: the schema and the description of each.
        required: those that must be there.
        respelt: whether a blank in a key may be written `_`, and the other way round.
    """
    known = {name: described(one, text) for name, (one, text) in properties.items()}
    schema: Schema = {"type": "object", "properties": known, "additionalProperties": False}
    others = {re.sub("[_ ]", "[_ ]", f"^{name}$"): one for name, one in known.items() if re.search("[_ ]", name)}
    if respelt and others:
        schema["patternProperties"] = others
    return schema | ({"required": list(required)} if required else {})


def names(value: Schema) -> Schema:
    """A mapping whose keys may be any names or numbers."""
    return {"type": "object", "additionalProperties": value}


NOTHING: Final[Schema] = {"type": "null"}
"""Nothing written behind a key."""

TEXT: Final = ref("text")
ANY_TEXT: Final = ref("any_text")
TEXTS: Final = several(TEXT)
KEYS: Final = ref("keys")
LEVEL: Final[Schema] = {"type": ["number", "string"]}
SECONDS: Final = ref("seconds")
MEASURE: Final = ref("measure")
COUNT: Final = ref("count")
WHOLE: Final = ref("whole")
FLAG: Final = ref("flag")
ADDRESS: Final = ref("address")
PARAMETER: Final = ref("parameter")
STEPS: Final = ref("steps")
RINGING: Final[Schema] = either(NOTHING, SECONDS, {"type": "string", "pattern": "^[0-9]+ rings?$"})
"""How long a phone rings."""

_NUMBER: Final = r"([0-9]+(\.[0-9]+)?|\.[0-9]+)"
_MIN: Final = "[mM][iI][nN]"

_PARAMETER_IN_TEXT: Final[Schema] = {"type": "string", "pattern": r"\$\{"}

DEFINITIONS: Final[Mapping[str, Schema]] = {
    "parameter": described(_PARAMETER_IN_TEXT, "A text with a parameter in it: ${name}, ${name:-default}, ${env.NAME}"),
    "text": {"type": ["string", "number", "boolean"], "pattern": r"\S"},
    "any_text": {"type": ["string", "number", "boolean"]},
    "keys": either(
        {"type": "string", "pattern": "^[0-9*#A-Da-d]+$"}, {"type": "integer", "minimum": 0}, _PARAMETER_IN_TEXT
    ),
    "seconds": either(
        {"type": "number", "minimum": 0},
        {"type": "string", "pattern": rf"^\s*({_NUMBER}\s*([mM]?[sS]|{_MIN})?|[0-9]+\s*{_MIN}\s*{_NUMBER}\s*[sS])\s*$"},
        {"type": "string", "pattern": rf"^\s*[0-9]+:[0-5][0-9](\.[0-9]+)?\s*{_MIN}\s*$"},
        _PARAMETER_IN_TEXT,
    ),
    "measure": either({"type": "number", "minimum": 0}, {"type": "string", "pattern": "[0-9]"}, _PARAMETER_IN_TEXT),
    "count": either({"type": "integer", "minimum": 0}, {"type": "string", "pattern": "[0-9]"}, _PARAMETER_IN_TEXT),
    "whole": either(
        {"type": "integer", "minimum": 0}, {"type": "string", "pattern": r"^\s*[0-9]+\s*$"}, _PARAMETER_IN_TEXT
    ),
    "flag": either(
        {"type": "boolean"},
        {"enum": ["yes", "no", "on", "off", "true", "false"]},
        _PARAMETER_IN_TEXT,
    ),
    "address": either({"type": "string", "pattern": "^(/|[hH][tT][tT][pP][sS]?://[^/])"}, _PARAMETER_IN_TEXT),
}
"""The parts that stand in many places."""


def one_of_keys(schema: Schema, keys: Iterable[str]) -> Schema:
    """A mapping that has just one of some keys."""
    return {**schema, "oneOf": [{"required": [str(key)]} for key in keys]}
