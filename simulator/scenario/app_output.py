"""What a command that is the app prints: read as it comes, so that it never has to wait, and the last of it kept.

Of the requests that its server logs nothing is kept, as they would push out what the app says.
"""

from __future__ import annotations

import re
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, Final

from simulator.drivers.waiting import parts_of
from simulator.scenario.access_log import is_access_line

MOST_LINES: Final = 200
"""Lines that are kept."""

MOST_BYTES: Final = 64 * 1024
"""Bytes of the lines that are kept."""

LONGEST_LINE: Final = 4 * 1024
"""Bytes of a line that are kept; the rest of a longer one is left out."""

_FRAME: Final = re.compile(r"\s+at |#[0-9]+ |Stack trace:$|\s+thrown in ")
"""A line of a stack that stands below its message, as Node, .NET and Java (``    at``) and PHP (``#0 ``) write it."""

_PIECE: Final = 64 * 1024
_PATIENCE: Final = 1.0


@dataclass(frozen=True, slots=True)
class AppSaid:
    """What an app that is a command has said outside of its answers.

    `lines` are the last ones that it printed, `end` says how it has ended ("ended with exit code 3"); empty if it has
    not.
    """

    lines: tuple[str, ...] = ()
    end: str = ""


NOTHING_SAID: Final = AppSaid()


class AppOutput:
    """The output of a command. Whatever comes is taken: bytes that are no text, lines without an end.

    Args:
        pipe: what it prints to, unbuffered; it is closed here.
        heard: told of every line, in a thread of its own.
    """

    def __init__(self, pipe: IO[bytes], heard: Callable[[str], None] = lambda _: None) -> None:
        self._pipe = pipe
        self._heard = heard
        self._lines: deque[bytes] = deque()
        self._begun = b""
        """The line that has not come to its end."""
        self._kept = 0
        self._changing = threading.Lock()
        self._thread = threading.Thread(target=self._read, name="output of the app", daemon=True)
        self.count = 0
        """Lines that have come, and were kept."""
        self.pieces = 0
        """Pieces in which they came; the number tells whether there was anything new."""
        self._thread.start()

    @property
    def ended(self) -> bool:
        """Whether nobody can print anything more."""
        return not self._thread.is_alive()

    def lines(self, most: int, since: int = 0) -> list[str]:
        """The last lines that came, also one that has only begun, from the one with the number `since` on.

        Of a longer stack its message, which stands above it, is the first of them.
        """
        with self._changing:
            found = [*self._lines][max(0, len(self._lines) - max(0, self.count - since)) :]
            found += [self._begun] if self._begun else []
        return _last([_text(one) for one in found], most)

    def close(self) -> None:
        """Wait until all is read; a process that was left behind, and may still print, is not waited for."""
        for part in parts_of(_PATIENCE):
            self._thread.join(part)

    # -- inside ------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        with self._pipe as pipe:
            while piece := pipe.read(_PIECE):
                for line in self._taken(piece):
                    self._heard(_text(line))
        if self._begun:
            self._heard(_text(self._begun))

    def _taken(self, piece: bytes) -> list[bytes]:
        """Keep a piece; the lines that have come to their end with it."""
        *ended, begun = piece.split(b"\n")
        with self._changing:
            if ended:
                ended[0] = self._begun + ended[0]
                self._begun = b""
            self._begun = (self._begun + begun)[:LONGEST_LINE]
            ended = [one[:LONGEST_LINE] for one in ended]
            for line in ended:
                if not is_access_line(_text(line)):
                    self._keep(line)
            self.pieces += 1
        return ended

    def _keep(self, line: bytes) -> None:
        self._lines.append(line)
        self._kept += len(line)
        self.count += 1
        while len(self._lines) > MOST_LINES or self._kept > MOST_BYTES:
            self._kept -= len(self._lines.popleft())


def _text(line: bytes) -> str:
    return line.decode("utf-8", errors="replace").rstrip("\r")


def _last(lines: Sequence[str], most: int) -> list[str]:
    cut = max(0, len(lines) - most)
    head = cut
    while head and _FRAME.match(lines[head]):
        head -= 1
    return [*lines[cut:]] if head == cut else [lines[head], *lines[cut + 1 :]]
