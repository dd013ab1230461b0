"""The command `reference`: pages about what this very version knows, made from itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal, get_args

import typer

from simulator.cli.output import say
from simulator.errors import ScenarioError
from simulator.reference import PageName, reference_page

Page = Literal[PageName, "command-line"]
PAGES: Final[tuple[Page, ...]] = (*get_args(PageName), "command-line")


def reference(
    context: typer.Context,
    page: Annotated[Page | None, typer.Argument(help=f"The page to print: {', '.join(PAGES)}.", metavar="PAGE")] = None,
    write: Annotated[
        Path | None, typer.Option("--write", help="Write all pages into this folder instead.", metavar="FOLDER")
    ] = None,
) -> None:
    """Print a page of the reference, as Markdown."""
    if write is not None:
        _write(write, {name: _text(name, context) for name in PAGES})
    elif page is not None:
        say(_text(page, context), end="")
    else:
        raise typer.BadParameter(f"name a page ({', '.join(PAGES)}), or a folder with --write", param_hint="PAGE")


def _write(folder: Path, pages: Mapping[Page, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (folder / f"{name}.md").write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ScenarioError(f"{error.filename or folder}: cannot be written: {error.strerror}") from error


def _text(page: Page, context: typer.Context) -> str:
    if page == "command-line":
        from simulator.reference.command_line import command_line_page

        return command_line_page(context.find_root().command)
    return reference_page(page)
