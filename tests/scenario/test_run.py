"""Many scenarios at once: each has its outcome, whatever becomes of the others."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest

from simulator.drivers.clock import Clock
from simulator.drivers.serving import ServerThread
from simulator.drivers.session import Session
from simulator.scenario.expect_call import ExpectedPrompt
from simulator.scenario.expectation import Expectation
from simulator.scenario.model import AppKind, AppSpec, Scenario
from simulator.scenario.run import Options, Outcome, ScenarioRun, exit_status, run_scenarios
from simulator.settings import Settings
from simulator.status import ExitStatus
from simulator.steps import hears
from tests.drivers.wire import free_port

PSEUDO = Settings(speech="pseudo")


async def greeting(scope, receive, send):
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
    await send({"type": "http.response.body", "body": b"<Response><Speak>Hello</Speak></Response>"})


@pytest.fixture
def scenario():
    """A scenario that passes."""
    with ServerThread(greeting) as server:
        yield Scenario(
            "greeted",
            Path("s.yaml"),
            1,
            AppSpec(AppKind.URL, f"{server.url}/"),
            steps=(hears("Hello"),),
            expectations=(ExpectedPrompt("Hello"),),
            settings=PSEUDO,
        )


def run(*scenarios: Scenario, jobs: int = 8, **more) -> list[ScenarioRun]:
    async def running():
        async with Session(PSEUDO) as session:
            return await run_scenarios(scenarios, session, jobs=jobs, **more)

    return asyncio.run(running())


@dataclass(frozen=True)
class Explodes:
    """A step with a mistake of ours in it."""

    needs_line: ClassVar[bool] = False
    sounds: ClassVar[tuple[()]] = ()

    def run(self, caller):
        yield from caller.call.wait(timeout=0.1)
        raise ZeroDivisionError("a mistake of ours")


@dataclass(frozen=True)
class Unreadable(Expectation):
    """An expectation with a mistake of ours in it."""

    @classmethod
    def read(cls, node):
        raise NotImplementedError

    def check(self, result):
        raise ZeroDivisionError(f"a mistake of ours, after {result.duration:g} s")


# -- outcomes --------------------------------------------------------------------------------------------------------


def test_a_scenario_whose_expectations_hold_has_passed(scenario):
    (done,) = run(scenario)

    assert (done.outcome, done.reasons) == (Outcome.PASSED, ())
    assert done.result.heard == ["Hello"]
    assert done.wall_seconds > 0


def test_an_expectation_that_does_not_hold_is_a_failure(scenario):
    (done,) = run(replace(scenario, expectations=(ExpectedPrompt("Goodbye"),)))

    assert done.outcome is Outcome.FAILED
    assert "'Goodbye'" in done.reasons[0]
    assert done.result.heard == ["Hello"]


def test_an_app_that_cannot_be_started_is_a_failure_without_a_call(scenario):
    (done,) = run(replace(scenario, app=AppSpec(AppKind.ASGI, "no_such_module:app")))

    assert (done.outcome, done.result) == (Outcome.FAILED, None)
    assert done.reasons[0].startswith("cannot import the app 'no_such_module:app'")


def test_an_app_that_is_not_there_is_a_failure(scenario):
    (done,) = run(replace(scenario, app=AppSpec(AppKind.URL, f"http://127.0.0.1:{free_port()}/")))

    assert done.outcome is Outcome.FAILED
    assert "connection refused" in " ".join(done.reasons)


@pytest.mark.parametrize(
    "mistake", [{"steps": (Explodes(),)}, {"expectations": (Unreadable(),)}], ids=["in the call", "behind it"]
)
def test_a_mistake_of_ours_breaks_its_scenario_and_the_others_go_on(scenario, mistake):
    first, broken, last = run(scenario, replace(scenario, **mistake), scenario)

    assert [first.outcome, last.outcome] == [Outcome.PASSED, Outcome.PASSED]
    assert broken.outcome is Outcome.BROKEN
    (reason,) = broken.reasons
    assert reason.startswith("the simulator itself went wrong:\nTraceback")
    assert "\nZeroDivisionError: a mistake of ours" in reason


def test_a_mistake_of_ours_breaks_its_scenario_on_the_wall_clock_too(scenario):
    broken, other = run(replace(scenario, steps=(Explodes(),)), scenario, options=Options(clock=Clock(60.0)))

    assert (broken.outcome, other.outcome) == (Outcome.BROKEN, Outcome.PASSED)


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ([], ExitStatus.NOTHING_FOUND),
        ([Outcome.PASSED], ExitStatus.PASSED),
        ([Outcome.PASSED, Outcome.FAILED, Outcome.PASSED], ExitStatus.FAILED),
        ([Outcome.FAILED, Outcome.BROKEN, Outcome.PASSED], ExitStatus.INTERNAL_ERROR),
    ],
)
def test_the_worst_outcome_counts(scenario, outcomes, status):
    assert exit_status([ScenarioRun(scenario, outcome, (), None, 0.0) for outcome in outcomes]) is status


# -- many at once ----------------------------------------------------------------------------------------------------


def test_runs_come_in_the_order_of_the_scenarios_and_each_is_told_of_when_it_is_over(scenario):
    names = ["a", "b", "c", "d"]
    told = []

    runs = run(*(replace(scenario, name=name) for name in names), finished=told.append)

    assert [done.scenario.name for done in runs] == names
    assert sorted(done.scenario.name for done in told) == names


def test_no_more_calls_are_up_at_once_than_there_are_jobs(scenario):
    up: list[int] = [0, 0]
    two = asyncio.Barrier(2)

    async def counting(scope, receive, send):
        if scope["type"] == "http":
            up[0] += 1
            up[1] = max(up)
            await two.wait()
            up[0] -= 1
        await greeting(scope, receive, send)

    with ServerThread(counting) as server:
        runs = run(*[replace(scenario, app=AppSpec(AppKind.URL, f"{server.url}/"))] * 8, jobs=2)

    assert {done.outcome for done in runs} == {Outcome.PASSED}
    assert up == [0, 2]


def test_scenarios_that_run_side_by_side_have_calls_of_different_ids(scenario):
    ids = {done.result.id for done in run(*[scenario] * 10)}

    assert len(ids) == 10
    assert ids == {done.result.id for done in run(*[scenario] * 10)}


def test_the_seed_of_a_scenario_and_that_of_the_command_line_change_the_ids(scenario):
    usual, other, chosen = (
        run(scenario),
        run(replace(scenario, seed=1)),
        run(scenario, options=Options(seed=1)),
    )

    assert usual[0].result.id != other[0].result.id
    assert other[0].result.id == chosen[0].result.id
