"""How long the app took: of every request, in the order asked, and never in a transcript."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field

from simulator import pauses, place_call, send_request
from simulator.drivers.http import AppClient
from simulator.drivers.latency import Latencies
from simulator.settings import Settings
from simulator.telephony.effects import AskApp, SendRequest
from simulator.telephony.events import NotificationSent
from simulator.telephony.notifications import form_encoded
from simulator.telephony.transcript import Transcript
from tests.drivers.wire import say_nothing, wire

MENU = b"<Response><Delay>2</Delay><GoTo Url='/second'/></Response>"


@dataclass
class App:
    """Answers by path; busy for a while with each answer, and keeps how long it was."""

    answers: dict[str, bytes]
    rounds: int = 20_000
    busy: list[float] = field(default_factory=list)

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            raise NotImplementedError
        began = time.perf_counter()
        await receive()
        sum(range(self.rounds))
        answer = self.answers.get(scope["path"], b"<Response/>")
        self.busy.append(time.perf_counter() - began)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
        await send({"type": "http.response.body", "body": answer})


def test_each_answer_has_its_name_its_address_its_instant_and_at_least_the_time_that_the_app_was_busy():
    app, began = App({"/": MENU}), time.perf_counter()

    result = place_call(app, [pauses(5)])

    elapsed = time.perf_counter() - began
    assert [one[:3] for one in result.latencies] == [
        ("IncomingCall", "http://app/", 0.0),
        ("GoTo", "http://app/second", 2.0),
    ]
    assert all(busy < one.seconds < elapsed for busy, one in zip(app.busy, result.latencies, strict=True))


def test_requests_that_go_out_at_once_are_measured_one_by_one():
    calls = b"<Response><Call Dialled='1' Url='/a'/><Call Dialled='2' Url='/b'/></Response>"
    app = App({"/": calls})

    result = place_call(app, [pauses(30)])

    assert sorted(one.url for one in result.latencies) == ["http://app/", "http://app/a", "http://app/b"]
    assert len({one.seconds for one in result.latencies}) == 3
    assert result.calls[0].latencies == result.latencies


def test_a_request_that_is_no_notification_is_named_by_its_method():
    result = send_request(App({}), "/remind?number=4711")

    assert [one[:3] for one in result.latencies] == [("GET", "http://app/remind?number=4711", 0.0)]


def test_an_answer_that_does_not_come_is_measured_until_it_is_given_up():
    async def run():
        latencies = Latencies()
        async with wire(say_nothing, say_nothing) as server, AppClient() as client:
            settings = Settings(notification_timeout=0.1)
            asked, told = SendRequest(server.url, b"a=b"), AskApp("PUT", server.url)
            await client.post(asked.url, asked.body, settings, latencies.watch(asked, 1.0))
            await client.ask(told, settings, latencies.watch(told, 2.0))
        return latencies.told(Transcript({server.url: "http://app"}))

    found = asyncio.run(run())

    assert [one[:3] for one in found] == [("POST", "http://app", 1.0), ("PUT", "http://app", 2.0)]
    assert all(one.seconds > 0.05 for one in found)  # clocks may be coarse


def test_what_is_not_answered_yet_is_left_out():
    latencies = Latencies()

    latencies.watch(SendRequest("http://app/", b"NotificationName=GoTo"), 0.0)

    assert latencies.told(Transcript()) == ()


def test_those_of_some_notifications_are_found_once_each():
    latencies = Latencies()
    fields = {"CallID": "1", "NotificationName": "GoTo"}
    sent = NotificationSent("GoTo", "http://app/a", fields)
    for url in ("http://app/a", "http://app/b", "http://app/a"):
        latencies.watch(SendRequest(url, form_encoded(fields)), 1.5).seconds = 0.25

    told = latencies.of([sent, sent]).told(Transcript())

    assert [(one.name, one.url, one.at, one.seconds) for one in told] == [("GoTo", "http://app/a", 1.5, 0.25)] * 2


def test_no_transcript_holds_what_was_measured():
    slow, fast = (place_call(App({"/": MENU}, rounds=rounds), [pauses(5)]) for rounds in (400_000, 1))

    assert slow.latencies != fast.latencies
    assert json.dumps(slow.transcript.as_data()) == json.dumps(fast.transcript.as_data())


def test_a_stretch_of_what_was_asked_can_be_told_alone():
    latencies = Latencies()
    for number, at in enumerate([0.0, 1.5, 1.5, 3.0]):
        latencies.watch(AskApp("GET", f"http://app/{number}"), at).seconds = 0.1

    assert [one.url for one in latencies.between(1, 3).told(Transcript())] == ["http://app/1", "http://app/2"]
    assert [latencies.asked_before(at) for at in (0.0, 1.5, 2.0, 9.0)] == [0, 1, 3, 4]
    assert len(latencies) == 4
