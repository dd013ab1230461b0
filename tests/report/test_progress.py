"""The lines of a run while it goes on: as they come on a terminal, in their order in a log."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path

import pytest
from rich.console import Console

from simulator.report.progress import Progress
from simulator.scenario.model import AppKind, AppSpec, Scenario
from simulator.scenario.run import Outcome, ScenarioRun

SCENARIOS = [Scenario(name, Path("s.yaml"), 1, AppSpec(AppKind.URL, "http://app.test/")) for name in "abc"]


def finish(progress: Progress, name: str) -> None:
    (scenario,) = (one for one in SCENARIOS if one.name == name)
    progress.finished(ScenarioRun(scenario, Outcome.PASSED, (), None, 0.0))


def names_in(console: Console) -> str:
    """The names of the scenarios that have been shown, one letter each."""
    lines = console.file.getvalue().splitlines()
    return "".join(line.strip()[-1] for line in lines if "PASSED" in line)


@pytest.fixture
def log() -> Console:
    return Console(file=io.StringIO(), width=80)


def test_a_log_has_the_scenarios_in_their_order(log):
    shown = []

    with Progress(log, SCENARIOS) as progress:
        for name in "bac":
            finish(progress, name)
            shown.append(names_in(log))

    assert shown == ["", "ab", "abc"]


def test_a_log_has_everything_that_was_over_when_the_run_was_broken_off(log):
    with suppress(KeyboardInterrupt), Progress(log, SCENARIOS) as progress:
        finish(progress, "c")
        finish(progress, "b")
        raise KeyboardInterrupt

    assert names_in(log) == "bc"


def test_a_terminal_has_the_scenarios_as_they_come():
    terminal = Console(file=io.StringIO(), width=80, force_terminal=True, color_system=None, legacy_windows=False)

    with Progress(terminal, SCENARIOS) as progress:
        for name in "bac":
            finish(progress, name)

    assert names_in(terminal) == "bac"
