"""Hands out benches to tests: what they are set up with comes from a configuration, a command line, and the test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from simulator.bench.board import BenchBoard
from simulator.bench.plan import BenchPlan
from simulator.bench.workshop import Workshop
from simulator.errors import ScenarioError
from simulator.settings import Settings, load_settings


class Desk:
    """One for each process that runs tests.

    Args:
        folder: from which relative paths and import paths count.
        configured: what the configuration says: `app`, `path`, `settings` (a file), `clock`, `seed`.
        ordered: the same from the command line, which counts before everything for the clock and the seed.
        update: whether tests write the conversations that they would otherwise compare with.
    """

    def __init__(
        self, folder: Path, configured: Mapping[str, str], ordered: Mapping[str, str], *, update: bool = False
    ) -> None:
        self.folder = folder
        self.update = update
        self.workshop = Workshop(folder)
        self.ordered = ordered
        written = {**configured, **ordered}
        self.seed = written.pop("seed", "0")
        self.settings = load_settings(folder / written.pop("settings")) if "settings" in written else Settings()
        if "path" in written and "app" not in written:
            raise ScenarioError("pbx_path: there is no pbx_app that it could belong to")
        self._plan = BenchPlan().with_setup({"settings": self.settings})
        self._plan = self._plan.with_setup(written)  # type: ignore[arg-type]  # texts of these names are right

    def board(self, name: str, setups: Iterable[Mapping[str, Any]]) -> BenchBoard:
        """A bench for a test.

        Args:
            name: of the test, part of the seed.
            setups: what the test says, the stronger ones later.

        Raises:
            ScenarioError: something makes no sense.
        """
        board = BenchBoard(self.workshop, self._plan.with_setup({"seed": f"{self.seed}:{name}"}), update=self.update)
        for setup in setups:
            board.set_up(setup)  # type: ignore[arg-type]  # `set_up` says itself what it does not know
        if "clock" in self.ordered:
            board.set_up({"clock": self.ordered["clock"]})
        return board

    def close(self) -> None:
        """Stop what was started."""
        self.workshop.close()
