"""Coroutines that a test has made and not awaited yet, with the lines that have made them.

A test that forgets an `await` would pass whatever the app does, so it is told of it.
"""

from __future__ import annotations

import inspect
import linecache
from itertools import islice
from pathlib import Path
from types import CodeType, CoroutineType, FrameType
from typing import Any, Final, NamedTuple

_MOST: Final = 8
"""Coroutines from which on those are let go of that have begun."""


class Forgotten(NamedTuple):
    """A call that was never awaited.

    Attributes:
        file: where it stands.
        line: its line.
        text: the call as it stands there.
        awaited: what was meant: `await call.hears(...)`.
    """

    file: str
    line: int
    text: str
    awaited: str

    def sentence(self, file: Path) -> str:
        """It, for people; `file` is what they call the file."""
        return f"{file}:{self.line}: {self.text} was never awaited; write `{self.awaited}`"


class _Made(NamedTuple):
    coroutine: CoroutineType[Any, Any, Any]
    code: CodeType
    line: int
    instruction: int


class Unawaited:
    """Those of one bench. It holds on to them, so that Python does not warn of them as well."""

    def __init__(self) -> None:
        self._made: list[_Made] = []
        self._most = _MOST

    def note(self, coroutine: CoroutineType[Any, Any, Any], maker: FrameType) -> None:
        """Take note of a coroutine that was made just now, and of the frame that has made it."""
        if len(self._made) >= self._most:
            self._made = [one for one in self._made if _is_new(one.coroutine)]
            self._most = max(_MOST, 2 * len(self._made))  # so that many at once are looked at twice, not each time
        self._made.append(_Made(coroutine, maker.f_code, maker.f_lineno, maker.f_lasti))

    def take(self) -> list[Forgotten]:
        """Those that nobody has awaited by now, which can no longer be; each is told once."""
        forgotten = [one for one in self._made if _is_new(one.coroutine)]
        self._made = []
        for one in forgotten:
            one.coroutine.close()
        return [_forgotten(one) for one in forgotten]


def _is_new(coroutine: CoroutineType[Any, Any, Any]) -> bool:
    return inspect.getcoroutinestate(coroutine) == inspect.CORO_CREATED


def _forgotten(made: _Made) -> Forgotten:
    name, source = made.coroutine.__name__, _source(made)
    before, found, _ = source.partition(f"{name}(")
    short = f"{before if found else ''}{name}(...)"  # there may be no source, or something else has called the method
    text = source if found and source.endswith(")") else short
    return Forgotten(made.code.co_filename, made.line, text, f"await {short}")


def _source(made: _Made) -> str:
    """The call as the file has it, of several lines the first one; empty if that is not known."""
    first, last, begin, end = next(islice(made.code.co_positions(), made.instruction // 2, None))
    if first is None or begin is None:
        return ""
    line = linecache.getline(made.code.co_filename, first).encode()  # columns are bytes
    return line[begin : end if first == last else None].decode().strip()
