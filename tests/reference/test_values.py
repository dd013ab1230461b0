"""A JSON Schema in words."""

from __future__ import annotations

import pytest

from simulator.reference.values import DEFINED, Row, key_rows, value_text
from simulator.scenario.json_schema import scenario_schema


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({}, "anything"),
        ({"$ref": "#/$defs/text"}, "a text"),
        ({"type": "null"}, "nothing"),
        ({"enum": ["start", "end"]}, "`start`, `end`"),
        ({"enum": ["IncomingCall", "GoTo"]}, "the name of a [notification](../apps.md#notifications)"),
        ({"anyOf": [{"$ref": "#/$defs/text"}, {"$ref": "#/$defs/parameter"}]}, "a text"),
        ({"type": "array", "items": {"$ref": "#/$defs/text"}}, "a list of texts"),
        ({"type": ["number", "string"]}, "a number or a text"),
    ],
)
def test_a_value_is_told_in_a_phrase(schema, text):
    assert value_text(schema) == text


def test_keys_within_keys_are_told_with_their_path():
    inner = {"type": "object", "properties": {"to": {"type": "string", "description": "who"}}, "required": ["to"]}
    schema = {"type": "object", "properties": {"calls": {"type": "array", "items": inner, "description": "all"}}}

    assert key_rows(schema) == [Row("calls", "a list of mappings", "all"), Row("calls[].to", "a text; needed", "who")]


def test_a_key_of_several_alternatives_is_told_once():
    text = {"type": "object", "properties": {"wait": {"type": "string"}}}
    number = {"type": "object", "properties": {"wait": {"type": "integer"}}}

    assert key_rows({"anyOf": [text, number]}) == [Row("wait", "a text or a whole number", "")]


def test_names_that_all_mean_the_same_are_told_as_one():
    field = {"type": "string", "description": "what is in it"}
    schema = {"type": "object", "properties": {"GoTo": field, "Error": field}, "maxProperties": 1}

    assert key_rows(schema) == [Row("…", "a text", "what is in it")]


def test_every_definition_of_the_schema_has_words():
    assert set(scenario_schema()["$defs"]) <= set(DEFINED)
