"""The data folder of one run of a scenario: a fresh copy of its files, which is gone when it is over."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from simulator.errors import ScenarioError
from simulator.scenario.model import Scenario


@contextmanager
def with_own_files(scenario: Scenario) -> Iterator[Scenario]:
    """The scenario as it is run: if it names files, with a copy of them as data folder.

    Raises:
        ScenarioError: they cannot be copied.
    """
    if scenario.files is None:
        yield scenario
        return
    with TemporaryDirectory(prefix="ozeki-simulator-", ignore_cleanup_errors=True) as folder:
        _copy(scenario.files, Path(folder))
        yield replace(
            scenario,
            settings=replace(scenario.settings, data_folder=folder),
            expectations=tuple(one.located(Path(folder)) for one in scenario.expectations),
        )


def _copy(source: Path, target: Path) -> None:
    """Copy what is in a folder, without its permissions: the copy is there to be changed."""
    try:
        for path in sorted(source.rglob("*")):
            copy = target / path.relative_to(source)
            if path.is_dir():
                copy.mkdir(exist_ok=True)
            else:
                shutil.copyfile(path, copy)
    except OSError as error:
        raise ScenarioError(f"{source}: cannot be copied: {error.filename}: {error.strerror or error}") from error
