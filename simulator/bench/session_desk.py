"""The desk of a run of pytest: set up by its options, and what pytest tells when an app ends the process."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

from simulator.bench.desk import Desk
from simulator.bench.turns import Turns

if TYPE_CHECKING:
    import pytest


def session_desk(config: pytest.Config, names: Sequence[str]) -> Desk:
    """Set up the desk of a run; `names` are those of the options, `--pbx-app` and `pbx_app` are "app".

    Raises:
        SimulatorError: an option makes no sense.
    """
    return Desk(
        config.rootpath,
        {name: config.getini(f"pbx_{name}") for name in names if config.getini(f"pbx_{name}")},
        {name: value for name in names if (value := config.getoption(f"--pbx-{name}")) is not None},
        update=config.getoption("--pbx-update"),
        whole=config.get_verbosity() > 0,
        before_exit=partial(_name_the_test, config),
        turns=Turns(_shared_by_workers(config)),
    )


def _shared_by_workers(config: pytest.Config) -> Path | None:
    """How the paths of files begin that all workers of this run see on this machine; None if there are no workers."""
    worker = getattr(config, "workerinput", {"workercount": 1})
    if worker["workercount"] == 1:
        return None
    own = config.getoption("basetemp", None)  # pytest-xdist gives each worker one beside those of the others
    return (Path(own).parent if own else Path(gettempdir())) / f"pbx-{worker['testrunuid']}"


def _name_the_test(config: pytest.Config) -> None:
    """Begin a line about the test that is under way, where people see it: pytest keeps back what is printed."""
    capture = config.pluginmanager.getplugin("capturemanager")
    if capture is not None:
        capture.suspend()
    sys.stderr.write(f"\n{os.environ.get('PYTEST_CURRENT_TEST', 'pytest')}: ")
