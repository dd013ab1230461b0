"""Anybody may act on a phone system while it waits for an app that waits for that very action; nothing deadlocks."""

from __future__ import annotations

import asyncio
import logging
import threading
from pathlib import Path

import pytest

from simulator.drivers.call_result import CallResult
from simulator.drivers.clock import VIRTUAL, Clock
from simulator.drivers.promises import ClosedError
from simulator.drivers.serving import ServerThread
from simulator.drivers.session import Session
from simulator.drivers.world import World
from simulator.steps import pauses
from simulator.telephony.effects import AudioFile, LoadClip
from simulator.telephony.events import AnswerReceived, CallCleared, CallEnded
from simulator.telephony.exchange import HungUp
from simulator.telephony.notifications import NotificationName
from simulator.telephony.phone import Phone
from simulator.telephony.transcript import Entry
from tests.drivers.injecting import PSEUDO, InjectingApp, is_a, opened, rings_until_answered, waits, waits_for

FIXTURES = Path(__file__).parent.parent.parent / "fixtures" / "audio"
RINGS_TWO_SECONDS = {"4711": (Phone(after=2.0),)}
CLOCKS = [VIRTUAL, pytest.param(Clock(50.0), marks=pytest.mark.wall_clock)]


async def in_an_open_system(app: InjectingApp, *steps, **world) -> CallResult:
    async with opened(app, **world) as (phone, url):
        call = phone.place_call(f"{url}/", steps)
        await phone.run_until_idle()
        return phone.result_of(call)


async def on_its_own(app: InjectingApp, *steps, **world) -> CallResult:
    """A single call is run to its end, and one request at a time is awaited in place."""
    with ServerThread(app) as server:
        async with Session(PSEUDO) as session:
            live = session.open_call(f"{server.url}/", steps, world=World(hosted=True, **world))
            app.phone, app.url = live.phone, server.url
            return await live.run()


@pytest.fixture(params=[in_an_open_system, on_its_own], ids=lambda way: way.__name__)
def see_through(request):
    """Let a call be placed, and wait until everything is over."""
    return lambda app, *steps, **world: asyncio.run(request.param(app, *steps, **world))


# -- commands while the app is asked ---------------------------------------------------------------------------------


@pytest.mark.parametrize("clock", CLOCKS, ids=str)
def test_an_app_may_wait_in_its_handler_for_a_command_that_takes_time(see_through, clock):
    app = InjectingApp(
        {"/": "<Speak>Hello</Speak>"}, {"/": lambda phone: phone.command(rings_until_answered(phone), name="dialling")}
    )

    result = see_through(app, clock=clock, phones=RINGS_TWO_SECONDS)

    assert app.results[0] >= 2.0
    assert [result.heard, result.failures] == [["Hello"], []]


def test_on_virtual_time_the_answer_comes_at_the_instant_at_which_the_command_has_ended(see_through):
    app = InjectingApp({"/": ""}, {"/": lambda phone: phone.command(rings_until_answered(phone))})

    result = see_through(app, phones=RINGS_TWO_SECONDS)

    answers = [entry.at for entry in result.transcript if isinstance(entry.event, AnswerReceived)]
    assert (app.results, answers) == ([2.0], [2.0])


def test_a_command_gives_the_same_transcript_every_time(see_through):
    def transcript() -> str:
        app = InjectingApp(
            {"/": "<Speak>Hello</Speak>", "/up": ""},
            {"/": lambda phone: phone.command(rings_until_answered(phone))},
        )
        return "\n".join(see_through(app, pauses(1), phones=RINGS_TWO_SECONDS).transcript.lines(detail=True))

    assert len({transcript() for _ in range(20)}) == 1


@pytest.mark.parametrize("clock", CLOCKS, ids=str)
def test_a_command_may_ask_the_app_that_waits_for_it(see_through, clock):
    """Two requests are in flight, and the second one has to be answered first."""

    def tells(phone):
        exchange = phone.pbx.exchanges[0]
        answer = yield from exchange.post(f"{app.url}/told", NotificationName.CALL_CONNECTED)
        return answer.status

    app = InjectingApp({"/": "", "/told": ""}, {"/": lambda phone: phone.command(tells(phone))})

    see_through(app, clock=clock)

    assert (app.asked, app.results) == (["/", "/told"], [200])


