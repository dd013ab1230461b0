"""Whoever watches a call is told when it is over, with all that has come of it, before anything later happens."""

from __future__ import annotations

import asyncio

import pytest

from simulator.drivers.clock import VIRTUAL, Clock
from simulator.phones import answers
from simulator.steps import hangs_up, pauses
from simulator.telephony.events import AnswerReceived
from simulator.telephony.phone import Phone
from tests.drivers.injecting import InjectingApp, is_a, opened

APP = {
    "/": "<Delay>1</Delay>",
    "/calls": "<Call Dialled='4711' Url='/up'/>",
    "/up": "<Delay>2</Delay><Call Dialled='4712' Url='/again'/>",
    "/again": "<SendSms Recipient='77' DeliveryReportURL='/report'>Hello</SendSms>",
    "/report": "<Delay>1</Delay>",
}
PHONES = {"4711": answers(after=1), "4712": answers(after=1), "77": Phone(), "2000": Phone(after=2.0)}


def told(test, log=None, **world):
    """Run a test in an open phone system; what it was told of by then, and when."""
    log = [] if log is None else log

    async def run():
        async with opened(InjectingApp(APP), phones={n: (p,) for n, p in PHONES.items()}, **world) as (phone, url):

            def watch(name, exchange):
                phone.driver.endings.watch(exchange, lambda: log.append((name, phone.pbx.kernel.now)))

            await test(phone, url, watch)

    asyncio.run(run())
    return log


@pytest.mark.parametrize("leaps", [[100], [0.5, 0.5, 0.5, 100], [1, 99]])
def test_the_end_of_a_call_is_told_at_its_instant_however_the_clock_is_steered(leaps):
    async def test(phone, url, watch):
        watch("short", phone.place_call(f"{url}/"))
        watch("shorter", phone.place_call(f"{url}/", [pauses(0.5), hangs_up()]))
        for seconds in leaps:
            await phone.advance(seconds)

    assert told(test, frozen=True) == [("shorter", 0.5), ("short", 1.0)]


def test_a_call_is_over_when_what_its_script_has_set_going_is():
    async def test(phone, url, watch):
        watch("calls", phone.place_call(f"{url}/calls"))
        watch("beside", phone.place_call(f"{url}/"))
        watch("message", phone.receive_sms(f"{url}/calls", "Hello"))
        await phone.run_until_idle()

    first, *others = told(test, frozen=True)

    assert first == ("beside", 1.0)
    assert sorted(name for name, _ in others) == ["calls", "message"]
    assert all(at > 4 for _, at in others)


def test_what_is_over_already_is_told_at_once():
    async def test(phone, url, watch):
        call = phone.place_call(f"{url}/", [hangs_up()])
        await phone.run_until_idle()
        watch("late", call)
        await phone.advance(5)

    assert told(test, frozen=True) == [("late", 0.0)]


def test_somebody_who_hangs_up_ends_a_call_before_anybody_acts_again():
    async def test(phone, url, watch):
        call = phone.place_call(f"{url}/", live=True)
        watch("call", call)
        await phone.journal.wait_for_entry(is_a(AnswerReceived))
        phone.hang_up(call)
        seen.extend(log)

    seen: list[tuple[str, float]] = []
    log: list[tuple[str, float]] = []

    assert told(test, log, frozen=True) == seen == [("call", 0.0)]


@pytest.mark.parametrize("clock", [VIRTUAL, pytest.param(Clock(50.0), marks=pytest.mark.wall_clock)], ids=str)
def test_each_end_is_told_once_on_any_clock(clock):
    async def test(phone, url, watch):
        for number in range(5):
            watch(str(number), phone.place_call(f"{url}/"))
        await phone.run_until_idle()

    assert sorted(name for name, _ in told(test, clock=clock)) == ["0", "1", "2", "3", "4"]
