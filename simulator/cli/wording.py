"""What is wrong with the words of a command line, in ours: Typer passes on those of the library that reads values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import typer
from typer.core import TyperGroup

_EXPECTED: Final[Mapping[str, str]] = {
    "bool": "'true' or 'false'",
    "float": "a number",
    "int": "a whole number",
}
"""What was expected, by the beginning of pydantic's name for a mistake, such as `int_parsing`."""

_BOUNDS: Final[Mapping[str, str]] = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


class PlainGroup(TyperGroup):
    """Commands whose mistakes are told plainly."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - Typer keeps the type of contexts to itself
        """Run a command.

        Raises:
            typer.BadParameter: a value is none that the command takes.
        """
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            from pydantic import ValidationError  # Typer has read the value with it

            if isinstance(error.__cause__, ValidationError):
                (first, *_) = error.__cause__.errors()
                error.message = _sentence(first["type"], first["msg"], first["input"], first.get("ctx", {}))
            raise


def _sentence(kind: str, message: str, written: object, more: Mapping[str, object]) -> str:
    """What is wrong with a value, as everywhere here."""
    for name, words in _BOUNDS.items():
        if name in more:
            return f"expected {words} {more[name]}, not {written}"
    family = kind.partition("_")[0]
    if family in _EXPECTED:
        return f"expected {_EXPECTED[family]}, not {str(written)!r}"
    if "error" in more:  # Typer's own sentence about a choice
        return str(more["error"]).removesuffix(".")
    return message[:1].lower() + message[1:]
