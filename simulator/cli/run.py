"""The command `run`."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from simulator.cli.ending import console_for_people, finish
from simulator.cli.kept import STANDARD_OUTPUT, check_apart, check_kept, files_of_options, files_of_run
from simulator.cli.options import (
    ClockName,
    GivenAppText,
    GivenPath,
    SetParameters,
    SettingsFile,
    WorldFile,
    chosen_apps,
    chosen_settings,
    chosen_world,
)
from simulator.cli.reports import HtmlFile, JsonFile, JunitFile, Reports
from simulator.cli.running import Checks, Showing, carry_out
from simulator.cli.seed import SeedText, seed_from
from simulator.cli.selection import ScenarioPaths, selected
from simulator.errors import ScenarioError

if TYPE_CHECKING:
    from simulator.drivers.clock import Clock
    from simulator.scenario.model import Scenario

_JOBS: Final = 8
"""Scenarios at once. With a baseline it is one, as an app that is asked by many at once is slower."""

_DECISIVE: Final = {
    "--app",
    "--path",
    "--clock",
    "--settings",
    "--world",
    "--set",
    "--lenient",
    "--fail-on",
    "--golden",
    "--baseline",
    "--baseline-relative",
    "--baseline-floor",
}
"""Options that decide how a scenario comes out; the seed stands in the scenario."""


def run(
    context: typer.Context,
    paths: ScenarioPaths,
    app: GivenAppText = None,
    path: GivenPath = None,
    clock: ClockName = None,
    seed: SeedText = None,
    parameters: SetParameters = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", min=1, help="Scenarios at once; 1 runs them one by one. Usually 8, with --baseline 1."
        ),
    ] = None,
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
        bool,
        typer.Option(
            "--verbose",
            "-v",
            help="Show every conversation whole, with what was posted and answered, and what apps say meanwhile.",
        ),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show failures and the summary only.")] = False,
    exit_first: Annotated[bool, typer.Option("-x", help="Stop at the first failure, as --maxfail 1 does.")] = False,
    maxfail: Annotated[
        int | None,
        typer.Option(
            "--maxfail",
            min=1,
            help="Begin no other scenario once N have failed; what is under way goes on.",
            metavar="N",
        ),
    ] = None,
    durations: Annotated[
        int, typer.Option("--durations", min=0, help="Show the N scenarios that took longest.", metavar="N")
    ] = 0,
    golden: Annotated[
        Path | None,
        typer.Option(
            "--golden",
            help="Compare each conversation with FOLDER/folders/file/scenario.txt.",
            metavar="FOLDER",
            file_okay=False,
        ),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline",
            help="Fail what is slower than the times in FILE, which the first run writes.",
            metavar="FILE",
            dir_okay=False,
        ),
    ] = None,
    baseline_relative: Annotated[
        float, typer.Option("--baseline-relative", min=0, help="Percent that may be slower.", metavar="PERCENT")
    ] = 50,
    baseline_floor: Annotated[
        float,
        typer.Option("--baseline-floor", min=0, help="Milliseconds that may be slower anyway.", metavar="MS"),
    ] = 50,
    update: Annotated[
        bool, typer.Option("--update", help="Write golden conversations and the baseline as they are now.")
    ] = False,
    json: JsonFile = None,
    junit: JunitFile = None,
    html: HtmlFile = None,
) -> None:
    """Call apps as scenarios say, and check what comes of it."""
    from simulator.drivers.clock import clock_from_text
    from simulator.report.baseline import Allowance, load_baseline
    from simulator.report.golden import GoldenFolder
    from simulator.scenario.run import FailOn, Options

    if quiet and verbose:
        raise typer.BadParameter("--quiet and --verbose do not go together")
    chosen_clock = clock_from_text(clock) if clock else None
    if lenient and fail_on == "warning":
        raise typer.BadParameter("--lenient lets no mistake fail, so it does not go with --fail-on warning")
    reports = Reports(json=json, junit=junit, html=html)
    outputs = {**reports.outputs, "--baseline": baseline}
    check_apart(outputs)
    _check_baseline(context, baseline)
    number, nth = seed_from(seed)
    world = chosen_world(world_file, chosen_settings(settings_file))
    settings = world.settings
    if lenient:
        settings = replace(settings, strict=False, repair_answers=True)
    selection = selected(paths, keyword, settings, world, parameters or (), chosen_apps(app, path))
    scenarios = [one if number is None else replace(one, seed=number) for one in selection.chosen]
    if golden is not None:
        _check_clocks(scenarios, chosen_clock)
    allowance = Allowance(baseline_relative / 100, baseline_floor / 1000)
    conversations = GoldenFolder(golden, selection.found, update)
    check_kept(outputs, chain(files_of_run(selection.found, conversations), files_of_options(context, outputs)))
    checks = Checks(
        golden=conversations,
        baseline=load_baseline(baseline, allowance, update=update) if baseline else None,
        recordings=recordings,
    )
    if checks.baseline is not None:
        checks.baseline.check_known(scenarios)
    options = Options(chosen_clock, number, nth, FailOn(fail_on), 1 if exit_first else maxfail or math.inf)
    at_once = jobs or (1 if baseline else _JOBS)
    again = _decisive_words(context)
    with reports.having_output():
        console = console_for_people()
        showing = Showing(console=console, verbose=verbose, quiet=quiet, durations=durations, again=again)
        finish(carry_out(scenarios, settings, options, jobs=at_once, showing=showing, checks=checks, reports=reports))


def _check_clocks(scenarios: Iterable[Scenario], chosen: Clock | None) -> None:
    """See that all scenarios run on the virtual clock, as `--golden` needs it.

    Raises:
        typer.BadParameter: they shall not.
        ScenarioError: one of them says so itself.
    """
    from simulator.drivers.clock import VIRTUAL

    reason = "--golden compares instants, which are the same on the virtual clock only"
    if chosen not in (None, VIRTUAL):
        raise typer.BadParameter(reason)
    for one in scenarios:
        if chosen is None and one.clock not in (None, VIRTUAL):
            raise ScenarioError(f"{one.id}: its clock is {one.clock}, and {reason}; --clock virtual is one for all")


def _check_baseline(context: typer.Context, baseline: Path | None) -> None:
    """See that later runs can read a baseline, and that there is one if somebody says what it allows."""
    if baseline == STANDARD_OUTPUT:
        raise typer.BadParameter("it is read by later runs, so it has to be a file", param_hint="--baseline")
    for option in ("--baseline-relative", "--baseline-floor") if baseline is None else ():
        if _is_given(context, option.removeprefix("--").replace("-", "_")):
            raise typer.BadParameter("it says what --baseline FILE allows, and there is none", param_hint=option)


def _is_given(context: typer.Context, parameter: str) -> bool:
    """Whether an option stands on the command line."""
    source = context.get_parameter_source(parameter)
    return source is not None and source.name == "COMMANDLINE"


def _decisive_words(context: typer.Context) -> list[str]:
    """What of the command line decides how a scenario goes, as words of a command."""
    words: list[str] = []
    for parameter in context.command.params:
        if parameter.opts[0] in _DECISIVE and _is_given(context, parameter.name or ""):
            value = context.params[parameter.name]
            for one in value if isinstance(value, list | tuple) else [value]:
                words += [parameter.opts[0]] if one is True else [parameter.opts[0], str(one)]
    return words
