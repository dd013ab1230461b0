"""What a person reads of a run: progress, what failed and why, and the conversation in two columns."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from simulator.drivers.call_result import CallResult
from simulator.scenario.expect_call import ExpectedProblems
from simulator.scenario.run import Outcome, ScenarioRun
from simulator.scenario.wire import wire_lines
from simulator.telephony.events import (
    AnswerReceived,
    Column,
    Stalled,
    StepFailed,
    seconds_text,
)
from simulator.telephony.problem import Problem, Severity
from simulator.telephony.script_events import ProblemFound
from simulator.telephony.transcript import Entry, Transcript

_ROWS_SHOWN = 44
"""Rows of a conversation; what is longer loses its middle."""

_NAMES_SHOWN = 3
"""Of the scenarios in which a warning was found."""

_LINES_AROUND = 1
_WIDEST_LINE = 68

_SEVERITIES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}

_MARKS = {
    Outcome.PASSED: ("PASSED", "green"),
    Outcome.FAILED: ("FAILED", "bold red"),
    Outcome.BROKEN: ("BROKEN", "bold magenta"),
}


def progress_line(run: ScenarioRun) -> Text:
    """One line for a scenario that is over."""
    word, style = _MARKS[run.outcome]
    line = Text.assemble((word, style), " ", run.scenario.id)
    if run.result is not None:
        line.append(f"  {seconds_text(round(run.result.duration, 1))} s of call", "dim")
    return line


def failure(run: ScenarioRun, *, whole: bool = False) -> RenderableType:
    """Why a scenario did not pass: the reasons first, then the answer at fault, then the conversation.

    Args:
        run: the scenario that failed.
        whole: show the conversation whole, with every detail and with what was posted and answered.
    """
    word, style = _MARKS[run.outcome]
    scenario = run.scenario
    parts: list[RenderableType] = [
        Text.assemble((word, style), " ", (scenario.name, "bold"), f"  {scenario.file}:{scenario.line}")
    ]
    parts += [
        Padding(Text(reason, "red" if index == 0 else ""), (0, 0, 0, 2)) for index, reason in enumerate(run.reasons)
    ]
    if run.result is not None:
        parts += [Padding(Text(line, "yellow"), (0, 0, 0, 2)) for line in _unstressed(run)]
        parts += [Padding(excerpt, (1, 0, 0, 2)) for excerpt in _excerpts(run.result)]
        parts.append(Padding(conversation(run.result.transcript, whole=whole), (1, 0, 0, 2)))
        again = shlex.join(
            ["ozeki-simulator", "run", str(scenario.file), "-k", scenario.name, "--seed", str(scenario.seed)]
        )
        parts.append(Text(f"  repeat: {again}", "dim"))
        if run.company and run.outcome is Outcome.FAILED:
            parts.append(Text("  other scenarios used this app meanwhile; try -j 1", "yellow"))
    return Group(*parts, "")


def conversation(transcript: Transcript, *, whole: bool = False) -> Table:
    """A transcript as two columns: the caller's side and the app's, with times.

    What happens on another call than the first, or about a short message, begins with its name: `[4711]`, `[SMS]`.
    The `whole` of it has every detail, and below notifications and answers what was in them.
    """
    table = _columns("time", "caller", "app")
    entries = [entry for entry in transcript if whole or not entry.event.detail]
    for row in _shortened(entries, whole=whole):
        if isinstance(row, int):
            table.add_row("", Text(f"... {row} more ...", "dim"), "")
        else:
            table.add_row(*_cells(row, transcript, whole=whole))
    return table


def conversation_row(entry: Entry, transcript: Transcript) -> Table:
    """One row of a conversation, for one that grows while somebody watches."""
    row = _columns()
    row.add_row(*_cells(entry, transcript))
    return row


def summary(runs: Sequence[ScenarioRun], wall_seconds: float) -> Text:
    """The last line: how many of each, and how long it took."""
    counts = [(outcome, sum(run.outcome is outcome for run in runs)) for outcome in Outcome]
    parts = [(f"{count} {outcome}", _MARKS[outcome][1]) for outcome, count in counts if count]
    calls = sum(run.result.duration for run in runs if run.result is not None)
    line = (
        Text(", ").join(Text(text, style) for text, style in parts) if parts else Text("no scenarios found", "yellow")
    )
    return line.append(f" in {wall_seconds:.2f} s ({seconds_text(round(calls, 1))} s of calls)", "dim")


def print_warnings(console: Console, runs: Iterable[ScenarioRun]) -> None:
    """Say what the apps should mend although it failed nothing, and in which scenarios it was found."""
    found: dict[str, dict[str, str]] = {}
    for run in runs:
        if run.outcome is Outcome.PASSED:
            for line in _untold(run):
                found.setdefault(line, {})[run.scenario.id] = run.scenario.name
    for line, scenarios in found.items():
        names = [*scenarios.values()][:_NAMES_SHOWN] + ["..."] * (len(scenarios) > _NAMES_SHOWN)
        count = "1 scenario" if len(scenarios) == 1 else f"{len(scenarios)} scenarios"
        console.print(Text(line, "yellow"))
        console.print(Text(f"  in {count}: {', '.join(names)}", "dim"))


# -- inside ----------------------------------------------------------------------------------------------------------


def _columns(*headers: str) -> Table:
    """A table of time, caller and app, as wide as the terminal, so that single rows stand below each other."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), expand=True, show_header=bool(headers))
    time, caller, app = headers or ("", "", "")
    table.add_column(time, justify="right", style="dim", no_wrap=True, min_width=8)
    table.add_column(caller, ratio=2)
    table.add_column(app, ratio=3)
    return table


