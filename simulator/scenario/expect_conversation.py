"""What can be expected of a conversation as a whole: that it is the one in a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from simulator.scenario.document import Node
from simulator.scenario.expectation import Expectation, Mismatch, expectation
from simulator.scenario.golden import compare, normalised
from simulator.scenario.reading import path_text

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult


@expectation("conversation")
@dataclass(frozen=True, slots=True)
class ExpectedConversation(Expectation):
    """The conversation is as a file has it, which `run --update` writes: see `golden`."""

    path: Path

    @classmethod
    def read(cls, node: Node) -> Self:
        """The path of a text file, relative to the scenario file."""
        return cls(Path(node.place.source).parent / path_text(node, "the path of a text file"), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Compare every line."""
        different = compare(normalised(result.transcript, self.path.stem), self.path, self.place)
        return [] if different is None else [different]
