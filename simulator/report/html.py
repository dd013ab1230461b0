"""The HTML report: one file that needs nothing else, made from a record. How it looks is in `templates/`.

Texts come from apps that may be broken or worse: every one is escaped, and the page allows itself no network and no
script but its own.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from simulator.report.answer_lines import lines_of
from simulator.report.comparison import Words, comparison
from simulator.report.exchanges import Exchange, exchanges, label_of
from simulator.report.picture import Picture, picture
from simulator.report.place import place_text
from simulator.report.record import (
    AnswerRecord,
    ProblemRecord,
    ReasonRecord,
    RecordingRecord,
    RunRecord,
    ScenarioRecord,
)
from simulator.report.record_rows import ConversationRow, LeftOut, recorded_rows, severity_of
from simulator.report.shared_reasons import shared_reasons
from simulator.report.timeline import milliseconds, timeline
from simulator.telephony.events import seconds_text

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

ROOM_FOR_PASSED: Final = 6 * 2**20
ROOM_FOR_OTHERS: Final = 24 * 2**20
"""Characters of the page for details; when they are used up, those of further scenarios are left out."""

MOST_ROWS: Final = 300
"""Of a conversation; what is longer loses its middle."""

MOST_EXCHANGES: Final = 60
MOST_LINES: Final = 150
"""Of an answer; what is longer loses its end, but not the lines at fault."""

LONGEST_TEXT: Final = 1_200
LONGEST_LINE: Final = 2_000
LARGEST_AUDIO: Final = 8 * 2**20
"""Characters of a recording in base64."""

_OPEN: Final = 5
"""Scenarios that did not pass and are shown open."""

_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""What HTML cannot hold, and what makes a text look like another one."""


