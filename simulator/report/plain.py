"""What people read of a run, as plain text: for files, and for other programs that show it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType


def plain_text(thing: RenderableType, width: int) -> str:
    """What a terminal of so many columns would show, without colours; lines that must stay whole may be longer."""
    from rich.console import Console

    shown = io.StringIO()
    console = Console(file=shown, width=width, color_system=None, highlight=False)
    console.print(thing, crop=False, soft_wrap=False, end="")
    return "\n".join(line.rstrip() for line in shown.getvalue().splitlines())
