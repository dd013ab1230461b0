"""What goes wrong, as YAML has it."""

from __future__ import annotations

import asyncio

import jsonschema_rs
import pytest
import yaml

from simulator.scenario.document import load_documents
from simulator.scenario.faults import read_faults
from simulator.scenario.load import load_file
from simulator.scenario.mistakes import MisreadError
from simulator.scenario.run import FailOn, Options, run_scenarios
from simulator.scenario.schema_faults import FAULT
from simulator.scenario.schema_parts import DEFINITIONS
from simulator.server.thread import serving_session
from simulator.settings import Settings
from simulator.telephony.causes import HangupCause
from simulator.telephony.fault import (
    Delay,
    DelayAnswer,
    Drop,
    Duplicate,
    FlawKind,
    LineFault,
    LoseAnswer,
    RecordingFault,
    Reorder,
    RequestFault,
    Reset,
    Status,
    Which,
)
from simulator.telephony.notifications import NotificationName
from simulator.telephony.text_match import TextMatch

RECORDED, DIGITS = NotificationName.RECORD_COMPLETED, NotificationName.DTMF_ENTERED
CHANGED, GO_TO = NotificationName.CALL_CHANGED, NotificationName.GO_TO
IN_CALL = {"CallState": TextMatch("InCall", whole=True)}


READ = [
    ("reset", RequestFault(Reset())),
    ("drop: RecordCompleted", RequestFault(Drop(), Which(RECORDED))),
    ("drop: recordcompleted", RequestFault(Drop(), Which(RECORDED))),
    ("drop:", RequestFault(Drop())),
    ("status: '503'", RequestFault(Status(503))),
    ("recording: {cut, number: '2'}", RecordingFault(FlawKind.CUT, which=Which(number=2))),
    ("drop: {fields: {CallState: InCall}}", RequestFault(Drop(), Which(fields=IN_CALL))),
    ("delay: 2s", RequestFault(Delay(2.0))),
    ("delay: {notification: DtmfEntered, by: 300ms}", RequestFault(Delay(0.3), Which(DIGITS))),
    ("delay answer: {by: 1min, number: 3}", RequestFault(DelayAnswer(60.0), Which(number=3))),
    ("lose answer: GoTo", RequestFault(LoseAnswer(), Which(GO_TO))),
    (
        "duplicate: {notification: CallChanged, fields: {CallState: InCall}, times: 1}",
        RequestFault(Duplicate(), Which(CHANGED, IN_CALL, times=1)),
    ),
    ("duplicate: {answer: second}", RequestFault(Duplicate(second_counts=True))),
    ("duplicate", RequestFault(Duplicate())),
    ("reorder: CallChanged", RequestFault(Reorder(), Which(CHANGED))),
    ("reset: {notification: GoTo, number: 2}", RequestFault(Reset(), Which(GO_TO, number=2))),
    ("status: 502", RequestFault(Status(502))),
    ("status: {code: 503, notification: GoTo}", RequestFault(Status(503), Which(GO_TO))),
    ("recording: missing", RecordingFault(FlawKind.MISSING)),
    ("recording: {late: 5s}", RecordingFault(FlawKind.LATE, 5.0)),
    ("recording: {cut, number: 2}", RecordingFault(FlawKind.CUT, which=Which(number=2))),
    ("line drops: 12s", LineFault(at=12.0)),
    ("line drops: {at: 12s, phone: 0123}", LineFault(at=12.0, number="0123")),
    (
        "line drops: {after: recording started, later: 2s, cause: temporary failure}",
        LineFault(after="recording started", later=2.0, cause=HangupCause.TEMPORARY_FAILURE),
    ),
    (
        "line drops: {after: CallChanged, fields: {CallState: InCall}, number: 1}",
        LineFault(which=Which(CHANGED, IN_CALL, number=1)),
    ),
    ("{drop: GoTo, chance: 30%}", RequestFault(Drop(), Which(GO_TO, chance=0.3))),
    ("drop: {notification: GoTo, chance: 0.5 %}", RequestFault(Drop(), Which(GO_TO, chance=0.005))),
    ("{recording: empty, chance: 100%}", RecordingFault(FlawKind.EMPTY)),
    ("{line drops: 3s, chance: 50%}", LineFault(at=3.0, which=Which(chance=0.5))),
]


def read(written: str):
    (document,) = load_documents(written.encode(), "s.yaml")
    return read_faults(document)


def misread(written: str) -> str:
    with pytest.raises(MisreadError) as error:
        read(written)
    return str(error.value)


