"""A session places calls, each with its own settings; what came of one is told in plain words."""

from __future__ import annotations

import asyncio
from importlib.util import find_spec

import pytest

from simulator.drivers.clock import Clock
from simulator.drivers.recordings import Archive
from simulator.drivers.serving import ServerThread
from simulator.drivers.session import Session
from simulator.drivers.world import World
from simulator.errors import ScenarioError
from simulator.settings import Settings
from simulator.steps import hears, pauses, presses, says, stays_silent
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.outbox import DeliveryState
from simulator.telephony.phone import Phone, PhoneOutcome, SmsDelivery
from simulator.telephony.variables import variables_from

ANSWERS = {
    "/": '<Speak>Leave a message.</Speak><Record Inactivity="2" Format="wav"/>',
    "/wrong": "<Spaek>Hello</Spaek><Speak>Goodbye</Speak>",
    "/careless": '<Speak Colour="red">Hello</Speak>',
    "/patient": "<UserInput Timeout='3000'><InitialCommands><Speak>Press 1.</Speak></InitialCommands>"
    "<Inputs><Input Key='1'><Speak>One.</Speak></Input></Inputs></UserInput>",
    "/callback": '<SendSms Recipient="4711" DeliveryReportURL="/report">Soon</SendSms>'
    '<Call Dialled="4711" Url="/up" ErrorUrl="/failed"/>',
    "/up": '<Speak>It is me.</Speak><Record Duration="1" Format="wav"/>',
    "/report": "<SendSms Recipient='77'>$who</SendSms>",
    "/failed": "",
    "/variable": "<SendSms Recipient='77'>$who</SendSms><Var ID='who'>Bob</Var>",
    "/transfer": "<BlindTransfer>4711</BlindTransfer><Speak>Nobody is in.</Speak>",
    "/endless": "<Speak>Hello</Speak><Record/>",
}


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    answer = f"<Response>{ANSWERS[scope['path']]}</Response>".encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
    await send({"type": "http.response.body", "body": answer})


@pytest.fixture(scope="module")
def url():
    with ServerThread(app) as server:
        yield server.url


PSEUDO = Settings(speech="pseudo")


def call(url: str, *steps, session: Session | None = None, **options):
    async def run():
        async with session or Session(PSEUDO) as opened:
            return await opened.open_call(url, steps, world=World(hosted=True, **options)).run()

    return asyncio.run(run())


# -- speech ----------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(find_spec("espeakng_loader") is None, reason="needs the extra `speech`")
def test_each_call_has_the_speech_engine_of_its_settings(url):
    async def run():
        async with Session(PSEUDO) as session:
            calls = [
                session.open_call(f"{url}/", world=World(settings=Settings(speech=engine)))
                for engine in ("pseudo", "espeak")
            ]
            return await asyncio.gather(*(one.run() for one in calls), session.open_call(f"{url}/").run())

    pseudo, espeak, usual = asyncio.run(run())

    assert [result.heard for result in (pseudo, espeak, usual)] == [["Leave a message."]] * 3
    assert pseudo.prompts[0].ended_at == usual.prompts[0].ended_at
    assert pseudo.prompts[0].ended_at != espeak.prompts[0].ended_at


def test_an_engine_that_is_not_installed_is_refused_with_what_to_install(url, monkeypatch):
    monkeypatch.setattr("simulator.audio.voice.find_spec", lambda _: None)

    with pytest.raises(ScenarioError, match=r"^speech: 'espeak' needs .*: pip install -e '\.\[speech\]'$"):
        call(url, settings=Settings(speech="espeak"))


# -- results ---------------------------------------------------------------------------------------------------------


def test_a_call_that_went_as_its_caller_meant_has_no_failures(url):
    result = call(f"{url}/", hears("message"), says("It is me"), stays_silent())

    assert result.failures == []
    assert result.heard == ["Leave a message."]
    assert [sent.name for sent in result.notifications] == ["IncomingCall"]
    assert (result.ended_by, result.cause) == (Side.PBX, HangupCause.NORMAL_CLEARING)
    assert [recording.format for recording in result.recordings] == ["wav"]


