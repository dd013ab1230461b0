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
from simulator.cli.reference import reference
from simulator.cli.run import run
from simulator.cli.serve import serve
from simulator.errors import ScenarioError, SimulatorError
from simulator.status import ExitStatus

app = typer.Typer(
    name="ozeki-simulator",
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
        typer.echo(f"ozeki-simulator {__version__}")
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
    try:
        app()
    except ScenarioError as error:
        complain(str(error))
        sys.exit(ExitStatus.USAGE)
    except SimulatorError as error:
        complain(str(error))
        sys.exit(ExitStatus.FAILED)
    except SystemExit as stop:
        # Typer leaves with a plain 2 when it does not understand the command line, and with 1 or 130 on Ctrl-C.
        if isinstance(stop.code, ExitStatus) or not stop.code:
            raise
        sys.exit(ExitStatus.USAGE if stop.code == 2 else ExitStatus.INTERRUPTED)
    except Exception:  # noqa: BLE001 - the last resort: ours, shown whole
        complain(f"the simulator itself went wrong; please report this:\n{traceback.format_exc()}")
        sys.exit(ExitStatus.INTERNAL_ERROR)
    sys.exit(ExitStatus.PASSED)
