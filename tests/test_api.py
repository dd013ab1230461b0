"""Calls from Python, on apps given in every way."""

from __future__ import annotations

import asyncio
import urllib.request
from pathlib import Path
from urllib.parse import parse_qs

import pytest

import simulator
from simulator import (
    ApiExtension,
    Office,
    RecordEnd,
    Settings,
    hangs_up,
    hears,
    holds,
    pauses,
    place_call,
    place_call_async,
    receive_sms,
    receive_sms_async,
    says,
    stays_silent,
)
from simulator.audio.segments import AudioSegment
from simulator.demo.voicemail import app as voicemail
from simulator.drivers.serving import ServerThread
from simulator.errors import AppError, ScenarioError
from simulator.office import dials
from simulator.phones import answers, busy
from simulator.telephony.outbox import DeliveryState

YES = Path(__file__).parent.parent / "fixtures" / "audio" / "yes.wav"
GREETING = b"<Response><Speak>Good morning</Speak></Response>"


def wsgi_app(environ, start_response):
    environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    start_response("200 OK", [("Content-Type", "text/xml")])
    return [GREETING]


async def asgi_app(scope, receive, send):
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
        await send({"type": "http.response.body", "body": GREETING})


def asgi_app_that_is_no_coroutine_function(scope, receive, send):
    return asgi_app(scope, receive, send)


@pytest.mark.parametrize(
    "app",
    [wsgi_app, asgi_app, asgi_app_that_is_no_coroutine_function, "tests.test_api:asgi_app", "tests.test_api:wsgi_app"],
)
def test_an_app_is_called_however_it_is_given(app):
    result = place_call(app, [hears("good morning")])

    assert result.failures == []
    assert result.heard == ["Good morning"]


def test_an_app_that_runs_already_is_called_at_its_address():
    with ServerThread(asgi_app) as server:
        result = place_call(f"{server.url}/any/path?x=1", [hears("good morning")])

    assert result.failures == []
    assert result.notifications[0].url == f"{server.url}/any/path?x=1"


def test_the_recording_of_a_segment_is_the_segment():
    """What a user hands in as pydub's AudioSegment comes out as one."""
    with YES.open("rb") as file:
        yes = AudioSegment.from_file(file, format="wav")

    result = place_call(voicemail, [hears("message"), says(yes), stays_silent()], path="/incoming?format=wav")

    (recording,) = result.recordings
    assert recording.end is RecordEnd.FINAL_TIMEOUT
    assert recording.segment.raw_data[: len(yes.raw_data)] == yes.raw_data


def test_the_app_can_download_its_recording_during_the_call():
    downloads = []

    def app(environ, start_response):
        fields = parse_qs(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode())
        start_response("200 OK", [("Content-Type", "text/xml")])
        if "RecordURL" in fields:
            with urllib.request.urlopen(fields["RecordURL"][0], timeout=10) as answer:
                downloads.append((answer.headers["Content-Type"], answer.read()))
            return [b"<Response/>"]
        return [b"<Response><Record Duration='2' FinishedUrl='/done'/></Response>"]

    result = place_call(app, [stays_silent()])

    assert downloads == [("audio/mpeg", result.recordings[0].data())]


def test_settings_seed_caller_and_number_are_those_asked_for():
    first = place_call(asgi_app, to="100", caller="+49 30 1", seed=3, settings=Settings(notification_timeout=5))
    second = place_call(asgi_app, to="100", caller="+49 30 1", seed=3)

    assert first.id == second.id
    assert first.notifications[0].fields["CallerID"] == "+49 30 1"
    assert first.notifications[0].fields["Dialed"] == "100"


def switchboard_app(environ, start_response):
    fields = parse_qs(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode())
    start_response("200 OK", [("Content-Type", "text/xml")])
    answers_by_name = {
        "IncomingCall": b"<ForEach Source='desks'><BlindTransfer>$item.number</BlindTransfer></ForEach>"
        b"<Speak>Nobody is in, $who.</Speak>",
        "IncomingSMS": b"<SendSms Recipient='4711'>$who writes</SendSms><Call Dialled='4711' Url='/up'/>",
        "CallConnected": b"<Speak>A message has come.</Speak>",
    }
    return [b"<Response>%s</Response>" % answers_by_name[fields["NotificationName"][0]]]


