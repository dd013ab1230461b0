"""The commands as their declarations tell them, for the command line and the documentation: as a table, whole, as data.

This file only arranges what is known elsewhere: parameters stand in the commands, assumptions in `assumptions`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from inspect import cleandoc
from math import isinf
from textwrap import fill
from typing import Any, Final

import simulator.ozml.commands  # noqa: F401 - registers the commands
from simulator.assumptions import OZML
from simulator.ozml import convert
from simulator.ozml.families import ANSWERS
from simulator.ozml.schema import COMMANDS, REQUIRED, Attribute, BlockSpec, CommandSpec, Family
from simulator.settings import Dialect

OZEKI10: Final = "Ozeki 10"
"""How the newer dialect is marked."""


# -- the table -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CommandRow:
    """A command as the table shows it."""

    name: str
    attributes: str
    source: str
    family: Family = Family.EXTENSION
    dialect: Dialect = "xe"
    aliases: str = ""
    assumes: str = ""


def command_rows() -> list[CommandRow]:
    """Every command, family by family, by name."""
    return [
        CommandRow(
            spec.name,
            ", ".join(_parameters(spec)),
            spec.source,
            spec.family,
            spec.dialect,
            ", ".join(f"{alias} for {one.name}" for one in spec.attributes.values() for alias in one.aliases),
            ", ".join(spec.assumes),
        )
        for spec in _specs()
    ]


def markdown_table(rows: Sequence[CommandRow]) -> str:
    """The tables for a page of documentation, one for each family that has commands."""
    by_family = [(family, [row for row in rows if row.family is family]) for family in Family]
    return "\n\n".join("\n".join(_table(family, own)) for family, own in by_family if own)


def _table(family: Family, rows: Sequence[CommandRow]) -> Iterator[str]:
    yield fill(f"{_title(family)}, in answers to {notifications(family)}:", 120) + "\n"
    yield "| command | parameters and defaults | source |"
    yield "| --- | --- | --- |"
    yield from (f"| `{row.name}`{_marked(row.dialect)} | {row.attributes} | {row.source} |" for row in rows)


def notifications(family: Family) -> str:
    """What the commands of a family may answer, in words."""
    *others, last = [f"`{name}`" for name in ANSWERS[family]]
    return f"{', '.join(others)} and {last}" if others else last


def _title(family: Family) -> str:
    return family[:1].upper() + family[1:]


def _specs() -> list[CommandSpec]:
    families = list(Family)
    return sorted(COMMANDS.values(), key=lambda spec: (families.index(spec.family), spec.name.lower()))


def _parameters(spec: CommandSpec) -> Iterator[str]:
    for attribute in spec.attributes.values():
        written = attribute.name
        if attribute.default is REQUIRED:
            written += " (needed)"
        elif default := default_text(attribute):
            written += f"={default}"
        yield written + (" (or text)" if attribute.body else "") + _marked(attribute.dialect)
    for block in spec.blocks.values():
        yield _inside(block)


def _inside(block: BlockSpec) -> str:
    match block:
        case BlockSpec("", ""):
            return "commands"
        case BlockSpec("", item):
            return f"{item} elements with texts"
        case BlockSpec(name, ""):
            return f"{name} (element)"
        case BlockSpec(name, item, key):
            return f"{name} (element) of {item} elements, each with a {key}"


def _marked(dialect: Dialect) -> str:
    return f" ({OZEKI10})" if dialect == "ozeki10" else ""


def default_text(attribute: Attribute) -> str:
    """A default as one would write it; empty if there is nothing to write."""
    match attribute.default:
        case bool():
            return str(attribute.default).lower()
        case float():
            return "" if isinf(attribute.default) else f"{attribute.default:g}"
        case Enum():
            return str(attribute.default.value)
        case None:
            return ""
        case default:
            return "" if default is REQUIRED else str(default)


# -- what a value may be ---------------------------------------------------------------------------------------------

_TYPES: Final[Mapping[Callable[[str], Any], str]] = {
    convert.plain: "a text",
    convert.filled: "a text that is not empty",
    convert.address: "an absolute or relative address",
    convert.optional_address: "an absolute or relative address",
    convert.digits: "keys out of 0-9, *, # and A-D",
}

_NO_VALUE: Final = "\N{WHITE SQUARE}"


def type_text(attribute: Attribute) -> str:
    """What a parameter wants, in the words of the error that says what it expected."""
    if attribute.convert in _TYPES:
        return _TYPES[attribute.convert]
    try:
        attribute.convert(_NO_VALUE)
    except ValueError as error:
        return str(error)
    return "a text"


def description(spec: CommandSpec) -> str:
    """What a command does, in a sentence or two. Its assumptions have a list of their own."""
    return _parts(spec)[0]


def details(spec: CommandSpec) -> list[str]:
    """More of it, point by point; empty for most commands."""
    return _parts(spec)[1:]


def _parts(spec: CommandSpec) -> list[str]:
    text, *points = re.split(r"\n+- ", cleandoc(spec.type.__doc__ or ""))
    return [re.sub(r" \(ASSUMPTION [^)]*\)", "", " ".join(part.split())) for part in (text, *points)]


# -- everything ------------------------------------------------------------------------------------------------------


def commands_as_data() -> dict[str, object]:
    """Everything about every command, for programs; `version` counts changes of its shape."""
    return {"version": 1, "commands": [_as_data(spec) for spec in _specs()]}


def _as_data(spec: CommandSpec) -> dict[str, object]:
    return {
        "name": spec.name,
        "family": spec.family.short,
        "description": description(spec),
        "details": details(spec),
        "dialect": spec.dialect,
        "source": spec.source,
        "example": spec.example,
        "parameters": [
            {
                "name": attribute.name,
                "type": type_text(attribute),
                "required": attribute.default is REQUIRED,
                "default": default_text(attribute),
                "text": attribute.body,
                "aliases": list(attribute.aliases),
                "dialect": attribute.dialect,
            }
            for attribute in spec.attributes.values()
        ],
        "contents": [
            {"name": block.name, "item": block.item, "key": block.key, "description": _inside(block)}
            for block in spec.blocks.values()
        ],
        "assumptions": {number: OZML[number] for number in spec.assumes},
    }


def markdown_reference() -> str:
    """The page of documentation about all commands, family by family."""
    return "\n".join([_HEAD, *(line for family in Family for line in _chapter(family))])


_HEAD: Final = f"""\
# The commands of OzML

