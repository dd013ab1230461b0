"""Carries a run of scenarios out: shows it, tells why what failed did, and keeps what it leaves behind."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.cli.aftermath import Aftermath
from simulator.cli.ending import complain
from simulator.cli.reports import Reporter, Reports
from simulator.settings import Settings
from simulator.status import ExitStatus

if TYPE_CHECKING:
    from rich.console import Console

    from simulator.report.baseline import Baseline
    from simulator.report.golden import GoldenFolder
    from simulator.scenario.model import Scenario
    from simulator.scenario.run import Options, ScenarioRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """What is shown. `again` are words of the command line that the command which repeats a scenario needs too."""

    console: Console
    verbose: bool = False
    quiet: bool = False
    durations: int = 0
    again: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What runs are held against beside their own expectations; `recordings` is where those are kept."""

    golden: GoldenFolder
    baseline: Baseline | None = None
    recordings: Path | None = None

    def doubts(self, run: ScenarioRun) -> bool:
        """Whether the scenario has to be run once more before anything is said of it."""
        return self.baseline is not None and self.baseline.doubts(run)

    def review(self, run: ScenarioRun) -> ScenarioRun:
        """Find what else is not as it should be."""
        run = self.golden.review(run)
        return run if self.baseline is None else self.baseline.review(run)


async def carry_out(
    scenarios: Sequence[Scenario],
    settings: Settings,
    options: Options,
    *,
    jobs: int,
    showing: Showing,
    checks: Checks,
    reports: Reports,
) -> ExitStatus:
    """Run scenarios, and give the status to leave with."""
    from simulator.drivers.app_voice import AppVoice
    from simulator.report.progress import Progress
    from simulator.scenario.app_exit import heeding_app_exit
    from simulator.scenario.run import exit_status, run_scenarios
    from simulator.server.thread import serving_session

    began = time.perf_counter()
    reporter = Reporter(reports, scenarios, options, showing.again)

    def tell_interrupted(over: Sequence[ScenarioRun]) -> None:
        _show_failures(over, showing)
        _show_end(over, checks, showing, time.perf_counter() - began, interrupted=True)

    def tell_broken_off() -> None:
        shown.close()
        tell_interrupted(reporter.over)
        reporter.write(Aftermath(ExitStatus.FAILED), interrupted=True)

    with reporter.heeding_interruption(tell_interrupted):
        async with serving_session(settings, concurrency=max(100, jobs)) as session:
            with ExitStack() as shown:
                progress = shown.enter_context(Progress(showing.console, scenarios, quiet=showing.quiet))
                shown.enter_context(heeding_app_exit(tell_broken_off))
                runs = await run_scenarios(
                    scenarios,
                    session,
                    jobs=jobs,
                    options=options,
                    began=progress.began,
                    doubts=checks.doubts,
                    review=checks.review,
                    finished=reporter.noting(progress.finished),
                    voice=AppVoice(_say_of_app, loud=showing.verbose),
                )
    after = Aftermath(exit_status(runs))
    _show_failures(runs, showing)
    _keep(runs, checks, after)
    reporter.write(after)
    stopped_after = options.most_failures if len(runs) < len(scenarios) else None
    _show_end(runs, checks, showing, time.perf_counter() - began, stopped_after=stopped_after)
    return after.status


def _say_of_app(text: str) -> None:
    """Say what an app has said, on standard error."""
    from simulator.report.page import printable

    complain(printable(text.expandtabs()))


def _show_failures(runs: Sequence[ScenarioRun], showing: Showing) -> None:
    from simulator.report.failure import failure, print_whole
    from simulator.report.terminal import print_warnings
    from simulator.scenario.run import Outcome

    for run in runs:
        if showing.verbose or run.outcome is not Outcome.PASSED:
            print_whole(showing.console, failure(run, whole=showing.verbose, options=showing.again))
    if not showing.quiet:
        print_warnings(showing.console, runs)


def _keep(runs: Sequence[ScenarioRun], checks: Checks, after: Aftermath) -> None:
    """Write what the run leaves behind."""
    if checks.recordings is not None:
        folder = checks.recordings
        after.attempt("the recordings", lambda: _keep_recordings(runs, folder))
    if checks.baseline is not None and checks.baseline.writes:
        after.attempt(f"the baseline {checks.baseline.path}", checks.baseline.write)


def _show_end(
    runs: Sequence[ScenarioRun],
    checks: Checks,
    showing: Showing,
    wall_seconds: float,
    *,
    interrupted: bool = False,
    stopped_after: float | None = None,
) -> None:
    from simulator.report.held_against import golden_lines, pace_lines
    from simulator.report.shared_reasons import shared_reason_lines
    from simulator.report.terminal import slowest, summary

    lines = [*shared_reason_lines(runs), *golden_lines(checks.golden)]
    if checks.baseline is not None and not interrupted:
        lines += pace_lines(checks.baseline)
    end = summary(runs, wall_seconds, interrupted=interrupted, stopped_after=stopped_after)
    for line in [*lines, *slowest(runs, showing.durations), end]:
        showing.console.print(line, soft_wrap=True)


def _keep_recordings(runs: Sequence[ScenarioRun], folder: Path) -> None:
    for run in runs:
        if run.result is not None:
            for result in (run.result, *run.result.calls, *run.result.further):
                for recording in result.recordings:
                    recording.save(_folder_of(run.scenario, folder))


def _folder_of(scenario: Scenario, folder: Path) -> Path:
    """Where the recordings of a scenario are kept: below the names of its folders, its file and itself."""
    from simulator.report.file_names import as_file_name, folder_names

    return folder.joinpath(*folder_names(scenario.file.with_suffix("")), as_file_name(scenario.name))
