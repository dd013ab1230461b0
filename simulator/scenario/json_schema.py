"""The JSON Schema of scenario files for editors, made from what the loader has registered.

The values of steps, expectations and keys are described in `schema_steps`, `schema_expectations` and `schema_keys`.
The schema knows one document at a time: whether an app is named in another file, or which parameters there are, only
the loader knows.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Final

from simulator.scenario.expect import EXPECTATIONS
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
    defaults = described(fields(keys), "keys of all scenarios behind it in this file that do not have them")
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
    steps = {name: (STEP_VALUES.get(name, {}), inspect.getdoc(reader) or "") for name, reader in STEPS.items()}
    checks = {name: (EXPECTED_VALUES.get(name, {}), _told(kind)) for name, kind in EXPECTATIONS.items()}
    alone = [name for name in STEPS if _may_be_nothing(STEP_VALUES.get(name, {}))]
    return {
        "step": either(_one_of({**steps, **SHARED_STEPS}), {"enum": alone}, ref("parameter")),
        "steps": either({"type": "array", "items": ref("step")}, ref("parameter")),
        "expects": either({"type": "array", "items": _one_of(checks)}, fields(checks), ref("parameter")),
    }


def _one_of(keys: Mapping[str, tuple[Schema, str]]) -> Schema:
    """A mapping with one key."""
    return {**fields(keys), "minProperties": 1, "maxProperties": 1}


def _may_be_nothing(schema: Schema) -> bool:
    return schema == NOTHING or NOTHING in schema.get("anyOf", ())


def _told(kind: type[Expectation]) -> str:
    """What an expectation holds of, and how it is written."""
    return f"{inspect.getdoc(kind)} Written: {inspect.getdoc(kind.read)}"
