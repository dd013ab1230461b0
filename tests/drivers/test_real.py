"""Real time, hurried: what happens is the same as on virtual time. Outcomes are asserted, never durations."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from itertools import count

import pytest

from simulator.drivers.clock import Clock, clock_from_text
from simulator.drivers.serving import ServerThread
from simulator.drivers.session import Session
from simulator.drivers.world import World
from simulator.errors import ScenarioError
from simulator.settings import Settings
from simulator.steps import hangs_up, hears, pauses, presses, says
from simulator.telephony.recording import RecordEnd
from simulator.telephony.script_events import PromptStarted, RecordingStarted
from simulator.telephony.transcript import Entry
from tests.drivers.standing_still import run_on_such_a_machine, stand_still
from tests.drivers.test_virtual import talking_clock

pytestmark = pytest.mark.wall_clock

STEPS = [hears("time"), presses("1"), hears("noon"), hears("time"), presses("2"), says("Hello you"), hears("Thank you")]


def call(steps, clock: Clock, **settings):
    async def run():
        with ServerThread(talking_clock) as server:
            async with Session(Settings(speech="pseudo", **settings)) as session:
                return await session.open_call(f"{server.url}/", steps, world=World(clock=clock, hosted=True)).run()

    return asyncio.run(run())


def without_times(result) -> list[str]:
    return [line.split(" ", 1)[1] for line in result.transcript.lines()]


def test_a_hurried_call_has_the_events_of_a_virtual_one():
    hurried = call([*STEPS, hangs_up()], clock_from_text("x40"))
    virtual = call([*STEPS, hangs_up()], clock_from_text("virtual"))

    assert hurried.failures == []
    assert without_times(hurried) == without_times(virtual)


def seen_through(app, when: Callable[[Entry], bool]) -> list[str]:
    """The failures of a call on a machine that stands still for 400 seconds of it; nobody waits for so long."""

    def watch(entry: Entry) -> None:
        if when(entry):
            stand_still(8.0)

    async def run():
        with ServerThread(app) as server:
            async with Session(Settings(speech="pseudo")) as session:
                steps = [hears("time"), presses("1"), hears("noon", within=200), hangs_up()]
                call = session.open_call(f"{server.url}/", steps, world=World(clock=Clock(50.0)))
                call.pbx.transcript.listeners.append(watch)
                return await call.run()

    return run_on_such_a_machine(run()).failures


def test_on_a_machine_that_stands_still_for_a_moment_the_clock_comes_late_and_nobody_has_waited_in_vain():
    assert seen_through(talking_clock, lambda entry: isinstance(entry.event, PromptStarted)) == []


def test_an_app_that_is_asked_while_the_machine_stands_still_has_the_time_that_it_had():
    """It answers then, and the caller has waited for it no longer than it took."""
    stood_still, numbers = threading.Event(), count()

    async def app(scope, receive, send):
        if scope["type"] == "http" and next(numbers) == 1:
            await asyncio.to_thread(stood_still.wait)
        await talking_clock(scope, receive, send)

    def when(entry: Entry) -> bool:
        if "hears 'noon'" in str(entry.event):
            stood_still.set()
            return True
        return False

    assert seen_through(app, when) == []
    assert stood_still.is_set()


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


def live(url: str):
    """A call that somebody may act on, on a hurried clock."""
    session = Session(Settings(speech="pseudo"))
    return session.open_call(f"{url}/", [hears("time"), presses("3")], world=World(clock=Clock(100.0), live=True))


def test_a_live_call_on_which_nothing_is_due_waits_for_somebody_to_act():
    async def run():
        with ServerThread(talking_clock) as server:
            call = live(server.url)
            recording = asyncio.Event()

            def watch(entry: Entry) -> None:
                if isinstance(entry.event, RecordingStarted):
                    recording.set()

            call.pbx.transcript.listeners.append(watch)
            running = asyncio.ensure_future(call.run())
            await recording.wait()
            call.press("5")
            call.hang_up()
            return await running

    result = asyncio.run(run())

    assert result.failures == []
    assert result.recordings[0].end is RecordEnd.HANG_UP


def test_a_live_call_too_is_given_up_when_it_has_been_up_for_too_long():
    async def run():
        with ServerThread(waits_for_an_hour) as server:
            session = Session(Settings(max_call_duration=15.0))
            return await session.open_call(f"{server.url}/", world=World(clock=Clock(100.0), live=True)).run()

    assert asyncio.run(run()).failures == ["stalled: the call was still up after 15.0 s"]


async def waits_for_an_hour(scope, receive, send):
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"<Response><Delay>5000</Delay></Response>"})


def test_a_timer_that_lies_beyond_the_limit_does_not_end_a_call_before_it():
    """The wall clock decides, not what is due some day."""

    async def run():
        with ServerThread(waits_for_an_hour) as server:
            return (
                await Session()
                .open_call(f"{server.url}/", [pauses(20), hangs_up()], world=World(clock=Clock(100.0)))
                .run()
            )

    result = asyncio.run(run())

    assert result.failures == []
    assert result.duration >= 20
