"""One command, of OzML or of the HTTP API, as the references tell of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from simulator.errors import ScenarioError, suggestion


class _Section(NamedTuple):
    """What a reference says of a command."""

    name: str
    family: str
    text: str


def command_in_full(name: str) -> str:
    """What is said of a command, in Markdown, once for each family that has it.

    Args:
        name: its name, without regard to case.

    Raises:
        ScenarioError: there is no such command.
    """
    from simulator.http_api.reference import markdown_reference as http_reference
    from simulator.ozml.reference import markdown_reference as ozml_reference

    sections = [*_sections(ozml_reference(), 2), *_sections(http_reference(), 1)]
    found = [one for one in sections if one.name.lower() == name.lower()]
    if not found:
        raise ScenarioError(f"there is no command {name!r}{suggestion(name, sorted({one.name for one in sections}))}")
    return "\n".join(f"# {one.name}: {one.family}\n{one.text}" for one in found)


def _sections(page: str, level: int) -> Iterator[_Section]:
    """The sections on commands of a page, which stand below headings of a level that are families."""
    for chapter in _split(page, level):
        family, *commands = _split(chapter, level + 1)
        for command in commands:
            heading, text = command.split("\n", 1)
            yield _Section(heading.split()[1], family.split("\n", 1)[0].lstrip("# "), text)


def _split(page: str, level: int) -> list[str]:
    return re.split(rf"^(?={'#' * level} )", page, flags=re.MULTILINE)
