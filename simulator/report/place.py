"""Where something is written, as reports name it."""

from __future__ import annotations


def place_text(source: str, line: int) -> str:
    """A file and its line, ``operator.yaml:12``; what has no lines stands alone."""
    return f"{source}:{line}" if line else source
