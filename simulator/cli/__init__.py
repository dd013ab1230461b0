"""The command line, `ozeki-simulator`: each command has a file of its own beside this one."""

from __future__ import annotations

import sys
import traceback
from typing import Annotated, NoReturn

import typer

from simulator import __version__
from simulator.cli import lists
from simulator.cli.demo import demo
from simulator.cli.doctor import doctor
from simulator.cli.ending import complain
from simulator.cli.init import init
from simulator.cli.inspect import inspect
from simulator.cli.lint import lint
from simulator.cli.listing import list_scenarios
from simulator.cli.output import heeded_output, say
from simulator.cli.reference import reference
from simulator.cli.run import run
from simulator.cli.serve import serve
from simulator.cli.wording import PlainGroup
from simulator.errors import ScenarioError, SimulatorError
from simulator.status import ExitStatus

app = typer.Typer(
    name="ozeki-simulator",
    cls=PlainGroup,
    help="A fake Ozeki Phone System that calls your OzML app with a scripted human on the line.",
    epilog="Exit codes: 0 passed, 1 failed, 2 interrupted, 3 internal error, 4 wrong usage, 5 nothing found, "
    "6 a report not written.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _main(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    if version:
        say(f"ozeki-simulator {__version__}")
        raise typer.Exit


app.command()(init)
app.command()(run)
app.command()(demo)
app.command()(serve)
app.command()(lint)
app.command()(doctor)
app.command()(inspect)
app.command(name="list")(list_scenarios)
app.command()(lists.commands)
app.command()(lists.schema)
app.command()(reference)
app.command(name="assumptions")(lists.list_assumptions)
app.command(name="settings")(lists.list_settings)


def main() -> NoReturn:
    """Run the command line and leave with a status of `ExitStatus`."""
    with heeded_output() as output:
        status = _status_of_command()
        output.flush()
        if output.error is not None and not isinstance(output.error, BrokenPipeError):
            complain(f"what is shown cannot be written: {output.error.strerror or output.error}")
            status = ExitStatus.NOT_WRITTEN if status is ExitStatus.PASSED else status
    sys.exit(status)


def _status_of_command() -> ExitStatus:
    """Run a command; what it leaves with."""
    try:
        app()
    except ScenarioError as error:
        complain(str(error))
        return ExitStatus.USAGE
    except SimulatorError as error:
        complain(str(error))
        return ExitStatus.FAILED
    except SystemExit as stop:
        # Typer leaves with a plain 2 when it does not understand the command line, and with 1 or 130 on Ctrl-C.
        if isinstance(stop.code, ExitStatus) or not stop.code:
            return ExitStatus(stop.code or 0)
        return ExitStatus.USAGE if stop.code == 2 else ExitStatus.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort
        if isinstance(error, OSError) and error.filename is not None:  # a file or a folder that somebody has named
            complain(f"{error.filename}: {error.strerror or error}")
            return ExitStatus.USAGE
        complain(f"the simulator itself went wrong; please report this:\n{traceback.format_exc()}")
        return ExitStatus.INTERNAL_ERROR
    return ExitStatus.PASSED
