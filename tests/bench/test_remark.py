"""What there is to say of a test that has passed, and how pytest is told."""

from __future__ import annotations

import warnings

import pytest

from simulator import PbxWarning
from simulator.bench.remark import Remark, remarks_on, warn
from simulator.telephony.problem import Place, Problem, Severity
from simulator.telephony.transcript import Transcript

HERE = Place("test_it.py", 12)
ANSWER = Place("http://127.0.0.1:4711/pin", 3, 7)


@pytest.fixture
def transcript():
    transcript = Transcript()
    transcript.origins["http://127.0.0.1:4711"] = "http://app"
    return transcript


def test_mistakes_of_the_app_are_told_where_they_stand_and_once(transcript):
    late = Problem("prologue", "a comment before the XML", ANSWER, Severity.WARNING)
    lenient = Problem("unknown-element", "<Spaek> is not an OzML command", ANSWER)

    told = remarks_on(transcript, [late, lenient, late], ["nothing came of it"], HERE)

    answer = Place("http://app/pin", 3, 7)
    assert told == [
        Remark("a comment before the XML", answer),
        Remark("error: <Spaek> is not an OzML command", answer),
        Remark("nothing came of it", HERE),
    ]


def test_what_a_test_has_asked_for_is_no_mistake(transcript):
    fault = Problem("fault", "no answer of the app, because of a fault", ANSWER, Severity.WARNING)

    assert remarks_on(transcript, [fault], [], HERE) == []


def test_a_warning_has_the_place_of_what_it_is_about():
    with pytest.warns(PbxWarning, match="nothing came of it") as caught:
        warn([Remark("nothing came of it", HERE)])

    assert (caught[0].filename, caught[0].lineno) == ("test_it.py", 12)


def test_where_warnings_are_errors_all_of_them_are_told():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(pytest.fail.Exception) as failed:
            warn([Remark("one", HERE), Remark("two", Place("http://app/pin"))])

    assert str(failed.value) == "PbxWarning: test_it.py:12: one\nPbxWarning: http://app/pin: two"
