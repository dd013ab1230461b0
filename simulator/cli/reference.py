"""The command `reference`: pages about what this very version knows, made from itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal, get_args

import typer

from simulator.reference import PageName, reference_page

Page = Literal[PageName, "command-line"]
PAGES: Final[tuple[Page, ...]] = (*get_args(PageName), "command-line")


def reference(
    context: typer.Context,
    page: Annotated[
        Page | None, typer.Argument(help=f"The page to print: {', '.join(PAGES)}.", metavar="[PAGE]")
    ] = None,
    write: Annotated[
        Path | None, typer.Option("--write", help="Write all pages into this folder instead.", metavar="FOLDER")
    ] = None,
) -> None:
    """Print a page of the reference, as Markdown."""
    if write is not None:
        write.mkdir(parents=True, exist_ok=True)
        for name in PAGES:
            (write / f"{name}.md").write_text(_text(name, context), encoding="utf-8", newline="\n")
    elif page is not None:
        typer.echo(_text(page, context), nl=False)
    else:
        raise typer.BadParameter(f"name a page ({', '.join(PAGES)}), or a folder with --write", param_hint="PAGE")


def _text(page: Page, context: typer.Context) -> str:
    if page == "command-line":
        from simulator.reference.command_line import command_line_page

        return command_line_page(context.find_root().command)
    return reference_page(page)
