"""What a record holds of a real run: everything that reports tell, and the same each time."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path

import pytest

from simulator.report.json_file import json_text
from simulator.report.record import ReasonRecord, ThreadRecord
from simulator.report.recorder import app_text, call_record, run_record
from simulator.scenario.model import AppKind, AppSpec, Scenario
from simulator.scenario.run import Outcome, ScenarioRun
from simulator.telephony.transcript import Transcript
from tests.report.recorded import CIRCUMSTANCES, HOSTILE, VOICEMAIL, WEB_PAGE, recorded, runs
from tests.report.wanderings import ABSOLUTE, wandering


def test_the_whole_is_told():
    record = recorded()

    assert (record.seed, record.clock, record.wall_seconds, record.interrupted) == (7, "virtual", 1.25, False)
    assert record.began == "2026-01-02T03:04:05+00:00"
    assert [one.outcome for one in record.scenarios] == ["failed", "failed", "passed", "passed"]
    assert (record.count("passed"), record.count("failed"), record.count("broken")) == (2, 2, 0)


def test_a_scenario_is_told():
    one = recorded().scenarios[VOICEMAIL]

    assert one.id == "calls/s.yaml::Anna leaves a message"
    assert (one.file, one.line, one.app) == ("calls/s.yaml", 11, "simulator.demo.voicemail:app /incoming")
    assert one.repeat == "ozeki-simulator run 'calls/s.yaml::Anna leaves a message' --seed 0"
    assert one.call_seconds == runs()[VOICEMAIL].result.duration
    assert one.wall_seconds > 0
    assert one.text == ""


def test_reasons_that_are_differences_are_told_as_such():
    differences = [one for one in recorded().scenarios[HOSTILE].reasons if one.expected is not None]

    assert [(one.subject, one.field) for one in differences] == [("hears", ""), ("recording 1", "length")]
    assert differences[0].expected == "'Good evening'"
    assert (differences[1].file, differences[1].line) == ("calls/s.yaml", 5)


def test_other_reasons_are_sentences():
    reasons = recorded().scenarios[HOSTILE].reasons

    assert reasons[0] == ReasonRecord("http://app/incoming:4:3: <Spaek> is not an OzML command; did you mean 'Speak'?")


def test_what_failed_has_the_text_of_a_terminal_of_80_columns():
    text = recorded().scenarios[WEB_PAGE].text

    assert text.splitlines()[0].startswith("FAILED The app answers with a web page")
    assert "500" in text
    assert "\x1b" not in text


def test_a_call_is_told():
    (call,) = recorded().scenarios[VOICEMAIL].calls
    result = runs()[VOICEMAIL].result

    assert (call.id, call.kind, call.number, call.label, call.placed_by) == (
        result.id,
        "call",
        "+3612345678",
        "",
        "scenario",
    )
    assert (call.started_at, call.answered_at, call.ended_at) == (0.0, 0.0, result.duration)
    assert (call.ended_by, call.cause) == ("pbx", "normal clearing")
    assert [one.text for one in call.prompts] == result.heard


def test_a_recording_has_its_sound():
    (recording,) = recorded().scenarios[VOICEMAIL].calls[0].recordings
    (stored,) = runs()[VOICEMAIL].result.recordings

    assert base64.b64decode(recording.audio) == stored.data()
    assert recording.size == len(stored.data())
    assert (recording.format, recording.end, recording.duration) == ("mp3", "final-timeout", stored.duration)


def test_sound_can_be_left_out():
    record = run_record(runs(), CIRCUMSTANCES, audio=False)

    assert [one.audio for one in record.scenarios[VOICEMAIL].calls[0].recordings] == [None]


def test_what_was_posted_and_answered_is_told():
    one = recorded().scenarios[VOICEMAIL]

    assert [(sent.name, sent.url) for sent in one.notifications] == [
        ("IncomingCall", "http://app/incoming"),
        ("RecordCompleted", "http://app/recorded"),
    ]
    assert one.notifications[0].fields["CallID"] == one.calls[0].id
    assert [(answer.status, answer.content_type, answer.body[:10]) for answer in one.answers] == [
        (200, "text/xml", "<Response>")
    ] * 2
    assert [latency.name for latency in one.latencies] == ["IncomingCall", "RecordCompleted"]
    assert all(0 < latency.seconds < 60 for latency in one.latencies)


def test_problems_have_their_places():
    (problem,) = [one for one in recorded().scenarios[HOSTILE].problems if one.rule == "unknown-element"]

    assert (problem.severity, problem.source, problem.line, problem.column) == (
        "error",
        "http://app/incoming",
        4,
        3,
    )


def test_the_transcript_is_that_of_the_run():
    transcript = runs()[HOSTILE].result.transcript
    entries = recorded().scenarios[HOSTILE].transcript.entries

    assert [one.text for one in entries] == [transcript.text(one) for one in transcript]
    assert [one.event for one in entries] == [type(one.event).__name__ for one in transcript]
    assert [one.detail for one in entries] == [one.event.detail for one in transcript]


SMS_AND_COMMANDS = """
name: A short message
app: {asgi: 'tests.report.hostile_app:app', path: /done}
sms: {text: Hello}
---
name: A request
app: {asgi: 'simulator.demo.http_reminder:app'}
request: "/remind?number=4711&text=Hello&pbx={pbx}"
"""


def test_what_apps_send_is_told():
    sms, request = recorded(SMS_AND_COMMANDS).scenarios

    assert [(one.kind, one.recipient, one.text) for one in sms.outbox] == [("SMS", "4711", "A <b>message</b>")]
    assert sms.transcript.calls[sms.calls[0].id] == ThreadRecord("SMS", "+3612345678", "")
    assert request.calls[0].kind == "request"
    assert {one.placed_by for one in request.calls[1:]} == {"app"}
    assert [(one.name, one.code) for one in request.commands] == [("Call", 200)]


def test_the_same_scenario_is_recorded_the_same_but_for_the_wall_clock():
    def timeless(data):
        for one in data["scenarios"]:
            del one["wall_seconds"]
            for latency in one["latencies"]:
                del latency["seconds"]
        return data

    again = run_record(runs.__wrapped__(), CIRCUMSTANCES)

    first, second = (json.loads(json_text(one)) for one in (recorded(), again))
    assert timeless(second) == timeless(first)


def test_a_scenario_that_never_began_has_no_transcript():
    scenario = Scenario("A call", Path("s.yaml"), 1, AppSpec(AppKind.URL, "http://app.test/"))
    run = ScenarioRun(scenario, Outcome.BROKEN, ("the simulator itself went wrong:\nTraceback",), None, 0.5)

    (one,) = run_record([run], CIRCUMSTANCES).scenarios

    assert (one.outcome, one.call_seconds, one.transcript, one.calls) == ("broken", None, None, ())
    assert one.text.startswith("BROKEN A call")


def test_words_of_the_command_line_stand_in_the_command_that_repeats():
    record = run_record(runs()[:1], replace(CIRCUMSTANCES, again=["--clock", "x10"]))

    assert record.scenarios[0].repeat.endswith(" --seed 0 --clock x10")


def test_a_run_says_itself_how_it_is_repeated_if_no_command_can():
    run = replace(runs()[WEB_PAGE], again='the same order and "seed": 7')

    (one,) = run_record([run], CIRCUMSTANCES).scenarios

    assert one.repeat == 'the same order and "seed": 7'
    assert one.text.endswith('  repeat: the same order and "seed": 7')


def test_a_call_of_a_server_is_as_long_as_it_is_from_when_it_was_placed():
    run = runs()[VOICEMAIL]
    later = Transcript()
    later.entries = [one._replace(at=one.at + 3_000) for one in run.result.transcript]
    lasted = run.result.duration
    placed_later = replace(run, result=replace(run.result, transcript=later, duration=lasted + 3_000))

    record = call_record(placed_later, "call", "app")

    (one,) = record.scenarios
    assert (record.kind, record.began, one.call_seconds) == ("call", "", pytest.approx(lasted))
    assert (one.calls[0].placed_by, one.calls[0].started_at) == ("app", 3_000.0)
    assert one.calls[0].recordings[0].audio


@pytest.mark.parametrize(
    ("app", "text"),
    [
        (AppSpec(AppKind.URL, "http://127.0.0.1:8000/incoming"), "http://127.0.0.1:8000/incoming"),
        (AppSpec(AppKind.COMMAND, arguments=("php", "-S", "a b:{port}"), path="/in"), "php -S 'a b:{port}' /in"),
        (AppSpec(AppKind.WSGI, "shop:app", path="/in"), "shop:app /in"),
    ],
)
def test_an_app_is_named_by_what_is_started_or_called(app, text):
    assert app_text(Scenario("A call", Path("s.yaml"), 1, app)) == text


def test_columns_count_in_the_answer_as_the_record_has_it():
    """The address of the app is shorter there, so everything behind it stands further to the left."""
    one = wandering(ABSOLUTE)
    (problem,) = one.problems

    line = one.answers[0].body.split("\n")[problem.line - 1]

    assert "http://app/done" in line
    assert line[problem.column - 1 :].startswith("<Spaek>")
