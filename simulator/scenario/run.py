"""Runs scenarios, many at once, each in a world of its own."""

from __future__ import annotations

import asyncio
import math
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from simulator.drivers.app_voice import AppVoice
from simulator.drivers.call_result import CallResult
from simulator.drivers.clock import VIRTUAL, Clock
from simulator.drivers.live_call import LiveCall
from simulator.drivers.session import Session
from simulator.drivers.world import World
from simulator.errors import SimulatorError
from simulator.scenario.app_output import NOTHING_SAID, AppSaid
from simulator.scenario.apps import Apps, ReachedApp
from simulator.scenario.company import Visits
from simulator.scenario.data_folder import with_own_files
from simulator.scenario.expect import check_all
from simulator.scenario.expectation import Mismatch
from simulator.scenario.model import AppKind, Scenario
from simulator.scenario.staging import Stage, staged
from simulator.status import ExitStatus
from simulator.telephony.problem import Problem

UNANSWERED: Final = frozenset({"no-answer", "http-status", "unusable-answer", "unknown-root"})
"""Mistakes of an app that may be explained by what it prints: there is no answer, or none with OzML."""


class Outcome(StrEnum):
    """How a scenario came out."""

    PASSED = "passed"
    FAILED = "failed"
    BROKEN = "broken"
    """The simulator itself went wrong."""
    UNFINISHED = "unfinished"
    """It goes on. Only a call of a server is reported on before it is over."""


@dataclass(frozen=True, slots=True)
class ScenarioRun:
    """A scenario that has been run.

    `reasons` says why it did not pass, a sentence each; those of them that are differences from what was expected are
    also in `mismatches`, as data. `company` is whether others used the same app meanwhile, and `same_caller`
    how many have called it from this one's number until then, itself too. `nth` tells scenarios of one name apart, in
    files of one name in several folders: the second one has other call IDs than the first. `app_said` is what the app
    has printed meanwhile, if it is a command and answered with an error, or did nothing that it was asked to do.
    `again` says how to have it happen again, if it was no scenario of a file that the command `run` can find.
    """

    scenario: Scenario
    outcome: Outcome
    reasons: tuple[str, ...]
    result: CallResult | None
    wall_seconds: float
    company: bool = False
    same_caller: int = 0
    mismatches: tuple[Mismatch, ...] = ()
    nth: int = 1
    app_said: AppSaid = NOTHING_SAID
    again: str = ""

    def failed_by(self, *mismatches: Mismatch) -> ScenarioRun:
        """The same, with more that is not as it should be; one that is broken stays that."""
        outcome = Outcome.BROKEN if self.outcome is Outcome.BROKEN else Outcome.FAILED
        reasons = (*self.reasons, *map(str, mismatches))
        return replace(self, outcome=outcome, reasons=reasons, mismatches=(*self.mismatches, *mismatches))


class FailOn(StrEnum):
    """From which mistakes of the app on a scenario fails."""

    ERROR = "error"
    """Errors, unless the setting `strict` is off."""
    WARNING = "warning"
    """Warnings too, unless the setting `strict` is off."""
    NEVER = "never"
    """None, as if `strict` were off."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line may say over the heads of scenarios; None leaves it to them.

    `nth` is what the first scenario of a name is counted as, to repeat one that was not the first: see `ScenarioRun`.
    Once `most_failures` scenarios have not passed, no other one begins.
    """

    clock: Clock | None = None
    seed: int | None = None
    nth: int = 1
    fail_on: FailOn = FailOn.ERROR
    most_failures: float = math.inf


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
    began: Callable[[Scenario], None] = lambda _: None,
    doubts: Callable[[ScenarioRun], bool] = lambda _: False,
    review: Callable[[ScenarioRun], ScenarioRun] = lambda run: run,
    finished: Callable[[ScenarioRun], None] = lambda _: None,
    voice: AppVoice | None = None,
) -> list[ScenarioRun]:
    """Run scenarios side by side, then those that want to be alone; with one job, all in their order.

    Args:
        scenarios: what to run.
        session: places the calls.
        jobs: how many calls at once.
        options: what holds for all of them.
        began: told of each when its turn has come.
        doubts: looks at each that is over, and may want to see the scenario run once more.
        review: looks at each that is over, and may find more that is not as it should be.
        finished: told of each as soon as it is over.
        voice: takes what apps say beside their answers.

    Returns:
        The runs, in the order of the scenarios; without those that were not begun as too many others had failed.
    """
    turn = asyncio.Semaphore(jobs)
    chosen = options or Options()

    visits = Visits()
    runs: dict[int, ScenarioRun] = {}

    async def one(number: int, scenario: Scenario, seed: Seed, apps: Apps) -> None:
        async with turn:
            if sum(run.outcome is not Outcome.PASSED for run in runs.values()) >= chosen.most_failures:
                return
            began(scenario)
            with visits.visit(scenario.app, scenario.caller if scenario.request is None else "") as visit:
                run = attempt = await run_scenario(scenario, seed.text, session, apps, chosen)
                again = 0
                while doubts(attempt):
                    again += 1  # another seed: the app knows the calls of this one
                    attempt = await run_scenario(scenario, f"{seed.text}:{again}", session, apps, chosen)
        runs[number] = review(replace(run, company=visit.company, same_caller=visit.same_caller, nth=seed.nth))
        finished(runs[number])

    numbered = list(zip(range(len(scenarios)), scenarios, _seeds(scenarios, chosen), strict=True))
    async with Apps(voice) as apps:
        async with asyncio.TaskGroup() as group:
            for number, scenario, seed in numbered:
                if not scenario.alone or jobs == 1:
                    group.create_task(one(number, scenario, seed, apps))
        for number, scenario, seed in numbered:
            if number not in runs:
                await one(number, scenario, seed, apps)
    return [runs[number] for number, *_ in numbered if number in runs]


