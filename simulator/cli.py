"""The command line: `ozeki-simulator run | demo | serve | lint | commands | schema | settings | assumptions`."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
import traceback
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from simulator import __version__
from simulator.cli_lists import commands, list_assumptions, list_settings, schema
from simulator.errors import ScenarioError, SimulatorError
from simulator.settings import Settings, load_settings
from simulator.status import ExitStatus

if TYPE_CHECKING:
    from rich.console import Console

    from simulator.lint.source import Linted
    from simulator.scenario.model import Scenario
    from simulator.scenario.run import Options
    from simulator.scenario.written_world import WrittenWorld

_PIPED_WIDTH = 120

app = typer.Typer(
    name="ozeki-simulator",
    help="A fake Ozeki Phone System that calls your OzML app with a scripted human on the line.",
    epilog="Exit codes: 0 passed, 1 failed, 2 interrupted, 3 internal error, 4 wrong usage, 5 nothing found.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", help="TOML file with settings, e.g. names of notification fields.", metavar="FILE"),
]
WorldFile = Annotated[
    Path | None,
    typer.Option("--world", help="YAML file with an office, phones and settings: docs/scenarios.md.", metavar="FILE"),
]
ClockName = Annotated[
    str | None,
    typer.Option("--clock", help="'virtual' takes no time, 'real' follows the wall clock, 'x10' ten times that."),
]
Seed = Annotated[int | None, typer.Option("--seed", help="Seed of everything drawn by chance, such as call IDs.")]


@app.callback(invoke_without_command=True)
def _main(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    if version:
        typer.echo(f"ozeki-simulator {__version__}")
        raise typer.Exit


@app.command()
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
    world = _world(world_file, _settings(settings_file))
    settings = world.settings
    if lenient:
        settings = replace(settings, strict=False, repair_answers=True)
    scenarios = [one for one in _scenarios(paths, settings, world) if keyword.lower() in one.id.lower()]
    console = _console()
    options = Options(clock_from_text(clock) if clock else None, seed, FailOn(fail_on))
    _finish(_run(scenarios, settings, console, options, jobs=jobs, folder=recordings, verbose=verbose))


@app.command()
def demo(
    clock: ClockName = "virtual",
    recordings: Annotated[
        Path, typer.Option("--recordings", help="Where to put the recording.", metavar="FOLDER", file_okay=False)
    ] = Path("recordings"),
) -> None:
    """Place a voicemail call on the sample app, show the conversation, and keep the recording."""
    from simulator.demo_call import place_demo_call

    _finish(place_demo_call(_console(), clock or "virtual", recordings))


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", help="Port to listen on; 0 takes a free one.", min=0, max=65535)
    ] = 7780,
    public_url: Annotated[
        str | None,
        typer.Option(
            "--public-url", help="Where apps reach this server, if elsewhere (in a container, say).", metavar="URL"
        ),
    ] = None,
    settings_file: SettingsFile = None,
    world_file: WorldFile = None,
) -> None:
    """Run the simulator as a server: the PBX's HTTP API, and the control API for tests in any language."""
    from simulator.drivers.world import World
    from simulator.server.serve import serve as serve_until_interrupted

    written = _world(world_file, _settings(settings_file), whole=True)
    world = World(phones=written.phones, office=written.office)

    def ready(url: str) -> None:
        typer.echo(f"Ozeki PBX simulator at {url} (control API: {url}/control/v1/docs); Ctrl-C ends it")

    serve_until_interrupted(written.settings, host, port, public_url=public_url, world=world, ready=ready)


@app.command()
def lint(
    targets: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders with *.xml and *.ozml files, http(s) addresses, or - for standard input.",
            metavar="FILE|FOLDER|URL|-...",
        ),
    ],
    output_format: Annotated[
        Literal["text", "json", "sarif"],
        typer.Option("--format", help="For people, for programs, or for code scanning (SARIF 2.1.0)."),
    ] = "text",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write the report to this file.", metavar="FILE", dir_okay=False),
    ] = None,
    answer_to: Annotated[
        str | None,
        typer.Option(
            "--answer-to", help="The notification that is answered, such as IncomingSMS.", metavar="NOTIFICATION"
        ),
    ] = None,
    family: Annotated[
        Literal["extension", "third-party", "routing"] | None,
        typer.Option("--family", help="Which commands may stand there, if neither --answer-to nor they tell."),
    ] = None,
    post: Annotated[
        bool, typer.Option("--post", help="Post a sample notification (IncomingCall) to addresses, instead of a GET.")
    ] = False,
    dialect: Annotated[
        Literal["xe", "ozeki10"] | None, typer.Option("--dialect", help="The product whose commands are known.")
    ] = None,
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Repair what is malformed, with a warning, as `repair_answers` does.")
    ] = False,
    fail_on: Annotated[
        Literal["error", "warning", "note", "never"], typer.Option("--fail-on", help="Leave with 1 from here on.")
    ] = "error",
    strict: Annotated[bool, typer.Option("--strict", help="The same as --fail-on warning.")] = False,
    settings_file: SettingsFile = None,
) -> None:
    """Find the mistakes in answers without a call: unknown names, bad values, what never runs."""
    from simulator.lint.source import Answering, linted, notification_from_text
    from simulator.telephony.family import Family

    settings = _settings(settings_file)
    settings = replace(settings, dialect=dialect or settings.dialect, repair_answers=lenient or settings.repair_answers)
    answering = Answering(
        notification_from_text(answer_to) if answer_to else None,
        next((one for one in Family if one.short == family), None),
    )

    async def work() -> ExitStatus:
        results = await linted(targets, settings, answering, post=post)
        _report_lint(results, output_format, output)
        if not results:
            return ExitStatus.NOTHING_FOUND
        return ExitStatus.FAILED if _fails(results, "warning" if strict else fail_on) else ExitStatus.PASSED

    _finish(work())


