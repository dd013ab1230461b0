"""A sound file that is not there: where it was looked for, and which one was meant."""

from __future__ import annotations

from pathlib import Path

from simulator.errors import near_name


def where_not_found(path: Path) -> str:
    """Say in which folder a file was looked for, to be appended to an error; empty of a whole path, which tells it.

    Returns:
        `` in /home/anna/calls; did you mean 'hello.wav'?``
    """
    if path.is_absolute():
        return ""
    folder = path.absolute().parent
    try:
        if path.exists():
            return ""
        names = [one.name for one in folder.iterdir()] if folder.is_dir() else []
    except OSError:  # no name for a file at all, or a folder that nobody may look into
        return ""
    near = near_name(path.name, names)
    return f" in {folder.as_posix()}{f'; did you mean {near!r}?' if near else ''}"
