"""The client reads all that the server's documentation promises, and can write all that it takes."""

from __future__ import annotations

import pytest

from simulator.client import call_answers, outbox, problem, session_answers
from simulator.client.call_answers import FinishedRecording, FurtherCall
from simulator.client.orders import call_order, expected, order, session_order, sms_order, world_order
from simulator.client.request import LONGEST_WAIT, PREFIX
from simulator.client.wanted import EntryFilter
from simulator.client.wire import SILENCE
from simulator.faults import drops
from simulator.phones import busy
from simulator.server import following
from simulator.server.control import api, clock, examples
from simulator.server.control.api import control_api
from simulator.settings import Settings
from simulator.telephony.office import Office

DOCUMENT = control_api().openapi()
SCHEMAS = DOCUMENT["components"]["schemas"]

READ = {
    "ActiveCall": session_answers.ActiveCall,
    "ActiveCalls": session_answers.ActiveCalls,
    "CallList": call_answers.CallList,
    "CallResource": call_answers.CallReport,
    "CallSummary": call_answers.CallSummary,
    "ClockResource": session_answers.ClockReading,
    "ExpectationOutcome": call_answers.ExpectationOutcome,
    "FoundProblem": call_answers._Problem,
    "FurtherCall": FurtherCall,
    "HeardPrompt": call_answers.HeardPrompt,
    "JournalEntry": session_answers.JournalEntry,
    "JournalPage": session_answers.JournalPage,
    "JudgementResource": call_answers.Judged,
    "MeasuredAnswer": call_answers.MeasuredAnswer,
    "Mistake": problem.Mistake,
    "OutboxResource": outbox._Sent,
    "ProblemDetails": problem._ProblemDetails,
    "RecordingList": call_answers.RecordingList,
    "RecordingResource": FinishedRecording,
    "RunResource": session_answers.RunEnd,
    "SentEmail": outbox._Email,
    "SentMessage": outbox._Message,
    "SentSms": outbox._Sms,
    "SessionList": session_answers.SessionList,
    "SessionResource": session_answers.SessionReport,
    "SettingsResource": session_answers.PbxSettings,
    "UnmetDetail": call_answers.UnmetDetail,
}
OTHERWISE = {
    "Cause": "becomes a HangupCause",
    "Links": "the client knows the way",
    "SessionLinks": "the client knows the way",
    "TranscriptResource": "its entries hold what belongs to each event",
}


def referred(part, found):
    """The names of all schemas that a part of the document refers to."""
    match part:
        case {"$ref": str(reference)}:
            name = reference.rpartition("/")[2]
            if name not in found:
                found.add(name)
                referred(SCHEMAS[name], found)
        case dict():
            for one in part.values():
                referred(one, found)
        case list():
            for one in part:
                referred(one, found)
    return found


def answered():
    responses = [
        operation["responses"] for operations in DOCUMENT["paths"].values() for operation in operations.values()
    ]
    names = referred(responses, set())
    return sorted(name for name in names if "properties" in SCHEMAS[name])


@pytest.mark.parametrize("name", answered())
def test_whatever_the_server_answers_is_read(name):
    if name in OTHERWISE:
        return
    fields = READ[name].model_fields

    known = {field.validation_alias or name for name, field in fields.items()}

    assert set(SCHEMAS[name]["properties"]) - {"links"} == known


def test_nothing_is_read_that_the_server_does_not_answer():
    assert {*READ, *OTHERWISE} == set(answered())


@pytest.mark.parametrize(
    ("kind", "example"),
    [
        (call_answers.CallReport[FinishedRecording], examples.CALL_RESOURCE),
        (call_answers.Judged, examples.JUDGEMENT),
        (session_answers.SessionReport, examples.SESSION),
        (session_answers.ActiveCall, examples.ACTIVE_CALL),
        (session_answers.JournalEntry, examples.ENTRY),
        (session_answers.PbxSettings, {"settings": examples.SETTINGS}),
        (outbox.OutboxAnswer, examples.OUTBOX),
    ],
)
def test_the_examples_of_the_documentation_are_read(kind, example):
    assert kind.model_validate(example) == kind.model_validate(example)


def test_causes_are_those_of_python():
    report = call_answers.CallReport[FinishedRecording].model_validate(examples.CALL_RESOURCE)

    assert str(report.cause) == "normal clearing"


WORLD = world_order(phones={"4711": busy()}, faults=drops(), clock="real", seed=1, settings=Settings())
EXPECTED = {"expects": {"recordings": 1}, "never": [{"hears": "error"}]}
CALL = call_order([], url="http://x", to="1", caller="2", variables={}, arrays={}, live=True, **EXPECTED)
SMS = sms_order("Hi", url="http://x", to="1", sender="2", variables={}, arrays={}, **EXPECTED)
SESSION = session_order(
    name="a", office=Office(), files={}, variables={}, arrays={}, frozen=True, live=True, pbx_port=0
)
RUN = order(until="idle", call="1", within=1, since=0, patience=1)
FILTER = dict.fromkeys(EntryFilter.__annotations__)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("AdvanceOrder", {"seconds"}),
        ("CallOrder", {**CALL, **WORLD}),
        ("ClockChange", {"clock", "frozen"}),
        ("EntryFilter", FILTER),
        ("ExpectOrder", expected(**EXPECTED)),
        ("KeysOrder", {"keys"}),
        ("NeverOrder", {*FILTER, "seconds", "since"}),
        ("RunOrder", RUN),
        ("SaysStep", {"says"}),
        ("SessionCallOrder", CALL),
        ("SessionOrder", {**SESSION, **WORLD}),
        ("SessionSmsOrder", SMS),
        ("SmsOrder", {**SMS, **WORLD}),
        ("WaitOrder", {*FILTER, "since", "timeout"}),
    ],
)
def test_whatever_the_server_takes_can_be_written(name, written):
    assert set(SCHEMAS[name]["properties"]) == set(written)


def test_every_body_that_the_server_takes_is_tried_above():
    bodies = [
        operation.get("requestBody", {})["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for operations in DOCUMENT["paths"].values()
        for operation in operations.values()
        if "requestBody" in operation
    ]
    (mark,) = test_whatever_the_server_takes_can_be_written.pytestmark
    assert set(bodies) <= {name for name, _ in mark.args[1]}


def test_client_and_server_agree_about_paths_and_waits():
    assert (PREFIX, LONGEST_WAIT, SILENCE) == (api.PREFIX, clock.LONGEST_WAIT, following.SILENCE)
