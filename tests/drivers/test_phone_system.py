"""A phone system lives until it is closed: calls are placed into it, people are acted for, and nothing is left."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from pathlib import Path

import pytest

from simulator.drivers.promises import ClosedError
from simulator.drivers.recordings import Archive
from simulator.drivers.serving import ServerThread
from simulator.drivers.session import Session
from simulator.drivers.world import World
from simulator.errors import ScenarioError
from simulator.steps import hangs_up, hears, pauses, presses, says
from simulator.telephony.causes import Side
from simulator.telephony.effects import AudioFile, Spoken
from simulator.telephony.events import CallCleared, StepFailed, VoiceStarted
from simulator.telephony.phone import Phone
from simulator.telephony.recording import RecordEnd
from simulator.telephony.script_events import PromptFinished, RecordingStarted
from simulator.telephony.variables import variables_from
from tests.drivers.injecting import PSEUDO, InjectingApp, is_a, opened, waits

FIXTURES = Path(__file__).parent.parent.parent / "fixtures" / "audio"
APP = {
    "/": "<Speak>Hello</Speak>",
    "/note": "<Speak>Dictate.</Speak><Record FinishDigits='#' Format='wav'/><Speak>Thanks.</Speak>",
    "/dials": "<BlindTransfer>4711</BlindTransfer>",
    "/sms": "<SendSms Recipient='77'>$who</SendSms>",
    "/endless": "<Record/>",
}


def in_phone(test, **world):
    async def run():
        async with opened(InjectingApp(APP), **world) as (phone, url):
            return await test(phone, url)

    return asyncio.run(run())


# -- calls -----------------------------------------------------------------------------------------------------------


def test_calls_come_one_after_the_other_on_one_clock():
    async def test(phone, url):
        results = []
        for _ in range(3):
            call = phone.place_call(f"{url}/", [hears("Hello"), pauses(10)])
            assert await phone.wait_for(call)
            results.append(phone.result_of(call))
        return [(result.started_at, result.duration, result.heard, result.failures) for result in results]

    first, second, third = in_phone(test)

    assert [one[2:] for one in (first, second, third)] == [(["Hello"], [])] * 3
    assert first[0] == 0
    assert [second[0], third[0]] == [first[1], second[1]]


def test_calls_that_are_placed_at_one_instant_begin_at_one_instant():
    async def test(phone, url):
        calls = [phone.place_call(f"{url}/", caller=number) for number in ("1", "2")]
        await phone.run_until_idle()
        return [phone.result_of(call).started_at for call in calls], {phone.result_of(call).number for call in calls}

    assert in_phone(test) == ([0.0, 0.0], {"1", "2"})


def test_a_step_that_can_never_be_reached_is_refused():
    async def test(phone, url):
        with pytest.raises(ScenarioError, match="can never be reached"):
            phone.place_call(f"{url}/", [hangs_up(), pauses(1)])
        return phone.idle

    assert in_phone(test)


def test_a_short_message_is_received_and_seen_through():
    async def test(phone, url):
        exchange = phone.receive_sms(f"{url}/sms", "Hello", sender="4711")
        over = await phone.wait_for(exchange)
        result = phone.result_of(exchange)
        return over, result.number, [one.text for one in result.outbox.sms]

    assert in_phone(test, variables=variables_from({"who": "Anna"})) == (True, "4711", ["Anna"])


def test_a_result_tells_of_the_calls_that_scripts_placed_and_not_of_others():
    async def test(phone, url):
        phone.place_call(f"{url}/", caller="1")
        call = phone.place_call(f"{url}/dials", [pauses(3)], caller="2")
        await phone.run_until_idle()
        return [one.number for one in phone.result_of(call).calls]

    assert in_phone(test, phones={"4711": (Phone(steps=(hears("never"),)),)}) == ["4711"]


def test_who_waits_for_the_end_of_a_call_waits_only_so_long():
    async def test(phone, url):
        call = phone.place_call(f"{url}/endless", live=True)
        return await phone.wait_for(call, patience=0.01)

    assert in_phone(test) is False


# -- people ----------------------------------------------------------------------------------------------------------


def test_somebody_speaks_and_presses_keys_for_the_caller():
    async def test(phone, url):
        call = phone.place_call(f"{url}/note", live=True)
        await phone.journal.wait_for_entry(is_a(RecordingStarted))
        phone.says(call, Spoken("I am in a meeting."))
        await phone.run_until(is_a(VoiceStarted), first=0)
        await phone.advance(5)
        phone.press(call, "#")
        phone.thaw()
        await phone.wait_for(call)
        return phone.result_of(call)

    result = in_phone(test)

    (recording,) = result.recordings
    assert recording.end is RecordEnd.FINISH_DIGIT
    assert recording.duration == 5
    assert recording.finished.soundings[0].clip.label == "I am in a meeting."
    assert result.heard == ["Dictate.", "Thanks."]


def test_a_sound_that_cannot_be_had_is_told_of():
    async def test(phone, url):
        call = phone.place_call(f"{url}/note", live=True)
        await phone.journal.wait_for_entry(is_a(RecordingStarted))
        phone.says(call, AudioFile("nowhere.wav"))
        failed = await phone.journal.wait_for_entry(is_a(StepFailed))
        return str(failed.entry.event), call.ended

    text, ended = in_phone(test)

    assert "says 'nowhere.wav'" in text
    assert "No such file" in text or "nowhere.wav" in text.split(":", 2)[-1]
    assert not ended


def test_somebody_acts_for_the_person_on_a_phone_that_was_called():
    async def test(phone, url):
        phone.place_call(f"{url}/dials", [pauses(60)], live=True)
        phone.freeze()
        await phone.advance(5)
        (called,) = [one for one in phone.pbx.calls if one.party.number == "4711"]
        phone.says(called, Spoken("Who is there?"))
        await phone.advance(5)
        phone.hang_up(called)
        await phone.run_until_idle()
        return [prompt.text for prompt in phone.pbx.calls[0].prompts], called.ended_by, called.ended_at

    assert in_phone(test, phones={"4711": (Phone(steps=(pauses(60),)),)}) == (["Who is there?"], Side.CALLEE, 10.0)


def test_whoever_acts_for_somebody_who_has_hung_up_changes_nothing():
    async def test(phone, url):
        call = phone.place_call(f"{url}/", [hangs_up()])
        await phone.wait_for(call)
        entries = len(phone.pbx.transcript)
        phone.press(call, "12")
        phone.says(call, Spoken("Hello?"))
        phone.hang_up(call)
        await phone.run_until_idle()
        return len(phone.pbx.transcript) - entries, phone.now

    changes, now = in_phone(test)

    assert (changes, now) == (0, 0.0)


# -- other threads ---------------------------------------------------------------------------------------------------


def test_another_thread_acts_and_waits_for_what_comes_of_it():
    async def test(phone, url):
        def elsewhere():
            call = phone.from_thread(lambda: phone.place_call(f"{url}/", [pauses(1)])).result(10)
            over = phone.from_thread(lambda: phone.wait_for(call)).result(10)
            waited = phone.from_thread(lambda: phone.command(waits(1.0))).result(10)
            return over, waited, threading.current_thread() is threading.main_thread()

        return await asyncio.to_thread(elsewhere)

    assert in_phone(test) == (True, "waited", False)


def test_another_thread_is_told_what_an_action_raises():
    async def test(phone, _):
        def elsewhere():
            with pytest.raises(ZeroDivisionError):
                phone.from_thread(lambda: 1 / 0).result(10)
            return "told"

        return await asyncio.to_thread(elsewhere)

    assert in_phone(test) == "told"


def test_nobody_gets_into_an_event_loop_that_is_over():
    async def test(phone, _):
        return phone

    phone = in_phone(test)

    with pytest.raises(ClosedError, match="not running"):
        phone.from_thread(list)


# -- the end ---------------------------------------------------------------------------------------------------------


def test_whoever_waits_for_the_end_of_a_phone_system_learns_of_it():
    async def test(phone, _):
        waiting = asyncio.ensure_future(phone.until_closed())
        await asyncio.sleep(0)
        await phone.close()
        await waiting
        await phone.until_closed()
        return phone.closed

    assert in_phone(test)


def test_a_phone_system_that_is_closed_twice_stays_closed():
    async def test(phone, _):
        await phone.close()
        await phone.close()
        return phone.closed

    assert in_phone(test)


def test_closing_forgets_the_recordings_but_not_what_came_of_a_call():
    archive = Archive()

    async def run():
        with ServerThread(InjectingApp(APP)) as server:
            async with Session(PSEUDO, archive) as session:
                async with session.open(World(shelf="mine")) as phone:
                    call = phone.place_call(f"{server.url}/note", [hears("Dictate"), says("Hi"), presses("#")])
                    await phone.wait_for(call)
                    name = phone.result_of(call).recordings[0].name
                    kept = archive.get("mine", name) is not None
                return kept, archive.get("mine", name), len(phone.result_of(call).recordings)

    assert asyncio.run(run()) == (True, None, 1)


def test_phone_systems_of_one_session_do_not_meet():
    async def run():
        with ServerThread(InjectingApp(APP)) as server:
            async with Session(PSEUDO) as session, session.open() as one, session.open(World(frozen=True)) as other:
                calls = one.place_call(f"{server.url}/"), other.place_call(f"{server.url}/")
                await one.wait_for(calls[0])
                return calls[0].cleared, calls[1].cleared, calls[0].id == calls[1].id, other.now

    assert asyncio.run(run()) == (True, False, True, 0.0)


# -- memory ----------------------------------------------------------------------------------------------------------


async def _opens_and_closes(session: Session, url: str, *, in_the_midst: bool) -> weakref.ref:
    async with session.open() as phone:
        call = phone.place_call(f"{url}/", [hears("Hello")], live=in_the_midst)
        if in_the_midst:
            await phone.run_until(is_a(PromptFinished))
        else:
            await phone.wait_for(call)
            await phone.journal.wait_for_entry(is_a(CallCleared))
        return weakref.ref(phone.driver)


def test_a_phone_system_whose_calls_are_over_is_gone_as_soon_as_nobody_has_it():
    """Nothing leads back to it, so nobody has to look for rings."""

    async def run():
        with ServerThread(InjectingApp(APP)) as server:
            async with Session(PSEUDO) as session:
                gc.collect()
                gc.disable()
                try:
                    left = [await _opens_and_closes(session, server.url, in_the_midst=False) for _ in range(5)]
                    await asyncio.sleep(0)
                    return [reference() for reference in left]
                finally:
                    gc.enable()

    assert asyncio.run(run()) == [None] * 5


def test_hundreds_of_phone_systems_leave_nothing_behind():
    async def run():
        with ServerThread(InjectingApp(APP)) as server:
            async with Session(PSEUDO) as session:
                counts = []
                for number in range(401):
                    await _opens_and_closes(session, server.url, in_the_midst=number % 2 == 1)
                    if number in (100, 400):
                        await asyncio.sleep(0)
                        gc.collect()
                        counts.append(len(gc.get_objects()))
                return counts[1] - counts[0]

    assert asyncio.run(run()) < 150
