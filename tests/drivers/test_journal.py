"""Whoever waits for an entry of the transcript finds one that is there, or gets the next one that is written."""

from __future__ import annotations

import asyncio

import pytest

from simulator.drivers.promises import ClosedError
from simulator.steps import hangs_up, pauses
from simulator.telephony.events import CallCleared, CallEnded, CallOffered, NotificationSent
from tests.drivers.injecting import InjectingApp, is_a, opened


def in_phone(test, **world):
    async def run():
        async with opened(InjectingApp({"/": "<Delay>100</Delay>"}), **world) as (phone, url):
            return await test(phone, url)

    return asyncio.run(run())


def test_an_entry_that_has_been_written_is_found_with_its_number():
    async def test(phone, url):
        call = phone.place_call(f"{url}/", [hangs_up()])
        await phone.wait_for(call)
        found = await phone.journal.wait_for_entry(is_a(CallEnded))
        return found.entry is phone.pbx.transcript.entries[found.number]

    assert in_phone(test)


def test_only_entries_from_a_number_on_count():
    async def test(phone, url):
        numbers = []
        for _ in range(2):
            phone.place_call(f"{url}/", [hangs_up()])
            found = await phone.journal.wait_for_entry(is_a(CallOffered), first=numbers[-1] + 1 if numbers else 0)
            numbers.append(found.number)
            await phone.run_until_idle()
        late = await phone.journal.wait_for_entry(is_a(CallOffered), first=10_000, patience=0.01)
        return numbers[0] < numbers[1], late

    assert in_phone(test) == (True, None)


def test_entries_in_front_of_a_number_that_lies_ahead_do_not_count():
    async def test(phone, url):
        waiting = asyncio.ensure_future(phone.journal.wait_for_entry(is_a(CallOffered, CallCleared), first=3))
        await asyncio.sleep(0)
        phone.place_call(f"{url}/", [hangs_up()])
        return type((await waiting).entry.event)

    assert in_phone(test) is CallCleared


def test_waiting_does_not_move_a_clock_that_stands_still():
    async def test(phone, url):
        phone.place_call(f"{url}/", [pauses(1), hangs_up()])
        return await phone.journal.wait_for_entry(is_a(CallEnded), patience=0.01), phone.now

    assert in_phone(test, frozen=True) == (None, 0.0)


def test_several_wait_at_once_for_different_entries():
    async def test(phone, url):
        kinds = (NotificationSent, CallEnded, CallCleared)
        waiting = [asyncio.ensure_future(phone.journal.wait_for_entry(is_a(kind))) for kind in kinds]
        await asyncio.sleep(0)
        phone.place_call(f"{url}/", [hangs_up()])
        return [type(found.entry.event) for found in await asyncio.gather(*waiting)], phone.pbx.transcript.listeners

    assert in_phone(test) == ([NotificationSent, CallEnded, CallCleared], [])


def test_a_condition_that_fails_is_told_to_its_author():
    async def test(phone, url):
        waiting = asyncio.ensure_future(phone.journal.wait_for_entry(lambda _: 1 / 0))
        await asyncio.sleep(0)
        call = phone.place_call(f"{url}/", [hangs_up()])
        with pytest.raises(ZeroDivisionError):
            await waiting
        return await phone.wait_for(call)

    assert in_phone(test)


def test_nobody_waits_for_an_entry_of_a_phone_system_that_is_closed():
    async def test(phone, _):
        await phone.close()
        with pytest.raises(ClosedError, match="the phone system has been closed"):
            await phone.journal.wait_for_entry(is_a(CallEnded))

    in_phone(test)