def test_the_phones_of_others_and_variables_are_part_of_a_call():
    result = place_call(
        switchboard_app,
        [pauses(4), says("Anybody?"), hears("anna here")],
        phones={"4711": [busy(), answers()], "4712": answers(hears("anybody"), says("Anna here"), after=3)},
        variables={"who": "Bob"},
        arrays={"desks": [{"number": "4711"}, {"number": "4712"}]},
    )

    assert result.failures == []
    assert [(one.number, str(one.cause)) for one in result.calls] == [
        ("4711", "user busy"),
        ("4712", "normal clearing"),
    ]


def test_plain_words_stand_for_phones():
    result = place_call(
        switchboard_app,
        [hears("nobody is in, bob")],
        phones={"1": "refuses", "2": "unknown"},
        variables={"who": "Bob"},
        arrays={"desks": [{"number": "1"}, {"number": "2"}]},
    )

    assert result.failures == []
    assert [str(one.cause) for one in result.calls] == ["call rejected", "unallocated number"]


def test_a_short_message_is_seen_through_with_calls_and_outbox():
    result = receive_sms(
        switchboard_app,
        "Hello",
        sender="+36301",
        to="77",
        phones={"4711": answers(hears("message"), after=1, sms="failed")},
        variables={"who": "Bob"},
    )

    assert result.failures == []
    assert result.notifications[0].fields["Sender"] == "+36301"
    assert result.notifications[0].fields["Recipient"] == "77"
    assert [(one.text, one.state) for one in result.outbox.sms] == [("Bob writes", DeliveryState.FAILED)]
    assert [one.heard for one in result.calls] == [["A message has come."]]


def test_a_short_message_reaches_an_app_at_its_address_and_in_a_coroutine():
    async def run(url):
        return await receive_sms_async(url, "Hello", variables={"who": "Bob"}, seed=3)

    with ServerThread(asgi_app) as server:
        first, second = (asyncio.run(run(f"{server.url}/sms")) for _ in range(2))

    assert first.id == second.id
    assert first.notifications[0].url == f"{server.url}/sms"


def test_in_a_coroutine_the_other_function_is_awaited():
    async def run():
        return await place_call_async(asgi_app, [hears("morning"), hangs_up()])

    assert asyncio.run(run()).failures == []


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"app": "tests.test_api:GREETING"}, AppError, "is no application but a bytes"),
        ({"app": "no.such.module:app"}, AppError, "cannot import the app 'no.such.module:app'"),
        ({"app": asgi_app, "clock": "soon"}, ScenarioError, "unknown clock 'soon'"),
        ({"app": asgi_app, "phones": {"4711": "bussy"}}, ScenarioError, "phones: '4711': unknown phone 'bussy'"),
        ({"app": asgi_app, "variables": {"who": 5}}, ScenarioError, "variables: 'who': expected a text, not 5"),
        ({"app": asgi_app, "arrays": {"a": "b"}}, ScenarioError, "arrays: 'a': expected a list, not 'b'"),
        ({"app": asgi_app, "arrays": ["a"]}, ScenarioError, "arrays: expected values by name such as"),
        ({"app": asgi_app, "variables": "who"}, ScenarioError, "variables: expected values by name such as"),
        ({"app": asgi_app, "phones": []}, ScenarioError, "phones: expected phones by number such as"),
        ({"app": asgi_app, "clock": 10}, ScenarioError, "clock: expected a text, not 10"),
        ({"app": asgi_app, "to": 9000}, ScenarioError, "to: expected a text, not 9000"),
        ({"app": asgi_app, "steps": ["stays_silent"]}, ScenarioError, r"step 1: expected .*; write stays_silent\(\)"),
        ({"app": asgi_app, "steps": None}, ScenarioError, "steps: expected a list of steps"),
        ({"app": None}, ScenarioError, "app: expected an address, an application, its import path"),
        ({"app": asgi_app, "path": "in"}, ScenarioError, "path: expected a path that begins with '/', .* not 'in'"),
        (
            {"app": "http://127.0.0.1:1/a", "path": "/in"},
            ScenarioError,
            "path: the address 'http://127.0.0.1:1/a' has its path already; write '/in' into it",
        ),
        (
            {"app": asgi_app, "settings": {"ring_tme": 3}},
            ScenarioError,
            r"^settings: unknown setting 'ring_tme'; did you mean 'ring_time'\?$",
        ),
        ({"app": asgi_app, "settings": {"ring_time": "x"}}, ScenarioError, "settings: ring_time must be like 90.0"),
        ({"app": asgi_app, "settings": 5}, ScenarioError, r"settings: expected Settings\(...\), or values by name"),
    ],
)
def test_what_makes_no_sense_raises(arguments, error, message):
    with pytest.raises(error, match=message):
        place_call(**arguments)