_DIFF_MARKS: Final = {"+": "added", "-": "removed", "@": "where"}
"""Classes for the lines of a unified diff."""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A line of an answer in three parts, and what is wrong with it: that stands in the middle one.

    Number 0 stands for lines that are left out.
    """

    number: int
    before: str
    middle: str = ""
    after: str = ""
    faults: tuple[str, ...] = ()


class ComparedText(NamedTuple):
    """A text that was to be heard, or was heard, in pieces, each with whether it differs."""

    label: str
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Details:
    """What the page shows of a scenario, besides its record."""

    number: int
    scenario: ScenarioRecord
    shown_open: bool
    picture: Picture | None
    rows: Sequence[ConversationRow]
    exchanges: Sequence[Exchange]
    more_exchanges: int


def html_page(record: RunRecord) -> str:
    """The page of a run, whole."""
    environment = _environment()
    style, script = _text("style.css"), _text("script.js")
    details = _rendered_details(record, environment)
    left_out = [one for number, one in enumerate(record.scenarios) if number not in details]
    return environment.get_template("page.html").render(
        run=record,
        headline=headline(record),
        kind=record.kind,
        shared=shared_reasons(record.scenarios),
        details=details,
        left_out=len(left_out),
        only_passed_left_out=all(one.outcome == "passed" for one in left_out),
        call_seconds=sum(one.call_seconds or 0.0 for one in record.scenarios),
        style=_as_is(style),
        script=_as_is(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def headline(record: RunRecord) -> str:
    """What came of a run, in a few words."""
    kind = record.kind
    count, wrong = len(record.scenarios), len(record.scenarios) - record.count("passed")
    counted = f"1 {kind}" if count == 1 else f"{count} {kind}s"
    if record.interrupted:
        counts = [(outcome, record.count(outcome)) for outcome in ("failed", "broken", "passed")]
        told = ", ".join(f"{number} {outcome}" for outcome, number in counts if number)
        return f"Interrupted: {told or f'no {kind} was over'}"
    if not count:
        return f"No {kind} was run"
    if record.count("unfinished"):
        return f"The {kind} goes on"
    if not wrong:
        return f"The {kind} passed" if count == 1 else f"All {counted} passed"
    return f"The {kind} did not pass" if count == 1 else f"{wrong} of {counted} did not pass"


# -- inside ----------------------------------------------------------------------------------------------------------


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("simulator.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    environment.filters |= {
        "seconds": seconds_text,
        "decimals": _decimals,
        "compared": _compared,
        "diff_mark": lambda line: _DIFF_MARKS.get(line[:1], ""),
        "milliseconds": milliseconds,
        "place": lambda one: place_text(one.file, one.line),
        "shortened": _shortened,
        "answer_lines": answer_lines,
        "audio": _audio,
        "severity": severity_of,
    }
    environment.tests["left_out"] = lambda row: isinstance(row, LeftOut)
    environment.globals["label_of"] = label_of
    return environment


def _rendered_details(record: RunRecord, environment: Environment) -> dict[int, Markup]:
    """The details of scenarios by their numbers, those that did not pass first, as far as there is room."""
    template = environment.get_template("scenario.html")
    room = {True: ROOM_FOR_PASSED, False: ROOM_FOR_OTHERS}
    rendered: dict[int, Markup] = {}
    others = 0
    for number, scenario in sorted(enumerate(record.scenarios), key=lambda one: one[1].outcome == "passed"):
        passed = scenario.outcome == "passed"
        others += not passed
        if room[passed] > 0:
            shown_open = record.is_of_one_call or (not passed and others <= _OPEN)
            details = _details(number, scenario, shown_open=shown_open)
            shown = _as_is(template.render(it=details, kind=record.kind))
            room[passed] -= len(shown)
            if room[passed] >= 0:
                rendered[number] = shown
    return rendered


def _details(number: int, scenario: ScenarioRecord, *, shown_open: bool) -> Details:
    line = timeline(scenario)
    asked = exchanges(scenario)
    return Details(
        number=number,
        scenario=scenario,
        shown_open=shown_open,
        picture=picture(line) if line and line.groups else None,
        rows=recorded_rows(scenario, most=MOST_ROWS),
        exchanges=asked[:MOST_EXCHANGES],
        more_exchanges=max(0, len(asked) - MOST_EXCHANGES),
    )


def answer_lines(answer: AnswerRecord, faults: Sequence[ProblemRecord] = ()) -> list[AnswerLine]:
    """The lines of an answer, numbered, with what is wrong in each."""
    by_line: defaultdict[int, list[ProblemRecord]] = defaultdict(list)
    for fault in faults:
        by_line[fault.line].append(fault)
    lines: list[AnswerLine] = []
    skipped = 0
    for number, text in enumerate(lines_of(answer.body), start=1):
        wrong = by_line.get(number, [])
        if number > MOST_LINES and not wrong:
            skipped += 1
            continue
        if skipped:
            lines.append(AnswerLine(0, f"{skipped} lines are left out"))
            skipped = 0
        lines.append(_answer_line(number, text, wrong))
    return [*lines, AnswerLine(0, f"{skipped} lines are left out")] if skipped else lines


def _answer_line(number: int, text: str, faults: Sequence[ProblemRecord]) -> AnswerLine:
    """A line whose middle is the tag at fault; of a long one, what is around it."""
    start = max(0, faults[0].column - 1) if faults else 0
    end = text.find(">", start) + 1 if faults and faults[0].column else start
    before, middle, after = text[:start], text[start:end], text[max(start, end) :]
    if len(before) > LONGEST_LINE:
        before = "\N{HORIZONTAL ELLIPSIS}" + before[-LONGEST_LINE // 2 :]
    sentences = tuple(f"{one.severity}: {one.message}" for one in faults)
    return AnswerLine(number, before, _shortened(middle, LONGEST_LINE), _shortened(after, LONGEST_LINE), sentences)


def _compared(reason: ReasonRecord) -> list[ComparedText]:
    """What was to be heard, and what was heard instead, as the terminal has it too."""
    return [ComparedText(label, _pieces(words)) for label, words in comparison(reason.wanted or "", reason.heard)]


def _pieces(words: Words) -> list[tuple[str, bool]]:
    """A text in pieces that are the same as in the other one, or differ."""
    numbered = groupby(enumerate(words.words), key=lambda one: one[0] in words.differing)
    return [(" ".join(word for _, word in found), differing) for differing, found in numbered]


def _decimals(seconds: float) -> str:
    """A class that tells how many decimals a number of seconds has, so that points stand below each other."""
    return f"d{len(seconds_text(seconds).partition('.')[2])}"


def _audio(recording: RecordingRecord) -> str:
    """The address of a recording's sound, which holds it; empty if there is none, or too much."""
    if not recording.audio or len(recording.audio) > LARGEST_AUDIO:
        return ""
    kind = "audio/wav" if recording.format == "wav" else "audio/mpeg"
    return f"data:{kind};base64,{re.sub('[^A-Za-z0-9+/=]', '', recording.audio)}"


def _shortened(text: str, longest: int = LONGEST_TEXT) -> str:
    return text if len(text) <= longest else f"{text[:longest]}... ({len(text)} characters)"


def _visible(value: object) -> object:
    """What is put into the page: texts without what cannot be seen. What was escaped already is left alone."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", value) if type(value) is str else value


def _as_is(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - our own templates have made it, or it is one of our own files


@cache
def _text(name: str) -> str:
    return files("simulator.report").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """How a Content-Security-Policy names a text that may stand in the page."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
