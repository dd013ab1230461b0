"""The lines of a run while it goes on: as they come on a terminal, in their order in a log."""

from __future__ import annotations

import io
import re
from contextlib import suppress
from pathlib import Path

import pytest
from rich.console import Console

from simulator.report.progress import Progress
from simulator.scenario.model import AppKind, AppSpec, Scenario
from simulator.scenario.run import Outcome, ScenarioRun

URL = AppSpec(AppKind.URL, "http://app.test/")
SCENARIOS = [Scenario(name, Path("s.yaml"), 1, URL) for name in (*"abcd", "e" * 30)]


def finish(progress: Progress, name: str) -> None:
    (scenario,) = [one for one in SCENARIOS if one.name == name]
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


# -- what is under way -----------------------------------------------------------------------------------------------


def terminal_of(width: int = 80) -> Console:
    return Console(
        file=io.StringIO(), width=width, force_terminal=True, color_system=None, legacy_windows=False, _environ={}
    )


def bar_after(*began: str, over: str = "") -> str:
    """The last state of the bar once some scenarios have begun, and some of these are over."""
    terminal = terminal_of()
    with Progress(terminal, SCENARIOS) as progress:
        for scenario in SCENARIOS:
            if scenario.name in began:
                progress.began(scenario)
        for name in over:
            finish(progress, name)
        progress.refresh()
        shown = terminal.file.getvalue()
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown).split("\r")[-1].rstrip()


def test_the_bar_counts_what_is_over_and_names_what_is_under_way():
    bar = bar_after("a", "b", "c", over="b")

    assert re.search(r" 1/5 0:00:0\d a; c$", bar), bar


def test_the_bar_names_three_and_counts_the_others():
    assert bar_after("a", "b", "c", "d", "e" * 30).endswith(" a; b; c and 2 more")


def test_a_long_name_is_cut():
    assert bar_after("e" * 30).endswith(f" {'e' * 21}...")


def test_a_log_has_no_bar_and_no_control_characters(log):
    with Progress(log, SCENARIOS) as progress:
        progress.began(SCENARIOS[0])
        finish(progress, "a")

    assert log.file.getvalue() == "PASSED s.yaml::a\n"


@pytest.mark.parametrize("terminal", [True, False])
def test_a_quiet_run_has_no_lines(terminal):
    console = terminal_of() if terminal else Console(file=io.StringIO(), width=80)

    with Progress(console, SCENARIOS, quiet=True) as progress:
        finish(progress, "a")

    assert "PASSED" not in console.file.getvalue()