def test_a_step_that_could_not_be_done_is_a_failure(url):
    result = call(f"{url}/", hears("Good morning"))

    assert result.failures == [
        "step 1 failed: hears 'Good morning': the call ended (normal clearing) before that; heard 'Leave a message.'"
    ]


def test_a_sound_that_cannot_be_had_is_a_failure_and_nobody_is_called(url, tmp_path):
    result = call(f"{url}/", says(tmp_path / "nowhere.wav"))

    assert result.failures == [
        f"step 0 failed: the call was not placed: {tmp_path / 'nowhere.wav'}: No such file or directory"
    ]
    assert result.notifications == []


def test_a_call_that_stalls_is_a_failure(url):
    (failure,) = call(f"{url}/endless", says("Hello")).failures

    assert failure.startswith("stalled: nothing can happen any more")


def test_the_errors_of_an_app_are_failures_if_the_call_is_strict(url):
    strict = call(f"{url}/wrong")
    lenient = call(f"{url}/wrong", settings=Settings(speech="pseudo", strict=False))

    assert strict.failures == ["http://app/wrong:1:11: <Spaek> is not an OzML command; did you mean 'Speak'?"]
    assert lenient.failures == []
    assert len(lenient.problems) == len(strict.problems) == 1


def test_the_addresses_of_a_run_are_not_in_its_transcript(url):
    result = call(f"{url}/wrong")

    assert url.removeprefix("http://") not in "\n".join([*result.failures, *result.transcript.lines(detail=True)])


def test_what_has_come_of_a_call_can_be_seen_before_it_is_over(url):
    async def run():
        async with Session(PSEUDO) as session:
            placed = session.open_call(f"{url}/")
            before = placed.result()
            return before, await placed.run()

    before, after = asyncio.run(run())

    assert (before.duration, before.ended_by, before.heard) == (0.0, None, [])
    assert before.id == after.id
    assert after.duration > 2


# -- calls and messages of scripts -----------------------------------------------------------------------------------


ANNA = Phone(steps=(hears("me"), says("Hello")), after=3.0, sms=SmsDelivery(DeliveryState.FAILED, 5.0))


def sms(url: str, text: str = "Call me", **options):
    async def run():
        async with Session(PSEUDO) as session:
            return await session.open_sms(url, text, sender="4711", world=World(hosted=True, **options)).run()

    return asyncio.run(run())


def test_a_call_that_a_script_has_placed_is_a_result_of_its_own(url):
    result = call(f"{url}/callback", stays_silent(), phones={"4711": (ANNA,)}, variables=variables_from({"who": "A"}))

    (further,) = result.calls
    assert result.failures == []
    assert (further.number, further.heard, further.cause) == ("4711", ["It is me."], HangupCause.NORMAL_CLEARING)
    assert (further.ended_by, further.calls, result.number) == (Side.PBX, (), "+3612345678")
    assert [recording.finished.call_id for recording in further.recordings] == [further.id]
    assert result.recordings == ()
    assert further.transcript is result.transcript


def test_a_result_says_when_a_call_began_and_how_long_they_talked(url):
    result = call(f"{url}/transfer", phones={"4711": (Phone(PhoneOutcome.BUSY),)})

    (busy,) = result.calls
    assert (result.answered, result.started_at, result.talk_seconds) == (True, 0.0, result.duration)
    assert (busy.answered, busy.answered_at, busy.talk_seconds) == (False, None, 0.0)


def test_the_instants_of_a_further_call_are_those_of_the_common_clock(url):
    result = call(f"{url}/callback", pauses(9), phones={"4711": (ANNA,)}, variables=variables_from({"who": "A"}))

    (further,) = result.calls
    assert (further.answered, further.answered_at) == (True, further.started_at + 3)
    assert further.talk_seconds == round(further.duration - further.answered_at, 6)


def test_a_short_message_is_not_answered(url):
    result = sms(f"{url}/failed")

    assert (result.answered, result.started_at, result.talk_seconds) == (False, 0.0, 0.0)


def test_the_other_end_of_a_transfer_is_a_further_call(url):
    bob = Phone(steps=(hears("here"), says("Bob")))

    result = call(f"{url}/transfer", pauses(3), says("Anna here"), hears("bob"), phones={"4711": (bob,)})

    assert result.failures == []
    assert [(one.number, one.heard) for one in result.calls] == [("4711", ["Anna here"])]


