"""Scenario files as tests of pytest: each scenario is one, with its name."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from simulator.bench.desk import Desk
from simulator.bench.door import Door
from simulator.bench.origin import UPDATE_OPTION, groups_of, name_from, nodeid_without_groups
from simulator.bench.remark import Remark, remarks_on, warn
from simulator.bench.told_paths import ToldPaths
from simulator.drivers.clock import clock_from_text
from simulator.errors import SimulatorError
from simulator.report.failure import failure
from simulator.report.golden import GoldenFolder
from simulator.report.plain import plain_text
from simulator.report.terminal import untold_problems, what_was_in_vain
from simulator.scenario.load import load_file
from simulator.scenario.model import Scenario
from simulator.scenario.run import Options, Outcome, ScenarioRun, run_scenario, seed_of
from simulator.telephony.problem import Place

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr

    from simulator.bench.workshop import Workshop


WIDTH: Final = 100
"""Columns of a report; pytest shows it as it is, wherever that goes."""


class ScenarioFailedError(AssertionError):
    """A scenario did not pass; `run` is what came of it."""

    def __init__(self, run: ScenarioRun) -> None:
        super().__init__(run.reasons[0] if run.reasons else run.scenario.id)
        self.run = run


class ScenarioFile(pytest.File):
    """A file with scenarios."""

    def __init__(self, *, desk: Desk, **more: Any) -> None:  # noqa: ANN401 - what pytest gives
        super().__init__(**more)
        self.desk = desk

    def collect(self) -> Iterator[pytest.Item]:
        """Read the file; its mistakes are errors of the collection."""
        try:
            scenarios = load_file(self.path, self.desk.settings, apps=self.desk.apps)
        except SimulatorError as error:
            raise self.CollectError(_told_paths(self.config).text(str(error))) from None
        self.desk.some_alone |= any(one.alone for one in scenarios)
        for scenario in scenarios:
            yield ScenarioItem.from_parent(self, name=scenario.name, scenario=scenario, desk=self.desk)


class ScenarioItem(pytest.Item):
    """One scenario."""

    def __init__(self, *, scenario: Scenario, desk: Desk, **more: Any) -> None:  # noqa: ANN401 - what pytest gives
        super().__init__(**more)
        self.scenario = scenario
        self.desk = desk
        self.run: ScenarioRun | None = None
        """What came of it."""
        self._turn = ExitStack()

    def setup(self) -> None:
        """Wait for its turn, if scenarios of the run do not bear others; as all workers know them, so do all wait."""
        if self.desk.some_alone:
            turn = self.desk.turns.scenario(alone=self.scenario.alone, port=self.scenario.pbx_port)
            self._turn.enter_context(turn)

    def runtest(self) -> None:
        """Run the scenario.

        Raises:
            ScenarioFailedError: it did not pass.
        """
        golden = GoldenFolder(None, [self.scenario], self.desk.update, UPDATE_OPTION)
        run = golden.review(Door(self.desk.workshop).do(self._run(self.desk.workshop)))
        self.desk.written += map(_told_paths(self.config).text, golden.told)
        self.run = self._told(run)
        if self.run.outcome is not Outcome.PASSED:
            raise ScenarioFailedError(self.run)
        warn(self._remarks(self.run))

    def teardown(self) -> None:
        """Let others have their turn."""
        self._turn.close()

    async def _run(self, workshop: Workshop) -> ScenarioRun:
        ordered = self.desk.ordered
        options = Options(clock_from_text(ordered["clock"]) if "clock" in ordered else None)
        seed = seed_of(self.scenario, ordered.get("seed"))
        return await run_scenario(self.scenario, seed, workshop.session, workshop.apps, options)

    def _remarks(self, run: ScenarioRun) -> list[Remark]:
        """What the command line warns of too."""
        if run.result is None:
            return []
        place = Place(str(run.scenario.file), run.scenario.line)
        return remarks_on(run.result.transcript, untold_problems(run), what_was_in_vain(run), place)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str | TerminalRepr:  # noqa: ANN401 - pytest's own
        """The report of the command line, in place of a traceback."""
        if not isinstance(excinfo.value, ScenarioFailedError):
            return super().repr_failure(excinfo, style)
        return plain_text(failure(excinfo.value.run, whole=self.desk.whole, repeat=self.again), WIDTH).lstrip()

    @property
    def again(self) -> str:
        """The command that runs it again."""
        seed = self.desk.ordered.get("seed", str(self.scenario.seed))
        return shlex.join(["pytest", self._name, "--pbx-seed", seed, *self.desk.again])

    def _told(self, run: ScenarioRun) -> ScenarioRun:
        """The same with its paths as short as they can be told."""
        told = _told_paths(self.config).run(run)
        return replace(told, scenario=replace(told.scenario, file=Path(self._name.partition("::")[0])))

    @property
    def _name(self) -> str:
        nodeid = nodeid_without_groups(self.nodeid, groups_of(self))
        return name_from(self.config.invocation_params.dir, self.config.rootpath, nodeid)

    def reportinfo(self) -> tuple[PathLike[str] | str, int | None, str]:
        """Where it stands, and its name."""
        return self.path, self.scenario.line - 1, f"scenario: {self.scenario.name}"


def _told_paths(config: pytest.Config) -> ToldPaths:
    return ToldPaths(config.invocation_params.dir, config.rootpath)