def _cells(entry: Entry, transcript: Transcript, *, whole: bool = False) -> tuple[str, Text, Text]:
    text = _styled(entry, transcript)
    for line in wire_lines(entry.event, transcript) if whole else ():
        text.append(f"\n  {line}", "dim")
    blank = Text()
    at = seconds_text(entry.at)
    return (at, blank, text) if entry.event.column is Column.APP else (at, text, blank)


def _styled(entry: Entry, transcript: Transcript) -> Text:
    text = transcript.text(entry)
    match entry.event:
        case StepFailed() | Stalled():
            return Text(text, "bold red")
        case ProblemFound(problem):
            return Text(text, _SEVERITIES[problem.severity])
        case _ if entry.event.column is Column.LINE:
            return Text(text, "italic dim")
        case _:
            return Text(text)


def _shortened(entries: Sequence[Entry], *, whole: bool) -> Iterator[Entry | int]:
    """The entries, or their beginning, the number left out, and their end."""
    if whole or len(entries) <= _ROWS_SHOWN:
        yield from entries
        return
    head, tail = _ROWS_SHOWN * 2 // 3, _ROWS_SHOWN // 3
    yield from entries[:head]
    yield len(entries) - head - tail
    yield from entries[-tail:]


def _unstressed(run: ScenarioRun) -> Iterator[str]:
    """The app's errors that failed nothing, because the run is lenient or the scenario expects them."""
    if run.result is not None:
        for problem in run.result.problems:
            line = run.result.transcript.shortened(str(problem))
            if problem.severity is Severity.ERROR and line not in run.reasons:
                yield f"also: {line}"


def _untold(run: ScenarioRun) -> Iterator[str]:
    """The warnings and errors that failed nothing, without those that the scenario names itself."""
    if run.result is not None:
        expected = [one for one in run.scenario.expectations if isinstance(one, ExpectedProblems)]
        named = {rule for one in expected for rule in one.rules}
        for problem in run.result.problems:
            told = bool(expected) if problem.severity is Severity.ERROR else problem.rule in named
            if not told and problem.severity is not Severity.NOTE:
                yield f"{problem.severity}: {run.result.transcript.shortened(str(problem))}"


def _excerpts(result: CallResult) -> Iterator[RenderableType]:
    """The lines of the app's answers that errors point at, each with a caret; each place once."""
    seen = set()
    for problem in result.problems:
        if problem.severity is Severity.ERROR and problem.place not in seen:
            seen.add(problem.place)
            excerpt = _excerpt(problem, result.transcript)
            if excerpt is not None:
                yield excerpt
        if len(seen) >= 3:
            return


def _excerpt(problem: Problem, transcript: Transcript) -> RenderableType | None:
    place = problem.place
    answers = [answer for answer in transcript.of(AnswerReceived) if answer.url == place.source and answer.body]
    if not place.line or not answers:
        return None
    lines = answers[-1].body.decode("utf-8", errors="replace").splitlines()
    first, last = max(1, place.line - _LINES_AROUND), min(len(lines), place.line + _LINES_AROUND)
    width = len(str(last))
    text = Text(f"answer of {transcript.shortened(place.source)}\n", "dim")
    for number in range(first, last + 1):
        shown = lines[number - 1].expandtabs(1)
        start = max(0, place.column - _WIDEST_LINE // 2) if len(shown) > _WIDEST_LINE else 0
        text.append(f"{number:>{width}} | {shown[start : start + _WIDEST_LINE]}\n")
        if number == place.line and place.column:
            text.append(f"{'':>{width}} | {'':>{place.column - 1 - start}}^\n", "bold red")
    text.rstrip()
    return text
