"""Names of scenarios as those of files and folders."""

from __future__ import annotations

import re


def as_file_name(name: str) -> str:
    """A name that is one on every system: letters of any language, digits, dots and hyphens."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "scenario"
