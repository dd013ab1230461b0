"""What a session is made from, and made from again when it is reset."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import Final

from simulator.drivers.windows_path import FileRefusedError, check_name, checked, split
from simulator.drivers.world import USUAL_WORLD, World
from simulator.errors import ScenarioError
from simulator.presets import preset_variables
from simulator.telephony.variables import ArrayItem, Variables


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """How a session begins.

    Attributes:
        world: its clock, numbers, office and settings; without a seed of its own, and without a shelf.
        seed: of everything that is drawn by chance; a new one if not given.
        variables: what the scripts of its calls find set, unless a call says otherwise.
        arrays: likewise, lists.
        own_folder: whether its data folder is a fresh one, which is removed with it.
        files: what is in that at first, by path, as somebody has written it; see `path_in_folder`.
        port: a port of its own for the PBX; 0 takes a free one; None if it has none.
    """

    world: World = USUAL_WORLD
    seed: int | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    arrays: Mapping[str, Sequence[ArrayItem]] = field(default_factory=dict)
    own_folder: bool = False
    files: Mapping[str, PlannedFile] = field(default_factory=dict)
    port: int | None = None

    def variables_with(self, variables: Mapping[str, str], arrays: Mapping[str, Sequence[ArrayItem]]) -> Variables:
        """What the scripts of one call find set; `variables` and `arrays` are what the call says itself.

        Raises:
            ScenarioError: a name that no text could refer to.
        """
        return preset_variables({**self.variables, **variables}, {**self.arrays, **arrays})


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file of a data folder: its content, or another file, of which it is a copy."""

    content: bytes = b""
    copy_of: Path | None = None

    def write(self, path: Path, name: str) -> None:
        """Write it to a place whose folder is made if need be.

        Args:
            path: the place.
            name: what it is called in errors.

        Raises:
            ScenarioError: it cannot be written, or what it is a copy of cannot be read.
        """
        impossible = "it cannot be written" if self.copy_of is None else f"{self.copy_of} cannot be copied"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if self.copy_of is None:
                path.write_bytes(self.content)
            elif S_ISREG(self.copy_of.stat().st_mode):
                shutil.copyfile(self.copy_of, path)
            else:
                raise ScenarioError(f"files: {name!r}: {self.copy_of} is no file")
        except (OSError, ValueError) as error:  # a null character is a wrong value
            why = error.strerror if isinstance(error, OSError) else str(error)
            raise ScenarioError(f"files: {name!r}: {impossible}: {why or type(error).__name__}") from error


def file_from_base64(written: str) -> PlannedFile:
    """A file whose content is written in base 64.

    Raises:
        ValueError: it is not.
    """
    return PlannedFile(base64.b64decode(written, validate=True))


def path_in_folder(written: str) -> str:
    """The path of a file within a data folder, with `/`.

    Raises:
        ScenarioError: it leads out of the folder, or can be no file.
    """
    try:
        start, *names = split(checked(written))
        if start or not names or ".." in names:
            raise FileRefusedError(f"{written!r}: expected a path within the data folder, such as 'Uploads/a.txt'")
        for name in names:
            check_name(name, written)
    except FileRefusedError as error:
        raise ScenarioError(f"files: {error}") from None
    return "/".join(names)


def check_paths(files: Iterable[str]) -> None:
    """Refuse files that cannot be in one folder together.

    Raises:
        ScenarioError: two are the same, one is a folder of another, or a path makes no sense.
    """
    known: dict[str, str] = {}
    for path in files:
        other = known.setdefault(path_in_folder(path).lower(), path)
        if other is not path:
            raise ScenarioError(f"files: {other!r} and {path!r} are the same file")
    for path, written in known.items():
        for folder in map(str, PurePosixPath(path).parents):
            if folder in known:
                raise ScenarioError(f"files: {known[folder]!r} is a file, and a folder in {written!r}")


def write_files(files: Mapping[str, PlannedFile], folder: Path) -> None:
    """Put files into a folder.

    Raises:
        ScenarioError: one cannot be written.
    """
    for path, file in files.items():
        file.write(folder / path_in_folder(path), path)


USUAL_PLAN: Final = SessionPlan()
"""The server's settings, virtual time, nobody at any number."""
