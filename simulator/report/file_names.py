"""Names of scenarios and of their files as those of files and folders."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

LONGEST: Final = 120
"""Bytes of a name; most systems allow 255, and some of them count other things as well."""

_SPOKEN: Final[Mapping[str, str]] = {"*": " star ", "#": " hash "}
"""Keys of a telephone, which would get lost, and with them what tells two rows of examples apart."""


def as_file_name(name: str) -> str:
    """A name that is one on every system: letters of any language, digits, dots and hyphens; a long one is cut."""
    for key, word in _SPOKEN.items():
        name = name.replace(key, word)
    safe = re.sub(r"[^\w.-]+", "-", name).strip("-.") or "scenario"
    if len(safe.encode()) <= LONGEST:
        return safe
    mark = sha256(name.encode(errors="replace")).hexdigest()[:8]
    return f"{safe.encode()[: LONGEST - 9].decode(errors='ignore')}-{mark}"


def folder_names(path: Path) -> list[str]:
    """The parts of a path as names below another folder, without what would lead out of that."""
    return [as_file_name(part) for part in path.parts if part not in (path.anchor, "..", ".")]


def path_from(path: Path, folder: Path) -> Path:
    """A path as it is seen from a folder, however both are written, and wherever somebody works.

    On Windows a path on another drive stays as it is.
    """
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve()))
    except ValueError:
        return path.resolve()
