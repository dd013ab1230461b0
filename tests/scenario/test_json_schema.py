"""The JSON Schema of scenarios: it takes what the loader takes, and refuses what people get wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from simulator.scenario.document import ListNode, MappingNode, TextNode, load_documents
from simulator.scenario.expectation import EXCLUSIONS, EXPECTATIONS
from simulator.scenario.json_schema import scenario_schema
from simulator.scenario.load import READERS
from simulator.scenario.schema_expectations import EXPECTED_VALUES
from simulator.scenario.schema_keys import KEY_VALUES
from simulator.scenario.schema_steps import STEP_VALUES
from simulator.scenario.step_reading import STEPS
from simulator.settings import all_settings

ROOT = Path(__file__).parents[2]
SCHEMA = scenario_schema()
VALIDATOR = Draft202012Validator(SCHEMA)

_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


def as_an_editor_reads_it(node):
    """A node as YAML 1.2 has it: what stands without quotes may be a number, a boolean or nothing."""
    match node:
        case MappingNode(entries):
            return {key.text: as_an_editor_reads_it(value) for key, value in entries}
        case ListNode(items):
            return [as_an_editor_reads_it(item) for item in items]
        case TextNode(text, bare=True) if text in _WORDS:
            return _WORDS[text]
        case TextNode(text, bare=True) if _NUMBER.fullmatch(text):
            return float(text) if re.search("[.eE]", text) else int(text)
        case TextNode(text):
            return text


def errors(text):
    """What is wrong with each document of a file, as paths."""
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}"[:300]
        for node in load_documents(text.encode(), "s.yaml")
        for error in VALIDATOR.iter_errors(as_an_editor_reads_it(node))
    ]


def snippets():
    fence = re.compile(r"^( *)```yaml[^\n]*\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for number, match in enumerate(fence.finditer(page.read_text(encoding="utf-8"))):
            indent = match[1]
            lines = [line.removeprefix(indent) for line in match[2].splitlines()]
            yield pytest.param("\n".join(lines) + "\n", id=f"{page.name}-{number}")


def files():
    for path in sorted((ROOT / "scenarios").rglob("*.yaml")):
        yield pytest.param(path.read_text(encoding="utf-8"), id=path.relative_to(ROOT / "scenarios").as_posix())


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize("text", [*files(), *snippets()])
def test_what_the_loader_takes_the_schema_takes(text):
    assert errors(text) == []


# -- everything is in it ---------------------------------------------------------------------------------------------


def test_every_key_step_and_expectation_has_an_entry():
    assert set(READERS) - set(KEY_VALUES) == set()
    assert set(STEPS) - set(STEP_VALUES) == set()
    assert (set(EXPECTATIONS) | set(EXCLUSIONS)) - set(EXPECTED_VALUES) == set()


def test_no_entry_is_about_something_that_is_not_there():
    assert set(KEY_VALUES) - set(READERS) == set()
    assert set(STEP_VALUES) - set(STEPS) == set()
    assert set(EXPECTED_VALUES) - set(EXPECTATIONS) - set(EXCLUSIONS) == set()


def test_every_setting_is_in_it_with_its_default():
    settings = SCHEMA["properties"]["settings"]["properties"]

    assert {name: one["default"] for name, one in settings.items()} == {
        one.name: list(one.default) if isinstance(one.default, tuple) else one.default for one in all_settings()
    }


def test_every_key_has_a_description():
    assert list(_undescribed(SCHEMA, "")) == []


def _undescribed(schema, path):
    """The paths of properties without a description, where it is not that of what they refer to."""
    match schema:
        case dict():
            for name, one in schema.get("properties", {}).items():
                if one is not False and "description" not in one and "#/properties/" not in one.get("$ref", ""):
                    yield f"{path}/{name}"
            for name, one in schema.items():
                yield from _undescribed(one, f"{path}/{name}")
        case list():
            for number, one in enumerate(schema):
                yield from _undescribed(one, f"{path}/{number}")


def test_every_reference_leads_somewhere():
    for target in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(SCHEMA)):
        schema = SCHEMA
        for part in target.replace("%20", " ").split("/"):
            schema = schema[part]


# -- what it takes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "caller: [presses: 0123, presses: 12, presses: '*', presses: '#', hears: no, hears: 1.5, hears: true]",
        "caller: [stays_silent, stays_silent: 10s, hangs_up, hangs_up: , pauses: 1min 30s, pauses: 2, '${step}']",
        "caller: ${steps}\nexpects: ${checks}\nseed: ${seed}\napp: ${app}",
        "parameters: {pin: 1, list: [a], map: {b: c}}\nexamples: [{pin: 1}, {pin: 2}]",
        "examples: [[pin, x], [1, 2]]\nmatrix: {a: [1, 2], except: [{a: 1}]}",
        "examples: pins.csv\ninclude: [a.yaml, b.yaml]",
        "fragments: {log in: [presses: '${pin}']}\ncaller: [do: log in, do: {log in: {pin: 1}}, include: steps.yaml]",
        "defaults: {app: a:b, expects: [recordings: 0]}",
        "- hears: PIN\n- presses: 1234\n- hangs_up",
        "expects: {dead_air: 4s, dead air: 4s}",
        "expects: [call: {ended by: pbx}, call: {ended_by: pbx}, recording: {longest_silence: at most 2s}]",
        "phones: {4711: busy, 4712: [hangs_up], 4713: {answers: 3 rings, does: []}, 4714: {calls: [busy, [hangs_up]]}}",
        "settings: {strict: no, app_latency: measured, file_folders: [a], dialect: ozeki10, ring_time: 5s}",
    ],
)
def test_all_ways_to_write_something_are_taken(text):
    assert errors(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "calller: []",
        "caller: hangs_up_now",
        "caller: {hears: x}",
        "caller: [haers: x]",
        "caller: [hears: ]",
        "caller: [hears: ~]",
        "caller: [hears: {txt: x}]",
        "caller: [hears: {text: x, at: middle}]",
        "caller: [hears: {at: start}]",
        "caller: [hears: {text: x, within: soon}]",
        "caller: [hears: [x]]",
        "caller: [presses: 12x]",
        "caller: [presses: -1]",
        "caller: [presses: ]",
        "caller: [pauses: long]",
        "caller: [pauses: -1]",
        "caller: [hangs_up: now]",
        "caller: [hears]",
        "caller: [hears: x, presses]",
        "caller: [{hears: x, presses: 1}]",
        "caller: [says: {noise: green}]",
        "caller: [says: {text: x, clip: y.wav}]",
        "caller: [says: {text: x, background: maybe}]",
        "caller: [sends_message: {from: x}]",
        "caller: [sends_alarm: {account: 1234}]",
        "caller: [do: []]",
        "caller: [do: {log in: 1234}]",
        "app: demo",
        "app: {asgi: demo}",
        "app: {asgi: a:b, wsgi: c:d}",
        "app: {path: /x}",
        "app: {url: http://x/, path: /y}",
        "app: {asgi: a:b, path: x}",
        "call: {form: 1}",
        "sms: {from: 1}",
        "sms: {text: x}\ncaller: []",
        "request: {form: {}}",
        "request: {path: /x, method: FETCH}",
        "caller: [repeats: {does: [hangs_up]}]",
        "caller: [repeats: {times: 2, until: x, does: [hangs_up]}]",
        "caller: [waits_for: {within: 5s}]",
        "caller: [waits_for: {notification: GoTo, ozml: Speak}]",
        "phones: {4711: bussy}",
        "phones: {4711: {calls: [], does: []}}",
        "further calls: [{to: 1}]",
        "office: {extensions: {9000: incoming}}",
        "office: {call_changed: /x}",
        "settings: {strikt: true}",
        "settings: {strict: maybe}",
        "settings: {dialect: xf}",
        "settings: {ring_time: long}",
        "clock: fast",
        "seed: -1",
        "alone: perhaps",
        "expects: [heers: x]",
        "expects: [hears: x, notifications]",
        "expects: [notifications: [IncomingCal]]",
        "expects: [recording: {ended_by: silence}]",
        "expects: [recording: {number: 0}]",
        "expects: [call: {cause: bussy}]",
        "expects: [problems: [unknown-elment]]",
        "expects: [file: {exists: false}]",
        "expects: [{hears: x, recordings: 1}]",
        "expects: all is well",
        "examples: {pin: 1}",
        "matrix: [1, 2]",
        "fragments: {log in: hears}",
        "include: {a: b}",
        "defaults: {name: x}",
        "defaults: {app: a:b}\nseed: 1",
        "- haers: x",
    ],
)
def test_a_mistake_is_refused(text):
    assert errors(text) != []
