"""What came of the benches and the scenario files of a run of pytest, for the reports that it is asked for."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from simulator.errors import ScenarioError, SimulatorError
from simulator.report.failure import failure
from simulator.report.plain import plain_text
from simulator.report.record import RunRecord, ScenarioRecord
from simulator.report.recorder import Circumstances, run_record
from simulator.report.shape import plain, shaped
from simulator.scenario.run import Outcome, ScenarioRun

_WIDTH: Final = 80
_HEAD: Final = 4096
"""Bytes of a file by which a report is known."""
_BEGINS: Final = {"json": b'{\n "version": ', "html": b"<!doctype html>"}
_MARKS: Final = {"json": b'"wall_seconds": ', "html": b"media-src data:; base-uri 'none'"}
"""What stands there in each report, and in hardly any other file that begins so."""


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """What became of a report; `failure` says why it is not there, if it is not."""

    path: Path
    failure: str = ""

    def __str__(self) -> str:
        return f"the report {self.path} cannot be written: {self.failure}" if self.failure else f"report: {self.path}"


def check_reports(reports: Mapping[str, Path]) -> None:
    """See that reports are written to a file each, and over nothing but reports.

    Args:
        reports: where each is to be written, by its kind: `json`, `html`.

    Raises:
        ScenarioError: that is not so; the message names the option.
    """
    if len(set(reports.values())) < len(reports):
        raise ScenarioError(f"{' and '.join(f'--pbx-{kind}' for kind in reports)} name one file")
    for kind, path in reports.items():
        if path.name == "-":
            raise ScenarioError(f"--pbx-{kind}: pytest itself writes to standard output, so it has to be a file")
        if not _may_be_replaced(kind, path):
            raise ScenarioError(f"--pbx-{kind}: it would be written over {path}, which is no such report")


def _may_be_replaced(kind: str, path: Path) -> bool:
    """Whether there is no file, or an empty one, or an earlier report."""
    try:
        with path.open("rb") as file:
            begins = file.read(_HEAD)
    except OSError:  # there is none, or it cannot be written either, which is told in the end
        return True
    return not begins or (begins.startswith(_BEGINS[kind]) and _MARKS[kind] in begins)


class Ledger:
    """One for each process; those of the workers of pytest-xdist are put together in the end.

    Args:
        reports: where each report is to be written, by its kind: `json`, `html`.
    """

    def __init__(self, reports: Mapping[str, Path]) -> None:
        self.reports = reports
        self._records: list[tuple[int, ScenarioRecord]] = []
        self._began, self._instant = datetime.now(UTC), time.perf_counter()

    def note(self, number: int, run: ScenarioRun, again: str, app: str = "") -> None:
        """Take note of something that is over.

        Args:
            number: which test it was, in their order.
            run: what came of it.
            again: the command that runs it again.
            app: what was called, if the run does not know.
        """
        (record,) = run_record([run], self._circumstances()).scenarios
        text = "" if run.outcome is Outcome.PASSED else plain_text(failure(run, repeat=again, kept=True), _WIDTH)
        self._records.append((number, replace(record, repeat=again, text=text, app=app or record.app)))

    def as_text(self) -> str:
        """Everything noted, for the process that writes the reports."""
        return json.dumps([[number, plain(record)] for number, record in self._records])

    def take(self, text: str) -> None:
        """Add what another process has noted."""
        self._records += [(number, shaped(ScenarioRecord, data)) for number, data in json.loads(text)]

    def write(self) -> Sequence[WrittenReport]:
        """Write the reports; what became of each."""
        from simulator.report.html import html_page
        from simulator.report.json_file import json_text

        record = self._record()
        texts = {"json": json_text, "html": html_page}
        return [_written(path, texts[kind], record) for kind, path in self.reports.items()]

    def _record(self) -> RunRecord:
        ordered = sorted(self._records, key=lambda one: one[0])
        return replace(run_record([], self._circumstances()), scenarios=tuple([record for _, record in ordered]))

    def _circumstances(self) -> Circumstances:
        return Circumstances(began=self._began, wall_seconds=time.perf_counter() - self._instant, kind="test")


def _written(path: Path, text_of: Callable[[RunRecord], str], record: RunRecord) -> WrittenReport:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text_of(record).encode("utf-8", errors="replace"))
    except (OSError, SimulatorError) as error:
        return WrittenReport(path, getattr(error, "strerror", None) or str(error))
    return WrittenReport(path)