@pytest.mark.parametrize(("written", "fault"), READ)
def test_a_fault_is_read(written, fault):
    assert read(f"- {written}\n") == (fault,)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("dorp: GoTo", "s.yaml:1:3: unknown key 'dorp'; did you mean 'drop'?"),
        ("resets", "s.yaml:1:3: unknown fault 'resets'; did you mean 'reset'?"),
        ("delay", "s.yaml:1:3: 'delay' needs a value: `delay: ...`"),
        (
            "drop: RecordComplete",
            "s.yaml:1:9: expected the name of a notification such as RecordCompleted, not 'RecordComplete'; "
            "did you mean 'RecordCompleted'?",
        ),
        ("delay: 0s", "s.yaml:1:10: expected a length of time above 0, such as 3s, not '0s'"),
        ("delay: {notification: GoTo}", "s.yaml:1:10: the key 'by' is missing"),
        ("drop: {number: 0}", "s.yaml:1:18: expected a whole number from 1 on, not '0'"),
        ("drop: {field: {A: b}}", "s.yaml:1:10: unknown key 'field'; did you mean 'fields'?"),
        (
            "duplicate: {answer: third}",
            "s.yaml:1:23: expected the answer that counts, not 'third'; known: 'first', 'second'",
        ),
        ("status: 200", "s.yaml:1:11: expected an HTTP status from 400 to 599, not '200'"),
        ("recording: late", "s.yaml:1:14: 'late' needs a length of time: `{late: 5s}`"),
        ("recording: {missing: yes}", "s.yaml:1:24: expected nothing behind 'missing', not 'yes'"),
        ("recording: {number: 2}", "s.yaml:1:14: expected one of the keys 'missing', 'late', 'cut', 'empty'"),
        ("line drops: {later: 2s}", "s.yaml:1:15: expected one of the keys 'at' and 'after'"),
        ("line drops: {at: 2s, number: 1}", "s.yaml:1:15: 'number' goes with 'after'"),
        (
            "line drops: {after: voice started, fields: {A: b}}",
            "s.yaml:1:15: 'fields' goes with 'after' and a notification",
        ),
        (
            "line drops: {after: record started}",
            "s.yaml:1:23: expected something after which a line drops, such as `recording started`, "
            "not 'record started'; did you mean 'recording started'?",
        ),
        ("{drop: GoTo, chance: 0%}", "s.yaml:1:24: expected a chance such as 30%, not '0%'"),
        ("{drop: GoTo, chance: 0.3}", "s.yaml:1:24: expected a chance such as 30%, not '0.3'"),
        (
            "{drop: {chance: 100%}, chance: 50%}",
            "s.yaml:1:3: 'chance' stands here twice: beside the fault and within it",
        ),
        (
            "{drop: {chance: 5%}, chance: 6%}",
            "s.yaml:1:3: 'chance' stands here twice: beside the fault and within it",
        ),
        (
            "{drop: GoTo, reset: GoTo}",
            "s.yaml:1:16: 'reset' is a second key in one fault; begin the next item with '- '",
        ),
        ("{chance: 30%}", "s.yaml:1:3: expected a fault such as `drop: RecordCompleted`, found only a chance"),
        ("{}", "s.yaml:1:3: expected a fault such as `drop: RecordCompleted`, found nothing"),
        ("[drop]", "s.yaml:1:3: expected a fault such as `drop: RecordCompleted`, not a list"),
    ],
)
def test_a_mistake_is_told_with_its_place(written, message):
    assert misread(f"- {written}\n") == message


def test_faults_are_a_list():
    assert misread("drop: GoTo\n") == "s.yaml:1:1: expected a list of faults, each behind '- ', not a mapping"


def test_a_scenario_has_faults(tmp_path):
    file = tmp_path / "s.yaml"
    file.write_text("app: m:app\nfaults:\n  - drop: GoTo\n  - delay: 2s\n", encoding="utf-8")

    (scenario,) = load_file(file, Settings())

    assert scenario.faults == (RequestFault(Drop(), Which(GO_TO)), RequestFault(Delay(2.0)))


@pytest.mark.parametrize("fail_on", [FailOn.ERROR, FailOn.WARNING])
def test_what_follows_from_a_fault_fails_no_scenario(tmp_path, fail_on):
    file = tmp_path / "s.yaml"
    file.write_text(
        "app: {asgi: 'simulator.demo.voicemail:app', path: /incoming}\nfaults: [reset: IncomingCall]\n"
        "expects: [problems: [fault], call: {ended_by: pbx, cause: temporary failure}]\n",
        encoding="utf-8",
    )

    async def run():
        async with serving_session() as session:
            return await run_scenarios(load_file(file, Settings()), session, jobs=1, options=Options(fail_on=fail_on))

    (run_of_it,) = asyncio.run(run())
    assert run_of_it.reasons == ()


@pytest.mark.parametrize("written", [row[0] for row in READ if "recordcompleted" not in row[0]])
def test_editors_take_what_is_read(written):
    """But for the case of names, which only the loader does not mind."""
    schema = jsonschema_rs.validator_for({"items": FAULT, "$defs": dict(DEFINITIONS)})

    assert schema.is_valid(yaml.safe_load(f"- {written}\n"))


@pytest.mark.parametrize(
    "written",
    [
        "drip: GoTo",
        "resets",
        "delay",
        "{drop: {number: 0}}",
        "{status: 200}",
        "{recording: late}",
        "{drop: GoTo, chance: 30, reset: GoTo}",
        "{line drops: {after: nothing}}",
        "{line drops: {after: voice started, at: 2s}}",
        "{line drops: {later: 2s}}",
        "{drop: GoTo, reset: GoTo}",
        "{chance: 30%}",
        "{recording: {missing, cut}}",
        "{recording: {number: 2}}",
        "{status: '200'}",
        "{drop: {number: '0'}}",
    ],
)
def test_editors_do_not_take_mistakes(written):
    schema = jsonschema_rs.validator_for({"items": FAULT, "$defs": dict(DEFINITIONS)})

    assert not schema.is_valid(yaml.safe_load(f"- {written}\n"))
