"""The command that runs one scenario again."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from simulator.scenario.model import Scenario


def repeat_command(scenario: Scenario, options: Sequence[str] = ()) -> str:
    """The command, as a shell takes it.

    Args:
        scenario: what is to be run again, with the same seed.
        options: further words of the command, such as `--clock real`.
    """
    words = ["ozeki-simulator", "run", str(scenario.file), "-k", scenario.name, "--seed", str(scenario.seed), *options]
    return shlex.join(words)