<!-- made by `ozeki-simulator commands --reference` -->

What the simulator understands, command by command. Names of elements and attributes match without regard to case. A
parameter that can also be the text of its element is marked "or text". Sources are pages of the vendor's
documentation (P4776 is page 4776 of ozekiphone.com, O6083 one about Ozeki 10). What is marked {OZEKI10} is understood
with the setting `dialect = "ozeki10"`. Every value may hold `$name` or `$name.field`.

Which commands count depends on what is answered: they are of three families. `Play`, `Speak`, `Record`, `Hangup` and
`BlindTransfer` are of two of them, and not the same in both. A command of another family is skipped, and told of.
"""

_INTRODUCTIONS: Final[Mapping[Family, str]] = {
    Family.EXTENSION: "They are about the call of the extension, where there is one.",
    Family.THIRD_PARTY: "They are about a call between two others, the caller and the callee: that of which the "
    "notification tells, or the one with the ID `CallId`. The call goes on when they are done. `RecordCompleted` is "
    "answered with them if the `Record` was one of them.",
    Family.ROUTING: "They say where a call goes. Where none does, the dial plan routes it.",
}


def _chapter(family: Family) -> Iterator[str]:
    yield f"## {_title(family)}\n"
    yield fill(f"The commands in answers to {notifications(family)}. {_INTRODUCTIONS[family]}", 120) + "\n"
    for spec in _specs():
        if spec.family is family:
            yield from _section(spec)


def _section(spec: CommandSpec) -> Iterator[str]:
    yield f"### {spec.name}{_marked(spec.dialect)}\n"
    yield f"{description(spec)} Source: {spec.source}.\n"
    yield f"```xml\n{spec.example}\n```\n"
    if points := details(spec):
        yield from (f"- {point}" for point in points)
        yield ""
    if spec.attributes:
        yield "| parameter | value | default | also |"
        yield "| --- | --- | --- | --- |"
        yield from map(_parameter_row, spec.attributes.values())
        yield ""
    for block in spec.blocks.values():
        yield f"Holds {_contents(block)}.\n"
    if spec.assumes:
        yield "Assumed, since it is not documented:\n"
        yield from (f"- {number}: {OZML[number]}" for number in spec.assumes)
        yield ""


def _parameter_row(attribute: Attribute) -> str:
    name = f"`{attribute.name}`{' or text' if attribute.body else ''}{_marked(attribute.dialect)}"
    default = "needed" if attribute.default is REQUIRED else default_text(attribute)
    cells = (name, type_text(attribute), default, ", ".join(f"`{one}`" for one in attribute.aliases))
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"


def _contents(block: BlockSpec) -> str:
    match block:
        case BlockSpec("", ""):
            return "commands"
        case BlockSpec("", item):
            return f"`{item}` elements, each with a text"
        case BlockSpec(name, ""):
            return f"an element `{name}` with commands"
        case BlockSpec(name, item, key):
            return f"an element `{name}` with `{item}` elements, each with an attribute `{key}` and commands"
