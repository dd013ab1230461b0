"""The JSON Schema of scenario files for editors, made from what the loader has registered.

The values of steps, expectations and keys are described in `schema_steps`, `schema_expectations` and `schema_keys`.
The schema knows one document at a time: whether an app is named in another file, or which parameters there are, only
the loader knows.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from simulator.scenario.expect import EXCLUSIONS, EXPECTATIONS
from simulator.scenario.expectation import Expectation
from simulator.scenario.load import READERS
from simulator.scenario.schema_expectations import EXPECTED_VALUES
from simulator.scenario.schema_keys import KEY_VALUES, SHARED_KEYS
from simulator.scenario.schema_parts import DEFINITIONS, NOTHING, Schema, described, either, fields, ref
from simulator.scenario.schema_steps import SHARED_STEPS, STEP_VALUES
from simulator.scenario.steps import STEPS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_CALLS_NOBODY: Final[Schema] = {"properties": {"call": False, "caller": False}}
"""What goes with `sms`."""


def scenario_schema() -> Schema:
    """The schema, draft 2020-12: of a document of a scenario file, of what others include, or of a list of steps."""
    keys = {**{name: KEY_VALUES.get(name, ({}, f"the key `{name}`")) for name in READERS}, **SHARED_KEYS}
    document = fields(keys)
    defaults = described(
        {
            "type": "object",
            "properties": {name: {"$ref": f"#/properties/{quote(name)}"} for name in keys if name != "name"},
            "additionalProperties": False,
        },
        "keys of all scenarios behind it in this file that do not have them",
    )
    return {
        "$schema": DIALECT,
        "title": "A scenario of the Ozeki phone system simulator",
        "description": "A call, a short message or a request to an app, and what is expected of it",
        **document,
        "type": ["object", "array"],
        "properties": {**document["properties"], "defaults": defaults},
        "dependentSchemas": {"sms": _CALLS_NOBODY, "defaults": {"maxProperties": 1}},
        "items": ref("step"),
        "$defs": {**DEFINITIONS, **_definitions()},
    }


def _definitions() -> Mapping[str, Schema]:
    known = [*STEP_VALUES, *STEPS]  # in an order of their own, not that in which modules happened to be imported
    steps = {
        name: (STEP_VALUES.get(name, {}), inspect.getdoc(STEPS[name]) or "") for name in sorted(STEPS, key=known.index)
    }
    alone = [name for name in STEPS if _may_be_nothing(STEP_VALUES.get(name, {}))]
    return {
        "step": either({**fields({**steps, **SHARED_STEPS}), **_ONE}, {"enum": alone}, ref("parameter")),
        "steps": either({"type": "array", "items": ref("step")}, ref("parameter")),
        "expected": _checks(EXPECTATIONS),
        "expects": _several("expected"),
        "excluded": _checks(EXCLUSIONS),
        "never": _several("excluded"),
    }


_ONE: Final[Schema] = {"minProperties": 1, "maxProperties": 1}


def _checks(kinds: Mapping[str, type[Expectation]]) -> Schema:
    order = list(EXPECTED_VALUES)  # not that in which modules happened to be imported
    names = sorted(kinds, key=lambda name: order.index(name) if name in order else len(order))
    return fields({name: (EXPECTED_VALUES.get(name, {}), _told(kinds[name])) for name in names}, respelt=True)


def _several(checks: str) -> Schema:
    """A list, each item one check; or a mapping, if none is there twice."""
    return either({"type": "array", "items": {**ref(checks), **_ONE}}, ref(checks), ref("parameter"))


def _may_be_nothing(schema: Schema) -> bool:
    return schema == NOTHING or NOTHING in schema.get("anyOf", ())


def _told(kind: type[Expectation]) -> str:
    """What an expectation holds of, and how it is written."""
    return f"{inspect.getdoc(kind)} Written: {inspect.getdoc(kind.read)}"
