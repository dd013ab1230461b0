"""Time passes as far as somebody wants, to the event; a clock may stand still, and be changed while it runs."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from math import inf, nan

import pytest

from simulator.drivers.clock import REAL, VIRTUAL, Clock
from simulator.drivers.session import Session
from simulator.drivers.world import World
from simulator.errors import ScenarioError
from simulator.steps import hangs_up, hears, pauses
from simulator.telephony.events import AnswerReceived, CallCleared, CallEnded, NotificationSent, Stalled, StepReached
from simulator.telephony.message_events import SmsReported
from simulator.telephony.script_events import PromptFinished, PromptStarted
from tests.drivers.injecting import PSEUDO, InjectingApp, is_a, opened, rings_until_answered, waits

APP = {
    "/": "<Delay>1</Delay><Speak>Hello</Speak><Delay>3500</Delay>",
    "/note": "<Speak>Dictate.</Speak><Record FinishDigits='#'/><Speak>Thanks.</Speak>",
    "/endless": "<Record/>",
    "/sms": "<SendSms Recipient='77'>Hello</SendSms>",
    "/forever": "<UserInput Timeout='5' Repeat='true'><Inputs><Input Key='1'/></Inputs></UserInput>",
}


def in_phone(test, app: InjectingApp | None = None, **world):
    """Run a test in an open phone system."""

    async def run():
        async with opened(app or InjectingApp(APP), **world) as (phone, url):
            return await test(phone, url)

    return asyncio.run(run())


# -- standing still --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clock", [VIRTUAL, REAL], ids=str)
def test_on_a_frozen_clock_the_app_is_asked_and_answers_but_no_time_passes(clock):
    async def test(phone, url):
        phone.place_call(f"{url}/")
        answer = await phone.journal.wait_for_entry(is_a(AnswerReceived))
        return answer.entry.at, phone.now, phone.frozen

    assert in_phone(test, clock=clock, frozen=True) == (0.0, 0.0, True)


def test_nothing_is_given_up_on_a_frozen_clock_but_as_soon_as_it_goes_on():
    async def test(phone, url):
        call = phone.place_call(f"{url}/endless")
        over = await phone.run_until_idle()
        stalled_before = phone.pbx.transcript.of(Stalled)
        phone.thaw()
        return over, stalled_before, await phone.wait_for(call), len(phone.pbx.transcript.of(Stalled))

    assert in_phone(test, frozen=True) == (False, [], True, 1)


def test_a_clock_that_goes_on_after_it_stood_still_shows_the_same():
    async def test(phone, url):
        phone.place_call(f"{url}/", [pauses(5), hangs_up()])
        await phone.advance(2.5)
        phone.thaw()
        found = await phone.journal.wait_for_entry(is_a(CallEnded))
        return found.entry.at

    assert in_phone(test, frozen=True) == 5.0


# -- an exact length -------------------------------------------------------------------------------------------------


def test_exactly_so_much_time_passes():
    async def test(phone, url):
        phone.place_call(f"{url}/", [pauses(1), pauses(1), hangs_up()])
        await phone.advance(1)
        at_one = phone.now, phone.pbx.transcript.lines()[-1]
        await phone.advance(0.25)
        return at_one, phone.now, phone.pbx.transcript.entries[-1].at

    at_one, now, last = in_phone(test, frozen=True)

    assert at_one == (1.0, "1.0 speaks 'Hello' (0.401 s)")
    assert (now, last) == (1.25, 1.0)


def test_when_time_has_passed_no_request_is_in_flight():
    async def test(phone, url):
        phone.place_call(f"{url}/endless", live=True)
        await phone.advance(0)
        return len(phone.pbx.transcript.of(AnswerReceived))

    assert in_phone(test, frozen=True) == 1


def test_time_passes_in_a_phone_system_in_which_nothing_happens():
    async def test(phone, _):
        await phone.advance(7.5)
        running = phone.now
        phone.freeze()
        await phone.advance(0.5)
        return running, phone.now

    assert in_phone(test) == (7.5, 8.0)


def test_time_does_not_wait_for_a_request_whose_app_waits_for_a_command():
    """The command takes two seconds; after one of them it is still under way, and so is the request."""

    async def test(phone, url):
        phone.place_call(f"{url}/", live=True)
        asked = await phone.journal.wait_for_entry(is_a(NotificationSent))
        await commanded.wait()
        await phone.advance(1)
        halfway = phone.now, phone.pbx.transcript.of(AnswerReceived)
        await phone.advance(1)
        await phone.journal.wait_for_entry(is_a(AnswerReceived))
        return asked.entry.at, halfway, phone.now

    commanded = asyncio.Event()

    async def commands_something(phone):
        carried_out = asyncio.ensure_future(phone.command(waits(2.0)))
        await asyncio.sleep(0)
        commanded.set()
        return await carried_out

    assert in_phone(test, InjectingApp(APP, {"/": commands_something}), frozen=True) == (0.0, (1.0, []), 2.0)


def test_a_call_that_is_up_for_too_long_is_given_up_on_the_way():
    async def test(phone, url):
        phone.place_call(f"{url}/endless", live=True)
        await phone.advance(4000)
        return [(entry.at, str(entry.event)) for entry in phone.pbx.transcript if isinstance(entry.event, Stalled)]

    assert in_phone(test, frozen=True) == [(3600.0, "stalled: the call was still up after 3600.0 s")]


@pytest.mark.parametrize("seconds", [-1.0, nan])
def test_what_is_no_length_of_time_is_refused(seconds):
    async def test(phone, _):
        with pytest.raises(ScenarioError, match=r"^seconds: .* is no length of time; expected 0 or more$"):
            await phone.advance(seconds)

    in_phone(test)


def test_time_does_not_pass_for_ever():
    async def test(phone, _):
        with pytest.raises(ScenarioError, match="run until something happens instead"):
            await phone.advance(inf)

    in_phone(test)


def test_only_one_steers_at_a_time():
    async def test(phone, url):
        phone.place_call(f"{url}/endless", live=True)
        first = asyncio.ensure_future(phone.run_until(is_a(CallEnded)))
        await asyncio.sleep(0)
        with pytest.raises(ScenarioError, match="somebody else lets time pass already"):
            await phone.advance(1)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await phone.advance(1)
        return phone.now

    assert in_phone(test, frozen=True) == 1.0


# -- until something happens -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("frozen", [True, False])
def test_time_stops_at_the_very_instant_of_an_event(frozen):
    async def test(phone, url):
        phone.place_call(f"{url}/", [hears("Hello"), pauses(2), hangs_up()])
        found = await phone.run_until(is_a(PromptStarted))
        stopped = phone.now, phone.frozen, phone.pbx.transcript.entries[-1].at
        then = await phone.run_until(is_a(PromptFinished))
        return str(found.entry.event), stopped, then.entry.at, phone.pbx.transcript.entries[found.number]

    text, stopped, then, entry = in_phone(test, frozen=frozen)

    assert text == "speaks 'Hello' (0.401 s)"
    assert stopped == (1.0, True, 1.0)
    assert then == 1.4005
    assert isinstance(entry.event, PromptStarted)


def test_time_may_stop_while_the_app_is_asked():
    async def test(phone, url):
        phone.place_call(f"{url}/")
        asked = await phone.run_until(is_a(NotificationSent), first=0)
        return phone.pbx.transcript.entries[asked.number :]

    (last,) = in_phone(test)

    assert isinstance(last.event, NotificationSent)


def test_what_has_happened_before_counts_only_if_somebody_says_so():
    async def test(phone, url):
        phone.place_call(f"{url}/", [hangs_up()])
        await phone.run_until(is_a(CallEnded))
        again = await phone.run_until(is_a(CallEnded), within=0)
        before = await phone.run_until(is_a(CallEnded), first=0)
        return again, before.entry.at

    assert in_phone(test) == (None, 0.0)


def test_time_stops_at_the_limit_if_nothing_came():
    async def test(phone, url):
        phone.place_call(f"{url}/")
        await phone.run_until(is_a(PromptStarted))
        return await phone.run_until(is_a(CallEnded), within=10), phone.now, phone.frozen

    assert in_phone(test) == (None, 11.0, True)


def test_who_waits_for_somebody_to_act_waits_only_so_long():
    async def test(phone, url):
        phone.place_call(f"{url}/endless", live=True)
        return await phone.run_until(is_a(CallEnded), patience=0.01), phone.frozen

    assert in_phone(test) == (None, True)


def test_somebody_may_act_while_time_is_wanted_to_pass():
    async def test(phone, url):
        call = phone.place_call(f"{url}/endless", live=True)
        await phone.run_until(is_a(AnswerReceived))
        waiting = asyncio.ensure_future(phone.run_until(is_a(CallEnded)))
        await asyncio.sleep(0)
        phone.hang_up(call)
        return isinstance((await waiting).entry.event, CallEnded)

    assert in_phone(test)


def test_what_a_condition_raises_is_raised_to_its_author_and_harms_nobody():
    async def test(phone, url):
        call = phone.place_call(f"{url}/", [pauses(2), hangs_up()])
        with pytest.raises(ZeroDivisionError):
            await phone.run_until(lambda _: 1 / 0)
        phone.thaw()
        return await phone.wait_for(call)

    assert in_phone(test)


def test_what_must_not_happen_is_looked_out_for_as_long_as_it_takes():
    async def test(phone, url):
        phone.place_call(f"{url}/")
        nothing = await phone.journal.never(is_a(CallEnded), 30)
        at_thirty = phone.now
        something = await phone.journal.never(is_a(CallCleared), 5000)
        return nothing, at_thirty, str(something.entry.event), phone.now

    assert in_phone(test, frozen=True) == (None, 30.0, "call cleared", 3501.4005)


# -- to the end ------------------------------------------------------------------------------------------------------


def test_time_passes_until_everything_is_over():
    async def test(phone, url):
        phone.place_call(f"{url}/sms")
        over = await phone.run_until_idle()
        return over, phone.idle, phone.frozen, len(phone.pbx.transcript.of(SmsReported))

    assert in_phone(test, frozen=True) == (True, True, True, 1)


def test_time_passes_until_everybody_waits_for_somebody_to_act():
    async def test(phone, url):
        phone.place_call(f"{url}/note", live=True)
        return await phone.run_until_idle(), phone.idle, phone.pbx.transcript.of(Stalled)

    assert in_phone(test) == (False, False, [])


def test_a_command_is_seen_through_too():
    async def test(phone, _):
        carried_out = asyncio.ensure_future(phone.command(rings_until_answered(phone)))
        await asyncio.sleep(0)
        return await phone.run_until_idle(), await carried_out

    assert in_phone(test, frozen=True) == (True, 2.0)


# -- live on virtual time --------------------------------------------------------------------------------------------


def test_a_live_call_on_virtual_time_waits_for_somebody_to_act():
    async def test(phone, url):
        call = phone.place_call(f"{url}/note", live=True)
        await phone.journal.wait_for_entry(is_a(PromptFinished))
        phone.press(call, "#")
        await phone.wait_for(call)
        return phone.result_of(call).heard, phone.result_of(call).failures

    assert in_phone(test) == (["Dictate.", "Thanks."], [])


def test_a_clock_that_never_comes_to_rest_leaves_others_their_turn():
    """A menu that repeats for ever uses up virtual hours at once, a part at a time."""

    async def test(phone, url):
        call = phone.place_call(f"{url}/forever", live=True)
        turns = 0
        while not call.ended:
            await asyncio.sleep(0)
            turns += call.answered_at is not None
        return turns, call.ended_at

    settings = replace(PSEUDO, max_call_duration=200_000.0, round_limit=100_000)
    turns, ended_at = in_phone(test, settings=settings)

    assert turns > 1
    assert ended_at == 200_000.0


# -- other clocks ----------------------------------------------------------------------------------------------------


def test_an_hour_on_a_real_clock_is_over_at_once_when_the_clock_becomes_virtual():
    async def test(phone, url):
        call = phone.place_call(f"{url}/", [pauses(3000), hangs_up()])
        await phone.journal.wait_for_entry(is_a(AnswerReceived))
        phone.change_clock(VIRTUAL)
        await phone.wait_for(call)
        return str(phone.clock), round(phone.result_of(call).duration)

    assert in_phone(test, clock=REAL) == ("virtual", 3000)


@pytest.mark.wall_clock
def test_a_clock_becomes_real_while_it_runs():
    async def test(phone, url):
        call = phone.place_call(f"{url}/", [pauses(60), pauses(2), hangs_up()])
        await phone.run_until(is_a(StepReached))
        await phone.advance(59)
        phone.change_clock(Clock(100.0))
        phone.thaw()
        await phone.wait_for(call)
        return phone.result_of(call).duration, phone.now > 62

    assert in_phone(test, frozen=True) == (62.0, True)


@pytest.mark.wall_clock
def test_a_real_clock_is_hurried_while_it_runs():
    async def test(phone, url):
        call = phone.place_call(f"{url}/", [pauses(300), hangs_up()])
        await phone.journal.wait_for_entry(is_a(AnswerReceived))
        phone.change_clock(Clock(10_000.0))
        return await phone.wait_for(call)

    assert in_phone(test, clock=REAL)


@pytest.mark.wall_clock
def test_on_a_real_clock_time_passes_at_its_pace():
    async def test(phone, url):
        loop = asyncio.get_running_loop()
        phone.place_call(f"{url}/", [pauses(2), hangs_up()])
        await phone.journal.wait_for_entry(is_a(AnswerReceived))
        began = loop.time()
        await phone.advance(5)
        took = loop.time() - began
        return took >= 5 / 100, phone.now >= 5, len(phone.pbx.transcript.of(CallEnded))

    assert in_phone(test, clock=Clock(100.0)) == (True, True, 1)


@pytest.mark.wall_clock
def test_a_real_clock_too_stops_at_the_very_instant_of_an_event():
    async def test(phone, url):
        phone.place_call(f"{url}/", [pauses(1), pauses(0.001), pauses(0.001), hangs_up()])
        found = await phone.run_until(lambda entry: "step 2" in str(entry.event))
        return {found.entry.at, phone.now, phone.pbx.transcript.entries[-1].at}

    assert len(in_phone(test, clock=Clock(1000.0))) == 1


@pytest.mark.wall_clock
def test_a_real_clock_stops_at_the_limit_if_nothing_came():
    async def test(phone, _):
        before = phone.now
        waiting = asyncio.ensure_future(phone.run_until(is_a(CallEnded), within=2))
        await asyncio.sleep(0)
        begun = phone.now
        nothing = await waiting
        return nothing, phone.frozen, round(before + 2, 6) <= phone.now <= round(begun + 2, 6)

    assert in_phone(test, clock=Clock(1000.0)) == (None, True, True)


def test_a_frozen_real_clock_leaps():
    async def test(phone, url):
        call = phone.place_call(f"{url}/", [pauses(3000), hangs_up()])
        await phone.advance(3000)
        return call.ended_at, phone.now, await phone.run_until_idle()

    assert in_phone(test, clock=REAL, frozen=True) == (3000.0, 3000.0, True)


def test_a_call_of_its_own_may_be_run_in_a_frozen_world():
    async def run():
        async with Session(PSEUDO) as session:
            live = session.open_call("http://127.0.0.1:1/", world=World(frozen=True))
            running = asyncio.ensure_future(live.run())
            await asyncio.sleep(0)
            await live.phone.advance(0)
            return (await running).duration

    assert asyncio.run(run()) == 0.0
