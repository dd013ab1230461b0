"""An app in a process of its own, in whatever language: started, waited for, and stopped with all its children."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from simulator.errors import AppError, ScenarioError
from simulator.scenario.app_output import AppOutput, AppSaid

START_SECONDS: Final = 30.0
"""How long a command may take until its port answers."""

STOP_SECONDS: Final = 5.0
"""How long it may take to end when it is asked to; after that it is killed."""

_KNOCK_SECONDS: Final = 0.02
_LINES_SHOWN: Final = 20

_LOOK_SECONDS: Final = 0.05
_QUIET_LOOKS: Final = 4
"""Looks at which nothing more was printed, until it is taken that nothing will be: what fails takes a while to end."""
_MOST_LOOKS: Final = 20
"""Looks at one that never stops to print."""


def command_parts(written: str) -> tuple[str, ...]:
    """The parts of a command: it is cut at blanks outside of quotes; a backslash is itself.

    Raises:
        ScenarioError: a quote is not closed.
    """
    lexer = shlex.shlex(written, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.escape = lexer.commenters = ""
    try:
        return tuple(lexer)
    except ValueError:
        raise ScenarioError(f"a quote is not closed in {written!r}") from None


class RunningCommand:
    """A command that is to listen on a port.

    Args:
        arguments: the program and its arguments, with `{port}` where the number of the port belongs.
        folder: where it is started.
        port: told to it by `{port}` and by the environment variable PORT.
        heard: told of every line that it prints, in a thread of its own.
    """

    def __init__(
        self, arguments: tuple[str, ...], folder: Path, port: int, heard: Callable[[str], None] = lambda _: None
    ) -> None:
        self._arguments = [part.replace("{port}", str(port)) for part in arguments]
        self._folder = folder
        self._heard = heard
        self._listened = False
        self._stopped = False
        self._output: AppOutput | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.port = port
        """Where it is to listen."""

    def __str__(self) -> str:
        """As it was started: ``node app.js 40123``."""
        return shlex.join(self._arguments)

    @property
    def ending(self) -> str:
        """How it has ended, such as "ended with exit code 3"; empty if it has not."""
        code = None if self._process is None else self._process.poll()
        if code is None:
            return ""
        if code < 0 and -code in {*signal.Signals}:  # only where there are signals
            return f"ended with signal {signal.Signals(-code).name}"
        return f"ended with exit code {code}"

    @property
    def printed(self) -> int:
        """Lines that it has printed."""
        return 0 if self._output is None else self._output.count

    def start(self) -> None:
        """Start it.

        Raises:
            AppError: there is no such program.
        """
        try:
            self._process = process = subprocess.Popen(  # noqa: S603 - what the author of the scenario wants to run
                self._arguments,
                cwd=self._folder,
                # Python keeps lines back until there are many, unless it prints to a terminal, or is told not to.
                env={"PYTHONUNBUFFERED": "1", **os.environ, "PORT": str(self.port)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                bufsize=0,
                start_new_session=True,  # so that its children can be stopped with it; Windows knows them anyway
            )
        except OSError as error:
            reason = error.strerror or str(error)
            if isinstance(error, FileNotFoundError) and self._folder.is_dir():
                reason = f"there is no program {self._arguments[0]!r}"
            raise AppError(f"cannot start {str(self)!r}: {reason}") from None
        if process.stdout is not None:
            self._output = AppOutput(process.stdout, self._heard)

    async def listens(self) -> None:
        """Wait until it takes connections.

        Raises:
            AppError: it ended, or the time is up; the message ends with what it printed.
        """
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while not await _answers(self.port):
            if self.ending:
                await self._settled()
                raise AppError(self._story(f"{self.ending} before it took a call"))
            if asyncio.get_running_loop().time() > deadline:
                hint = "does it take the port from `{port}` or the variable PORT?"
                raise AppError(self._story(f"never listened on port {self.port} in {START_SECONDS:g} s; {hint}"))
            await asyncio.sleep(_KNOCK_SECONDS)
        self._listened = True

    async def is_gone(self) -> bool:
        """Whether it has taken connections and takes none any more: it has ended, and left no child that does."""
        return self._listened and bool(self.ending) and not await _answers(self.port)

    async def said(self, since: int, most: int = 10) -> AppSaid:
        """The last lines that it has printed behind the first `since` ones; the last anyway if it has ended."""
        await self._settled()
        end = self.ending if self._output is None or self._output.ended else ""
        return AppSaid(tuple(self._lines(most, since) or (self._lines(most) if end else ())), end)

    def stop(self) -> None:
        """End it and all that it started; whoever stops it twice changes nothing."""
        if self._process is not None and not self._stopped:
            self._stopped = True  # its number may be that of another process by now
            _end(self._process)
        if self._output is not None:
            self._output.close()

    # -- inside ------------------------------------------------------------------------------------------------------

    async def _settled(self) -> None:
        """Let arrive what it has printed just now, and let it end if it is about to."""
        if self._output is None:
            return
        pieces, quiet = self._output.pieces, 0
        for _ in range(_MOST_LOOKS):
            if quiet == _QUIET_LOOKS or (self._output.ended and self.ending):
                return
            await asyncio.sleep(_LOOK_SECONDS)
            quiet = quiet + 1 if self._output.pieces == pieces else 0
            pieces = self._output.pieces

    def _lines(self, most: int, since: int = 0) -> list[str]:
        return [] if self._output is None else self._output.lines(most, since)

    def _story(self, what: str) -> str:
        lines = self._lines(_LINES_SHOWN)
        printed = "".join(f"\n  | {line}" for line in lines) if lines else " (it printed nothing)"
        return f"the app {str(self)!r} {what}{printed}"


if sys.platform == "win32":

    def _end(process: subprocess.Popen[bytes]) -> None:
        # `taskkill` is part of Windows and the one way there to end children too.
        subprocess.run(  # noqa: S603 - a number and fixed words
            ["taskkill", "/T", "/F", "/PID", str(process.pid)],  # noqa: S607 - where Windows has it
            check=False,
            capture_output=True,
        )
        process.wait()

else:

    def _end(process: subprocess.Popen[bytes]) -> None:
        # The group is that of the session that the process leads; it outlives the process if children are left.
        for asked in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, asked)
            except (ProcessLookupError, PermissionError):
                break
            try:
                process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                continue
        process.wait()


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
