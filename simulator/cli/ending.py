"""How commands speak to people, and how they leave."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, NoReturn

from simulator.cli.output import console_on_output
from simulator.status import ExitStatus

if TYPE_CHECKING:
    from rich.console import Console

_PIPED_WIDTH = 120


def finish(work: Coroutine[None, None, ExitStatus]) -> NoReturn:
    """See a command through and leave with its status."""
    import asyncio

    async def interruptible() -> ExitStatus:
        """Let SIGTERM, which CI systems send, end the work as Ctrl-C does: what was started is stopped."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        if task is not None:
            signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(task.cancel))
        return await work

    try:
        status = asyncio.run(interruptible())
    except (KeyboardInterrupt, asyncio.CancelledError):
        complain("interrupted")
        status = ExitStatus.INTERRUPTED
    raise SystemExit(status)


def console_for_people() -> Console:
    """Where people read; what is piped elsewhere is not folded to a terminal's width."""
    console = console_on_output()
    return console if console.is_terminal or "COLUMNS" in os.environ else console_on_output(_PIPED_WIDTH)


def complain(text: str) -> None:
    """Say on standard error what is wrong."""
    sys.stderr.write(f"{text}\n")
