"""References to parameters in texts: `${name}`, `${name:-default}`, `${env.NAME}`; `$${` is a `${` that is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from simulator.scenario.document import REFERENCE, ListNode, MappingNode, Node, TextNode, end_of_reference

ENVIRONMENT: Final = "env."
"""What the name of an environment variable begins with."""

NAME: Final = r"[^\W\d](?:[\w -]*\w)?"
NAMES: Final = "letters, digits, '_', '-' and blanks, a letter first"

_INSIDE: Final = re.compile(rf"\s*((?:env\.)?{NAME})\s*(?::-(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reference:
    """A parameter that is asked for. `default` stands where it is not given, or empty; None if there is none."""

    name: str
    default: str | None = None

    @property
    def variable(self) -> str | None:
        """The environment variable that it is, if it is one."""
        return self.name.removeprefix(ENVIRONMENT) if self.name.startswith(ENVIRONMENT) else None


def is_name(written: str) -> bool:
    """Whether a parameter can have this name."""
    return re.fullmatch(NAME, written) is not None


def parts_of(text: str) -> list[str | Reference]:
    """Cut a text into what stands there and what is asked for.

    Raises:
        ValueError: a reference is none; it says why.
    """
    parts: list[str | Reference] = []
    done = 0
    while (start := text.find(REFERENCE, done)) >= 0:
        if text[start - 1 : start] == "$" and start > done:
            parts += [text[done : start - 1], REFERENCE]
            done = start + len(REFERENCE)
            continue
        end = end_of_reference(text, start)
        if end is None:
            raise ValueError("'${' is never closed with '}'; write '$${' if no parameter is meant")
        parts += [text[done:start], _reference(text[start:end])]
        done = end
    parts.append(text[done:])
    return [part for part in parts if part != ""]


def names_in(node: Node) -> Iterator[str]:
    """Every name that is asked for in a node; references that are none are left out."""
    match node:
        case TextNode(text):
            yield from _names_in_text(text)
        case ListNode(items):
            for item in items:
                yield from names_in(item)
        case MappingNode(entries):
            for key, value in entries:
                yield from _names_in_text(key.text)
                yield from names_in(value)


def _names_in_text(text: str) -> Iterator[str]:
    try:
        parts = parts_of(text) if REFERENCE in text else []
    except ValueError:
        return
    for part in parts:
        if isinstance(part, Reference):
            yield part.name
            yield from _names_in_text(part.default or "")


def _reference(written: str) -> Reference:
    match = _INSIDE.fullmatch(written[len(REFERENCE) : -1])
    if match is None:
        raise ValueError(f"{written!r} names no parameter; expected `${{name}}` or `${{name:-default}}`: {NAMES}")
    return Reference(match[1], match[2])
