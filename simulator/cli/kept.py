"""Which files a command writes, and over which it must not: those that it looks at, and each other's.

`-` stands for standard output, where it may be written.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import typer

if TYPE_CHECKING:
    from simulator.report.golden import GoldenFolder
    from simulator.scenario.model import AppSpec, Scenario
    from simulator.telephony.step import Step

STANDARD_OUTPUT: Final = Path("-")

Kept: TypeAlias = tuple[Path, str]
"""A file that must stay as it is, and what it is, such as "which holds scenarios"."""

_Identity: TypeAlias = tuple[int, int] | str
"""What two paths of one file have in common, links among them."""


def place_of(path: Path) -> str:
    """Where something is written, for people."""
    return "standard output" if path == STANDARD_OUTPUT else str(path)


def check_apart(outputs: Mapping[str, Path | None]) -> None:
    """See that no two things are written to one place.

    Args:
        outputs: files that will be written, by the options that name them; None where one is not wanted.

    Raises:
        typer.BadParameter: two are.
    """
    options: dict[_Identity, str] = {}
    for option, path in outputs.items():
        if path is not None and (first := options.setdefault(_identity(path), option)) != option:
            raise typer.BadParameter(f"{first} and {option} would both be written to {place_of(path)}")


def check_kept(outputs: Mapping[str, Path | None], kept: Iterable[Kept]) -> None:
    """See that nothing is written over what is looked at; that is not even listed if nothing is written.

    Raises:
        typer.BadParameter: something would be.
    """
    options = {
        _identity(path): option for option, path in outputs.items() if path is not None and path != STANDARD_OUTPUT
    }
    for path, what in dict.fromkeys(kept) if options else ():
        if option := options.get(_identity(path)):
            raise typer.BadParameter(f"it would be written over {path}, {what}", param_hint=option)


def files_of_run(scenarios: Iterable[Scenario], golden: GoldenFolder) -> Iterator[Kept]:
    """What a run of scenarios looks at: their files, what they name, and their golden conversations."""
    for one in scenarios:
        yield one.file, "which holds scenarios"
        for path in _named_by(one):
            yield path, f"which belongs to {one.file}"
    for path in golden.paths:
        yield path, "which is a golden conversation"


def files_of_options(context: typer.Context, outputs: Iterable[str]) -> Iterator[Kept]:
    """The files that the options of a command name, those aside that name what it writes."""
    for parameter in context.command.params:
        value = context.params.get(parameter.name or "")
        if isinstance(value, Path) and parameter.opts[0] not in outputs:
            yield value, f"which is given with {parameter.opts[0]}"


# -- inside ----------------------------------------------------------------------------------------------------------


def _identity(path: Path) -> _Identity:
    try:
        found = path.stat()
    except OSError:  # there is none yet
        return os.path.normcase(path.resolve())
    return found.st_dev, found.st_ino


def _named_by(scenario: Scenario) -> Iterator[Path]:
    from simulator.scenario.expect_conversation import ExpectedConversation

    yield from scenario.sources
    yield from (one.path for one in scenario.expectations if isinstance(one, ExpectedConversation))
    yield from _clips(scenario.steps)
    for further in scenario.further:
        yield from _clips(further.steps)
    for phones in scenario.phones.values():
        for phone in phones:
            yield from _clips(phone.steps)
    yield from _files_of_app(scenario.app)


def _clips(steps: Sequence[Step]) -> Iterator[Path]:
    from simulator.telephony.effects import AudioFile

    return (Path(sound.path) for step in steps for sound in step.sounds if isinstance(sound, AudioFile))


def _files_of_app(app: AppSpec) -> Iterator[Path]:
    """The files that tell where an app begins, if they lie beside the scenario."""
    module = app.target.partition(":")[0].replace(".", "/") + ".py"
    for name in (*app.arguments, module):
        path = app.folder / name
        if os.path.isfile(path):  # noqa: PTH113 - a Path raises where the name is too long for one
            yield path
