"""Options that several commands take, and what becomes of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.errors import ScenarioError
from simulator.settings import Settings, load_settings

if TYPE_CHECKING:
    from simulator.scenario.given_app import GivenApps
    from simulator.scenario.written_world import WrittenWorld

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
SetParameters = Annotated[
    list[str] | None,
    typer.Option("--set", help="A parameter of scenarios, such as pin=1234; may be repeated.", metavar="NAME=VALUE"),
]
GivenAppText = Annotated[
    str | None,
    typer.Option(
        "--app",
        help="Call this app instead of what scenarios name: an address, an import path, or a command with {port}.",
        metavar="APP",
    ),
]
GivenPath = Annotated[
    str | None,
    typer.Option("--path", help="Where the app takes IncomingCall; otherwise as scenarios say.", metavar="PATH"),
]


def chosen_settings(path: Path | None) -> Settings:
    """The settings of a file, or the usual ones.

    Raises:
        ScenarioError: the file says something that is none.
    """
    from simulator.telephony.notifications import field_table

    settings = load_settings(path) if path else Settings()
    field_table(settings.notification_fields)  # its mistakes are told before any call
    return settings


def chosen_world(path: Path | None, settings: Settings, *, whole: bool = False) -> WrittenWorld:
    """What `--world` says; its settings count before those of `--settings`."""
    from simulator.scenario.written_world import WrittenWorld, load_world

    return WrittenWorld(settings) if path is None else load_world(path, settings, whole=whole)


def chosen_apps(app: str | None, path: str | None) -> GivenApps:
    """What `--app` and `--path` say.

    Raises:
        ScenarioError: that can be no app, or no path of it.
    """
    from simulator.scenario.given_app import GivenApp, GivenApps

    try:
        return GivenApps(instead=GivenApp(app, path))
    except ScenarioError as error:
        raise ScenarioError(f"--{error}") from None  # it begins with what is wrong, "app: " or "path: "