def test_an_answer_that_a_command_waits_for_takes_no_time(see_through):
    """The first request does not hold the clock, for it waits for the command; the second one does."""

    def tells(phone):
        phone.pbx.kernel.spawn(waits(1.0), None, "something else that is due")
        exchange = phone.pbx.exchanges[0]
        yield from exchange.post(f"{app.url}/told", NotificationName.CALL_CONNECTED)
        return exchange.now

    app = InjectingApp({"/": "", "/told": ""}, {"/": lambda phone: phone.command(tells(phone))})

    see_through(app)

    assert app.results == [0.0]


def test_a_sound_that_a_command_needs_takes_no_time(see_through):
    """It is read beside the event loop, and the clock waits for it although the app does not hold the clock."""

    def loads(kernel):
        loaded = yield LoadClip(AudioFile(str(FIXTURES / "speech_then_hash.wav")))
        return loaded.clip is not None, kernel.now

    async def loads_while_time_could_pass(phone):
        other = asyncio.ensure_future(phone.command(waits(1.0)))
        loaded = await phone.command(loads(phone.pbx.kernel))
        await other
        return loaded

    app = InjectingApp({"/": ""}, {"/": loads_while_time_could_pass})

    see_through(app)

    assert app.results == [(True, 0.0)]


@pytest.mark.parametrize("clock", CLOCKS, ids=str)
def test_what_is_wanted_while_an_answer_is_awaited_is_started_at_once(see_through, clock):
    """The app does not answer the first call before it has been asked about the second."""
    asked_about_the_second = threading.Event()

    async def places_another(phone):
        phone.place_call(f"{app.url}/second")
        await asyncio.to_thread(asked_about_the_second.wait, 10)

    async def tells(_):
        asked_about_the_second.set()

    app = InjectingApp({"/": "", "/second": ""}, {"/": places_another, "/second": tells})

    result = see_through(app, clock=clock)

    assert app.asked == ["/", "/second"]
    assert len(result.transcript.of(CallCleared)) == 2


def test_without_a_command_replies_are_handed_over_in_the_order_asked():
    """The first answer comes last."""
    second_asked = threading.Event()

    async def waits_for_the_second(_):
        await asyncio.to_thread(second_asked.wait, 10)

    async def tells(_):
        second_asked.set()

    app = InjectingApp({"/": "", "/second": ""}, {"/": waits_for_the_second, "/second": tells})

    async def run():
        async with opened(app) as (phone, url):
            calls = [phone.place_call(f"{url}{path}") for path in ("/", "/second")]
            await phone.run_until_idle()
            return [
                entry.call_id == calls[0].id
                for entry in phone.pbx.transcript
                if isinstance(entry.event, AnswerReceived)
            ]

    assert asyncio.run(run()) == [True, False]


def test_an_answer_may_wait_for_what_comes_of_an_older_one():
    """The PBX does not wait for it for ever, although a command could come from there (on virtual time)."""
    heard = threading.Event()

    async def waits_until_the_first_call_goes_on(_):
        await asyncio.to_thread(heard.wait, 10)

    answers = {"/": "<Speak>Hello</Speak>", "/second": ""}
    app = InjectingApp(answers, {"/second": waits_until_the_first_call_goes_on})

    async def run():
        async with opened(app) as (phone, url):
            first = phone.place_call(f"{url}/")
            phone.place_call(f"{url}/second")
            await phone.journal.wait_for_entry(is_a(AnswerReceived))
            heard.set()
            await phone.run_until_idle()
            return phone.result_of(first).heard

    assert asyncio.run(run()) == ["Hello"]


