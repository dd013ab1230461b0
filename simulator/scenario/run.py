"""Runs scenarios, many at once, each on a clock of its own."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from simulator.drivers.clock import VIRTUAL, Clock
from simulator.drivers.session import CallResult, Session
from simulator.errors import AppError
from simulator.scenario.apps import Apps
from simulator.scenario.expect import check_all
from simulator.scenario.model import Scenario
from simulator.status import ExitStatus


class Outcome(StrEnum):
    """How a scenario came out."""

    PASSED = "passed"
    FAILED = "failed"
    BROKEN = "broken"
    """The simulator itself went wrong."""


@dataclass(frozen=True, slots=True)
class ScenarioRun:
    """A scenario that has been run. `reasons` says why it did not pass, a sentence each."""

    scenario: Scenario
    outcome: Outcome
    reasons: tuple[str, ...]
    result: CallResult | None
    wall_seconds: float


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line may say over the heads of scenarios; None leaves it to them."""

    clock: Clock | None = None
    seed: int | None = None


def exit_status(runs: Sequence[ScenarioRun]) -> ExitStatus:
    """What to tell the caller of a run: the worst of all."""
    outcomes = {run.outcome for run in runs}
    if Outcome.BROKEN in outcomes:
        return ExitStatus.INTERNAL_ERROR
    if Outcome.FAILED in outcomes:
        return ExitStatus.FAILED
    return ExitStatus.PASSED if runs else ExitStatus.NOTHING_FOUND


async def run_scenarios(
    scenarios: Sequence[Scenario],
    session: Session,
    *,
    jobs: int,
    options: Options | None = None,
    finished: Callable[[ScenarioRun], None] = lambda _: None,
) -> list[ScenarioRun]:
    """Run scenarios.

    Args:
        scenarios: what to run.
        session: places the calls.
        jobs: how many calls at once.
        options: what holds for all of them.
        finished: told of each as soon as it is over.

    Returns:
        The runs, in the order of the scenarios.
    """
    turn = asyncio.Semaphore(jobs)
    chosen = options or Options()

    async def one(scenario: Scenario, apps: Apps) -> ScenarioRun:
        async with turn:
            run = await _run(scenario, session, apps, chosen)
        finished(run)
        return run

    async with Apps() as apps, asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(scenario, apps)) for scenario in scenarios]
    return [task.result() for task in tasks]


async def _run(scenario: Scenario, session: Session, apps: Apps, options: Options) -> ScenarioRun:
    began = time.perf_counter()
    result: CallResult | None = None
    try:
        live = session.open_call(
            await apps.address(scenario.app),
            scenario.steps,
            to=scenario.to,
            caller=scenario.caller,
            clock=options.clock or scenario.clock or VIRTUAL,
            seed=scenario.seed if options.seed is None else options.seed,
            settings=scenario.settings,
        )
        result = await live.run()
        reasons = await asyncio.to_thread(check_all, scenario, result)
        outcome = Outcome.FAILED if reasons else Outcome.PASSED
    except AppError as error:
        outcome, reasons = Outcome.FAILED, [str(error)]
    except Exception:  # noqa: BLE001 - a mistake of ours: shown whole, and the other scenarios go on
        outcome, reasons = Outcome.BROKEN, ["the simulator itself went wrong:\n" + traceback.format_exc()]
    return ScenarioRun(scenario, outcome, tuple(str(reason) for reason in reasons), result, time.perf_counter() - began)