def test_a_phone_changes_from_call_to_call_in_each_world_anew(url):
    phones = {"4711": (Phone(PhoneOutcome.BUSY), Phone())}

    causes = [[one.cause for one in call(f"{url}/transfer", phones=phones).calls] for _ in range(2)]

    assert causes == [[HangupCause.USER_BUSY]] * 2


def test_what_scripts_have_sent_is_in_the_outbox(url):
    result = call(f"{url}/callback", phones={"4711": (ANNA,)}, variables=variables_from({"who": "Anna"}))

    assert [(one.recipient, one.text, one.state) for one in result.outbox.sms] == [
        ("4711", "Soon", DeliveryState.FAILED),
        ("77", "Anna", DeliveryState.DELIVERED),
    ]
    assert result.calls[0].outbox is result.outbox


def test_a_message_is_seen_through_with_all_that_it_sets_going(url):
    result = sms(f"{url}/callback", phones={"4711": (ANNA,)})

    assert [sent.name for sent in result.notifications] == ["IncomingSMS", "CallConnected", "SMSDeliveryReport"]
    assert result.notifications[0].fields["Message"] == "Call me"
    assert [one.heard for one in result.calls] == [["It is me."]]
    assert len(result.outbox.sms) == 2
    assert (result.number, result.heard, result.ended_by, result.cause) == ("4711", [], None, None)
    assert result.duration == result.transcript.entries[-1].at


def test_the_variables_of_a_world_are_not_changed_by_its_script(url):
    variables = variables_from({"who": "Anna"})

    for _ in range(2):
        assert sms(f"{url}/variable", variables=variables).outbox.sms[0].text == "Anna"


def test_a_message_is_no_call_to_act_on(url):
    async def run():
        async with Session(PSEUDO) as session:
            placed = session.open_sms(f"{url}/failed", "Hello")
            with pytest.raises(ScenarioError, match="there is no call here, but a short message"):
                _ = placed.call
            return await placed.run()

    assert asyncio.run(run()).failures == []


# -- shelves ---------------------------------------------------------------------------------------------------------


def test_each_call_has_a_shelf_of_its_own(url):
    archive = Archive("http://127.0.0.1:7780")

    async def run():
        async with Session(PSEUDO, archive) as session:
            return [await session.open_call(f"{url}/", [says("Hello")]).run() for _ in range(2)]

    first, second = asyncio.run(run())

    assert first.recordings[0].name == second.recordings[0].name
    assert first.recordings[0].url.startswith("http://127.0.0.1:7780/1/HttpRecordings/")
    assert archive.get("1", first.recordings[0].name) is first.recordings[0]
    assert archive.get("2", second.recordings[0].name) is second.recordings[0]


def test_a_call_may_be_given_a_shelf(url):
    result = call(f"{url}/", says("Hello"), shelf="mine")

    assert "/mine/HttpRecordings/" in result.recordings[0].url


# -- onlookers -------------------------------------------------------------------------------------------------------


def test_nobody_can_act_on_a_call_on_virtual_time(url):
    async def run():
        async with Session(PSEUDO) as session:
            placed = session.open_call(url)
            for act in (lambda: placed.press("1"), placed.hang_up):
                with pytest.raises(ScenarioError, match="a call on virtual time cannot be acted on while it runs"):
                    act()

    asyncio.run(run())


@pytest.mark.wall_clock
def test_keys_can_be_pressed_for_the_caller_on_a_real_clock(url):
    async def run():
        async with Session(PSEUDO) as session:
            placed = session.open_call(f"{url}/patient", world=World(clock=Clock(60.0), live=True))
            heard = asyncio.Event()
            placed.pbx.transcript.listeners.append(
                lambda entry: heard.set() if "Press 1." in str(entry.event) else None
            )
            running = asyncio.ensure_future(placed.run())
            await heard.wait()
            placed.press("1")
            return await running

    assert asyncio.run(run()).heard[-1] == "One."


@pytest.mark.wall_clock
def test_steps_go_on_on_any_clock(url):
    result = call(f"{url}/patient", hears("Press"), presses("1"), hears("One"), clock=Clock(60.0))

    assert result.failures == []