def test_an_abandoned_command_does_not_let_time_pass_before_the_app_has_answered():
    async def gives_up(phone):
        sending = asyncio.ensure_future(phone.command(waits(2.0)))
        held = [phone.now]
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        for _ in range(5):
            await asyncio.sleep(0)
            held.append(phone.now)
        return held

    app = InjectingApp({"/": ""}, {"/": gives_up})

    async def run():
        async with opened(app) as (phone, url):
            await phone.wait_for(phone.place_call(f"{url}/", [pauses(5)]))

    asyncio.run(run())

    assert app.results == [[0.0] * 6]


# -- what goes wrong -------------------------------------------------------------------------------------------------


def test_what_an_action_raises_is_raised_to_its_author_and_harms_nobody():
    app = InjectingApp({"/": "<Speak>Hello</Speak>"})

    async def run():
        async with opened(app) as (phone, url):
            call = phone.place_call(f"{url}/")
            with pytest.raises(KeyError, match="lost"):
                phone.act(lambda: {}["lost"])
            await phone.wait_for(call)
            return phone.result_of(call).heard

    assert asyncio.run(run()) == ["Hello"]


def test_what_a_command_raises_is_raised_to_its_author_and_harms_nobody():
    def fails():
        yield from waits(0.5)
        raise ValueError("no such extension")

    app = InjectingApp({"/": "<Speak>Hello</Speak>"})

    async def run():
        async with opened(app) as (phone, url):
            call = phone.place_call(f"{url}/")
            with pytest.raises(ValueError, match="no such extension"):
                await phone.command(fails())
            await phone.wait_for(call)
            return phone.result_of(call).heard

    assert asyncio.run(run()) == ["Hello"]


def test_a_command_that_the_end_of_a_call_cuts_short_says_so():
    app = InjectingApp({"/": "<Delay>60</Delay>"})

    async def run():
        async with opened(app, frozen=True) as (phone, url):
            call = phone.place_call(f"{url}/", live=True)
            await phone.advance(1)
            waiting = asyncio.ensure_future(phone.command(waits_for(call)))
            await asyncio.sleep(0)
            phone.hang_up(call)
            with pytest.raises(HungUp):
                await waiting

    asyncio.run(run())


def test_a_command_whose_sender_has_gone_is_carried_out_all_the_same():
    done = []

    def notes():
        yield from waits(1.0)
        done.append("noted")

    async def run():
        async with opened(InjectingApp({}), frozen=True) as (phone, _):
            sending = asyncio.ensure_future(phone.command(notes()))
            await asyncio.sleep(0)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            assert phone.idle
            await phone.advance(1)

    asyncio.run(run())

    assert done == ["noted"]


def test_a_mistake_of_ours_is_told_to_everybody_who_waits(caplog):
    def breaks():
        yield from waits(1.0)
        raise LookupError("who?")

    async def run():
        async with opened(InjectingApp({}), frozen=True) as (phone, _):
            waiting = [
                asyncio.ensure_future(one)
                for one in (
                    phone.command(waits(5.0)),
                    phone.advance(3),
                    phone.journal.wait_for_entry(is_a(CallEnded)),
                    phone.until_closed(),
                )
            ]
            await asyncio.sleep(0)
            phone.act(lambda: phone.pbx.kernel.spawn(breaks(), None, "a mistake"))
            told = await asyncio.gather(*waiting, return_exceptions=True)
            with pytest.raises(ClosedError, match="broken down"):
                phone.act(list)
            return told

    with caplog.at_level(logging.CRITICAL, logger="simulator"):
        told = asyncio.run(run())

    assert [str(one) for one in told] == ["the phone system has broken down: LookupError('who?')"] * 4
    assert [type(one) for one in told] == [ClosedError] * 4
    assert isinstance(told[0].__cause__, LookupError)


def test_nobody_acts_on_the_core_while_it_is_at_work():
    refused = []

    async def run():
        async with opened(InjectingApp({"/": ""})) as (phone, url):

            def meddle(_: Entry) -> None:
                with pytest.raises(RuntimeError, match="the core is at work") as error:
                    phone.act(list)
                refused.append(error)

            phone.pbx.transcript.listeners.append(meddle)
            call = phone.place_call(f"{url}/")
            await phone.wait_for(call)
            phone.pbx.transcript.listeners.remove(meddle)

    asyncio.run(run())

    assert refused


