"""An app in a process of its own, in whatever language: started, waited for, and stopped with all its children."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Final

from simulator.errors import AppError, ScenarioError

START_SECONDS: Final = 30.0
"""How long a command may take until its port answers."""

STOP_SECONDS: Final = 5.0
"""How long it may take to end when it is asked to; after that it is killed."""

_KNOCK_SECONDS: Final = 0.02
_LINES_SHOWN: Final = 20
_BYTES_SHOWN: Final = 16 * 1024


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
    """

    def __init__(self, arguments: tuple[str, ...], folder: Path, port: int) -> None:
        self._arguments = [part.replace("{port}", str(port)) for part in arguments]
        self._told_port = any("{port}" in part for part in arguments)
        self._folder = folder
        self._port = port
        self._output: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it. What it prints goes to a file, so that it can print as much as it likes.

        Raises:
            AppError: there is no such program.
        """
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - `stop` closes it
        try:
            self._process = subprocess.Popen(  # noqa: S603 - what the author of the scenario wants to run
                self._arguments,
                cwd=self._folder,
                env={**os.environ, "PORT": str(self._port)},
                stdin=subprocess.DEVNULL,
                stdout=self._output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that its children can be stopped with it; Windows knows them anyway
            )
        except OSError as error:
            reason = error.strerror or str(error)
            if isinstance(error, FileNotFoundError) and self._folder.is_dir():
                reason = f"there is no program {self._arguments[0]!r}"
            raise AppError(f"cannot start {shlex.join(self._arguments)!r}: {reason}") from None

    async def listens(self) -> None:
        """Wait until it takes connections.

        Raises:
            AppError: it ended, or the time is up; the message ends with what it printed.
        """
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while not await _answers(self._port):
            if self._process is not None and (code := self._process.poll()) is not None:
                raise AppError(self._story(f"ended with exit code {code} before it took a call"))
            if asyncio.get_running_loop().time() > deadline:
                hint = "" if self._told_port else "; it learns the port from {port} or the environment variable PORT"
                raise AppError(self._story(f"did not listen on port {self._port} within {START_SECONDS:g} s{hint}"))
            await asyncio.sleep(_KNOCK_SECONDS)

    def stop(self) -> None:
        """End it and all that it started."""
        if self._process is not None:
            _end(self._process)
        if self._output is not None:
            self._output.close()

    def _story(self, what: str) -> str:
        lines = self._last_lines()
        printed = "".join(f"\n  | {line}" for line in lines) if lines else " (it printed nothing)"
        return f"the app {shlex.join(self._arguments)!r} {what}{printed}"

    def _last_lines(self) -> list[str]:
        if self._output is None:
            return []
        size = self._output.seek(0, os.SEEK_END)
        self._output.seek(max(0, size - _BYTES_SHOWN))
        return self._output.read().decode("utf-8", errors="replace").splitlines()[-_LINES_SHOWN:]


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
