"""The commands of the HTTP API as their declarations tell them, for the command line and the documentation.

This file only arranges what is known elsewhere: parameters stand in the commands, assumptions in `assumptions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from inspect import cleandoc
from typing import Final

import simulator.http_api.commands  # noqa: F401 - registers the commands
from simulator.assumptions import HTTP_API
from simulator.http_api.codes import Code
from simulator.http_api.schema import COMMANDS, EVERY_COMMAND, HttpCommandSpec, Parameter
from simulator.ozml.reference import default_text, type_text
from simulator.ozml.schema import REQUIRED, Attribute


def commands_as_data() -> dict[str, object]:
    """Everything about every command, for programs; `version` counts changes of its shape."""
    return {"version": 1, "commands": [_as_data(spec) for spec in _specs()]}


def markdown_reference() -> str:
    """The page of documentation about all commands."""
    codes = [f"| {code.number} | {code.title} | `{code.template}` |" for code in Code]
    return "\n".join([_HEAD, *codes, "", *(line for spec in _specs() for line in _section(spec))])


def description(spec: HttpCommandSpec) -> str:
    """What a command does, in a sentence or two."""
    return _parts(spec)[0]


def _specs() -> list[HttpCommandSpec]:
    return sorted(COMMANDS.values(), key=lambda spec: spec.name.lower())


def _parts(spec: HttpCommandSpec) -> Sequence[str]:
    """The description, and further points."""
    return [" ".join(part.split()) for part in re.split(r"\n+- ", cleandoc(spec.type.__doc__ or ""))]


def _as_attribute(parameter: Parameter) -> Attribute:
    """A parameter as one of OzML: both are told in the same words."""
    return Attribute(parameter.name, parameter.convert, parameter.default, body=False, aliases=(), dialect="xe")


def _as_data(spec: HttpCommandSpec) -> dict[str, object]:
    return {
        "name": spec.name,
        "description": description(spec),
        "details": _parts(spec)[1:],
        "source": spec.source,
        "parameters": [
            {
                "name": one.name,
                "type": type_text(_as_attribute(one)),
                "required": one.default is REQUIRED,
                "default": default_text(_as_attribute(one)),
            }
            for one in spec.parameters.values()
        ],
        "codes": sorted(code.number for code in (*EVERY_COMMAND, *spec.codes)),
        "request": f"/?{spec.example}",
        "answer": spec.answered.as_bytes().decode(),
        "assumptions": {number: HTTP_API[number] for number in spec.assumes},
    }


_HEAD: Final = """\
# The commands of the HTTP API

<!-- made by `ozeki-simulator commands --http-reference` -->

What an app can ask of the simulated PBX, command by command: a GET with a query string or a POST with a form. Names
of commands and parameters match without regard to case. Every command takes `Username` and `Password` too where the
office wants to know who sends it. The HTTP status is always 200; what became of a command is told by the code in the
answer: 200 and 300 to 307 may come from every command. Sources are pages of the vendor's documentation (p_4572 is
page 4572 of ozekiphone.com).

| code | name | message |
| --- | --- | --- |"""


def _section(spec: HttpCommandSpec) -> Iterator[str]:
    text, *points = _parts(spec)
    yield f"## {spec.name}\n"
    yield f"{text} Source: {spec.source}.\n"
    if points:
        yield from (f"- {point}" for point in points)
        yield ""
    yield f"```\nGET /?{spec.example}\n```\n"
    yield f"```xml\n{_document(spec)}\n```\n"
    if spec.parameters:
        yield "| parameter | value | default |"
        yield "| --- | --- | --- |"
        yield from map(_parameter_row, spec.parameters.values())
        yield ""
    own = ", ".join(f"{code.number} {code.title}" for code in sorted(spec.codes, key=lambda code: code.number))
    if own:
        yield f"Codes of its own: {own}.\n"
    if spec.assumes:
        yield "Assumed, since it is not documented:\n"
        yield from (f"- {number}: {HTTP_API[number]}" for number in spec.assumes)
        yield ""


def _document(spec: HttpCommandSpec) -> str:
    return spec.answered.as_bytes().decode().replace("\r\n", "\n")


def _parameter_row(parameter: Parameter) -> str:
    attribute = _as_attribute(parameter)
    default = "needed" if parameter.default is REQUIRED else default_text(attribute)
    return f"| `{parameter.name}` | {type_text(attribute)} |{f' {default} ' if default else ' '}|"
