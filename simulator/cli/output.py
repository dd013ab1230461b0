"""Where people read what a command says, even if it cannot be written: a full disk, a reader that has gone away."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO, cast

if TYPE_CHECKING:
    from rich.console import Console


class Output:
    """A stream that remembers the first error of writing, and is silent from then on, so that work goes on behind it.

    Letters that the stream's encoding does not have are written as escapes.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.error: OSError | None = None
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write, unless that has failed before."""
        if self.error is None:
            try:
                return self._stream.write(text)
            except OSError as error:
                self._give_up(error)
        return len(text)

    def write_bytes(self, data: bytes) -> None:
        """Write bytes as they are, behind what was written before."""
        if self.error is None:
            self.flush()
            try:
                self._stream.buffer.write(data)
                self._stream.buffer.flush()
            except OSError as error:
                self._give_up(error)

    def flush(self) -> None:
        """See that it is written, unless that has failed before."""
        if self.error is None:
            try:
                self._stream.flush()
            except OSError as error:
                self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        """Let what is left go nowhere.

        Python would try to write it once more at its end, and leave with a status of its own.
        """
        self.error = error
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


@contextmanager
def heeded_output() -> Iterator[Output]:
    """Put an `Output` in the place of standard output, and of standard error, for the body of the `with`; the first."""
    streams = sys.stdout, sys.stderr
    outputs = Output(streams[0]), Output(streams[1])
    sys.stdout, sys.stderr = (cast(TextIO, one) for one in outputs)
    try:
        yield outputs[0]
        for one in outputs:
            one.flush()
    finally:
        sys.stdout, sys.stderr = streams


def this_output() -> Output:
    """Standard output as it is now, whatever takes its place later."""
    return sys.stdout if isinstance(sys.stdout, Output) else Output(sys.stdout)


def say(text: str = "", *, end: str = "\n") -> None:
    """Write a text for people or programs on standard output."""
    sys.stdout.write(text + end)


def console_on_output(width: int | None = None) -> Console:
    """A console on standard output."""
    from rich.console import Console

    return Console(file=sys.stdout, highlight=False, width=width)
