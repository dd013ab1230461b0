"""A sound file that is not there: where it was looked for, and which one was meant."""

from __future__ import annotations

from pathlib import Path

from simulator.errors import near_name


def where_not_found(path: Path) -> str:
    """Say in which folder a file was looked for, to be appended to an error; empty of a whole path, which tells it.

    Returns:
        `` in /home/anna/calls; did you mean 'hello.wav'?``
    """
    if path.is_absolute() or path.exists():
        return ""
    folder = path.absolute().parent
    near = near_name(path.name, [one.name for one in folder.iterdir()] if folder.is_dir() else ())
    return f" in {folder.as_posix()}{f'; did you mean {near!r}?' if near else ''}"
