"""Scenarios of the whole phone system, run on an app over real HTTP: people, requests, commands, ports."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode
from urllib.request import urlopen

import pytest

from simulator.drivers.ports import free_port
from simulator.drivers.serving import ServerThread
from simulator.scenario.run import ScenarioRun, run_scenarios
from simulator.server.thread import serving_session
from simulator.settings import Settings

PSEUDO = Settings(speech="pseudo")


@dataclass
class Commander:
    """A WSGI app: `/do` sends the commands that its query holds to the PBX in it; elsewhere it says its path."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ, start_response):
        path, query = environ["PATH_INFO"], environ["QUERY_STRING"]
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length).decode() if length else ""
        with self.lock:
            self.asked.append((f"{environ['REQUEST_METHOD']} {path}", body))
        if path == "/do":
            fields = dict(parse_qsl(query or body))
            pbx = fields.pop("pbx")
            try:
                with urlopen(f"{pbx}/?{urlencode(fields)}", timeout=5) as answer:
                    content = answer.read()
            except HTTPError as error:
                content = str(error).encode()
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [content]
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [
            f"<Response><Speak>This is {path[1:]}.</Speak></Response>".encode() if path != "/quiet" else b"<Response/>"
        ]


@pytest.fixture
def app():
    return Commander()


@pytest.fixture
def run(read, app):
    """Run the scenarios of a text, whose app is that of the test; `APP` stands for its address."""

    def run_text(written: str, **options) -> list[ScenarioRun]:
        from a2wsgi import WSGIMiddleware

        async def running(url):
            scenarios = read("\n---\n".join(f"app: {url}/calls\n{one}" for one in written.split("---")), PSEUDO)
            async with serving_session(PSEUDO) as session:
                return await run_scenarios(scenarios, session, jobs=4, **options)

        with ServerThread(WSGIMiddleware(app)) as server:
            return asyncio.run(running(server.url))

    return run_text


def reasons(runs: list[ScenarioRun]) -> list[str]:
    return [reason for one in runs for reason in one.reasons]


def test_the_app_takes_the_calls_to_the_number_dialled(run):
    assert reasons(run("call: {to: 5000}\ncaller: [hears: This is calls]")) == []


def test_a_phone_is_called_and_not_the_app(run, app):
    runs = run("call: {from: 2000, to: 2001}\nphones: {2001: [says: Hello, hangs_up]}\ncaller: [hears: Hello]")

    assert reasons(runs) == []
    assert app.asked == []


def test_extensions_have_addresses_of_their_own(run):
    runs = run(
        "office: {extensions: {9000: /first, 9001: {calls: /second, sms: /texts}}}\ncaller: [hears: This is first]"
        "\n---\noffice: {extensions: {9001: {calls: /second, sms: /texts}}}\nsms: {to: 9001, text: Hi}\n"
        "settings: {strict: no}\nexpects: [notifications: IncomingSMS]"
    )

    assert reasons(runs) == []
    assert [one.url.rpartition("/")[2] for one in runs[1].result.notifications] == ["texts"]


def test_a_short_message_to_an_extension_that_there_is_not_is_told(run):
    (one,) = run("office: {extensions: {9000: /first}}\nsms: {to: 9001, text: Hi}")

    assert one.reasons == ("no app is known for extension 9001, so nobody can be told of the short message",)


def test_while_a_request_is_in_flight_the_clock_stands_still_and_commands_are_carried_out(run):
    runs = run(
        "request: GET /do?command=Call&Dialed=4711&Url=http://127.0.0.1:9/none&pbx={pbx}\n"
        "settings: {call_waits_for_result: true}\nphones: {4711: {busy: 5s}}\n"
        "expects:\n  - commands: [{command: Call, code: 402}]\n  - calls: [{to: 4711, cause: busy}]"
    )

    assert reasons(runs) == []
    assert runs[0].result.duration == 5.0


def test_a_request_may_be_posted_in_the_midst_of_a_call(run):
    runs = run(
        "call: {from: 2000, to: 2001}\nphones: {2001: [stays_silent]}\n"
        "request: {path: /do, form: {command: ListActiveCalls, pbx: '{pbx}'}, at: 4s}\n"
        "caller: [pauses: 5s, hangs_up]\nexpects: [commands: ListActiveCalls]"
    )

    assert reasons(runs) == []
    assert [command.at for command in runs[0].result.commands] == [4.0]


def test_addresses_of_the_office_may_tell_the_app_where_the_pbx_is(run):
    (one,) = run(
        "call: {from: 2000, to: 2001}\nphones: {2001: busy}\n"
        "office: {call changed: '/do?pbx={pbx}&command=ListActiveCalls'}\n"
        "settings: {strict: no}\nexpects: [commands: [ListActiveCalls, ListActiveCalls]]"
    )

    assert one.reasons == ()
    assert one.result.notifications[0].url.endswith("&command=ListActiveCalls")


def test_a_pbx_may_have_the_port_that_the_app_is_configured_with(run):
    port = free_port()

    runs = run(
        f"pbx port: {port}\nrequest: GET /do?command=Call&Dialed=4711&pbx=http://127.0.0.1:{port}\n"
        "expects: [commands: [{command: Call, code: 200}]]\n---\n"
        f"pbx port: {port}\nrequest: GET /do?command=ListActiveCalls&pbx={{pbx}}\nexpects: [commands: ListActiveCalls]"
    )

    assert reasons(runs) == []


def test_a_port_that_is_taken_fails_the_scenario(run):
    with ServerThread(Commander()) as other:
        port = int(other.url.rpartition(":")[2])

        (one,) = run(f"pbx port: {port}")

    assert one.reasons == (f"the port of the PBX: port {port} is in use",)


def test_other_people_call_meanwhile(run):
    runs = run(
        "call: {from: 2000, to: 2001}\nphones: {2001: {calls: [[pauses: 9s, hangs_up], busy]}}\n"
        "further calls: [{from: 2002, to: 2001, at: 4s}, {from: 2003, to: 9000, at: 5s, does: [hears: calls]}]\n"
        "expects:\n  - history: [{from: 2000, talked: 9s}, {from: 2002, state: Busy}, {from: 2003, to: 9000}]\n"
        "  - hears: {2003: This is calls}"
    )

    assert reasons(runs) == []


def test_the_app_is_called_by_its_short_name_in_transcripts_of_calls_between_others(read, app):
    async def running():
        (scenario,) = read(
            "app: {asgi: 'simulator.demo.call_watcher:app'}\noffice: {call changed: /changed}\n"
            "call: {from: 2000, to: 2001}\nphones: {2001: busy}\n",
            PSEUDO,
        )
        async with serving_session(PSEUDO) as session:
            return await run_scenarios([scenario], session, jobs=1)

    (one,) = asyncio.run(running())

    assert "0.0 POST http://app/changed CallChanged" in one.result.transcript.lines()
