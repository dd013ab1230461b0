"""What a text must be like: a part of it, a pattern with `*`, or a regular expression.

As a test writes it, `PIN` is a part, `press * for sales` has `*` for anything, `/press [0-9]/` is a regular expression.
Case and runs of blank space do not matter; behind a regular expression `c` (`/PIN/c`) makes case count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

_EXPRESSION: Final = re.compile(r"/(.+)/(c?)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TextMatch:
    """What a text must be like, as it was written. `whole`: nothing but that, though a regular expression finds parts.

    Only what the author of a test writes between slashes can take long; everything else takes time in proportion to
    the text, which an app may choose.

    Raises:
        ValueError: it is no regular expression; the message says what was expected.
    """

    written: str
    whole: bool = False

    def __post_init__(self) -> None:
        _expression(self.written)

    def __str__(self) -> str:
        return repr(self.written)

    @property
    def is_pattern(self) -> bool:
        """Whether it is more than a part of a text."""
        return _expression(self.written) is not None or "*" in self.written

    def found_in(self, text: str) -> bool:
        """Whether a text is like that; anywhere in it is enough, unless it is to be the whole."""
        expression = _expression(self.written)
        if expression is not None:
            return expression.search(_collapsed(text)) is not None
        parts, actual = _parts(self.written), folded(text)
        return _is_all_of(parts, actual) if self.whole else _end_of(parts, actual, 0) is not None

    def end_in(self, text: str, start: int = 0) -> int | None:
        """Where the first thing ends that is like that, in the text with its blanks collapsed; None if nothing is.

        Args:
            text: where to look.
            start: what begins before it does not count.
        """
        collapsed = _collapsed(text)
        expression = _expression(self.written)
        if expression is not None:
            match = expression.search(collapsed, start)
            return match.end() if match else None
        end = _end_of(_parts(self.written), collapsed.casefold(), len(collapsed[:start].casefold()))
        return None if end is None else _unfolded(collapsed, end)


def pattern_text(pattern: re.Pattern[Any]) -> str:
    """A regular expression of Python as a test writes it between slashes.

    Raises:
        ValueError: it cannot be written so; the message says what was expected.
    """
    written, counts = pattern.pattern, not pattern.flags & re.IGNORECASE
    if not isinstance(written, str) or not written:
        raise ValueError(f"a regular expression of texts with something in it, not {pattern!r}")
    lost = pattern.flags ^ re.compile(written, re.NOFLAG if counts else re.IGNORECASE).flags
    if lost:
        raise ValueError(
            "a regular expression with no flag but re.IGNORECASE (others can be written in it, such as '(?s)'), "
            f"not {pattern!r}"
        )
    return f"/{written}/{'c' if counts else ''}"


@lru_cache(maxsize=1024)  # the same prompt is looked at again whenever something is heard
def folded(text: str) -> str:
    """A text as it is compared: without regard to case, runs of blank space as one blank."""
    return _collapsed(text).casefold()


@lru_cache(maxsize=1024)
def _collapsed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@lru_cache(maxsize=1024)
def _parts(written: str) -> tuple[str, ...]:
    """What stands between the `*` of a text, folded."""
    return tuple(part.casefold() for part in _collapsed(written).split("*"))


def _end_of(parts: tuple[str, ...], text: str, start: int) -> int | None:
    """Where the parts end that follow each other in a folded text, each as early as it can; None if they do not."""
    for part in parts:
        found = text.find(part, start)
        if found < 0:
            return None
        start = found + len(part)
    return start


def _is_all_of(parts: tuple[str, ...], text: str) -> bool:
    """Whether a folded text begins with the first part, ends with the last one, and has the others in between."""
    first, last = parts[0], parts[-1]
    if len(parts) == 1:
        return text == first
    end = _end_of(parts[1:-1], text, len(first))
    return text.startswith(first) and text.endswith(last) and end is not None and end + len(last) <= len(text)


def _unfolded(text: str, position: int) -> int:
    """The place in a text that lies at a place in its folded form, which may be longer."""
    if len(text.casefold()) == len(text):
        return position
    length = 0
    for index, letter in enumerate(text):
        if length >= position:
            return index
        length += len(letter.casefold())
    return len(text)


@lru_cache(maxsize=1024)
def _expression(written: str) -> re.Pattern[str] | None:
    """The regular expression that is written there, if it is one."""
    expression = _EXPRESSION.fullmatch(written.strip())
    if not expression:
        return None
    try:
        return re.compile(expression[1], re.NOFLAG if expression[2] else re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"a regular expression between slashes ({error})") from None
