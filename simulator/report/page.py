"""A page of plain lines: texts, folded to a width, indented, labelled, side by side; none has blanks at its end.

It is laid out here and not by Rich's tables, which fill every line with blanks and cut what must stay copyable.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

_NARROWEST = 10
"""Columns that a text gets at least, however narrow the terminal is."""

_NARROWEST_PAGE = 20
"""Columns of a page, however narrow the terminal is; it folds what is wider."""

NARROWEST_CONVERSATION = 40
"""Columns that a conversation needs; with fewer its headings would run into each other."""

GAP = 2
"""Blank columns between cells that stand side by side."""


def printable(text: str) -> str:
    """A text that a terminal can show as it is: what would control it is replaced. Lines stay lines."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one == "\n" else "\N{REPLACEMENT CHARACTER}" for one in text)


class Page:
    """Lines for a console, from top to bottom.

    Args:
        console: what they are shown on.
        width: its columns; it has some, however few they are.
        kept: whether it goes into a file, for readers who have no command line to show more with.
    """

    def __init__(self, console: Console, width: int, *, kept: bool = False) -> None:
        self.console = console
        self.advice = "" if kept else "; -v shows them"
        """Stands behind the number of lines that were left out."""
        self.width = max(width, _NARROWEST_PAGE)
        self.lines: list[Text] = []

    def __rich_console__(self, _console: Console, _options: ConsoleOptions) -> RenderResult:
        yield from self.lines

    def blank(self) -> None:
        """Add an empty line."""
        self._add(Text())

    def whole(self, text: Text, indent: int = 0) -> None:
        """Add a line that is never folded, however long it is."""
        self._add(Text.assemble(" " * indent, text))

    def write(self, text: Text, indent: int = 0, hanging: int | None = None) -> None:
        """Add a text, folded. The lines behind the first one are indented by `hanging`, or as the first one is."""
        behind = indent if hanging is None else hanging
        for number, line in enumerate(self.folded(text, self.width - max(indent, behind))):
            self._add(Text.assemble(" " * (behind if number else indent), line))

    def labelled(self, label: str, text: Text, indent: int, column: int) -> None:
        """Add a text that begins in a column, behind its label."""
        for number, line in enumerate(self.folded(text, self.width - column)):
            before = f"{'':{indent}}{'' if number else label}"
            self._add(Text.assemble((f"{before:<{column}}", "dim"), line))

    def side_by_side(self, cells: Sequence[Text], widths: Sequence[int], indent: int = 0, mark: str = "") -> None:
        """Add cells beside each other, each folded to its width; `mark` stands on the left, in the indentation."""
        columns = [self.folded(cell, width) for cell, width in zip(cells, widths, strict=True)]
        for number, parts in enumerate(zip_longest(*columns)):
            line = Text.assemble(("" if number else mark, "bold red"), " " * (indent - (0 if number else len(mark))))
            start = filled = 0
            for part, width in zip(parts, widths, strict=True):
                if part:
                    line.append(" " * (start - filled)).append_text(part)
                    filled = start + cell_len(part.plain)
                start += width + GAP
            self._add(line)

    def folded(self, text: Text, width: int) -> list[Text]:
        """The lines of a text that are no wider than that; at least one."""
        lines = text.wrap(self.console, max(width, _NARROWEST), overflow="fold")
        for line in lines:
            line.rstrip()
        return list(lines) or [Text()]

    def _add(self, line: Text) -> None:
        line.no_wrap, line.overflow = True, "ignore"
        self.lines.append(line)
