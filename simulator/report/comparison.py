"""What somebody was to hear beside what was heard: the nearest first, with the words that differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from string import punctuation
from typing import Final

from rich.text import Text

from simulator.report.page import Page, printable
from simulator.telephony.text_match import TextMatch

HEARD_SHOWN: Final = 5
"""Of what was heard instead."""

_LABELS: Final = 10
"""Columns for the labels; the texts stand behind them."""

_ALIKE: Final = 0.5
"""From which part of the letters on two texts are alike, whatever their words."""

_LONGEST: Final = 600
"""Characters of a text that are shown."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, and which of them differ from what they are compared with."""

    words: tuple[str, ...]
    differing: frozenset[int] = frozenset()

    def write(self, page: Page, label: str, indent: int) -> None:
        """Add them to a page behind a label; carets stand below what differs, as a style is lost in a pipe."""
        styled = Text(" ").join(
            Text(word, "bold red" if number in self.differing else "") for number, word in enumerate(self.words)
        )
        carets = "".join(
            ("^" if number in self.differing else " ") * len(word) + " " for number, word in enumerate(self.words)
        )
        column, at = indent + _LABELS, 0
        for line in page.folded(styled, page.width - column):
            page.labelled(label, line, indent, column)
            below = carets[at : at + len(line)]
            if below.strip():
                page.whole(Text(_as_wide_as(below, line.plain).rstrip(), "red"), column)
            label = ""
            at += len(line) + 1


def write_comparison(page: Page, expected: str, heard: Sequence[str], indent: int) -> None:
    """Add what was to be heard, and below it what was heard instead, to a page.

    Args:
        page: where it is added.
        expected: a part of a text, or a pattern, as it is written in a scenario.
        heard: every prompt, in order.
        indent: blank columns on the left.
    """
    for label, words in comparison(expected, heard):
        words.write(page, label, indent)


def comparison(expected: str, heard: Sequence[str]) -> Iterator[tuple[str, Words]]:
    """What `write_comparison` shows, line by line: "expected", "nearest" or "heard", and the words of that text.

    Where the nearest shares only small words with what was expected, no words are marked: all others would be.
    """
    counts = Counter(heard)
    texts = list(counts)
    near = None if _is_pattern(expected) else nearest(expected, texts)
    if near is None:
        yield "expected", Words(_words(expected))
    else:
        marked = _letters_shared(expected, near) >= _ALIKE or _letters_alike(expected, near) > _ALIKE
        wanted, got = compared(expected, near) if marked else (Words(_words(expected)), Words(_words(near)))
        yield "expected", wanted
        yield "nearest", Words((*got.words, *_times(counts[near])), got.differing)
        texts.remove(near)
    for text in texts[-HEARD_SHOWN:]:
        yield "heard", Words((*_words(text), *_times(counts[text])))
    if not heard:
        yield "heard", Words(("nothing",))


def nearest(expected: str, heard: Iterable[str]) -> str | None:
    """The text that has most of the expected words together; None if none is much like it."""
    wanted = [_folded(word) for word in _words(expected)]
    likeness = {text: _likeness(wanted, [_folded(word) for word in _words(text)]) for text in heard}
    letters = {text: _letters_alike(expected, text) for text in likeness}
    alike = [text for text in likeness if likeness[text] >= len(wanted) / 2 or letters[text] > _ALIKE]
    return max(alike, key=lambda text: (likeness[text], letters[text]), default=None)


def compared(expected: str, heard: str) -> tuple[Words, Words]:
    """The words of two texts, and which of them differ, where the first one is a part of the second or should be."""
    wanted, got = _words(expected), _words(heard)
    missing, instead = _differing([_folded(word) for word in wanted], [_folded(word) for word in got])
    if not missing and not instead:
        missing, instead = _differing(*_exactly(wanted, got))
    return Words(wanted, missing), Words(got, instead)


# -- inside ----------------------------------------------------------------------------------------------------------


def _differing(wanted: Sequence[str], got: Sequence[str]) -> tuple[frozenset[int], frozenset[int]]:
    """Which words of each are not in the other, leaving aside what was heard before and behind."""
    blocks = [one for one in SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks() if one.size]
    if not blocks:
        return frozenset(range(len(wanted))), frozenset()
    last = blocks[-1]
    first_heard = max(0, blocks[0].b - blocks[0].a)
    last_heard = min(len(got), last.b + len(wanted) - last.a)
    same_wanted = {one.a + number for one in blocks for number in range(one.size)}
    same_got = {one.b + number for one in blocks for number in range(one.size)}
    missing = frozenset(range(len(wanted))) - same_wanted
    return missing, frozenset(range(first_heard, last_heard)) - same_got


def _exactly(wanted: Sequence[str], got: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words with their commas and full stops; those at the edges may be parts of what was heard."""
    expected, heard = [word.casefold() for word in wanted], [word.casefold() for word in got]
    first, last = expected[0], expected[-1]
    heard = [first if word.endswith(first) else last if word.startswith(last) else word for word in heard]
    return expected, heard


def _likeness(wanted: Sequence[str], got: Sequence[str]) -> float:
    """How many of the words are there in the right order; those that stand together count more."""
    blocks = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    return sum(block.size + 0.1 * (block.size - 1) for block in blocks if block.size)


def _letters_shared(expected: str, heard: str) -> float:
    """Which part of the letters that are expected stands in words that were heard, in the right order."""
    wanted, got = ([_folded(word) for word in _words(text)] for text in (expected, heard))
    blocks = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    shared = sum(len(word) for block in blocks for word in wanted[block.a : block.a + block.size])
    return shared / max(1, sum(map(len, wanted)))


def _letters_alike(expected: str, heard: str) -> float:
    """Which part of the letters two texts have in common, of as much of them as is shown; 0 if too few to be alike."""
    both = SequenceMatcher(None, expected[:_LONGEST].casefold(), heard[:_LONGEST].casefold(), autojunk=False)
    return both.ratio() if both.quick_ratio() > _ALIKE else 0.0


def _times(count: int) -> tuple[str, ...]:
    return (f"({count}", "times)") if count > 1 else ()


def _words(text: str) -> tuple[str, ...]:
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    return tuple(printable(word) for word in shown.split())


def _folded(word: str) -> str:
    """A word as it is compared at first: commas and full stops are not what one looks for."""
    return word.casefold().strip(punctuation) or word


def _is_pattern(expected: str) -> bool:
    try:
        return TextMatch(expected).is_pattern
    except ValueError:
        return False


def _as_wide_as(carets: str, line: str) -> str:
    """Carets below a line with letters that are two columns wide."""
    from rich.cells import cell_len

    return "".join(caret * cell_len(letter) for caret, letter in zip(carets, line, strict=False))
