"""Paths as a Windows program reads them, and what can be no name of a file there. This file looks at no disk."""

from __future__ import annotations

import os
import re
from typing import Final, TypeAlias

from simulator.errors import SimulatorError

MAX_PATH: Final = 4096
"""Longest path that is looked at, in characters; Linux has as many bytes."""

MAX_NAME_BYTES: Final = 255
"""Of a name between two separators, in UTF-8: ext4 and APFS; NTFS has 255 UTF-16 units."""

_MAX_QUOTED: Final = 200
"""Longest path that an error repeats in full, in characters."""

_START: Final = re.compile(r"//|/|[A-Za-z]:/|")
"""What a path begins with: a server, the root, a drive; or nothing, if it is relative."""

_FORBIDDEN: Final = re.compile(r'[\x00-\x1f<>:"|?*/\\]')
_DEVICE: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\..*)?", re.IGNORECASE)
"""Both from "Naming Files, Paths, and Namespaces", Microsoft."""

Names: TypeAlias = tuple[str, ...]
"""A path taken apart: what it begins with, which is empty if it is relative, and the names behind that."""


class FileRefusedError(SimulatorError):
    """A file cannot be found, or must not be changed, where an app wants it."""


def split(path: str) -> Names:
    r"""Take a path apart at `/` and `\`, with `.` and `..` worked out by name, as Windows does.

    Of a relative path that climbs out of where it starts, `..` remains in front.
    """
    text = path.replace("\\", "/")
    found = _START.match(text)
    start = found.group() if found else ""
    names: list[str] = []
    for name in text[len(start) :].split("/"):
        if name == ".." and names[-1:] not in ([], [".."]):
            names.pop()
        elif name not in ("", ".", ".." if start else ""):
            names.append(name)
    return (start, *names)


def behind(first: Names, names: Names) -> Names | None:
    """What follows in a path behind another one, or None if it does not begin with that."""
    same = [name.lower() for name in names[: len(first)]] == [name.lower() for name in first]
    return names[len(first) :] if same else None


def checked(path: str) -> str:
    """A path, if it is one at all.

    Raises:
        FileRefusedError: it is empty, or too long, or no text that a file can be named by.
    """
    if not path.strip():
        raise FileRefusedError(f"{quoted(path)}: is empty, a path was expected")
    if len(path) > MAX_PATH:
        raise FileRefusedError(f"{quoted(path)}: is longer than {MAX_PATH} characters")
    try:
        usable = b"\0" not in path.encode() + os.fsencode(path)
    except UnicodeEncodeError:
        usable = False
    if not usable:
        raise FileRefusedError(f"{quoted(path)}: has characters that cannot stand in the name of a file")
    return path


def check_name(name: str, path: str) -> None:
    """Refuse what is no name of a file on Windows; `path` is where it stands, for the error."""
    if forbidden := _FORBIDDEN.search(name):
        reason = f"{forbidden.group()!r} cannot stand in the name of a file"
    elif name.endswith((".", " ")):
        reason = f"{quoted(name)} ends with a dot or a blank, which the name of a file cannot"
    elif _DEVICE.fullmatch(name):
        reason = f"{quoted(name)} is a device, a file was expected"
    elif len(name.encode()) > MAX_NAME_BYTES:
        reason = f"a name in it is longer than {MAX_NAME_BYTES} bytes"
    else:
        return
    raise FileRefusedError(f"{quoted(path)}: {reason}")


def quoted(path: str) -> str:
    """A path as errors show it: only the beginning of a very long one."""
    return repr(path if len(path) <= _MAX_QUOTED else f"{path[:_MAX_QUOTED]}...")
