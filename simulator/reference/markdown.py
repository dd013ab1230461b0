"""Markdown as the pages of the reference are written in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import fill
from typing import Final

WIDTH: Final = 120


def page(title: str, made_by: str, introduction: str, body: Iterable[str]) -> str:
    """A whole page.

    Args:
        title: its heading.
        made_by: the command that prints it.
        introduction: one paragraph, or several with empty lines between them.
        body: blocks, each with its own lines; an empty line comes between them.
    """
    paragraphs = [paragraph(one) for one in introduction.split("\n\n")]
    return "\n\n".join([f"# {title}", f"<!-- made by `{made_by}` -->", *paragraphs, *body]) + "\n"


def paragraph(text: str) -> str:
    """Some sentences, broken into lines."""
    return fill(" ".join(text.split()), WIDTH, break_long_words=False, break_on_hyphens=False)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; what stands in a cell may hold Markdown and line breaks."""
    lines = [header, ["---"] * len(header), *([cell(one) for one in row] for row in rows)]
    return "\n".join("|" + "|".join(f" {one} " if one else " " for one in line) + "|" for line in lines)


def cell(text: str) -> str:
    """A text as it can stand in a cell."""
    return " ".join(text.split()).replace("|", "\\|")


def code(text: object) -> str:
    """A text as code; nothing if it is empty."""
    return f"`{text}`" if str(text) else ""


def codes(names: Iterable[object]) -> str:
    """Names as code, with commas between them."""
    return ", ".join(f"`{one}`" for one in names)
