"""The last request to the app before something went wrong, and its answer, with the line at fault marked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from typing import Final

from rich.text import Text

from simulator.report.answer_lines import lines_of, shifted_column
from simulator.report.page import Page, printable
from simulator.scenario.wire import wire_lines
from simulator.telephony.app_request import RequestSent
from simulator.telephony.events import AnswerReceived, NotificationSent, seconds_text
from simulator.telephony.problem import Place, Severity
from simulator.telephony.script_events import CommandStarted, ProblemFound, PromptStarted
from simulator.telephony.transcript import Entry, Transcript

_LINES_SHOWN: Final = 14
"""Of an answer; of a longer one those around the line at fault."""

_LINES_AROUND: Final = 1
"""Where an answer is not shown whole."""

_WIDEST_LINE: Final = 68
"""Columns of a line of an answer; of a wider one the part at fault is shown."""

_NARROWEST_LINE: Final = 20

_CUT: Final = "..."


@dataclass(frozen=True, slots=True)
class LastRequest:
    """What was posted, what the app answered (None if nothing had come yet), and which places of that are at fault."""

    request: Entry
    answer: Entry | None
    faults: tuple[Place, ...] = ()

    def write(self, page: Page, transcript: Transcript, heading: str) -> None:
        """Add it to a page."""
        request = self.request
        page.blank()
        page.write(Text(f"{heading}, at {seconds_text(request.at)}", "dim"), 2)
        page.write(Text(printable(transcript.text(request))), 4, 6)
        for line in wire_lines(request.event, transcript):
            page.write(Text(line, "dim"), 6)
        if self.answer is None:
            page.write(Text("no answer yet"), 4)
        elif isinstance(self.answer.event, AnswerReceived):
            asked = getattr(request.event, "url", self.answer.event.url)
            if asked != self.answer.event.url:
                page.write(Text(f"redirected to {printable(transcript.shortened(self.answer.event.url))}"), 4, 6)
            page.write(Text(printable(transcript.shortened(str(self.answer.event)))), 4, 6)
            _write_answer(page, self.answer.event, transcript, self.faults, most=_LINES_SHOWN)


def last_request(transcript: Transcript, until: Entry | None = None) -> LastRequest | None:
    """Find the request that came last before an entry, or before the end; None if there was none.

    If the entry is a mistake in an answer, it is that answer and its request. Its faults are all mistakes in it, or, if
    there are none, the command that the script had come to.
    """
    before = _before(transcript, until)
    source = until.event.problem.place.source if until is not None and isinstance(until.event, ProblemFound) else ""
    if until is not None and not source:
        own = [one for one in before if one.call_id == until.call_id]
        before = own if _requests(own) else before
    answer = _answer(before, source) or _answer(before)
    open_request = _unanswered(before, answer)
    if open_request is not None and not source:
        return LastRequest(open_request, None)
    if answer is None:
        return None
    requests = [one for one in _requests(_before(transcript, answer)) if one.call_id == answer.call_id]
    faults = _mistakes_in(answer, transcript)
    if not faults and until is not None:
        faults = _command_under_way(before, answer)
    return LastRequest(requests[-1], answer, tuple(faults)) if requests else None


def request_behind(prompt: str, transcript: Transcript) -> LastRequest | None:
    """Find the request to which the app answered with a prompt, with the command that let it be heard."""
    started = [one for one in transcript if isinstance(one.event, PromptStarted) and one.event.text == prompt]
    for entry in started[:1]:
        before = [one for one in _before(transcript, entry) if one.call_id == entry.call_id]
        commands = [one.event.place for one in before if isinstance(one.event, CommandStarted)]
        answer = _answer(before, commands[-1].source) if commands else None
        requests = _requests(_before(before, answer)) if answer is not None else []
        if requests:
            return LastRequest(requests[-1], answer, (commands[-1],))
    return None


def write_excerpt(page: Page, mistake: Entry, transcript: Transcript) -> None:
    """Add the line of an answer in which a mistake was found, with its neighbours; nothing if it is not there."""
    event = mistake.event
    place = event.problem.place if isinstance(event, ProblemFound) else Place("")
    answer = _answer(_before(transcript, mistake), place.source)
    if place.line and answer is not None and isinstance(answer.event, AnswerReceived) and answer.event.body:
        page.blank()
        page.write(Text(f"answer of {printable(transcript.shortened(place.source))}", "dim"), 2)
        _write_answer(page, answer.event, transcript, [place], most=2 * _LINES_AROUND + 1)


# -- finding it ------------------------------------------------------------------------------------------------------


def _before(entries: Iterable[Entry], until: Entry | None) -> list[Entry]:
    """The entries before one, or all; others may be equal to it, so it is found by what it is."""
    return list(takewhile(lambda one: one is not until, entries))


def _behind(entries: Iterable[Entry], begin: Entry) -> Iterable[Entry]:
    """That one and all behind it."""
    return dropwhile(lambda one: one is not begin, entries)


def _requests(entries: Iterable[Entry]) -> list[Entry]:
    return [one for one in entries if isinstance(one.event, NotificationSent | RequestSent)]


def _unanswered(before: Sequence[Entry], answer: Entry | None) -> Entry | None:
    """The last request, if its answer has not come yet."""
    behind = before if answer is None else list(_behind(before, answer))
    return next(reversed(_requests(behind)), None)


def _answer(entries: Sequence[Entry], source: str = "") -> Entry | None:
    """The last answer, of one address if it is given."""
    for entry in reversed(entries):
        if isinstance(entry.event, AnswerReceived) and source in ("", entry.event.url):
            return entry
    return None


def _mistakes_in(answer: Entry, transcript: Transcript) -> list[Place]:
    """Where errors were found in an answer, before another answer came from its address."""
    source = answer.event.url if isinstance(answer.event, AnswerReceived) else ""
    places = []
    for entry in _behind(transcript, answer):
        match entry.event:
            case AnswerReceived(url=url) if url == source and entry is not answer:
                break
            case ProblemFound(problem) if problem.severity is Severity.ERROR and problem.place.source == source:
                places.append(problem.place)
    return [place for place in dict.fromkeys(places) if place.line]


def _command_under_way(before: Sequence[Entry], answer: Entry) -> list[Place]:
    """Where the command stands that the script of an answer had come to."""
    source = answer.event.url if isinstance(answer.event, AnswerReceived) else ""
    events = (one.event for one in _behind(before, answer) if one.call_id == answer.call_id)
    places = [event.place for event in events if isinstance(event, CommandStarted) and event.place.source == source]
    return places[-1:]


# -- showing it ------------------------------------------------------------------------------------------------------


def _write_answer(
    page: Page, answer: AnswerReceived, transcript: Transcript, faults: Sequence[Place], most: int
) -> None:
    """The lines of an answer, each with its number, with a caret below what is at fault."""
    lines = lines_of(answer.body.decode("utf-8", errors="replace"))
    marked = {place.line: place for place in reversed(faults)}
    shown = _shown(len(lines), marked, most)
    width = len(str(max(shown, default=1)))
    is_excerpt = most <= 2 * _LINES_AROUND + 1
    last = shown[0] - 1 if shown and is_excerpt else 0
    for number in shown:
        if number > last + 1:
            page.write(Text(f"{'':{width}} {_CUT}", "dim"), 6)
        _write_line(page, transcript, number, lines[number - 1], width, marked.get(number))
        last = number
    if not is_excerpt and last < len(lines):
        page.write(Text(f"{_CUT} {len(lines) - last} more lines", "dim"), 6)


def _shown(count: int, marked: Collection[int], most: int) -> list[int]:
    """The numbers of the lines to show: all, or those around the marked ones, or the first ones."""
    around = sorted({min(max(one, 1), count) for one in marked})[:3]
    if count <= most or not around:
        return list(range(1, min(count, most) + 1))
    reach = max(_LINES_AROUND, (most // len(around) - 1) // 2)
    chosen = {line for one in around for line in range(one - reach, one + reach + 1)}
    return sorted(line for line in chosen if 1 <= line <= count)


def _write_line(page: Page, transcript: Transcript, number: int, line: str, width: int, place: Place | None) -> None:
    widest = max(_NARROWEST_LINE, min(_WIDEST_LINE, page.width - width - 9))
    text = printable(transcript.shortened(line.expandtabs(1)))
    column = 0
    if place is not None and 0 < place.column <= len(line) + 1:
        column = shifted_column(line, place.column, transcript.shortened)
    start = max(0, min(column - widest // 2, len(text) - widest))
    part = text[start : start + widest]
    if start:
        part = _CUT + part[len(_CUT) :]
    if start + widest < len(text):
        part = part[: -len(_CUT)] + _CUT
    mark = "> " if place is not None else "  "
    page.whole(Text(f"{mark}{number:>{width}} | {part}".rstrip(), "bold" if place is not None else ""), 4)
    if column:
        page.whole(Text(f"{'':{width}} | {'':{column - 1 - start}}^", "bold red"), 6)
