"""What a run shows while it goes on: a line for each scenario that is over, and, on a terminal, a bar below them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich import progress
from rich.console import Console
from rich.table import Column

from simulator.report.page import printable
from simulator.report.terminal import progress_line
from simulator.scenario.model import Scenario
from simulator.scenario.run import ScenarioRun

_NAMES_SHOWN: Final = 3
"""Of the scenarios that are under way."""

_LONGEST_NAME: Final = 24


class Progress:
    """Prints the lines: on a terminal as scenarios end; elsewhere in their order, so that two logs can be compared.

    A line whose turn has not come is held back; those that still are when the run is broken off come at its end. The
    bar says how many are over, how long it has taken, and which are under way.

    Args:
        console: where it is shown.
        scenarios: what is run.
        quiet: show no lines, only the bar.
    """

    def __init__(self, console: Console, scenarios: Sequence[Scenario], *, quiet: bool = False) -> None:
        self._console = console
        self._quiet = quiet
        self._order = {id(scenario): number for number, scenario in enumerate(scenarios)}
        self._held: dict[int, ScenarioRun] = {}
        self._next = 0
        self._under_way: dict[int, str] = {}
        self._bar = progress.Progress(
            progress.BarColumn(bar_width=12),
            progress.MofNCompleteColumn(),
            progress.TimeElapsedColumn(),
            progress.TextColumn("{task.fields[names]}", markup=False, table_column=Column(no_wrap=True, ratio=1)),
            console=console,
            transient=True,
            disable=not console.is_terminal,
            expand=True,
        )
        self._task = self._bar.add_task("calling", total=len(scenarios), names="")

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        for _number, run in sorted(self._held.items()):
            self._show(run)
        self._bar.stop()

    def refresh(self) -> None:
        """Show the bar as it is now; by itself it follows a few times a second."""
        self._bar.refresh()

    def began(self, scenario: Scenario) -> None:
        """Take note that a scenario is under way."""
        name = printable(scenario.name)
        self._under_way[id(scenario)] = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 3]}..."
        self._tell_names()

    def finished(self, run: ScenarioRun) -> None:
        """Take note that a scenario is over."""
        self._under_way.pop(id(run.scenario), None)
        self._bar.advance(self._task)
        self._tell_names()
        if self._console.is_terminal:
            self._show(run)
            return
        self._held[self._order[id(run.scenario)]] = run
        while self._next in self._held:
            self._show(self._held.pop(self._next))
            self._next += 1

    def _tell_names(self) -> None:
        names = [*self._under_way.values()]
        more = len(names) - _NAMES_SHOWN
        told = "; ".join(names[:_NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")
        self._bar.update(self._task, names=told)

    def _show(self, run: ScenarioRun) -> None:
        if not self._quiet:
            self._bar.console.print(progress_line(run), soft_wrap=True)
