"""The test that a bench belongs to: what it is called, where it stands, and the command that runs it again."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from simulator.telephony.problem import Place

if TYPE_CHECKING:
    import pytest

UPDATE_OPTION: Final = "--pbx-update"
"""The option of pytest with which conversations that are kept in files are written."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The test that a bench belongs to.

    Attributes:
        name: what pytest calls it from where it was started: `tests/test_ivr.py::test_pin`.
        file: where it stands; paths of golden conversations count from its folder.
        line: its first line, from 1.
        seed: what everything is drawn from, unless the test says otherwise.
        options: further words of the command that runs it again, such as `--pbx-clock x10`.
        update: whether golden conversations are written, not compared with.
        whole: whether failures tell the whole conversation.
        written: what became of those, a line each, also by other tests.
    """

    name: str
    file: Path
    line: int = 1
    seed: str = "0"
    options: Sequence[str] = ()
    update: bool = False
    whole: bool = False
    written: list[str] = field(default_factory=list, compare=False)

    @property
    def title(self) -> str:
        """What it is called in its file."""
        return self.name.partition("::")[2] or self.name

    @property
    def place(self) -> Place:
        """Where it stands, as it is told."""
        return Place(self.name.partition("::")[0], self.line)

    def again(self, *, seeded: bool) -> str:
        """The command that runs it again, as a shell takes it; `seeded` if the seed is the test's own."""
        seed = () if seeded else ("--pbx-seed", self.seed)
        return shlex.join(["pytest", self.name, *seed, *self.options])

    def beside(self, path: Path) -> Path:
        """A path that counts from the folder of the test; as short as it can be told."""
        whole, here = self.file.parent / path, Path.cwd()
        return whole.relative_to(here) if whole.is_relative_to(here) else whole


def name_from(here: Path, root: Path, nodeid: str) -> str:
    """What a test is called from a folder; `nodeid` is what it is called from the root folder of the tests."""
    path, colons, name = nodeid.partition("::")
    try:
        return Path(os.path.relpath(root / path, here)).as_posix() + colons + name
    except ValueError:  # on Windows, on another drive
        return nodeid


def groups_of(item: pytest.Item) -> list[str]:
    """The groups of pytest-xdist that a test is in."""
    marks = item.iter_markers("xdist_group")
    return [str(mark.args[0] if mark.args else mark.kwargs.get("name", "default")) for mark in marks]


def nodeid_without_groups(nodeid: str, groups: Sequence[str]) -> str:
    """What a test is called whoever runs it: pytest-xdist with `--dist loadgroup` adds the groups that it is in."""
    return nodeid.removesuffix(f"@{'_'.join(sorted(set(groups)))}") if groups else nodeid
