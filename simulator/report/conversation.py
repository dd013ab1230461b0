"""A transcript as a conversation in columns: the people on the left, the app on the right, the time before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from simulator.report.page import GAP, NARROWEST_CONVERSATION, Page, printable
from simulator.report.rows import Fold, Row, conversation_rows
from simulator.scenario.wire import wire_lines
from simulator.telephony.events import Column, Stalled, StepFailed, seconds_text
from simulator.telephony.phone import folded_number
from simulator.telephony.problem import Severity
from simulator.telephony.script_events import ProblemFound
from simulator.telephony.transcript import Entry, Kind, Transcript

_TIME: Final = 8
"""Columns for instants."""

_MOST_PEOPLE: Final = 3
_NARROWEST_PERSON: Final = 18
_NARROWEST_APP: Final = 28

SEVERITY_STYLES: Final = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}

MARK: Final = ">"
"""Stands before the row at which it went wrong, in the indentation."""


@dataclass(frozen=True)
class Conversation:
    """A transcript in columns, as wide as the console.

    With several calls each person has a column, if there are few enough people for the width. Otherwise all share
    one, and what happens on another call than the first, or about a short message, begins with its name: `[4711]`.

    Args:
        transcript: what happened.
        whole: with every detail, and below notifications and answers what was in them.
        wrong: the entry at which it went wrong. It is marked, and what came after it is told in one line.
        indent: blank columns on the left.
    """

    transcript: Transcript
    whole: bool = False
    wrong: Entry | None = None
    indent: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        page = Page(console, options.max_width)
        self.write(page)
        yield page

    def write(self, page: Page) -> None:
        """Add it to a page."""
        width = max(page.width, NARROWEST_CONVERSATION) - self.indent
        people = self._people(width)
        widths = _widths(width, max(len(people), 1))
        headings = [name or "caller" for name in people.values()] or ["caller"]
        page.side_by_side([Text(f"{one:>{_TIME}}" if one == "time" else one) for one in ("time", *headings, "app")],
                          widths, self.indent)  # fmt: skip
        for row in conversation_rows(self.transcript, whole=self.whole, wrong=self.wrong):
            if isinstance(row, Fold):
                page.write(Text(row.text + (page.advice if row.is_rest else ""), "dim"), self.indent + _TIME + GAP)
            else:
                mark = MARK if row.marked and self.indent else ""
                page.side_by_side(self._cells(row, list(people)), widths, self.indent, mark)

    def write_row(self, page: Page, entry: Entry) -> None:
        """Add one row, of a conversation that grows while somebody watches."""
        widths = _widths(max(page.width, NARROWEST_CONVERSATION), 1)
        page.side_by_side(self._cells(Row(entry, self.transcript.text(entry)), []), widths)

    @cached_property
    def _numbers(self) -> dict[str, str]:
        """The number of each call's person, as it is compared, by the call's ID."""
        threads = self.transcript.threads
        return {one: folded_number(thread.number) for one, thread in threads.items() if thread.kind is Kind.CALL}

    def _people(self, width: int) -> dict[str, str]:
        """Who has a column, with its heading; nobody if all share one."""
        people: dict[str, str] = {}
        for call_id, number in self._numbers.items():
            thread = self.transcript.threads[call_id]
            people.setdefault(number, thread.number if thread.label else "")
        needed = _TIME + GAP + len(people) * (_NARROWEST_PERSON + GAP) + _NARROWEST_APP
        return people if 1 < len(people) <= _MOST_PEOPLE and needed <= width else {}

    def _cells(self, row: Row, people: Sequence[str]) -> list[Text]:
        entry = row.entry
        time = f"{seconds_text(entry.at):>{_TIME}}"
        cells = [Text(time, "bold red" if row.marked else "dim")]
        cells += [Text() for _ in range(max(len(people), 1) + 1)]
        cells[self._column(entry, people)] = self._styled(row, people)
        return cells

    def _column(self, entry: Entry, people: Sequence[str]) -> int:
        if entry.event.column is Column.APP:
            return -1
        if not people:
            return 1
        number = self._numbers.get(entry.call_id)
        if number is None:  # a short message: at the person who has sent or got it, if that one is there
            thread = self.transcript.threads.get(entry.call_id)
            number = folded_number(thread.number) if thread else ""
        return people.index(number) + 1 if number in people else -1

    def _styled(self, row: Row, people: Sequence[str]) -> Text:
        event = row.entry.event
        text = Text(printable(self._without_label(row, people)), _style(row.entry, marked=row.marked))
        for line in wire_lines(event, self.transcript) if self.whole else ():
            text.append(f"\n  {line}", "dim")
        return text

    def _without_label(self, row: Row, people: Sequence[str]) -> str:
        """The text; in somebody's own column without the label that says no more than the heading."""
        label = self.transcript.label(row.entry.call_id)
        own = people and row.entry.event.column is not Column.APP
        return row.text.removeprefix(f"[{label}] ") if own and folded_number(label) in people else row.text


def conversation(transcript: Transcript, *, whole: bool = False, wrong: Entry | None = None) -> Conversation:
    """A transcript in columns: see `Conversation`."""
    return Conversation(transcript, whole, wrong)


@dataclass(frozen=True)
class ConversationRow:
    """One row of a conversation, for one that grows while somebody watches."""

    entry: Entry
    transcript: Transcript

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        page = Page(console, options.max_width)
        Conversation(self.transcript).write_row(page, self.entry)
        yield page


def conversation_row(entry: Entry, transcript: Transcript) -> ConversationRow:
    """One row of a conversation; rows that come one by one stand below each other."""
    return ConversationRow(entry, transcript)


def _widths(width: int, people: int) -> list[int]:
    """Columns for the time, for each person, and for the app, which has more to say."""
    left = width - _TIME - GAP
    person = left * 2 // (2 * people + 3) if people > 1 else left * 2 // 5
    return [_TIME, *[max(person - GAP, 1)] * people, left - person * people]


def _style(entry: Entry, *, marked: bool) -> str:
    match entry.event:
        case StepFailed() | Stalled():
            return "bold red"
        case ProblemFound(problem):
            return SEVERITY_STYLES[problem.severity]
        case _ if marked:
            return "bold red"
        case _ if entry.event.column is Column.LINE:
            return "italic dim"
        case _:
            return ""
