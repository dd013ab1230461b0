"""Real time, hurried: what happens is the same as on virtual time. Outcomes are asserted, never durations."""

from __future__ import annotations

import asyncio

import pytest

from simulator.drivers.clock import Clock, clock_from_text
from simulator.drivers.serving import ServerThread
from simulator.drivers.session import Session
from simulator.errors import ScenarioError
from simulator.settings import Settings
from simulator.steps import hangs_up, hears, presses, says
from tests.drivers.test_virtual import talking_clock

pytestmark = pytest.mark.wall_clock

STEPS = [hears("time"), presses("1"), hears("noon"), hears("time"), presses("2"), says("Hello you"), hears("Thank you")]


def call(steps, clock: Clock, **settings):
    async def run():
        with ServerThread(talking_clock) as server:
            async with Session(Settings(speech="pseudo", **settings)) as session:
                return await session.open_call(f"{server.url}/", steps, clock=clock, hosted=True).run()

    return asyncio.run(run())


def without_times(result) -> list[str]:
    return [line.split(" ", 1)[1] for line in result.transcript.lines()]


def test_a_hurried_call_has_the_events_of_a_virtual_one():
    hurried = call([*STEPS, hangs_up()], clock_from_text("x40"))
    virtual = call([*STEPS, hangs_up()], clock_from_text("virtual"))

    assert hurried.failures == []
    assert without_times(hurried) == without_times(virtual)


def test_timers_are_exact_on_the_wall_clock_too():
    """A timer that fires late counts from when it was due, so a recording is as long as it should be."""
    hurried = call([*STEPS, hangs_up()], clock_from_text("x40"))
    virtual = call([*STEPS, hangs_up()], clock_from_text("virtual"))

    assert hurried.recordings[0].duration == pytest.approx(virtual.recordings[0].duration, abs=0.5)
    assert hurried.recordings[0].end is virtual.recordings[0].end


def test_a_call_that_stalls_is_given_up():
    result = call([hears("time"), presses("3"), says("Hello"), hears("never said")], Clock(60.0))

    assert result.failures[0].startswith("stalled: nothing can happen any more")


@pytest.mark.parametrize("text", ["", "x", "x0", "x-1", "xinf", "fast", "10"])
def test_what_is_no_clock_is_refused(text):
    with pytest.raises(ScenarioError, match="expected 'virtual', 'real' or a factor such as 'x10'"):
        clock_from_text(text)


def test_clocks_are_written_as_they_are_read():
    assert [str(clock_from_text(text)) for text in ("virtual", "real", "X10", "x0.5")] == [
        "virtual",
        "real",
        "x10",
        "x0.5",
    ]