def test_a_short_message_that_is_no_text_raises():
    with pytest.raises(ScenarioError, match=r"^text: expected a text, not 5$"):
        receive_sms(asgi_app, 5)


def test_settings_may_be_values_by_name():
    result = place_call(asgi_app, settings={"max_call_duration": 7, "strict": False})

    assert result.strict is False


def test_a_single_step_needs_no_list():
    assert place_call(asgi_app, hears("good morning")).failures == []


def test_an_app_that_does_not_answer_is_a_failure_and_not_an_exception():
    result = place_call("http://127.0.0.1:1/", [hears("anything")])

    assert "cannot connect to 127.0.0.1:1" in result.failures[0]


def test_every_public_name_can_be_imported_and_is_documented():
    for name in simulator.__all__:
        assert getattr(simulator, name).__doc__
    assert set(simulator.__all__) <= set(dir(simulator))
    with pytest.raises(AttributeError, match="no attribute 'place_cal'"):
        _ = simulator.place_cal


# -- the whole phone system ------------------------------------------------------------------------------------------


def watching_app(environ, start_response):
    fields = parse_qs(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode())
    start_response("200 OK", [("Content-Type", "text/xml")])
    told = {"Answered": b"<Speak Party='all'>I am watching.</Speak>"}
    return [b"<Response>%s</Response>" % told.get(fields.get("CallState", [""])[0], b"")]


def test_two_people_talk_while_the_app_watches():
    result = place_call(
        watching_app,
        [hears("watching"), says("Hello"), hears("hello")],
        caller="2000",
        to="2001",
        phones={"2001": [hears("watching"), hears("hello"), holds(2), says("Hello yourself"), hangs_up()]},
        office=Office(call_changed_url="/changed"),
    )

    assert result.failures == []
    states = [one.fields["CallState"] for one in result.notifications]
    assert states == ["Ringing", "Answered", "InCall", "Hold", "InCall", "Completed"]
    assert result.heard_by("2001") == ["I am watching.", "Hello"]


def test_extensions_are_where_the_office_says():
    result = place_call(asgi_app, [hears("morning")], office=Office(extensions={"9000": ApiExtension("/one?x=1")}))

    assert result.failures == []
    assert result.notifications[0].url.endswith("/one?x=1")


def test_other_people_may_call_meanwhile():
    result = place_call(
        asgi_app,
        [pauses(3), hangs_up()],
        caller="2000",
        to="2001",
        phones={"2001": [answers(), busy()]},
        further=[dials("2002", to="2001", at=1), dials("2003", hears("morning"), at=2)],
    )

    assert result.failures == []
    assert [(one.source, one.destination, str(one.state), one.began_at) for one in result.history] == [
        ("2000", "2001", "CallerHungUp", 0.0),
        ("2002", "2001", "Busy", 1.0),
        ("2003", "9000", "CalleeHungUp", 2.0),
    ]


def test_an_app_that_is_watched_by_nobody_may_be_told_of_a_message_elsewhere():
    office = Office(extensions={"77": ApiExtension(sms_url="/texts")})

    result = receive_sms(asgi_app, "Hello", to="77", office=office)

    assert result.notifications[0].url.endswith("/texts")
