"""The command `list`: which scenarios there are, without running any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.options import (
    GivenAppText,
    GivenPath,
    SetParameters,
    SettingsFile,
    WorldFile,
    chosen_apps,
    chosen_settings,
    chosen_world,
)
from simulator.cli.output import say
from simulator.cli.selection import ScenarioPaths, selected
from simulator.status import ExitStatus

if TYPE_CHECKING:
    from rich.console import Console

    from simulator.report.plan import Plan


def list_scenarios(
    paths: ScenarioPaths,
    keyword: Annotated[
        str, typer.Option("-k", help="List only scenarios with this text in their file or name.", metavar="TEXT")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
    settings_file: SettingsFile = None,
    world_file: WorldFile = None,
    parameters: SetParameters = None,
    app: GivenAppText = None,
    path: GivenPath = None,
) -> None:
    """List scenarios: the app of each, how it begins, how many steps it has and how much it expects."""
    import json

    from simulator.cli.ending import console_for_people
    from simulator.report.plan import plan_of, plans_as_data

    world = chosen_world(world_file, chosen_settings(settings_file))
    selection = selected(paths, keyword, world.settings, world, parameters or (), chosen_apps(app, path))
    plans = [plan_of(one) for one in selection.chosen]
    if as_json:
        say(json.dumps(plans_as_data(plans), indent=2, ensure_ascii=False))
    else:
        _print(plans, console_for_people())
    raise SystemExit(ExitStatus.PASSED if plans else ExitStatus.NOTHING_FOUND)


def _print(plans: list[Plan], console: Console) -> None:
    from rich.text import Text

    from simulator.report.page import printable

    for one in plans:
        console.print(Text(printable(one.id), "bold"), soft_wrap=True)
        console.print(Text(f"    {printable(str(one))}", "dim"), soft_wrap=True)
    files = len({one.file for one in plans})
    console.print(f"{len(plans)} scenario{_s(len(plans))} in {files} file{_s(files)}", soft_wrap=True)


def _s(count: int) -> str:
    return "" if count == 1 else "s"
