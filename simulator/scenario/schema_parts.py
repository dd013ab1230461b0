"""What the JSON Schema of scenarios is built of: texts, numbers, lengths of time, lists and mappings.

An editor takes `0123` for a number and `no` for a boolean; to us they are texts. So whatever is a text here may be a
number or a boolean there, and whatever is something else may be a text that holds a parameter, `${name}`.
"""

from __future__ import annotations

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


def fields(properties: Mapping[str, tuple[Schema, str]], *, required: Iterable[str] = ()) -> Schema:
    """A mapping with known keys.

    Args:
        properties: the schema and the description of each.
        required: those that must be there.
    """
    schema: Schema = {
        "type": "object",
        "properties": {name: described(one, text) for name, (one, text) in properties.items()},
        "additionalProperties": False,
    }
    return schema | ({"required": list(required)} if required else {})


def names(value: Schema) -> Schema:
    """A mapping whose keys may be any names or numbers."""
    return {"type": "object", "additionalProperties": value}


NOTHING: Final[Schema] = {"type": "null"}
"""Nothing written behind a key."""

TEXT: Final = ref("text")
ANY_TEXT: Final = ref("any text")
TEXTS: Final = several(TEXT)
KEYS: Final = ref("keys")
SECONDS: Final = ref("seconds")
MEASURE: Final = ref("measure")
COUNT: Final = ref("count")
WHOLE: Final = ref("whole")
FLAG: Final = ref("flag")
ADDRESS: Final = ref("address")
PARAMETER: Final = ref("parameter")
STEPS: Final = ref("steps")

_PARAMETER_IN_TEXT: Final[Schema] = {"type": "string", "pattern": r"\$\{"}

DEFINITIONS: Final[Mapping[str, Schema]] = {
    "parameter": described(_PARAMETER_IN_TEXT, "A text with a parameter in it: ${name}, ${name:-default}, ${env.NAME}"),
    "text": {"type": ["string", "number", "boolean"], "pattern": r"\S"},
    "any text": {"type": ["string", "number", "boolean"]},
    "keys": either(
        {"type": "string", "pattern": "^[0-9*#A-Da-d]+$"}, {"type": "integer", "minimum": 0}, _PARAMETER_IN_TEXT
    ),
    "seconds": either(
        {"type": "number", "minimum": 0},
        {"type": "string", "pattern": r"^\s*([0-9]+(\.[0-9]+)?|\.[0-9]+)\s*([mM]?[sS]|[mM][iI][nN])?\s*$"},
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
