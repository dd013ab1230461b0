"""The lines of an answer, as mistakes in it are numbered, and the columns once addresses are shortened."""

from __future__ import annotations

from collections.abc import Callable


def lines_of(body: str) -> list[str]:
    r"""The lines of an answer: they end where a parser of XML counts on, at `\n`, with or without `\r` before it.

    `str.splitlines` ends lines at other characters too, such as U+2028, which may stand in the midst of a text.
    """
    lines = [line.removesuffix("\r") for line in body.split("\n")]
    return lines if lines[-1] else lines[:-1]


def shifted_column(line: str, column: int, shortened: Callable[[str], str]) -> int:
    """Where a column of a line comes to stand when the addresses in the line are shortened.

    Args:
        line: as the app wrote it.
        column: one of it, from 1; 0, and what is behind the end of the line, stay as they are.
        shortened: replaces addresses.
    """
    return len(shortened(line[: column - 1])) + 1 if 0 < column <= len(line) + 1 else column