def test_nobody_acts_from_another_thread_without_saying_so():
    async def run():
        async with opened(InjectingApp({})) as (phone, _):
            with pytest.raises(RuntimeError, match="from_thread"):
                await asyncio.to_thread(phone.act, list)

    asyncio.run(run())


def test_a_mistake_of_ours_ends_a_call_that_is_run():
    def breaks():
        yield from waits(1.0)
        raise LookupError("who?")

    async def run():
        async with Session(PSEUDO) as session:
            live = session.open_call("http://127.0.0.1:1/", [pauses(5)], world=World(frozen=True))
            running = asyncio.ensure_future(live.run())
            await asyncio.sleep(0)
            live.phone.act(lambda: live.pbx.kernel.spawn(breaks(), None, "a mistake"))
            with pytest.raises(ClosedError):
                await live.phone.advance(1)
            await running

    with pytest.raises(LookupError, match=r"who\?"):
        asyncio.run(run())


@pytest.mark.parametrize("fails", [lambda: Broken().steps(), lambda: (yield "no effect")], ids=["core", "outside"])
def test_a_mistake_of_ours_that_shows_at_once_is_told_to_whoever_acts_next(fails, caplog):
    async def run():
        async with opened(InjectingApp({})) as (phone, _):
            with caplog.at_level(logging.CRITICAL, logger="simulator"):
                for _ in range(3):
                    phone.act(lambda: phone.pbx.kernel.spawn(fails(), None, "a mistake"))
                    await asyncio.sleep(0)

    with pytest.raises(ClosedError, match="the phone system has broken down"):
        asyncio.run(run())


class Broken:
    def steps(self):
        raise LookupError("who?")
        yield


# -- closing ---------------------------------------------------------------------------------------------------------


def test_closing_breaks_off_what_is_in_flight_and_tells_everybody_who_waits():
    async def run():
        asked = asyncio.Event()
        app = InjectingApp({"/": ""})

        async def never_answers(phone):
            asked.set()
            await phone.command(waits(float("inf")))

        app.meanwhile = {"/": never_answers}
        async with opened(app) as (phone, url):
            call = phone.place_call(f"{url}/", live=True)
            waiting = [
                asyncio.ensure_future(one)
                for one in (phone.wait_for(call), phone.command(waits(float("inf"))), phone.run_until(is_a(CallEnded)))
            ]
            await asked.wait()
            await phone.close()
            told = await asyncio.gather(*waiting, return_exceptions=True)
            with pytest.raises(ClosedError, match="has been closed"):
                phone.place_call(f"{url}/")
            return [str(one) for one in told], phone.result_of(call).heard

    assert asyncio.run(run()) == (["the phone system has been closed"] * 3, [])


def test_a_call_that_is_run_may_be_closed_by_somebody_else():
    async def run():
        async with Session(PSEUDO) as session:
            live = session.open_call("http://127.0.0.1:1/", world=World(frozen=True))
            running = asyncio.ensure_future(live.run())
            await asyncio.sleep(0)
            await live.phone.close()
            await running

    with pytest.raises(ClosedError, match="the phone system has been closed"):
        asyncio.run(run())


def test_closing_leaves_no_task_behind():
    async def run():
        asked = asyncio.Event()

        async def never_answers(_):
            asked.set()
            await asyncio.Event().wait()

        app = InjectingApp({"/": ""}, {"/": never_answers})
        before = asyncio.all_tasks()
        async with opened(app) as (phone, url):
            phone.place_call(f"{url}/")
            await asked.wait()
            await phone.close()
            handlers = asyncio.all_tasks() - before
            for handler in handlers:
                handler.cancel()
            return [handler.get_coro().__qualname__ for handler in handlers]

    assert asyncio.run(run()) == ["PhoneSystem.from_thread.<locals>.called"]
