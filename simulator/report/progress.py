"""What a run shows while it goes on: a line for each scenario that is over, and, on a terminal, a bar below them."""

from __future__ import annotations

from collections.abc import Sequence

from rich import progress
from rich.console import Console

from simulator.report.terminal import progress_line
from simulator.scenario.model import Scenario
from simulator.scenario.run import ScenarioRun


class Progress:
    """Prints the lines: on a terminal as scenarios end; elsewhere in their order, so that two logs can be compared.

    A line whose turn has not come is held back; those that still are when the run is broken off come at its end.
    """

    def __init__(self, console: Console, scenarios: Sequence[Scenario]) -> None:
        self._console = console
        self._order = {id(scenario): number for number, scenario in enumerate(scenarios)}
        self._held: dict[int, ScenarioRun] = {}
        self._next = 0
        self._bar = progress.Progress(
            progress.TextColumn("calling"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("calling", total=len(scenarios))

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        for _number, run in sorted(self._held.items()):
            self._show(run)
        self._bar.stop()

    def finished(self, run: ScenarioRun) -> None:
        """Take note that a scenario is over."""
        if self._console.is_terminal:
            self._show(run)
            return
        self._held[self._order[id(run.scenario)]] = run
        while self._next in self._held:
            self._show(self._held.pop(self._next))
            self._next += 1

    def _show(self, run: ScenarioRun) -> None:
        self._bar.console.print(progress_line(run), soft_wrap=True)
        self._bar.advance(self._task)