class Seed(NamedTuple):
    """The seed of a scenario, and the number with which `Options` gives it again."""

    text: str
    nth: int


def _seeds(scenarios: Sequence[Scenario], options: Options) -> Iterator[Seed]:
    """A seed for each scenario: always the same for it, and another one than for the others.

    Apps know calls by their ID, so scenarios that run side by side must not have the same ones. The folder of a file
    is not in it, as it differs between machines; so those of one name in files of one name are counted. Rows of a
    table that have one name are repeated together, and so have the number of the first.
    """
    counts: Counter[str] = Counter()
    firsts: dict[tuple[Path, str], int] = {}
    for scenario in scenarios:
        name = f"{scenario.file.name}::{scenario.name}"
        nth = options.nth + counts[name]
        counts[name] += 1
        first = firsts.setdefault((scenario.file, scenario.name), nth)
        yield Seed(f"{scenario.seed if options.seed is None else options.seed}:{name}:{nth}", first)


def seed_of(scenario: Scenario, seed: int | str | None = None) -> str:
    """The seed with which a scenario is run; `seed` in place of its own."""
    return f"{scenario.seed if seed is None else seed}:{scenario.file.name}::{scenario.name}:1"


async def run_scenario(scenario: Scenario, seed: str, session: Session, apps: Apps, options: Options) -> ScenarioRun:
    """Run one scenario.

    Args:
        scenario: what to run.
        seed: of everything drawn by chance.
        session: places the calls.
        apps: has the app, or starts it.
        options: what holds for all scenarios.
    """
    began = time.perf_counter()
    app: ReachedApp | None = None
    result: CallResult | None = None
    reasons: Sequence[str | Mismatch]
    try:
        with with_own_files(scenario) as prepared:
            app = await apps.reached(scenario.app)
            result, reasons = await _seen_through(prepared, seed, session, app.url, options)
        outcome = Outcome.FAILED if reasons else Outcome.PASSED
    except SimulatorError as error:
        outcome, reasons = Outcome.FAILED, [str(error)]
    except Exception:  # noqa: BLE001 - a mistake of ours: shown whole, and the other scenarios go on
        outcome, reasons = Outcome.BROKEN, ["the simulator itself went wrong:\n" + traceback.format_exc()]
    mismatches = tuple(one for one in reasons if isinstance(one, Mismatch))
    wall_seconds = time.perf_counter() - began
    run = ScenarioRun(scenario, outcome, tuple(map(str, reasons)), result, wall_seconds, mismatches=mismatches)
    if outcome is Outcome.FAILED and result is not None and app is not None:
        return replace(run, app_said=await app.said() if app.has_ended or _explains(scenario, result) else NOTHING_SAID)
    return run


def _explains(scenario: Scenario, result: CallResult) -> bool:
    """Whether what an app prints may say why it failed: it did not answer, or was asked to do something and did not."""
    asked = scenario.request is not None or bool(scenario.requests)
    return unanswered(result.problems) or (asked and not result.commands)


def unanswered(problems: Iterable[Problem]) -> bool:
    """Whether an app has not answered, or not with OzML; then what it prints may say why."""
    return any(one.rule in UNANSWERED for one in problems)


async def _seen_through(
    scenario: Scenario, seed: str, session: Session, app_url: str, options: Options
) -> tuple[CallResult, list[str | Mismatch]]:
    """What came of a scenario, and why that is not what it wanted."""
    settings = scenario.settings
    world = World(
        clock=options.clock or scenario.clock or VIRTUAL,
        seed=seed,
        settings=replace(settings, strict=False) if options.fail_on is FailOn.NEVER else settings,
        phones=scenario.phones,
        office=scenario.office,
        faults=scenario.faults,
        variables=scenario.variables,
        hosted=scenario.app.kind is not AppKind.URL,
    )
    async with staged(session, world, app_url=app_url, to=scenario.to, port=scenario.pbx_port) as stage:
        live = _opened(scenario, stage)
        stage.further(live, scenario.further, scenario.requests)
        if scenario.files is not None:
            live.pbx.transcript.origins[settings.data_folder] = "(data folder)"
        result = await live.run()
    return result, await asyncio.to_thread(check_all, scenario, result, warnings_fail=options.fail_on is FailOn.WARNING)


def _opened(scenario: Scenario, stage: Stage) -> LiveCall:
    """What a scenario begins with: a call, a short message, or a request to the app."""
    if scenario.sms is not None:
        return stage.sms(scenario.sms, to=scenario.to, sender=scenario.caller)
    if scenario.request is not None:
        return stage.request(scenario.request)
    return stage.call(scenario.steps, to=scenario.to, caller=scenario.caller)
