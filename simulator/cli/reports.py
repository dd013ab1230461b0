"""The reports that `run` and `inspect` write: which are wanted, and where."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.aftermath import Aftermath
from simulator.status import ExitStatus

if TYPE_CHECKING:
    from simulator.report.record import RunRecord
    from simulator.scenario.model import Scenario
    from simulator.scenario.run import Options, ScenarioRun

JsonFile = Annotated[
    Path | None,
    typer.Option(
        "--json", help="Write everything to FILE, for programs and for `inspect`.", metavar="FILE", dir_okay=False
    ),
]
JunitFile = Annotated[
    Path | None,
    typer.Option("--junit", help="Write a JUnit report, which CI systems read.", metavar="FILE", dir_okay=False),
]
HtmlFile = Annotated[
    Path | None,
    typer.Option(
        "--html", help="Write a page with timelines, conversations and recordings.", metavar="FILE", dir_okay=False
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """Where each report is to be written; None where it is not wanted."""

    json: Path | None = None
    junit: Path | None = None
    html: Path | None = None

    @property
    def wanted(self) -> bool:
        """Whether any is."""
        return any((self.json, self.junit, self.html))

    @property
    def with_audio(self) -> bool:
        """Whether one of them holds the sound of recordings."""
        return self.json is not None or self.html is not None

    def check_apart(self, **others: Path | None) -> None:
        """See that none is written over another one, or over `others`, files by the names of their options.

        Raises:
            typer.BadParameter: two are one file.
        """
        names: dict[Path, str] = {}
        for name, path in {"json": self.json, "junit": self.junit, "html": self.html, **others}.items():
            if path is not None and (first := names.setdefault(path.resolve(), name)) != name:
                raise typer.BadParameter(f"--{first} and --{name} would both be written to {path}")

    def write(self, record: RunRecord, after: Aftermath) -> None:
        """Write them, each whatever becomes of the others; folders are made."""
        for path, text_of in self._wanted():
            after.attempt(f"the report {path}", partial(_write, path, text_of, record))

    def _wanted(self) -> Iterator[tuple[Path, Callable[[RunRecord], str]]]:
        from simulator.report.html import html_page
        from simulator.report.json_file import json_text
        from simulator.report.junit import junit_xml

        for path, text_of in ((self.json, json_text), (self.junit, junit_xml), (self.html, html_page)):
            if path is not None:
                yield path, text_of


class Reporter:
    """Takes note of a run as it goes on, and reports what is over, also of one that is broken off.

    Args:
        reports: those that are wanted.
        scenarios: what is run, in the order in which it is reported.
        options: what the command line says over their heads.
        again: words of the command line that the command which repeats a scenario needs too.
    """

    def __init__(self, reports: Reports, scenarios: Sequence[Scenario], options: Options, again: Sequence[str]) -> None:
        self._reports, self._options, self._again = reports, options, again
        self._order = {id(scenario): number for number, scenario in enumerate(scenarios)}
        self._over: list[ScenarioRun] = []
        self._began, self._instant = datetime.now(UTC), time.perf_counter()

    @property
    def over(self) -> list[ScenarioRun]:
        """What is over, in the order of the scenarios."""
        return sorted(self._over, key=lambda run: self._order[id(run.scenario)])

    def noting(self, finished: Callable[[ScenarioRun], None]) -> Callable[[ScenarioRun], None]:
        """The same as `finished`, and remembers what it is told."""

        def note(run: ScenarioRun) -> None:
            self._over.append(run)
            finished(run)

        return note

    @contextmanager
    def heeding_interruption(self, tell: Callable[[Sequence[ScenarioRun]], None]) -> Iterator[None]:
        """If the body of the `with` is broken off, tell and report what was over by then."""
        import asyncio

        try:
            yield
        except (asyncio.CancelledError, KeyboardInterrupt):
            tell(self.over)
            self.write(Aftermath(ExitStatus.INTERRUPTED), interrupted=True)
            raise

    def write(self, after: Aftermath, *, interrupted: bool = False) -> None:
        """Write the reports."""
        if not self._reports.wanted:
            return
        from simulator.report.recorder import Circumstances, run_record

        clock = self._options.clock
        circumstances = Circumstances(
            began=self._began,
            wall_seconds=time.perf_counter() - self._instant,
            seed=self._options.seed,
            clock=str(clock) if clock else None,
            again=self._again,
            interrupted=interrupted,
        )
        self._reports.write(run_record(self.over, circumstances, audio=self._reports.with_audio), after)


# -- inside ----------------------------------------------------------------------------------------------------------


def _write(path: Path, text_of: Callable[[RunRecord], str], record: RunRecord) -> None:
    text = text_of(record)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", errors="replace"))
