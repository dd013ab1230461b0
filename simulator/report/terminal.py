"""What a person reads of a run as a whole: a line for each scenario, warnings, what took longest, and the summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from simulator.report.hints import faults_in_vain, letters_for_digits
from simulator.report.page import printable
from simulator.scenario.expect_call import ExpectedProblems
from simulator.scenario.run import Outcome, ScenarioRun
from simulator.telephony.events import seconds_text
from simulator.telephony.problem import Problem, Severity

_MOST_WARNINGS: Final = 20

_NAMES_SHOWN: Final = 3
"""Of the scenarios in which a warning was found."""

MARKS: Final = {
    Outcome.PASSED: ("PASSED", "green"),
    Outcome.FAILED: ("FAILED", "bold red"),
    Outcome.BROKEN: ("BROKEN", "bold magenta"),
    Outcome.UNFINISHED: ("UNFINISHED", "bold blue"),
}
"""The word and the style of each outcome."""


def progress_line(run: ScenarioRun) -> Text:
    """One line for a scenario that is over: how long the call was, and how long that took."""
    word, style = MARKS[run.outcome]
    line = Text.assemble((word, style), " ", printable(run.scenario.id))
    if run.result is not None:
        call = seconds_text(round(run.result.duration, 1))
        line.append(f"  {call} s of call in {wall_text(run.wall_seconds)}", "dim")
    return line


def wall_text(seconds: float) -> str:
    """A length of time that was measured: milliseconds below one second."""
    return f"{seconds * 1000:.0f} ms" if round(seconds, 3) < 1 else f"{seconds:.2f} s"


def slowest(runs: Sequence[ScenarioRun], count: int) -> list[Text]:
    """The scenarios that took longest on the wall clock, so many, a line each below a heading."""
    longest = sorted(runs, key=lambda run: -run.wall_seconds)[:count]
    if not longest:
        return []
    lines = [Text(f"{wall_text(run.wall_seconds):>10}  {printable(run.scenario.id)}") for run in longest]
    return [Text(f"the slowest {len(longest)}:" if len(longest) > 1 else "the slowest:", "dim"), *lines]


def summary(
    runs: Sequence[ScenarioRun], wall_seconds: float, *, interrupted: bool = False, stopped_after: float | None = None
) -> Text:
    """The last line: how many of each, and how long it took; `stopped_after` is how many failures were enough.

    Scenarios that were under way then are seen through, so more may have failed.
    """
    counts = [(outcome, sum(run.outcome is outcome for run in runs)) for outcome in Outcome]
    parts = [(f"{count} {outcome}", MARKS[outcome][1]) for outcome, count in counts if count]
    calls = sum(run.result.duration for run in runs if run.result is not None)
    if interrupted:
        parts = [*(parts or [("no scenario was over", "yellow")]), ("interrupted", "yellow")]
    if stopped_after is not None:
        more = sum(run.outcome is not Outcome.PASSED for run in runs) - int(stopped_after)
        enough = f"stopped after {stopped_after:g} failure{'' if stopped_after == 1 else 's'}"
        enough += f" while {more} more {'was' if more == 1 else 'were'} under way" if more > 0 else ""
        parts.append((enough, "yellow"))
    line = Text(", ").join(Text(*part) for part in parts or [("no scenarios found", "yellow")])
    return line.append(f" in {wall_seconds:.2f} s ({seconds_text(round(calls, 1))} s of calls)", "dim")


def print_warnings(console: Console, runs: Iterable[ScenarioRun]) -> None:
    """Say what should be mended although it failed nothing, and in which scenarios it was found."""
    found: dict[str, dict[str, str]] = {}
    for run in runs:
        if run.outcome is Outcome.PASSED:
            for line in _untold(run):
                found.setdefault(line, {})[run.scenario.id] = run.scenario.name
    for line, scenarios in [*found.items()][:_MOST_WARNINGS]:
        names = [*scenarios.values()][:_NAMES_SHOWN] + ["..."] * (len(scenarios) > _NAMES_SHOWN)
        count = "1 scenario" if len(scenarios) == 1 else f"{len(scenarios)} scenarios"
        console.print(Text(printable(line), "yellow"))
        console.print(Text(f"  in {count}: {printable(', '.join(names))}", "dim"))
    if len(found) > _MOST_WARNINGS:
        console.print(Text(f"... {len(found) - _MOST_WARNINGS:,} more warnings", "yellow"))


def untold_problems(run: ScenarioRun) -> Iterator[Problem]:
    """The warnings and errors that failed nothing, but those that the scenario names itself."""
    expected = [one for one in run.scenario.expectations if isinstance(one, ExpectedProblems)]
    named = {rule for one in expected for rule in one.rules}
    for problem in run.result.problems if run.result is not None else ():
        told = bool(expected) if problem.severity is Severity.ERROR else problem.rule in named
        if not told and problem.severity is not Severity.NOTE:
            yield problem


def what_was_in_vain(run: ScenarioRun) -> list[str]:
    """A sentence for everything in the scenario that can have met nothing."""
    if run.result is None:
        return []
    return [*faults_in_vain(run.result), *letters_for_digits(run, run.result)]


# -- inside ----------------------------------------------------------------------------------------------------------


def _untold(run: ScenarioRun) -> Iterator[str]:
    """The warnings and errors that failed nothing; what was in vain."""
    if run.result is not None:
        shortened = run.result.transcript.shortened
        for problem in untold_problems(run):
            yield f"{problem.severity}: {shortened(str(problem))}"
        for sentence in what_was_in_vain(run):
            yield f"warning: {shortened(sentence)}"
