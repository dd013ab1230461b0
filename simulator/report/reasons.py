"""The reasons for which a scenario did not pass, each as people read it: what was expected, and below it what was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from simulator.report.comparison import write_comparison
from simulator.report.page import Page, printable
from simulator.report.place import place_text
from simulator.report.wrong import Mistake, Sentence, Stall, Unheard, UnmetStep, WrongThing
from simulator.scenario.expectation import Mismatch
from simulator.scenario.golden import OtherConversation
from simulator.telephony.problem import Place

_LABELS: Final = 14
"""The column in which what is expected, and what was, begins."""

_DIFF_STYLES: Final = {"+": "green", "-": "red", "@": "cyan"}


MOST_REASONS: Final = 10
"""Reasons that are shown, unless all are wanted; an app can make thousands of mistakes in one answer."""


def write_reasons(page: Page, things: Sequence[WrongThing], *, most: int | None = MOST_REASONS) -> None:
    """Add reasons to a page.

    Of two calls on which the same went wrong only the first one is told in full.

    Args:
        page: where they are added.
        things: what went wrong.
        most: how many are shown; None is all.
    """
    told: set[tuple[object, ...]] = set()
    shown = things[:most]
    for thing in shown:
        if isinstance(thing, UnmetStep):
            story = (thing.reason, thing.wanted, thing.heard)
            _write_step(page, thing, again=story in told)
            told.add(story)
        else:
            _write_reason(page, thing)
    if len(shown) < len(things):
        page.write(Text(f"... {len(things) - len(shown):,} more{page.advice}", "dim"), 2, 4)


def write_diff(page: Page, diff: Sequence[str], indent: int) -> None:
    """Add the lines of a unified diff to a page; they are never folded."""
    for line in diff:
        page.whole(Text(printable(line), _DIFF_STYLES.get(line[:1], "")), indent)


def _write_reason(page: Page, thing: Mistake | Stall | Unheard | Sentence | Mismatch) -> None:
    match thing:
        case Sentence(text):
            for line in printable(text).split("\n"):
                page.write(Text(line, "red"), 2)
        case Mistake(_, text, times):
            page.write(Text(printable(text) + (f" ({times} times)" if times > 1 else ""), "red"), 2, 4)
        case Stall(_, what, waiting):
            page.write(Text(f"stalled: {printable(what)}", "red"), 2)
            for one in waiting:
                page.write(Text(printable(one)), 4, 6)
        case Unheard(mismatch, wanted, heard, behind):
            _write_subject(page, mismatch, f": not heard after {behind}" if behind else ": not heard")
            write_comparison(page, wanted, heard, 4)
        case OtherConversation():
            _write_other_conversation(page, thing)
        case Mismatch():
            _write_subject(page, thing)
            for label, text in (("expected", thing.expected), ("was", thing.actual)):
                page.labelled(label, Text(printable(text)), 4, _LABELS)


def _write_step(page: Page, thing: UnmetStep, *, again: bool) -> None:
    page.write(_with_place(Text(printable(thing.step), "red"), thing.place), 2, 4)
    if again:
        page.write(Text("in the same way"), 4)
        return
    if thing.reason:
        page.write(Text(printable(thing.reason)), 4)
    if thing.wanted is not None:
        write_comparison(page, thing.wanted, thing.heard, 4)


def _write_subject(page: Page, mismatch: Mismatch, words: str = "") -> None:
    """What was looked at, and where the expectation stands."""
    heading = Text(printable(f"{mismatch.subject} {mismatch.field}".strip() + words), "red")
    page.write(_with_place(heading, mismatch.place), 2, 4)


def _with_place(heading: Text, place: Place | None) -> Text:
    """A heading, and the file and line of what it is about, if that is known."""
    return heading if place is None else heading.append(f"  {place_text(place.source, place.line)}", "dim")


def _write_other_conversation(page: Page, thing: OtherConversation) -> None:
    page.write(Text(printable(thing.headline), "red"), 2, 4)
    write_diff(page, thing.diff, 4)
    page.write(Text(thing.advice, "yellow"), 2, 4)