app.command()(commands)
app.command()(schema)
app.command(name="assumptions")(list_assumptions)
app.command(name="settings")(list_settings)


def main() -> NoReturn:
    """Run the command line and leave with a status of `ExitStatus`."""
    try:
        app()
    except ScenarioError as error:
        _complain(str(error))
        sys.exit(ExitStatus.USAGE)
    except SimulatorError as error:
        _complain(str(error))
        sys.exit(ExitStatus.FAILED)
    except SystemExit as stop:
        # Typer leaves with a plain 2 when it does not understand the command line, and with 1 or 130 on Ctrl-C.
        if isinstance(stop.code, ExitStatus) or not stop.code:
            raise
        sys.exit(ExitStatus.USAGE if stop.code == 2 else ExitStatus.INTERRUPTED)
    except Exception:  # noqa: BLE001 - the last resort: ours, shown whole
        _complain(f"the simulator itself went wrong; please report this:\n{traceback.format_exc()}")
        sys.exit(ExitStatus.INTERNAL_ERROR)
    sys.exit(ExitStatus.PASSED)


# -- inside ----------------------------------------------------------------------------------------------------------


def _finish(work: Coroutine[None, None, ExitStatus]) -> NoReturn:
    """See a command through and leave with its status."""
    import asyncio

    async def interruptible() -> ExitStatus:
        """Let SIGTERM, which CI systems send, end the work as Ctrl-C does: what was started is stopped."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        if task is not None:
            signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(task.cancel))
        return await work

    try:
        status = asyncio.run(interruptible())
    except (KeyboardInterrupt, asyncio.CancelledError):
        _complain("interrupted")
        status = ExitStatus.INTERRUPTED
    raise SystemExit(status)


def _console() -> Console:
    """Where people read; what is piped elsewhere is not folded to a terminal's width."""
    from rich.console import Console

    console = Console(highlight=False)
    return console if console.is_terminal or "COLUMNS" in os.environ else Console(highlight=False, width=_PIPED_WIDTH)


def _complain(text: str) -> None:
    typer.echo(text, err=True)


def _settings(path: Path | None) -> Settings:
    from simulator.telephony.notifications import field_table

    settings = load_settings(path) if path else Settings()
    field_table(settings.notification_fields)  # its mistakes are told before any call
    return settings


def _world(path: Path | None, settings: Settings, *, whole: bool = False) -> WrittenWorld:
    """What `--world` says; its settings count before those of `--settings`."""
    from simulator.scenario.written_world import WrittenWorld, load_world

    return WrittenWorld(settings) if path is None else load_world(path, settings, whole=whole)


def _scenarios(paths: list[Path], settings: Settings, world: WrittenWorld) -> list[Scenario]:
    """Every scenario of some files and folders; all mistakes in all files at once."""
    from simulator.scenario.load import find, load_file

    scenarios: list[Scenario] = []
    mistakes: list[str] = []
    for path in find(paths):
        try:
            scenarios += load_file(path, settings, world)
        except ScenarioError as error:
            mistakes.append(str(error))
    if mistakes:
        raise ScenarioError("\n".join(mistakes))
    return scenarios


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
    from simulator.scenario.progress import Progress
    from simulator.scenario.report import failure, print_warnings, summary
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


def _report_lint(results: list[Linted], output_format: str, output: Path | None) -> None:
    """Print a report, or write it to a file and print its last line."""
    from rich.console import Console

    from simulator.lint.report import as_json, text_lines
    from simulator.lint.sarif import as_sarif

    lines = list(text_lines(results))
    match output_format:
        case "json":
            report = as_json(results)
        case "sarif":
            report = as_sarif(results, Path.cwd())
        case _:
            report = "\n".join(line.plain for line in lines)
    console = Console(highlight=False)
    if output is not None:
        _write(output, report + "\n")
        console.print(lines[-1], soft_wrap=True)
    elif output_format == "text":
        for line in lines:
            console.print(line, soft_wrap=True)
    else:
        typer.echo(report)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be written: {error.strerror}") from error


def _fails(results: list[Linted], fail_on: str) -> bool:
    """Whether something is as bad as what should fail."""
    worse = {"error": ("error",), "warning": ("error", "warning"), "note": ("error", "warning", "note"), "never": ()}
    return any(problem.severity in worse[fail_on] for one in results for problem in one.problems)
