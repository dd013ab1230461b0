"""What can be expected of the files in the PBX's data folder when a scenario is over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Self

from simulator.scenario.document import Node, TextNode
from simulator.scenario.expectation import Expectation, Mismatch, expectation
from simulator.scenario.reading import flag, mapping, path_text

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult


@expectation("file")
@dataclass(frozen=True, slots=True)
class ExpectedFile(Expectation):
    """A file of the data folder is there, or is not."""

    path: str
    exists: bool = True
    folder: Path = Path()

    @classmethod
    def read(cls, node: Node) -> Self:
        """A path in the data folder; or path, and exists (`false` if it must not be there)."""
        if isinstance(node, TextNode):
            return cls(path_text(node), place=node.place)
        expected = "a path, or a mapping such as `{path: Voicemail/1.wav, exists: false}`"
        return cls(**mapping(node, {"path": path_text, "exists": flag}, expected, required=["path"]), place=node.place)

    @property
    def leaves_the_folder(self) -> bool:
        """Whether the path may lead out of the data folder, on any computer."""
        path = PureWindowsPath(self.path)
        return bool(path.anchor) or ".." in path.parts

    def located(self, folder: Path) -> Self:
        """The same in a data folder."""
        return replace(self, folder=folder)

    def check(self, result: CallResult) -> list[Mismatch]:  # noqa: ARG002 - it is about what is left on the disk
        """Look for it."""
        there = (self.folder / self.path).is_file()
        if there is self.exists:
            return []
        words = {True: "to be there", False: "not to be there"}
        return [self.mismatch(f"file {self.path}", "", words[self.exists], "there" if there else "not there")]
