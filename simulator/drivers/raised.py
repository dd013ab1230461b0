"""What an app has raised: on one line with the place of its own that did it, and as a traceback that begins there.

Frames of libraries, of Python and of the simulator are not the app's own. Texts are the same in every run: what a run
puts into them, the addresses of objects, is left out.
"""

from __future__ import annotations

import linecache
import re
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from traceback import StackSummary, TracebackException, walk_stack, walk_tb
from types import FrameType
from typing import Final, NamedTuple

import simulator

_LONGEST_MESSAGE: Final = 200
_LONGEST_LINE: Final = 80
_ADDRESS: Final = re.compile(r"(?<= at )0x[0-9A-Fa-f]+")
_INSTALLED: Final = frozenset({"site-packages", "dist-packages"})
_OURS: Final = Path(simulator.__file__).parent
_SAMPLES: Final = _OURS / "demo"


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception of an app.

    `words` are such as ``KeyError: 'customer' (app.py:13, in incoming: raise KeyError("customer"))``; `traceback` is as
    Python prints it, without the frames in front of the app's first one.
    """

    words: str
    traceback: str


def raised_from(error: BaseException) -> Raised:
    """Tell of an exception. Paths below the working directory are relative to that."""
    error = _at_the_bottom(error)
    return Raised(_sentence(error) + place_of(error), _traceback(error))


def place_of(error: BaseException) -> str:
    """Where the app has raised an exception, to be appended to what is told of it; empty where it has no part in it.

    Of what is no Python, it is the line that cannot be read.
    """
    if isinstance(error, SyntaxError) and _is_misread(error):
        return _words(error.filename or "", error.lineno or 0, "<module>", error.text or "")
    return _place(walk_tb(error.__traceback__))


class Caller(NamedTuple):
    """Who has called a function: the app itself, or only a library; and where, as `place_of` has it."""

    own: bool
    place: str


def caller_of(frame: FrameType) -> Caller:
    """Who has called a function; `frame` is that in which it was called."""
    frames = [*takewhile(lambda one: not _is_ours(one[0].f_code.co_filename), walk_stack(frame))][::-1]
    return Caller(any(_is_own(one.f_code.co_filename) for one, _ in frames), _place(frames))


# -- inside ----------------------------------------------------------------------------------------------------------


def _at_the_bottom(error: BaseException) -> BaseException:
    """The exception itself, of one in groups: the first one, as task groups of libraries wrap it."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _sentence(error: BaseException) -> str:
    try:
        message = " ".join(str(error.msg if isinstance(error, SyntaxError) and _is_misread(error) else error).split())
    except Exception:  # noqa: BLE001 - an exception of the app's own may do anything when it is asked for its text
        message = "(its text cannot be told)"
    message = _ADDRESS.sub("0x...", message)
    return f"{type(error).__name__}: {_cut(message, _LONGEST_MESSAGE)}".removesuffix(": ")


def _is_misread(error: SyntaxError) -> bool:
    """Whether it is a file of the app that is no Python, and not a text that it has evaluated."""
    return bool(error.filename and error.lineno) and _is_own(error.filename or "")


def _place(frames: Iterable[tuple[FrameType, int]]) -> str:
    """The innermost frame of the app; where it has none, as an app that is installed, that of a library.

    The code of a library says little, and one line of it less; the simulator, which may be installed too, is none.
    """
    known = [one for one in frames if not _is_ours(one[0].f_code.co_filename)]
    own = [one for one in known if _is_own(one[0].f_code.co_filename)]
    installed = [one for one in known if _is_installed(one[0].f_code.co_filename)]
    for frame, line in reversed(own or installed):
        return _words(frame.f_code.co_filename, line, frame.f_code.co_name, _source(frame, line) if own else "")
    return ""


def _words(file: str, line: int, name: str, source: str) -> str:
    source = _cut(source.strip(), _LONGEST_LINE)
    return f" ({_shown_path(file)}:{line}, in {name}{f': {source}' if source else ''})"


def _source(frame: FrameType, line: int) -> str:
    linecache.checkcache(frame.f_code.co_filename)
    return linecache.getline(frame.f_code.co_filename, line, frame.f_globals)


def _traceback(error: BaseException) -> str:
    whole = TracebackException.from_exception(error)
    for one in _chain(whole):
        files = [_is_own(frame.filename) for frame in one.stack]
        misread = isinstance(error, SyntaxError) and _is_misread(error)  # what has read it is no part of the app
        first = files.index(True) if any(files) else len(files) if misread else 0
        one.stack = StackSummary.from_list(one.stack[first:])
    return _ADDRESS.sub("0x...", "".join(whole.format()))


def _chain(error: TracebackException | None) -> Iterator[TracebackException]:
    """An exception, and those from which it comes."""
    if error is not None:
        yield error
        yield from _chain(error.__cause__)
        yield from _chain(error.__context__)


@cache
def _is_own(file: str) -> bool:
    """Whether a file may be one of the app."""
    path = Path(file).absolute()
    if file.startswith("<") or _is_installed(file):
        return False
    return not _is_ours(file) and not any(path.is_relative_to(folder) for folder in _python())


@cache
def _is_ours(file: str) -> bool:
    """Whether a file is one of the simulator; its sample apps are apps like others."""
    path = Path(file).absolute()
    return path.is_relative_to(_OURS) and not path.is_relative_to(_SAMPLES)


@cache
def _is_installed(file: str) -> bool:
    return not _INSTALLED.isdisjoint(Path(file).parts)


@cache
def _python() -> tuple[str, ...]:
    return tuple({sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")})


def _shown_path(file: str) -> str:
    """A path, from the working directory, or from where packages are installed."""
    path = Path(file).absolute()
    with suppress(OSError, ValueError):  # the folder is gone, or the file does not lie below it
        return path.relative_to(Path.cwd()).as_posix()
    for number, part in enumerate(path.parts):
        if part in _INSTALLED:
            return Path(*path.parts[number + 1 :]).as_posix()
    return path.as_posix()


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}..."
