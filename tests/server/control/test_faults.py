"""What goes wrong in a world, as clients order it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from simulator.faults import (
    answers_with,
    delays,
    delays_answer,
    drops,
    duplicates,
    line_drops,
    loses_answer,
    recording_cut,
    recording_late,
    recording_missing,
    reorders,
    resets,
)
from simulator.server.control.orders import CallOrder
from simulator.settings import Settings
from tests.server.conftest import MESSAGE


def ordered(fault):
    return CallOrder(url="http://127.0.0.1:8000/", faults=[fault])


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("drop", drops()),
        ("lose_answer", loses_answer()),
        ({"drop": "GoTo"}, drops("GoTo")),
        (
            {"drop": {"notification": "GoTo", "number": 2, "times": 3, "chance": 0.5}},
            drops("GoTo", number=2, times=3, chance=0.5),
        ),
        ({"drop": {"fields": {"CallState": "In*"}}}, drops(fields={"CallState": "In*"})),
        ({"delay": "2s"}, delays(by=2)),
        ({"delay": {"notification": "GoTo", "by": 3}}, delays("GoTo", by=3)),
        ({"delay_answer": 0.5}, delays_answer(by=0.5)),
        ({"delay_answer": {"by": "1min", "times": 1}}, delays_answer(by=60, times=1)),
        ({"lose_answer": "GoTo"}, loses_answer("GoTo")),
        ({"duplicate": "GoTo"}, duplicates("GoTo")),
        ({"duplicate": {"answer": "second"}}, duplicates(answer="second")),
        ({"reorder": "CallChanged"}, reorders("CallChanged")),
        ({"reset": {"number": 1}}, resets(number=1)),
        ({"status": 503}, answers_with(503)),
        ({"status": {"code": 500, "notification": "GoTo"}}, answers_with(500, "GoTo")),
        ({"recording": "missing"}, recording_missing()),
        ({"recording": {"flaw": "cut", "number": 2}}, recording_cut(number=2)),
        ({"recording": {"late": "5s"}}, recording_late(5)),
        ({"line_drops": 12}, line_drops(at=12)),
        (
            {"line_drops": {"after": "GoTo", "later": 1, "phone": "4711", "cause": "temporary failure", "number": 2}},
            line_drops(after="GoTo", later=1, phone="4711", cause="temporary failure", number=2),
        ),
    ],
    ids=str,
)
def test_a_fault_is_understood(written, fault):
    assert ordered(written).world(Settings()).faults == (fault,)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"drp": "GoTo"}, "unknown fault 'drp'; did you mean 'drop'?"),
        ({"drop": "GoTo", "reset": "GoTo"}, "a fault has one of the names 'drop' and 'reset', not both"),
        ({"drop": {"field": {}}}, "unknown name 'field'; did you mean 'fields'?"),
        ({"drop": {"fields": {"CallID": "/(/"}}}, "expected a regular expression between slashes"),
        ({"line_drops": {"later": 1}}, "line_drops(...): expected one of `at` and `after`"),
        ({"delay": 0}, "Input should be greater than 0"),
        ({"status": 200}, "Input should be greater than or equal to 400"),
        ("late", "Input should be 'drop', 'duplicate', 'lose_answer', 'reorder' or 'reset'"),
    ],
    ids=str,
)
def test_a_mistake_in_a_fault_is_told(written, message):
    with pytest.raises(ValidationError) as error:
        ordered(written)

    assert message in str(error.value)


def test_a_call_meets_the_faults_of_its_order(client):
    faults = [{"drop": "RecordCompleted"}]

    call = client.place(steps=MESSAGE, faults=faults, settings={"notification_timeout": 4})

    assert [(one["rule"], one["severity"]) for one in call["problems"]] == [("fault", "warning")]
    assert call["failures"] == []
    lines = client.get(f"/control/v1/calls/{call['id']}/transcript?format=text").text.splitlines()
    assert any(line.endswith(" fault: RecordCompleted is dropped") for line in lines)


def test_a_fault_of_a_field_that_there_is_not_is_refused(client):
    answer = client.request(
        "POST",
        "/control/v1/calls",
        {
            "url": f"{client.app}/incoming",
            "faults": [{"drop": {"notification": "GoTo", "fields": {"Colour": "red"}}}],
        },
    )

    assert answer.status == 422
    assert "GoTo has no field 'Colour'" in answer.text


def test_the_calls_of_a_session_meet_its_faults_one_after_the_other(client):
    session = client.session(faults=[{"status": {"code": 503, "notification": "IncomingCall", "number": 2}}])

    first, second = (session.place(f"{client.app}/incoming", steps=MESSAGE) for _ in range(2))

    assert (first["failures"], first["cause"]["code"]) == ([], 16)
    assert second["cause"]["code"] == 41
