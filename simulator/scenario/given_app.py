"""The app that is named outside of scenario files, on a command line or in a configuration: what it is, when it counts.

It is a text: an address, an import path, or a command with `{port}`. This file does not start anything.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from simulator.errors import ScenarioError
from simulator.scenario.command import command_parts
from simulator.scenario.model import AppKind, AppSpec

EXPECTED: Final = "an address, an import path such as package.module:app, or a command with {port}"

_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)
_WITHOUT_SCHEME: Final = re.compile(r"[\w.-]+:[0-9]+(/\S*)?")


@dataclass(frozen=True, slots=True)
class GivenApp:
    """What somebody says of the app, and where; None is not said.

    `path` is where it takes IncomingCall. Commands are started in `folder`, and modules looked for there first.

    Raises:
        ScenarioError: there can be no such app, or no such path.
    """

    app: str | None = None
    path: str | None = None
    folder: Path = Path()

    def __post_init__(self) -> None:
        """Refuse what could not be called."""
        check_given(self.app, self.path)


@dataclass(frozen=True, slots=True)
class GivenApps:
    """What holds for the apps of all scenarios: `instead` of what each says, and `otherwise`, if it says nothing.

    Modules that scenarios name are looked for beside them, then in `root`, and in the working directory anyway.
    """

    instead: GivenApp = field(default_factory=GivenApp)
    otherwise: GivenApp = field(default_factory=GivenApp)
    root: Path | None = None

    @property
    def enough(self) -> bool:
        """Whether scenarios need not name an app."""
        return self.instead.app is not None or self.otherwise.app is not None

    def app_of(self, own: AppSpec | None, beside: Path) -> AppSpec | None:
        """The app that a scenario calls; None if nobody has named any.

        An app that is given without a path is called at the path of the one that it stands for.

        Args:
            own: what the scenario says.
            beside: its folder, where modules are looked for that are not in the folder of what is given.
        """
        app, path = self._found(own), own.incoming if own else ""
        for given in [self.instead] if own else [self.otherwise, self.instead]:
            if given.app is not None:
                app = app_from_text(given.app, folder=given.folder, beside=beside)
                path = app.incoming if has_path(given.app) else path
            path = given.path or path
        return app.at(path) if app and path else app

    def _found(self, own: AppSpec | None) -> AppSpec | None:
        """The app that a scenario names, with the folder from which its import path counts."""
        if own is None or self.root is None or own.kind in (AppKind.COMMAND, AppKind.URL):
            return own
        elsewhere = _has_module(self.root, own.target) and not _has_module(own.folder, own.target)
        return replace(own, folder=self.root) if elsewhere else own


def check_given(app: str | None, path: str | None) -> None:
    """See that an app and a path, as far as they are said, can be called, and go together.

    Raises:
        ScenarioError: they cannot, or do not; the message begins with "app: " or "path: ".
    """
    if app is not None:
        _kind_of(app)
    if path is None:
        return
    if not path.startswith("/"):
        raise ScenarioError(f"path: expected a path that begins with '/', such as '/incoming', not {path!r}")
    if app is not None and has_path(app):
        raise ScenarioError(f"path: the address {app!r} has its path already; write {path!r} into it")


def has_path(app: str) -> bool:
    """Whether an app is an address that says at which path it is called; a slash alone at its end is no path."""
    return _kind_of(app) is AppKind.URL and AppSpec(AppKind.URL, app).incoming not in ("", "/")


def app_from_text(app: str, *, folder: Path, beside: Path | None = None) -> AppSpec:
    """The app that a text names.

    Args:
        app: its address, its import path, or a command that holds `{port}`.
        folder: where commands are started, and modules are looked for first.
        beside: where modules are looked for that are not there.

    Raises:
        ScenarioError: it is none of the three.
    """
    match _kind_of(app):
        case AppKind.COMMAND:
            return AppSpec(AppKind.COMMAND, arguments=command_parts(app), folder=folder)
        case AppKind.URL:
            return AppSpec(AppKind.URL, app)
        case kind:
            return AppSpec(kind, app, folder=_home(app, folder, beside or folder))


NOTHING_GIVEN: Final = GivenApps()


# -- inside ----------------------------------------------------------------------------------------------------------


def _kind_of(app: str) -> AppKind:
    """What a text names.

    Raises:
        ScenarioError: nothing that could be called; what was meant is guessed. The message begins with "app: ".
    """
    if _ADDRESS.match(app):
        _check_address(app)
        return AppKind.URL
    if "{port}" in app:
        _check_command(app)
        return AppKind.COMMAND
    if _is_import_path(app):
        return AppKind.PYTHON
    if not app.strip() or "://" in app:
        raise ScenarioError(f"app: expected {EXPECTED}, not {app!r}")
    known = f"app: {app!r} is no address and no import path"
    if _WITHOUT_SCHEME.fullmatch(app):
        raise ScenarioError(f"{known}; did you mean 'http://{app}'?")
    dotted = app.removeprefix("./").replace(".py:", ":").replace("/", ".")
    if _is_import_path(dotted):
        raise ScenarioError(f"{known}; did you mean {dotted!r}?")
    such = "" if " " in app else " such as package.module:app"
    raise ScenarioError(f"{known}{such}; a command needs {{port}}: {app} {{port}}")


def _check_address(app: str) -> None:
    try:
        parts = urlsplit(app)
        good = bool(parts.hostname) and (parts.port is None or parts.port > 0) and not re.search(r"[\s{}]", app)
    except ValueError:  # no port, or brackets that are not closed
        good = False
    if not good:
        raise ScenarioError(f"app: {app!r} is no address that can be called, such as http://127.0.0.1:8000/incoming")


def _check_command(app: str) -> None:
    try:
        program = command_parts(app)[0]
    except ScenarioError as error:
        raise ScenarioError(f"app: {error}") from None
    if "{port}" in program:
        raise ScenarioError(f"app: the command {app!r} has no program: expected one such as node app.js {{port}}")


def _is_import_path(app: str) -> bool:
    module, _, name = app.partition(":")
    return all(part.isidentifier() for part in (*module.split("."), *name.split(".")))


def _home(app: str, folder: Path, beside: Path) -> Path:
    """The folder from which an import path counts.

    It is the same for scenarios in several folders, unless the module lies beside each: so it is started once.
    """
    for one in (folder, beside):
        if _has_module(one, app):
            return one
    installed = PathFinder.find_spec(app.partition(":")[0].partition(".")[0])
    return folder if installed else beside  # nowhere is told with both


def _has_module(folder: Path, app: str) -> bool:
    """Whether the module of an import path lies in a folder."""
    stem = folder.joinpath(*app.partition(":")[0].split("."))
    return any(os.path.isfile(one) for one in (f"{stem}.py", stem / "__init__.py"))  # noqa: PTH113 - as no Path does, for any text
