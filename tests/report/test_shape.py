"""Frozen data as JSON and back: what comes through, what is refused and how that is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf, nan
from typing import Annotated, Literal

import jsonschema
import pytest

from simulator.report.shape import ShapeError, plain, schema_of, shaped


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Part:
    """A part.

    More about it.
    """

    size: Annotated[float, "In metres."]


@dataclass(frozen=True)
class Whole:
    """Something with parts."""

    version: Annotated[int, "Of it."]
    name: Annotated[str, "Its name."]
    kind: Annotated[Literal["big", "small"], "How large."]
    good: Annotated[bool, "Whether it is."]
    parts: Annotated[tuple[Part, ...], "What it consists of."]
    best: Annotated[Part | None, "One of them."] = None
    known: Annotated[Mapping[str, int], "Numbers by name."] = ()
    more: Annotated[object, "Anything."] = None


WHOLE = Whole(1, "Űr \N{SNOWMAN}", "big", True, (Part(1.5), Part(2)), Part(0.5), {"a": 1}, [{"x": [None]}])
SCHEMA = schema_of(Whole, title="A whole", version=1)


def test_data_comes_back_as_it_was():
    assert shaped(Whole, json.loads(json.dumps(plain(WHOLE)))) == WHOLE


def test_what_has_a_default_may_be_missing_and_what_nobody_knows_is_passed_over():
    data = {"version": 1, "name": "n", "kind": "small", "good": False, "parts": [], "colour": "red"}

    assert shaped(Whole, data) == Whole(1, "n", "small", False, ())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Colour.RED, "red"),
        (inf, None),
        (nan, None),
        (b"\xff!", "\N{REPLACEMENT CHARACTER}!"),
        ({Colour.RED: (1, 2)}, {"red": [1, 2]}),
        (Part(1.0), {"size": 1.0}),
    ],
)
def test_what_json_has_no_word_for_is_written_as_what_it_has(value, expected):
    assert plain(value) == expected


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": 5}, "name: expected a text, not 5"),
        ({"version": True}, "version: expected a whole number, not True"),
        ({"version": 1.5}, "version: expected a whole number, not 1.5"),
        ({"good": 1}, "good: expected true or false, not 1"),
        ({"kind": "huge"}, "kind: expected one of 'big', 'small', not 'huge'"),
        ({"parts": {}}, "parts: expected a list, not {}"),
        ({"parts": [{"size": 1}, {"size": "1"}]}, "parts[1].size: expected a number, not '1'"),
        ({"parts": [{}]}, "parts[0]: 'size' is missing"),
        ({"best": [1]}, "best: expected an object, not [1]"),
        ({"known": {"a": None}}, "known['a']: expected a whole number, not None"),
        ({"name": [1] * 50}, f"name: expected a text, not [{'1, ' * 19}1,..."),
    ],
)
def test_what_has_another_shape_is_told_with_its_place(change, message):
    data = plain(WHOLE) | change

    with pytest.raises(ShapeError) as caught:
        shaped(Whole, data)

    assert str(caught.value) == message
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(data)


def test_something_that_is_no_object_at_all_is_refused():
    with pytest.raises(ShapeError, match=r"^the file: expected an object, not \[\]$"):
        shaped(Whole, [])


def test_the_schema_says_what_each_field_means():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(plain(WHOLE), SCHEMA)

    assert SCHEMA["properties"]["version"] == {"type": "integer", "description": "Of it.", "const": 1}
    assert SCHEMA["properties"]["best"] == {
        "anyOf": [{"$ref": "#/$defs/Part"}, {"type": "null"}],
        "description": "One of them.",
    }
    assert SCHEMA["$defs"] == {
        "Part": {
            "type": "object",
            "description": "A part.",
            "properties": {"size": {"type": "number", "description": "In metres."}},
            "required": ["size"],
        }
    }
