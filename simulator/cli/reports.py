"""The reports that `run` and `inspect` write: which are wanted, and where."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.aftermath import Aftermath
from simulator.cli.kept import STANDARD_OUTPUT
from simulator.cli.output import Output, this_output
from simulator.status import ExitStatus

if TYPE_CHECKING:
    from simulator.report.record import RunRecord
    from simulator.scenario.model import Scenario
    from simulator.scenario.run import Options, ScenarioRun

JsonFile = Annotated[
    Path | None,
    typer.Option(
        "--json",
        help="Write everything to FILE, for programs and for `inspect`; - is standard output.",
        metavar="FILE",
        dir_okay=False,
    ),
]
JunitFile = Annotated[
    Path | None,
    typer.Option(
        "--junit",
        help="Write a JUnit report, which CI systems read; - is standard output.",
        metavar="FILE",
        dir_okay=False,
    ),
]
HtmlFile = Annotated[
    Path | None,
    typer.Option(
        "--html",
        help="Write a page with timelines, conversations and recordings; - is standard output.",
        metavar="FILE",
        dir_okay=False,
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """Where each report is to be written; None where it is not wanted, `-` is standard output."""

    json: Path | None = None
    junit: Path | None = None
    html: Path | None = None
    _output: Output = field(default_factory=this_output, init=False)

    @property
    def wanted(self) -> bool:
        """Whether any is."""
        return any((self.json, self.junit, self.html))

    @property
    def with_audio(self) -> bool:
        """Whether one of them holds the sound of recordings."""
        return self.json is not None or self.html is not None

    @property
    def outputs(self) -> dict[str, Path | None]:
        """The files by the options that name them."""
        return {"--json": self.json, "--junit": self.junit, "--html": self.html}

    @contextmanager
    def having_output(self) -> Iterator[None]:
        """If one of them goes to standard output, let nothing else go there in the body of the `with`.

        What people read, and what apps in this process print, goes to standard error then.
        """
        if STANDARD_OUTPUT not in self.outputs.values():
            yield
            return
        with redirect_stdout(sys.stderr):
            yield

    def write(self, record: RunRecord, after: Aftermath) -> None:
        """Write them, each whatever becomes of the others; folders are made."""
        for path, text_of in self._wanted():
            data_of = partial(_encoded, text_of, record)
            if path == STANDARD_OUTPUT:
                self._output.write_bytes(data_of())
            else:
                after.attempt(f"the report {path}", partial(_write, path, data_of))

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


def _encoded(text_of: Callable[[RunRecord], str], record: RunRecord) -> bytes:
    return text_of(record).encode("utf-8", errors="replace")


def _write(path: Path, data_of: Callable[[], bytes]) -> None:
    data = data_of()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
