"""The command `init`."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import typer

from simulator.cli.output import say
from simulator.errors import ScenarioError


def init(
    folder: Annotated[
        Path,
        typer.Argument(
            help="Where to write it; made if need be, and the working directory if not given.",
            metavar="FOLDER",
            file_okay=False,
        ),
    ] = Path(),
    language: Annotated[
        Literal["python", "node", "php", "csharp"], typer.Option("--language", "-l", help="What the app is written in.")
    ] = "python",
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are in the way.")] = False,
) -> None:
    """Write a small phone menu with its tests, which pass: a project to start from."""
    from simulator.starter import LANGUAGES, project
    from simulator.starter.origin import origin

    files = project(language, origin())
    if not force and (in_the_way := [name for name in files if (folder / name).exists()]):
        names = ", ".join(in_the_way)
        raise ScenarioError(f"{_told(folder)}: nothing was written, as {names} would be overwritten; --force does that")
    for name, text in files.items():
        _write(folder / name, text)
        say(f"wrote {(folder / name).as_posix()}")
    say(f"\nAll of it is in {folder.resolve()}. Now run:\n")
    for command in _next_commands(folder, LANGUAGES[language].commands):
        say(f"  {command}")


def _told(folder: Path) -> str:
    """A folder in an error: the working directory with its path, as nobody has named it."""
    return str(folder.resolve() if folder == Path() else folder)


def _next_commands(folder: Path, commands: Iterable[str]) -> list[str]:
    """What to type now: from inside the folder."""
    quoted = f'"{folder}"' if os.name == "nt" else shlex.quote(str(folder))
    return [*([] if folder == Path() else [f"cd {quoted}"]), *commands]


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be written: {error.strerror}") from error
