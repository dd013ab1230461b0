"""Frozen data as JSON, back from JSON, and the JSON Schema of it. This file knows types, and nothing of runs.

A field is a text, a number, a truth value, `None` or one of these, some of one kind (a tuple), values by name (a
mapping), other frozen data, or anything at all (`object`). What it means stands in its type: `Annotated[str, "..."]`.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import MISSING, is_dataclass
from enum import Enum
from functools import cache
from math import isfinite
from typing import Annotated, Any, Final, Literal, NamedTuple, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")

_SIMPLE: Final = {str: ("string", "a text"), bool: ("boolean", "true or false"), type(None): ("null", "null")}


class ShapeError(Exception):
    """Data has another shape than it should have; the message says where and what was expected."""


def plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """A value as JSON has it: frozen data by the names of its fields. Numbers that JSON cannot hold become None."""
    match value:
        case Enum():
            return str(value)
        case None | bool() | int() | str():
            return value
        case float():
            return value if isfinite(value) else None
        case bytes():
            return value.decode("utf-8", errors="replace")
        case Mapping():
            return {str(name): plain(one) for name, one in value.items()}
        case Sequence():
            return [plain(one) for one in value]
        case _:
            return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(cast("Any", value))}


def shaped(kind: type[T], data: object, where: str = "") -> T:
    """Frozen data of a kind, made of JSON. Names that it does not know are passed over.

    Args:
        kind: a dataclass, or any other type that a field may have.
        data: what JSON holds.
        where: how a message names it, such as "scenarios[3].calls".

    Raises:
        ShapeError: something is missing, or is something else.
    """
    return cast("T", _shaped(kind, data, where))


def schema_of(kind: type[object], *, title: str, version: int) -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of what `plain` makes of some frozen data.

    Args:
        kind: a dataclass with a field `version`.
        title: what the schema is of.
        version: the only one that it allows.
    """
    definitions: dict[str, dict[str, Any]] = {}
    _schema(kind, definitions)
    root = definitions.pop(kind.__name__)
    root["properties"]["version"]["const"] = version
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


# -- inside ----------------------------------------------------------------------------------------------------------


class _Field(NamedTuple):
    """A field of frozen data: its type without what is said about it, that, and whether it may be left out."""

    name: str
    kind: Any
    said: str
    optional: bool


@cache
def _fields(kind: Hashable) -> tuple[_Field, ...]:
    """The fields of a dataclass."""
    hints = get_type_hints(cast("type[object]", kind), include_extras=True)
    found = []
    for one in dataclasses.fields(cast("Any", kind)):
        hint, said = hints[one.name], ""
        if get_origin(hint) is Annotated:
            hint, said = get_args(hint)
        optional = one.default is not MISSING or one.default_factory is not MISSING
        found.append(_Field(one.name, hint, said, optional))
    return tuple(found)


def _shaped(kind: Any, data: object, where: str) -> object:  # noqa: ANN401 - any type at all
    origin, inside = get_origin(kind), get_args(kind)
    if kind is object:
        return data
    if origin is types.UnionType:
        (other,) = (one for one in inside if one is not type(None))
        return None if data is None else _shaped(other, data, where)
    if origin is Literal:
        return _checked(data in inside, data, where, f"one of {', '.join(map(repr, inside))}")
    if origin is tuple:
        _checked(isinstance(data, list), data, where, "a list")
        return tuple(_shaped(inside[0], one, f"{where}[{at}]") for at, one in enumerate(cast("list[object]", data)))
    if origin is Mapping:
        _checked(isinstance(data, dict), data, where, "an object")
        named = cast("dict[str, object]", data)
        return {name: _shaped(inside[1], one, f"{where}[{name!r}]") for name, one in named.items()}
    if is_dataclass(kind):
        return _made(cast("type[object]", kind), data, where)
    return _number(kind, data, where) if kind in (int, float) else _simple(kind, data, where)


def _made(kind: type[object], data: object, where: str) -> object:
    _checked(isinstance(data, dict), data, where, "an object")
    given = cast("dict[str, object]", data)
    values = {}
    for one in _fields(cast("Hashable", kind)):
        if one.name in given:
            values[one.name] = _shaped(one.kind, given[one.name], f"{where}.{one.name}" if where else one.name)
        elif not one.optional:
            raise ShapeError(f"{where or 'the file'}: {one.name!r} is missing")
    return kind(**values)


def _number(kind: type[object], data: object, where: str) -> object:
    right = type(data) is int or (kind is float and type(data) is float)
    return _checked(right, data, where, "a whole number" if kind is int else "a number")


def _simple(kind: type[object], data: object, where: str) -> object:
    return _checked(type(data) is kind, data, where, _SIMPLE[kind][1])


def _checked(right: bool, data: object, where: str, expected: str) -> object:  # noqa: FBT001 - the question itself
    if right:
        return data
    shown = repr(data)
    raise ShapeError(f"{where or 'the file'}: expected {expected}, not {shown[:60]}{'...' * (len(shown) > 60)}")


def _schema(kind: Any, definitions: dict[str, dict[str, Any]]) -> dict[str, Any]:  # noqa: ANN401 - any type at all
    """The schema of a type; frozen data goes to the definitions and is referred to."""
    origin, inside = get_origin(kind), get_args(kind)
    if kind is object:
        return {}
    if origin is types.UnionType:
        return {"anyOf": [_schema(one, definitions) for one in inside]}
    if origin is Literal:
        return {"enum": list(inside)}
    if origin is tuple:
        return {"type": "array", "items": _schema(inside[0], definitions)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _schema(inside[1], definitions)}
    if is_dataclass(kind):
        return _reference(cast("type[object]", kind), definitions)
    return {"type": {int: "integer", float: "number"}.get(kind) or _SIMPLE[kind][0]}


def _reference(kind: type[object], definitions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = described = {"type": "object"}
        fields = _fields(cast("Hashable", kind))
        described["description"] = (kind.__doc__ or "").partition("\n")[0]
        described["properties"] = {  # type: ignore[assignment]  # JSON has values of many kinds
            one.name: {**_schema(one.kind, definitions), "description": one.said} for one in fields
        }
        described["required"] = [one.name for one in fields]  # type: ignore[assignment]  # likewise
    return {"$ref": f"#/$defs/{kind.__name__}"}
