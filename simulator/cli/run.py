"""The command `run`."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from simulator.cli.ending import console_for_people, finish
from simulator.cli.options import (
    ClockName,
    Seed,
    SettingsFile,
    WorldFile,
    chosen_settings,
    chosen_world,
    found_scenarios,
)
from simulator.settings import Settings
from simulator.status import ExitStatus

if TYPE_CHECKING:
    from rich.console import Console

    from simulator.scenario.model import Scenario
    from simulator.scenario.run import Options


def run(
    paths: Annotated[
        list[Path], typer.Argument(help="Scenario files, or folders with *.yaml files.", metavar="PATH...")
    ],
    clock: ClockName = None,
    seed: Seed = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Scenarios at once; 1 runs them one by one.")] = 8,
    keyword: Annotated[
        str, typer.Option("-k", help="Run only scenarios with this text in their file or name.", metavar="TEXT")
    ] = "",
    recordings: Annotated[
        Path | None,
        typer.Option(
            "--recordings",
            help="Keep the recordings as FOLDER/file/scenario/NAME, those of further calls beside them.",
            metavar="FOLDER",
            file_okay=False,
        ),
    ] = None,
    settings_file: SettingsFile = None,
    world_file: WorldFile = None,
    lenient: Annotated[
        bool,
        typer.Option("--lenient", help="Repair malformed answers where that can be done, and let errors fail nothing."),
    ] = False,
    fail_on: Annotated[
        Literal["error", "warning", "never"],
        typer.Option("--fail-on", help="Which of the app's mistakes fail a scenario: from here on."),
    ] = "error",
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show every conversation whole, with what was posted and answered.")
    ] = False,
) -> None:
    """Call apps as scenarios say, and check what comes of it."""
    from simulator.drivers.clock import clock_from_text
    from simulator.scenario.run import FailOn, Options

    if lenient and fail_on == "warning":
        raise typer.BadParameter("--lenient lets no mistake fail, so it does not go with --fail-on warning")
    world = chosen_world(world_file, chosen_settings(settings_file))
    settings = world.settings
    if lenient:
        settings = replace(settings, strict=False, repair_answers=True)
    scenarios = [one for one in found_scenarios(paths, settings, world) if keyword.lower() in one.id.lower()]
    console = console_for_people()
    options = Options(clock_from_text(clock) if clock else None, seed, FailOn(fail_on))
    finish(_run(scenarios, settings, console, options, jobs=jobs, folder=recordings, verbose=verbose))


async def _run(
    scenarios: list[Scenario],
    settings: Settings,
    console: Console,
    options: Options,
    *,
    jobs: int,
    folder: Path | None,
    verbose: bool,
) -> ExitStatus:
    from simulator.report.progress import Progress
    from simulator.report.terminal import failure, print_warnings, summary
    from simulator.scenario.run import Outcome, exit_status, run_scenarios
    from simulator.server.thread import serving_session

    began = time.perf_counter()
    async with serving_session(settings, concurrency=max(100, jobs)) as session:
        with Progress(console, scenarios) as progress:
            runs = await run_scenarios(scenarios, session, jobs=jobs, options=options, finished=progress.finished)
    for one in runs:
        if folder is not None and one.result is not None:
            for result in (one.result, *one.result.calls, *one.result.further):
                for recording in result.recordings:
                    recording.save(_folder_of(one.scenario, folder))
        if verbose or one.outcome is not Outcome.PASSED:
            console.print(failure(one, whole=verbose))
    print_warnings(console, runs)
    console.print(summary(runs, time.perf_counter() - began), soft_wrap=True)
    return exit_status(runs)


def _folder_of(scenario: Scenario, folder: Path) -> Path:
    """Where the recordings of a scenario are kept: below the names of its folders, its file and itself."""
    file = scenario.file.with_suffix("")
    parts = [part for part in file.parts if part not in (file.anchor, "..", ".")]
    return folder.joinpath(*map(_as_file_name, [*parts, scenario.name]))


def _as_file_name(name: str) -> str:
    """A scenario's name as that of a folder, on every system."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "scenario"
