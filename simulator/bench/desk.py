"""Hands out benches to tests: what they are set up with comes from a configuration, a command line, and the test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from simulator.bench.board import BenchBoard
from simulator.bench.origin import Origin, name_from
from simulator.bench.plan import BenchPlan, Setup
from simulator.bench.turns import Turns
from simulator.bench.workshop import Workshop
from simulator.errors import ScenarioError
from simulator.scenario.given_app import GivenApp, GivenApps, has_path
from simulator.scenario.model import AppKind, AppSpec
from simulator.settings import Settings, load_settings


class Desk:
    """One for each process that runs tests.

    Args:
        folder: from which relative paths and import paths count.
        configured: what the configuration says: `app`, `path`, `settings` (a file), `clock`, `seed`.
        ordered: the same from the command line; its clock and its seed count before what tests say.
        update: whether tests write the conversations that they would otherwise compare with.
        whole: whether failures tell the whole conversation, with what was posted and answered.
        before_exit: done before it is told that an app ends this process.
        turns: whom tests wait for, if there are other processes.
    """

    def __init__(
        self,
        folder: Path,
        configured: Mapping[str, str],
        ordered: Mapping[str, str],
        *,
        update: bool = False,
        whole: bool = False,
        before_exit: Callable[[], None] = lambda: None,
        turns: Turns | None = None,
    ) -> None:
        self.folder = folder
        self.update = update
        self.whole = whole
        self.turns = turns or Turns()
        self.workshop = Workshop(folder, before_exit, self.turns)
        self.written: list[str] = []
        """What became of the conversations that tests were to write, a line each."""
        self.some_alone = False
        """Whether scenarios were found beside which no others may run."""
        self.ordered = ordered
        self.apps = GivenApps(_given("--pbx-", ordered, folder), _given("pbx_", configured, folder), folder)
        """The app of scenario files, which may name one of their own between the two."""
        written = _with_its_path({**configured, **ordered}, ordered)
        self.seed = written.pop("seed", "0")
        self.settings = load_settings(folder / written.pop("settings")) if "settings" in written else Settings()
        if "path" in configured and "app" not in written:
            raise ScenarioError("pbx_path: there is no pbx_app that it could belong to")
        self._plan = BenchPlan().with_setup({"settings": self.settings})
        self._plan = self._plan.with_setup(written)  # type: ignore[arg-type]  # texts of these names are right

    def board(self, here: Path, nodeid: str, file: Path, line: int = 1, number: int = 1) -> BenchBoard:
        """A bench for a test.

        Args:
            here: where pytest was started.
            nodeid: what the test is called from the root folder, which is a part of the seed.
            file: where the test stands.
            line: its line.
            number: which bench of the test it is; each has a seed of its own.
        """
        seed = f"{self.seed}:{nodeid}" if number == 1 else f"{self.seed}:{nodeid}:{number}"
        forced: Setup = {}
        if "seed" in self.ordered:
            forced["seed"] = seed
        if "clock" in self.ordered:
            forced["clock"] = self.ordered["clock"]
        name = name_from(here, self.folder, nodeid)
        origin = Origin(name, file, line, self.seed, self.again, self.update, self.whole, self.written)
        return BenchBoard(self.workshop, self._plan.with_setup({"seed": seed, **forced}), origin, forced)

    @property
    def again(self) -> list[str]:
        """Words of the command line that are needed to run a test again, but for the seed."""
        names = [name for name in ("app", "path", "settings", "clock") if name in self.ordered]
        return [word for name in names for word in (f"--pbx-{name}", self.ordered[name])]

    def close(self) -> None:
        """Stop what was started."""
        self.workshop.close()


def _given(prefix: str, said: Mapping[str, str], folder: Path) -> GivenApp:
    """What was said of the app, and where, as an error tells: ``--pbx-app: ...``."""
    try:
        return GivenApp(said.get("app"), said.get("path"), folder)
    except ScenarioError as error:
        raise ScenarioError(f"{prefix}{error}") from None


def _with_its_path(written: dict[str, str], ordered: Mapping[str, str]) -> dict[str, str]:
    """What is written, without a path beside an address that has one: whichever of the two was ordered counts."""
    app, path = written.get("app"), written.get("path")
    if app is None or path is None or not has_path(app):
        return written
    rest = {name: value for name, value in written.items() if name != "path"}
    return rest | {"app": app if "app" in ordered else AppSpec(AppKind.URL, app).at(path).target}
