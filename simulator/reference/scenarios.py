"""What scenarios are written with, as pages: steps, expectations and keys, from the JSON Schema that editors use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from simulator.reference import samples
from simulator.reference.markdown import code, page, paragraph, table
from simulator.reference.values import Row, Schema, key_rows, value_text
from simulator.scenario.json_schema import scenario_schema

_STEPS: Final = """\
What a person does, one step after the other, in [scenarios](../scenarios.md#the-callers-steps). Most are
functions of the same name in [Python](../python.md#steps), and JSON in the [control API](../server.md); in Python
`fault` is `suffers(...)`, `answers` and `rejects` make a phone, and `do` and `include` are for scenarios only. The
calls of [pytest](../how-to/pytest.md) have methods for what people do most, and take every other step by
`call.takes(...)`. A step fails if it can no longer come true.

A length of time is `2`, `0.5s`, `300ms` or `2min`. A parameter, `${name}`, may stand in place of any value."""

_EXPECTATIONS: Final = """\
What `expects` and `never` can say of a call when it is over, in [scenarios](../scenarios.md#what-is-expected). In
Python the same names are arguments: `call.expects(recordings=1)`, `simulator.expect(call, ...)`. Texts match if they
contain what is written, without regard to case; `*` is anything, and `/.../` a regular expression."""

_KEYS: Final = """\
Everything that can stand in a scenario file, as [scenarios](../scenarios.md) explain it. `…` stands for a name or a
number of your own, and `[]` for each item of a list. `ozeki-simulator schema scenario` prints the same as a JSON
Schema, with which an editor completes and checks what you write."""

_NEVER: Final = "What must not have happened, in `never`."

_ELSEWHERE: Final[Mapping[str, str]] = {
    "settings": "Every [setting](settings.md), by its name.",
    "faults": "Each fault is one of these, or a word where it needs no more. What tells which notifications are met "
    "(`notification`, `fields`, `number`, `times`, `chance`) is listed once, and goes with all of them.",
}
"""What is said in place of keys that have a page of their own, or before them."""


def steps_page() -> str:
    """Every step."""
    steps = scenario_schema()["$defs"]["step"]["anyOf"][0]["properties"]
    return page("Steps", "ozeki-simulator reference steps", _STEPS, [_index(steps), *_chapters(steps, samples.STEPS)])


def expectations_page() -> str:
    """Every expectation and every exclusion."""
    known = scenario_schema()["$defs"]
    expected, excluded = known["expected"]["properties"], known["excluded"]["properties"]
    body = [
        _index(expected),
        *_chapters(expected, samples.EXPECTATIONS),
        "## never",
        _NEVER,
        table(("key", "holds if", "written", "such as"), [_never(key, one) for key, one in excluded.items()]),
    ]
    return page("Expectations", "ozeki-simulator reference expectations", _EXPECTATIONS, body)


def _never(key: str, schema: Schema) -> tuple[str, ...]:
    text, written = _told(str(schema.get("description", "")))
    return f"`{key}`", text, written, code(samples.EXCLUSIONS.get(key, "").removeprefix("- "))


def keys_page() -> str:
    """Every key of a scenario."""
    keys = scenario_schema()["properties"]
    rows = [
        (f"[`{name}`](#{_anchor(name)})", value_text(one), one.get("description", "")) for name, one in keys.items()
    ]
    nested = [name for name in keys if name != "defaults" and key_rows(keys[name])]
    return page(
        "Keys of a scenario",
        "ozeki-simulator reference keys",
        _KEYS,
        [
            table(("key", "value", "what it is"), [_linked(row, nested) for row in rows]),
            *(block for name in nested for block in _key_chapter(name, keys[name])),
        ],
    )


def _linked(row: tuple[str, str, str], nested: list[str]) -> tuple[str, str, str]:
    """A row without its link, if there is nothing to link to."""
    name = row[0].split("`")[1]
    return row if name in nested else (f"`{name}`", *row[1:])


def _key_chapter(name: str, schema: Schema) -> Iterator[str]:
    yield f"## {name}"
    yield paragraph(_sentence(str(schema.get("description", ""))))
    if name in _ELSEWHERE:
        yield paragraph(_ELSEWHERE[name])
    if name != "settings":
        yield _key_table(schema)


def _index(keys: Mapping[str, Any]) -> str:
    return " · ".join(f"[`{name}`](#{_anchor(name)})" for name in keys)


def _chapters(keys: Mapping[str, Any], shown: Mapping[str, str]) -> Iterator[str]:
    for name, one in keys.items():
        text, written = _told(str(one.get("description", "")))
        yield f"## {name}"
        yield from (paragraph(part) for part in text.split("\n\n"))
        if name in shown:
            yield f"```yml\n{shown[name]}\n```"
        if written:
            yield from (paragraph(part) for part in f"**Written**: {written}".split("\n\n"))
        if key_rows(one):
            yield _key_table(one)


def _key_table(schema: Schema) -> str:
    rows = [(f"`{path}`", value, meaning) for path, value, meaning in _once(key_rows(schema))]
    return table(("key", "value", "what it is"), rows)


def _once(rows: list[Row]) -> Iterator[Row]:
    """Rows without those that say the same of a key inside another one: faults share most of theirs."""
    told: set[Row] = set()
    for row in rows:
        inner = row._replace(path=row.path.rpartition(".")[2])
        if "." not in row.path or inner not in told:
            yield row
        if "." in row.path:
            told.add(inner)


def _told(description: str) -> tuple[str, str]:
    """What something is, and how it is written, where that is told apart."""
    text, _, written = description.partition(" Written: ")
    return text, written


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _anchor(heading: str) -> str:
    """The address of a heading, as the site has it."""
    return re.sub(r"[^\w-]+", "-", heading.lower())
