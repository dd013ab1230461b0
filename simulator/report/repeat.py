"""How a scenario is run again."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from simulator.scenario.model import Scenario
from simulator.scenario.run import ScenarioRun


def repeat_of(run: ScenarioRun, options: Sequence[str] = ()) -> str:
    """How to have something happen again: what a run says of that, or the command; see `repeat_command`."""
    return run.again or repeat_command(run.scenario, options, nth=run.nth)


def repeat_command(scenario: Scenario, options: Sequence[str] = (), *, nth: int = 1) -> str:
    """The command, as a shell takes it.

    Args:
        scenario: what is to be run again, with the same seed.
        options: further words of the command, such as `--clock real`.
        nth: which scenario of its name it was, in files of one name: see `ScenarioRun`.
    """
    seed = str(scenario.seed) if nth == 1 else f"{scenario.seed}:{nth}"
    return shlex.join(["ozeki-simulator", "run", scenario_name(scenario), "--seed", seed, *options])


def scenario_name(scenario: Scenario) -> str:
    """What `run` and `list` know one scenario by: ``balance.yaml::The balance is fifty euros``."""
    return f"{scenario.file}::{scenario.name}"
