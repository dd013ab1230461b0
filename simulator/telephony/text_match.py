"""What a text must be like: a part of it, a pattern with `*`, or a regular expression.

As a test writes it, `PIN` is a part, `press * for sales` has `*` for anything, `/press [0-9]/` is a regular expression.
Case and runs of blank space do not matter; behind a regular expression `c` (`/PIN/c`) makes case count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_EXPRESSION: Final = re.compile(r"/(.+)/(c?)", re.DOTALL)

LONGEST_TEXT: Final = 10_000
"""Characters of a text that a pattern looks at; an app decides how long a text is, and a pattern may be slow."""


@dataclass(frozen=True, slots=True)
class TextMatch:
    """What a text must be like, as it was written. `whole`: without a pattern, nothing but that.

    Raises:
        ValueError: it is no regular expression; the message says what was expected.
    """

    written: str
    whole: bool = False

    def __post_init__(self) -> None:
        _pattern(self.written)

    def __str__(self) -> str:
        return repr(self.written)

    @property
    def is_pattern(self) -> bool:
        """Whether it is more than a part of a text."""
        return _pattern(self.written) is not None

    def found_in(self, text: str) -> bool:
        """Whether a text is like that; anywhere in it is enough."""
        pattern = _pattern(self.written)
        if pattern is None:
            wanted, actual = folded(self.written), folded(text)
            return wanted == actual if self.whole else wanted in actual
        return pattern.search(_blanks(text[:LONGEST_TEXT]).strip()) is not None

    def end_in(self, text: str, start: int = 0) -> int | None:
        """Where the first thing ends that is like that, in the text as it is compared; None if nothing is.

        Args:
            text: where to look.
            start: what begins before it does not count.
        """
        pattern = _pattern(self.written)
        if pattern is None:
            wanted = folded(self.written)
            found = folded(text).find(wanted, start)
            return None if found < 0 else found + len(wanted)
        match = pattern.search(_blanks(text[:LONGEST_TEXT]).strip(), start)
        return match.end() if match else None


@lru_cache(maxsize=1024)  # the same prompt is looked at again whenever something is heard
def folded(text: str) -> str:
    """A text as it is compared: without regard to case, runs of blank space as one blank."""
    return _blanks(text).strip().casefold()


def _blanks(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@lru_cache(maxsize=1024)
def _pattern(written: str) -> re.Pattern[str] | None:
    """The pattern that is written there, if it is one."""
    expression = _EXPRESSION.fullmatch(written.strip())
    if expression:
        try:
            return re.compile(expression[1], re.NOFLAG if expression[2] else re.IGNORECASE)
        except re.error as error:
            raise ValueError(f"a regular expression between slashes ({error})") from None
    if "*" in written:
        parts = (re.escape(part) for part in _blanks(written).strip().split("*"))
        return re.compile(".*".join(parts), re.IGNORECASE)
    return None
