"""The control API as a page: every operation with parameters and an example, from its OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from simulator.reference.markdown import page, paragraph, table
from simulator.server.control.api import PREFIX, control_api

_INTRODUCTION: Final = """\
Every operation of the control API, below `http://127.0.0.1:7780{prefix}`. [The server](../server.md) explains them;
`ozeki-simulator serve` has them to try at `{prefix}/docs`, and their OpenAPI document, with every field and its
meaning, at `{prefix}/openapi.json`.

An error is a problem detail (RFC 9457): 400, 413 or 415 for a body that cannot be read, 422 for one that makes no
sense, 404 for what there is not, 409 for what cannot be done now, 503 while the server starts or stops."""

_EVERYWHERE: Final = {"400", "403", "413", "415", "422", "503"}
"""Statuses that are told of once, above."""


def control_api_page() -> str:
    """Every operation, group by group."""
    document = control_api().openapi()
    body = [block for tag in document["tags"] for block in _chapter(tag, document)]
    introduction = _INTRODUCTION.format(prefix=PREFIX)
    return page("The control API", "ozeki-simulator reference control-api", introduction, body)


def _chapter(tag: Mapping[str, str], document: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {tag['name'].capitalize()}"
    yield tag["description"]
    for summary, same in _operations(tag["name"], document).items():
        first, *_ = same.values()
        yield f"### {summary}"
        yield " · ".join(f"`{name}`" for name in same)
        yield from _operation(first, document)


def _operations(tag: str, document: Mapping[str, Any]) -> dict[str, dict[str, Mapping[str, Any]]]:
    """The operations of a group by what they do: what can be done on its own can be done in a session too."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if operation["tags"][-1] == tag:
                found.setdefault(operation["summary"], {})[f"{method.upper()} {path}"] = operation
    return found


def _operation(operation: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[str]:
    yield from (paragraph(part) for part in operation.get("description", "").split("\n\n") if part)
    rows = [
        (f"`{one['name']}`", one["in"], one.get("description", ""), _default(one))
        for one in operation.get("parameters", ())
        if one["in"] != "path"
    ]
    if rows:
        yield table(("parameter", "in", "what it is", "default"), rows)
    content = operation.get("requestBody", {}).get("content", {})
    for order in content.values():
        yield from _order(_resolved(order["schema"], document))
    yield paragraph("; ".join(_answers(operation)) + ".")


def _answers(operation: Mapping[str, Any]) -> Iterator[str]:
    """What the statuses mean, those aside that every operation may have."""
    for status, one in sorted(operation["responses"].items()):
        if status not in _EVERYWHERE:
            told = one["description"].removesuffix(".")
            yield f"`{status}`" if told == "Successful Response" else f"`{status}`: {told[:1].lower()}{told[1:]}"


def _order(schema: Mapping[str, Any]) -> Iterator[str]:
    """What is sent: its fields, and an example."""
    rows = [
        (f"`{name}`" + (" (needed)" if name in schema.get("required", ()) else ""), one.get("description", ""))
        for name, one in schema.get("properties", {}).items()
    ]
    if rows:
        yield table(("field", "what it is"), rows)
    example = _example(schema)
    if example:
        lines = [f"  {json.dumps(name)}: {json.dumps(one, ensure_ascii=False)}" for name, one in example.items()]
        yield "```json\n{\n" + ",\n".join(lines) + "\n}\n```"


def _example(schema: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON
    """The first example of the whole; where there is none, the first of each field that must be there."""
    if schema.get("examples"):
        return schema["examples"][0]
    return {
        name: one["examples"][0]
        for name, one in schema.get("properties", {}).items()
        if one.get("examples") and name in schema.get("required", ())
    }


def _resolved(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    resolved: Mapping[str, Any] = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return resolved


def _default(parameter: Mapping[str, Any]) -> str:
    default = parameter["schema"].get("default")
    return "needed" if parameter.get("required") else f"`{json.dumps(default)}`" if default not in (None, "") else ""
