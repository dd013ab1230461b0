"""Virtual time with a real app behind real HTTP: long calls, and the same call again and again."""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from simulator.audio.pcm import level_dbfs
from simulator.drivers.call_result import CallResult
from simulator.drivers.serving import ServerThread
from simulator.drivers.session import Session
from simulator.drivers.world import World
from simulator.settings import Settings
from simulator.steps import hangs_up, hears, noise, pauses, presses, says
from simulator.telephony.recording import RecordEnd

FIXTURES = Path(__file__).parent.parent.parent / "fixtures" / "audio"
PROMPT = "Press one to hear the time, or say something after the tone."
MENU = f"""
<UserInput Repeat="true" Timeout="20" ForwardToUrl="/digits">
  <InitialCommands><Speak>{PROMPT}</Speak></InitialCommands>
  <Inputs>
    <Input key="2"><Record Inactivity="2" Format="wav" FinishedUrl="/recorded"/></Input>
    <Input key="3"><Record/></Input>
    <Input key="4"><Record FinishDigits="#" FinishedUrl="/recorded"/></Input>
    <Input key="9"><Hangup/></Input>
  </Inputs>
</UserInput>
"""


async def talking_clock(scope, receive, send):
    """Repeats a menu for ever: 1 tells the time, 2 takes a message, 3 records without end, 9 hangs up."""
    if scope["type"] != "http":
        return
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    name = parse_qs(body.decode())["NotificationName"][0]
    answers = {
        "IncomingCall": MENU,
        "DtmfEntered": "<Speak>It is noon.</Speak>",
        "RecordCompleted": "<Speak>Thank you.</Speak>",
    }
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
    await send({"type": "http.response.body", "body": f"<Response>{answers[name]}</Response>".encode()})


@pytest.fixture(scope="module")
def clock_url():
    with ServerThread(talking_clock) as server:
        yield server.url


def call(url: str, steps, *, times: int = 1, at_once: int = 1, **options) -> list[CallResult]:
    async def run():
        async with Session(Settings(speech="pseudo")) as session:
            turn = asyncio.Semaphore(at_once)

            async def one():
                async with turn:
                    return await session.open_call(f"{url}/", steps, world=World(**options)).run()

            return await asyncio.gather(*(one() for _ in range(times)))

    return asyncio.run(run())


def test_half_an_hour_of_call_is_simulated_to_its_end(clock_url):
    steps = [*([hears("time"), presses("1"), hears("noon"), pauses(55)] * 33), presses("9")]

    (result,) = call(clock_url, steps)

    assert result.failures == []
    assert result.duration > 1800
    assert [sent.name for sent in result.notifications] == ["IncomingCall", *["DtmfEntered"] * 33]


def test_two_hundred_repeats_give_the_same_transcript_and_the_same_wav(clock_url):
    steps = [
        says(noise("pink", level_dbfs=-50), background=True),
        hears("tone"),
        presses("2"),
        says("This is what I wanted to tell you."),
        pauses(1),
        presses("5"),
        hears("Thank you"),
        hears("tone"),
        presses("9"),
    ]

    results = call(clock_url, steps, times=200, at_once=20, seed=4)

    assert {result.recordings[0].duration for result in results} == {results[0].recordings[0].duration}
    assert len({"\n".join(result.transcript.lines(detail=True)) for result in results}) == 1
    assert len({str(result.transcript.as_data()) for result in results}) == 1
    assert len({hashlib.sha256(result.recordings[0].data()).digest() for result in results[::20]}) == 1
    assert results[0].failures == []


def test_another_seed_gives_other_call_ids_and_nothing_else(clock_url):
    (first,), (second,) = (call(clock_url, [hears("tone"), presses("9")], seed=seed) for seed in (1, 2))

    assert first.id != second.id
    assert first.transcript.lines() == second.transcript.lines()


def test_a_call_on_which_nothing_can_happen_is_given_up_with_what_everybody_waits_for(clock_url):
    (result,) = call(clock_url, [hears("tone"), presses("3"), says("Well")])

    (failure,) = result.failures
    assert failure.startswith(
        "stalled: nothing can happen any more: the app's script waits for voice, silence, a key or the end of the call"
    )


def test_a_step_that_waits_on_such_a_call_has_failed(clock_url):
    (result,) = call(clock_url, [hears("tone"), presses("3"), says("Well"), hears("never said")])

    assert "step 4 failed: hears 'never said': nothing can happen any more; heard" in result.failures[1]


def test_two_calls_of_one_pbx_share_a_clock_and_their_requests_are_answered_in_order(clock_url):
    """Both ask the app at the same instants; the transcript is the same whichever answer comes first."""

    def run_both() -> list[str]:
        async def run():
            async with Session(Settings(speech="pseudo")) as session:
                live = session.open_call(f"{clock_url}/", [hears("time"), presses("1"), hears("noon"), presses("9")])
                live.pbx.place_call(f"{clock_url}/", [hears("time"), presses("1"), hears("noon"), presses("9")])
                await live.run()
                return live.pbx.transcript.lines(detail=True)

        return asyncio.run(run())

    runs = [run_both() for _ in range(20)]

    assert len({"\n".join(lines) for lines in runs}) == 1
    assert sum("DtmfEntered" in line for line in runs[0]) == 2
    assert sum("call cleared" in line for line in runs[0]) == 2


def test_the_key_in_a_clip_that_ends_a_recording_is_not_heard_in_it(clock_url):
    """The recording ends before the tone begins, as its label has it."""
    clip = FIXTURES / "speech_then_hash.wav"
    ((_, hash_starts, _),) = json.loads((FIXTURES / "labels.json").read_text())[clip.name]["keys"]

    (result,) = call(clock_url, [hears("tone"), presses("4"), says(clip), hears("Thank you"), presses("9")])

    (recording,) = result.recordings
    assert recording.end is RecordEnd.FINISH_DIGIT
    spoken_from = recording.finished.soundings[-1].at - recording.finished.started_at
    assert hash_starts - 0.02 < recording.duration - spoken_from <= hash_starts
    assert level_dbfs(recording.pcm()[-800:]) == float("-inf")


def test_a_call_lasts_until_somebody_hangs_up_however_long_the_app_is_asked_afterwards(clock_url):
    steps = [hears("tone"), presses("2"), hangs_up()]

    (result,) = call(clock_url, steps, settings=Settings(speech="pseudo", app_latency=2.0))

    assert result.notifications[-1].name == "RecordCompleted"
    assert result.transcript.entries[-1].at == result.duration + 2
