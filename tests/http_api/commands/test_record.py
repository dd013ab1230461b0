"""Record: both parties of a call, until it ends (p_4775)."""

from __future__ import annotations

import pytest

from tests.conftest import APP


def record(made, **parameters):
    return made.send("Record", **{"CallId": made.observed[0].id, **parameters})


def test_it_records_until_the_call_ends_and_then_the_app_is_told(talking):
    made = talking()
    call_id = made.observed[0].id
    assert record(made, Format="WAV", FinishedURL=f"{APP}/recorded").code == 200
    assert made.requests == []
    made.at(14.0).send("Hangup", CallId=call_id)
    made.finish()

    assert made.requests == [
        (
            "/recorded",
            {
                "NotificationName": "RecordCompleted",
                "CallID": call_id,
                "RecordURL": f"http://pbx/HttpRecordings/{call_id}_20240502091540.wav",
            },
        )
    ]
    (recording,) = made.outside.recordings
    assert (recording.started_at, recording.ended_at) == (10.0, 14.0)


def test_nobody_is_told_who_does_not_want_it(talking):
    """http-api q24."""
    made = talking()
    record(made)
    made.finish()

    assert made.requests == []
    assert [one.name[-4:] for one in made.outside.recordings] == [".mp3"]


def test_a_call_that_rings_is_not_recorded(ringing):
    """http-api q13."""
    assert record(ringing()).code == 303


@pytest.mark.parametrize(("name", "value"), [("Format", "ogg"), ("FinishedURL", "done.php")])
def test_what_makes_no_sense_is_refused(talking, name, value):
    """http-api q11."""
    assert record(talking(), **{name: value}).message == f"Missing or invalid parameter '{name}' for command 'Record'"


def test_a_call_that_there_is_not_is_named(talking):
    assert record(talking(), CallId="1").code == 601
