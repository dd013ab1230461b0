"""Which scenarios a command is about: files, folders, and single scenarios of a file as `FILE::NAME`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from simulator.cli.ending import complain
from simulator.cli.keyword import fits, none_fits
from simulator.errors import ScenarioError, suggestion
from simulator.settings import Settings

if TYPE_CHECKING:
    from simulator.scenario.given_app import GivenApps
    from simulator.scenario.model import Scenario
    from simulator.scenario.written_world import WrittenWorld

ScenarioPaths = Annotated[
    list[str],
    typer.Argument(
        help="Scenario files, folders with *.yaml files, or one scenario of a file: FILE::NAME.", metavar="PATH"
    ),
]

_SEPARATOR: Final = "::"


@dataclass(frozen=True, slots=True)
class Selection:
    """Scenarios that were found, and those of them that were asked for."""

    found: Sequence[Scenario]
    """All that stand in the files, also those that nobody has asked for."""

    chosen: Sequence[Scenario]


def selected(
    texts: Iterable[str],
    keyword: str,
    settings: Settings,
    world: WrittenWorld,
    parameters: Iterable[str] = (),
    apps: GivenApps | None = None,
) -> Selection:
    """The scenarios of some files and folders; all mistakes in all files at once.

    If a keyword fits none of them, people are told.

    Args:
        texts: files, folders, and scenarios as `FILE::NAME`.
        keyword: a part of their files or names, without regard to case.
        settings: what holds where scenarios are silent.
        world: likewise.
        parameters: values for parameters of theirs, such as "pin=1234".
        apps: the app that is called instead of theirs, if one is given.

    Raises:
        ScenarioError: there are mistakes, or parameters that no scenario has, or no scenario of a name.
    """
    named: dict[Path, list[str]] = {}
    whole: list[Path] = []
    order: list[Path] = []
    for text in texts:
        path, name = _parted(text)
        order.append(path)
        if name is None:
            whole.append(path)
        else:
            named.setdefault(path, []).append(name)
    found = _loaded(order, settings, world, parameters, apps)
    _check_names(named, found)
    everything = set(_files(whole))
    asked = [one for one in found if one.file in everything or one.name in named.get(one.file, ())]
    chosen = [one for one in asked if fits(keyword, one.id)]
    if asked and not chosen:
        complain(none_fits(keyword, [one.id for one in asked]))
    return Selection(found, chosen)


# -- inside ----------------------------------------------------------------------------------------------------------


def _parted(text: str) -> tuple[Path, str | None]:
    """The file or folder, and the name of a scenario; None if that is not said."""
    path, separator, name = text.partition(_SEPARATOR)
    if not separator or Path(text).exists():
        return Path(text), None
    if Path(path).is_dir():
        raise ScenarioError(f"{text}: {path} is a folder; a scenario is named by its file, FILE{_SEPARATOR}NAME")
    return Path(path), " ".join(name.split())


def _files(paths: Sequence[Path]) -> list[Path]:
    from simulator.scenario.load import find

    return find(paths)


def _loaded(
    paths: Sequence[Path],
    settings: Settings,
    world: WrittenWorld,
    parameters: Iterable[str],
    apps: GivenApps | None,
) -> list[Scenario]:
    from simulator.scenario.given_app import NOTHING_GIVEN
    from simulator.scenario.load import load_file
    from simulator.scenario.parameters import GivenParameters

    given = GivenParameters.from_texts(parameters)
    scenarios: list[Scenario] = []
    mistakes: list[str] = []
    for path in _files(paths):
        try:
            scenarios += load_file(path, settings, world, given, apps or NOTHING_GIVEN)
        except ScenarioError as error:
            mistakes.append(str(error))
    if mistakes:
        raise ScenarioError("\n".join(mistakes))
    given.check_asked()
    return scenarios


def _check_names(named: dict[Path, list[str]], found: Sequence[Scenario]) -> None:
    """See that there are the scenarios that were named."""
    for path, names in named.items():
        known = [one.name for one in found if one.file == path]
        for name in names:
            if name not in known:
                raise ScenarioError(f"{path}: there is no scenario {name!r}{suggestion(name, known)}")
