"""A recorded run for people at a terminal: its scenarios, and one of them with its conversation in two columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from simulator.report.answer_lines import lines_of
from simulator.report.app_said import write_app_said
from simulator.report.comparison import write_comparison
from simulator.report.exchanges import Exchange, exchanges
from simulator.report.page import GAP, NARROWEST_CONVERSATION, Page, printable
from simulator.report.place import place_text
from simulator.report.reasons import MOST_REASONS, write_diff
from simulator.report.record import AnswerRecord, EntryRecord, ProblemRecord, ReasonRecord, RunRecord, ScenarioRecord
from simulator.report.record_rows import LeftOut, recorded_rows, severity_of
from simulator.report.timeline import milliseconds
from simulator.scenario.app_output import AppSaid
from simulator.telephony.events import seconds_text

STYLES: Final = {"passed": "green", "failed": "bold red", "broken": "bold magenta", "unfinished": "bold blue"}

_SEVERITIES: Final = {"error": "bold red", "warning": "yellow", "note": "dim"}
_TIME: Final = 8
_LABELS: Final = 14
_FARTHEST: Final = 60


def run_lines(record: RunRecord) -> list[Text]:
    """A run in one line, and a line for each of its scenarios, numbered from 1."""
    counts = [(name, record.count(name)) for name in ("passed", "failed", "broken")]
    told = ", ".join(f"{count} {name}" for name, count in counts if count) or "no scenarios"
    interrupted = ", interrupted" if record.interrupted else ""
    heading = f"{told} in {record.wall_seconds:.2f} s on {record.began[:10]} at {record.began[11:16]} UTC{interrupted}"
    return [Text(heading), *(scenario_line(number, one) for number, one in enumerate(record.scenarios, start=1))]


def scenario_line(number: int, scenario: ScenarioRecord) -> Text:
    """One line for a scenario of a record."""
    line = Text.assemble((f"{number:>4} ", "dim"), (scenario.outcome.upper(), STYLES[scenario.outcome]))
    line.append(f" {printable(scenario.id)}")
    if scenario.call_seconds is not None:
        line.append(f"  {seconds_text(round(scenario.call_seconds, 1))} s of call", "dim")
    return line


@dataclass(frozen=True)
class ScenarioText:
    """A scenario of a record, as wide as the console.

    Args:
        number: its number in the record, from 1.
        scenario: what is shown.
        wire: also what was posted and answered, and every detail of the conversation.
    """

    number: int
    scenario: ScenarioRecord
    wire: bool = False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        page = Page(console, options.max_width)
        self.write(page)
        yield page

    def write(self, page: Page) -> None:
        """Add it to a page."""
        scenario = self.scenario
        page.whole(scenario_line(self.number, scenario))
        where = place_text(scenario.file, scenario.line)
        page.write(Text(printable(f"{where}, seed {scenario.seed}, {scenario.app}"), "dim"), 2)
        shown = scenario.reasons if self.wire else scenario.reasons[:MOST_REASONS]
        for reason in shown:
            _write_reason(page, reason)
        if len(shown) < len(scenario.reasons):
            page.write(Text(f"... {len(scenario.reasons) - len(shown):,} more; --wire shows them", "dim"), 2, 4)
        if scenario.transcript is not None:
            page.blank()
            _write_conversation(page, scenario, whole=self.wire)
        if self.wire:
            _write_wire(page, exchanges(scenario))
        write_app_said(page, AppSaid(scenario.app_output, scenario.app_end))
        page.blank()
        page.whole(Text(printable(f"repeat: {scenario.repeat}"), "dim"), 2)


# -- inside ----------------------------------------------------------------------------------------------------------


def _write_reason(page: Page, reason: ReasonRecord) -> None:
    if reason.wanted is not None:
        page.write(Text.assemble((printable(reason.head), "red"), (_place(reason), "dim")), 2, 4)
        if reason.why:
            page.write(Text(printable(reason.why)), 4)
        write_comparison(page, reason.wanted, reason.heard, 4)
        return
    if reason.diff:
        page.write(Text.assemble((printable(reason.head), "red"), (_place(reason), "dim")), 2, 4)
        write_diff(page, reason.diff, 4)
        page.write(Text(printable(reason.why), "yellow"), 2, 4)
        return
    if reason.expected is None:
        for line in printable(reason.text).split("\n"):
            page.write(Text(line, "red"), 2, 4)
        return
    page.write(Text.assemble((f"{reason.subject} {reason.field or ''}".strip(), "red"), (_place(reason), "dim")), 2, 4)
    page.labelled("expected", Text(printable(reason.expected)), 4, _LABELS)
    page.labelled("was", Text(printable(reason.actual or "")), 4, _LABELS)


def _place(reason: ReasonRecord) -> str:
    return f"  {place_text(reason.file, reason.line)}" if reason.file else ""


def _write_conversation(page: Page, scenario: ScenarioRecord, *, whole: bool) -> None:
    left = max(page.width, NARROWEST_CONVERSATION) - 2 - _TIME - GAP
    widths = [_TIME, left * 2 // 5 - GAP, left - left * 2 // 5]
    page.side_by_side([Text(f"{'time':>{_TIME}}"), Text("caller"), Text("app")], widths, 2)
    for row in recorded_rows(scenario, whole=whole):
        if isinstance(row, LeftOut):
            page.write(Text(f"... {row.text} ...", "dim"), 2 + _TIME + GAP)
            continue
        text = Text(printable(row.text), _style(row))
        cells = [Text(), text] if row.column == "app" else [text, Text()]
        page.side_by_side([Text(f"{seconds_text(row.at):>{_TIME}}", "dim"), *cells], widths, 2)


def _style(entry: EntryRecord) -> str:
    return _SEVERITIES.get(severity_of(entry)) or ("italic dim" if entry.column == "line" else "")


def _write_wire(page: Page, asked: Iterable[Exchange]) -> None:
    """What was posted and answered, to the letter; lines of answers are never folded."""
    for one in asked:
        page.blank()
        label = f"[{one.label}] " if one.label else ""
        page.write(Text(printable(f"{seconds_text(one.at)} {label}{one.request}"), "bold"), 2, 4)
        for name, value in one.fields.items():
            page.write(Text(printable(f"{name}: {value}"), "dim"), 4, 6)
        if one.redirected_to:
            page.write(Text(printable(f"redirected to {one.redirected_to}")), 2, 4)
        page.write(Text(printable(_answered(one.answer, one.seconds))), 2, 4)
        if one.answer is not None:
            _write_answer(page, one.answer, one.faults)
        for unused in one.unused:
            page.write(Text(printable(f"not used by the PBX: {_answered(unused)}")), 2, 4)
            _write_answer(page, unused, ())


def _write_answer(page: Page, answer: AnswerRecord, faults: Iterable[ProblemRecord]) -> None:
    by_line: defaultdict[int, list[ProblemRecord]] = defaultdict(list)
    for fault in faults:
        by_line[fault.line].append(fault)
    for number, line in enumerate(lines_of(answer.body), start=1):
        wrong: Sequence[ProblemRecord] = by_line.get(number, ())
        page.whole(Text(f"{number:>4} | {printable(line.expandtabs(1))}", "red" if wrong else ""), 2)
        for fault in wrong:
            page.whole(Text(f"     | {_pointer(fault.column)} {printable(fault.message)}", "bold red"), 2)


def _pointer(column: int) -> str:
    """What points at a column from the line below; far behind it says the number."""
    return f"{'':{max(0, column - 1)}}^" if column <= _FARTHEST else f"column {column}:"


def _answered(answer: AnswerRecord | None, seconds: float | None = None) -> str:
    if answer is None:
        return "no answer"
    took = "" if seconds is None else f" in {milliseconds(seconds)}"
    return f"no answer: {answer.failure}" if answer.failure else f"{answer.status} {answer.content_type}{took}"
