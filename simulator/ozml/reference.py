"""The table of commands, generated from their declarations, for the command line and the documentation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from math import isinf

import simulator.ozml.commands  # noqa: F401 - registers the commands
from simulator.ozml.schema import COMMANDS, REQUIRED, CommandSpec


@dataclass(frozen=True, slots=True)
class CommandRow:
    """A command as the table shows it."""

    name: str
    attributes: str
    source: str


def command_rows() -> list[CommandRow]:
    """Every command, by name."""
    rows = [CommandRow(spec.name, ", ".join(_parameters(spec)), spec.source) for spec in COMMANDS.values()]
    return sorted(rows, key=lambda row: row.name.lower())


def markdown_table(rows: Sequence[CommandRow]) -> str:
    """The table for a page of documentation."""
    lines = ["| command | parameters and defaults | source |", "| --- | --- | --- |"]
    lines += [f"| {'`' + row.name + '`'} | {row.attributes} | {row.source} |" for row in rows]
    return "\n".join(lines)


def _parameters(spec: CommandSpec) -> Iterator[str]:
    for attribute in spec.attributes.values():
        written = attribute.name
        if attribute.default is REQUIRED:
            written += " (needed)"
        elif (default := _shown(attribute.default)) is not None:
            written += f"={default}"
        yield written + (" (or text)" if attribute.body else "")
    for block in spec.blocks.values():
        yield f"{block.name} (element)" + (f" of {block.item} elements, each with a {block.key}" if block.item else "")


def _shown(default: object) -> str | None:
    """A default as one would write it; None if there is nothing to write."""
    match default:
        case None | "":
            return None
        case bool():
            return str(default).lower()
        case float():
            return None if isinf(default) else f"{default:g}"
        case Enum():
            return str(default.value)
        case _:
            return str(default)
