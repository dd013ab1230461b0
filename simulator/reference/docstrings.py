"""What a docstring says, in its parts: what the thing is, and what is said of each argument, attribute and so on."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_SECTION: Final = re.compile(r"^(Args|Attributes|Returns|Raises|Source):(?:\s|$)", re.MULTILINE)
_NAMED: Final = re.compile(r"^ {4}([\w, ]+): ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Docstring:
    """A docstring.

    Attributes:
        text: what comes before its sections: paragraphs, with empty lines between them.
        arguments: what each argument is.
        attributes: what each attribute is.
        returns: what is given back; empty if that is not said.
        raises: why each error is raised, by the names of errors.
    """

    text: str
    arguments: Mapping[str, str]
    attributes: Mapping[str, str]
    returns: str
    raises: Mapping[str, str]


def docstring_of(thing: object) -> Docstring:
    """The docstring of a class, a function or a property; one that says nothing if there is none."""
    text, *rest = _SECTION.split(inspect.getdoc(thing) or "")
    sections = dict(zip(rest[::2], rest[1::2], strict=True))
    return Docstring(
        text.strip(),
        _named(sections.get("Args", "")),
        _named(sections.get("Attributes", "")),
        _line(sections.get("Returns", "")),
        _named(sections.get("Raises", "")),
    )


def _named(section: str) -> dict[str, str]:
    """What a section says, by the names in it."""
    _, *rest = _NAMED.split(section)
    return {name: _line(text) for name, text in zip(rest[::2], rest[1::2], strict=True)}


def _line(text: str) -> str:
    return " ".join(text.split())
