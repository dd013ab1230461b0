"""What `-k` says: a part of the file or the name of the scenarios that are meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import islice
from typing import Final

_MOST: Final = 500
"""Scenarios in which something near is looked for."""

_MOST_KNOWN: Final = 3
"""Scenarios that are named where nothing is near."""

_WORD: Final = re.compile(r"[^\W_]+")


def fits(keyword: str, scenario_id: str) -> bool:
    """Whether a scenario is meant, by its file and name, without regard to case."""
    return keyword.lower() in scenario_id.lower()


def none_fits(keyword: str, ids: Sequence[str]) -> str:
    """Say that no scenario is meant, and what may have been.

    Args:
        keyword: what was written behind `-k`.
        ids: the files and names of all scenarios that there are, at least one.
    """
    known = {phrase.lower(): (phrase, one) for one in islice(ids, _MOST) for phrase in _phrases(one, keyword)}
    close = get_close_matches(keyword.lower(), known, n=1)
    if close:
        phrase, whose = known[close[0]]
        near = f"did you mean {phrase!r}, as in {whose!r}?"
    else:
        more = len(ids) - _MOST_KNOWN
        near = f"known: {', '.join(map(repr, ids[:_MOST_KNOWN]))}{f', and {more:,} more' if more > 0 else ''}"
    return f"-k {keyword!r}: this is in no file or name of a scenario; {near}"


def _phrases(scenario_id: str, keyword: str) -> Iterator[str]:
    """The parts of a text that have about as many words as another one."""
    words = [*_WORD.finditer(scenario_id)]
    count = len(_WORD.findall(keyword))
    for length in range(max(1, count - 1), count + 2):
        for first, last in _ends(length, len(words)):
            yield scenario_id[words[first].start() : words[last].end()]


def _ends(length: int, count: int) -> Iterable[tuple[int, int]]:
    """The first and the last number of every run of so many out of `count`."""
    return ((first, first + length - 1) for first in range(count - length + 1))
