"""What a JSON Schema allows, in words: a phrase for a value, and rows for the keys of a mapping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from simulator.reference.markdown import codes
from simulator.telephony.notifications import NotificationName

Schema: TypeAlias = Mapping[str, Any]

DEFINED: Final[Mapping[str, str]] = {
    "address": "a path or an address",
    "any_text": "a text",
    "count": "a number, or `at least 1`",
    "expected": "[expectations](expectations.md)",
    "expects": "[expectations](expectations.md)",
    "excluded": "[what must not be](expectations.md#never)",
    "never": "[what must not be](expectations.md#never)",
    "flag": "`true` or `false`",
    "keys": "keys",
    "level": "a level such as `-20 dBFS ± 3`",
    "measure": "a measure such as `4.7s ± 0.1`",
    "parameter": "",
    "ringing": "a length of time, or `3 rings`",
    "seconds": "a length of time",
    "step": "a [step](steps.md)",
    "steps": "[steps](steps.md)",
    "text": "a text",
    "whole": "a whole number",
}
"""The definitions of the schema, by their names; a parameter may stand anywhere, and is left out."""

_TYPES: Final[Mapping[str, str]] = {
    "array": "a list",
    "boolean": "`true` or `false`",
    "integer": "a whole number",
    "null": "nothing",
    "number": "a number",
    "object": "a mapping",
    "string": "a text",
}

LONGEST_CHOICE: Final = 16
"""So many words of a choice are listed; of more, only what they are."""

_NOTIFICATION: Final = "the name of a [notification](../apps.md#notifications)"


class Row(NamedTuple):
    """A key of a mapping: where it is, such as `calls[].to`, what it may be, and what it means."""

    path: str
    value: str
    meaning: str


def value_text(schema: Schema) -> str:
    """What a value may be, in a phrase."""
    return " or ".join(dict.fromkeys(one for one in _kinds(schema) if one)) or "anything"


def _kinds(schema: Schema) -> Iterator[str]:
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        yield DEFINED.get(name, name)
    for one in schema.get("anyOf", ()):
        yield from _kinds(one)
    if "enum" in schema:
        yield _choice(schema["enum"])
    elif "const" in schema:
        yield f"`{schema['const']}`"
    elif schema.get("type") == "array":
        yield f"a list of {_plural(value_text(schema.get('items', {})))}"
    elif schema.get("type") == "object" and "additionalProperties" in schema and not schema.get("properties"):
        yield "a mapping"
    elif "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        yield " or ".join(_TYPES[kind] for kind in kinds)


def _distinct(schema: Schema) -> Mapping[str, Schema]:
    """The properties of a mapping; one for all of them, if any name of many may stand there and means the same."""
    properties: Mapping[str, Schema] = schema.get("properties", {})
    first = next(iter(properties.values()), {})
    if len(properties) > 1 and schema.get("maxProperties") == 1 and all(one == first for one in properties.values()):
        return {"…": first}
    return properties


def _choice(words: Sequence[str]) -> str:
    if NotificationName.INCOMING_CALL in words:
        return _NOTIFICATION
    return codes(words) if len(words) <= LONGEST_CHOICE else "a name"


def _plural(text: str) -> str:
    """A phrase for one, as one for several: as far as schemas have such phrases."""
    return {"a text": "texts", "a mapping": "mappings", "anything": "anything", "a name": "names"}.get(text, text)


def key_rows(schema: Schema, path: str = "") -> list[Row]:
    """The keys that a value may have, and theirs: each once, as often as alternatives have it."""
    rows: dict[str, Row] = {}
    for row in _keys(schema, path):
        before = rows.get(row.path, row)
        rows[row.path] = row._replace(value=" or ".join(dict.fromkeys([before.value, row.value])))
    return list(rows.values())


def _keys(schema: Schema, path: str) -> Iterator[Row]:
    for one in schema.get("anyOf", ()):
        yield from _keys(one, path)
    if "items" in schema:
        yield from _keys(schema["items"], f"{path}[]" if path else "")
    needed = set(schema.get("required", ()))
    prefix = f"{path}." if path else ""
    for name, one in _distinct(schema).items():
        value = value_text(one)
        yield Row(f"{prefix}{name}", f"{value}; needed" if name in needed else value, str(one.get("description", "")))
        yield from _keys(one, f"{prefix}{name}")
    others = schema.get("additionalProperties")
    if isinstance(others, Mapping) and others:
        if (value := value_text(others)) != DEFINED["text"]:
            yield Row(f"{prefix}…", value, str(others.get("description", "")))
        yield from _keys(others, f"{prefix}…")
