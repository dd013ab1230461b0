import json
from math import inf

from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import Noise
from simulator.telephony.events import (
    AnswerReceived,
    CallAnswered,
    CallCleared,
    CallEnded,
    CallerSounded,
    DtmfReceived,
    NotificationSent,
    ProblemFound,
    seconds_text,
)
from simulator.telephony.problem import Place, Problem, Severity
from simulator.telephony.steps import Says
from simulator.telephony.transcript import Entry, Transcript

PROBLEM = Problem("unknown-element", "<Spaek> is not an OzML command", Place("http://127.0.0.1:41873/", 3, 5))


def transcript(*entries, origins=None):
    made = Transcript(origins)
    for at, call_id, event in entries:
        made.append(at, call_id, event)
    return made


def test_lengths_of_time_have_one_to_three_decimals():
    assert [seconds_text(one) for one in (0, 0.5, 4.7004, 10.0, 1.25, 0.123456, inf)] == [
        "0.0",
        "0.5",
        "4.7",
        "10.0",
        "1.25",
        "0.123",
        "inf",
    ]


def test_a_line_is_the_instant_and_what_happened():
    log = transcript((0.0, "1a", CallAnswered()), (4.75, "1a", DtmfReceived("#")))

    assert log.lines() == ["0.0 call answered", "4.75 presses #"]


def test_details_are_left_out_unless_asked_for():
    log = transcript((0.0, "1a", CallCleared()))

    assert log.lines() == []
    assert log.lines(detail=True) == ["0.0 call cleared"]


def test_the_lines_of_one_call_can_be_had():
    log = transcript((0.0, "1a", DtmfReceived("1")), (0.0, "2b", DtmfReceived("2")))

    assert log.lines(call_id="2b") == ["0.0 presses 2"]


def test_addresses_that_differ_from_run_to_run_get_short_names():
    log = transcript((0.0, "1a", ProblemFound(PROBLEM)), origins={"http://127.0.0.1:41873": "http://app"})

    assert log.lines() == ["0.0 error: http://app/:3:5: <Spaek> is not an OzML command"]


def test_events_can_be_looked_up_by_their_kind():
    log = transcript((0.0, "1a", CallAnswered()), (1.0, "1a", DtmfReceived("1")), (2.0, "1a", ProblemFound(PROBLEM)))

    assert log.of(DtmfReceived, CallAnswered) == [CallAnswered(), DtmfReceived("1")]
    assert log.problems() == [PROBLEM]
    assert len(log) == 3
    assert list(log)[1] == Entry(1.0, "1a", DtmfReceived("1"))


def test_listeners_are_told_of_every_entry():
    log, heard = Transcript(), []
    log.listeners.append(heard.append)

    log.append(1.0, "1a", CallAnswered())

    assert heard == [Entry(1.0, "1a", CallAnswered())]


def test_a_transcript_is_plain_data():
    log = transcript(
        (0.5, "1a", CallerSounded("hum", inf)),
        (1.0, "1a", NotificationSent("GoTo", "http://127.0.0.1:1/x", {"CallID": "1a"})),
        (1.0, "1a", AnswerReceived("http://127.0.0.1:1/x", 200, "text/xml", b"<a>\xff</a>")),
        (2.0, "1a", ProblemFound(PROBLEM)),
        (2.5, "1a", CallEnded(Side.PBX, HangupCause.NORMAL_CLEARING)),
        origins={"http://127.0.0.1:1": "http://app"},
    )

    assert log.as_data() == {
        "version": 1,
        "entries": [
            {"at": 0.5, "call": "1a", "event": "CallerSounded", "label": "hum", "seconds": None},
            {
                "at": 1.0,
                "call": "1a",
                "event": "NotificationSent",
                "name": "GoTo",
                "url": "http://app/x",
                "fields": {"CallID": "1a"},
            },
            {
                "at": 1.0,
                "call": "1a",
                "event": "AnswerReceived",
                "url": "http://app/x",
                "status": 200,
                "content_type": "text/xml",
                "body": "<a>\N{REPLACEMENT CHARACTER}</a>",
                "failure": "",
            },
            {
                "at": 2.0,
                "call": "1a",
                "event": "ProblemFound",
                "problem": {
                    "rule": "unknown-element",
                    "message": "<Spaek> is not an OzML command",
                    "place": {"source": "http://127.0.0.1:41873/", "line": 3, "column": 5},
                    "severity": "error",
                },
            },
            {"at": 2.5, "call": "1a", "event": "CallEnded", "by": "pbx", "cause": "normal clearing"},
        ],
    }


def test_the_data_of_a_whole_call_survives_json(play):
    data = play("<Record/><Spaek/>", caller=[Says(Noise("pink", -40.0, 3.0))]).transcript.as_data()

    assert json.loads(json.dumps(data, allow_nan=False)) == data


def test_places_are_as_exact_as_is_known():
    assert str(Place("http://app/")) == "http://app/"
    assert str(Place("http://app/", 3)) == "http://app/:3"
    assert str(Place("http://app/", 3, 14)) == "http://app/:3:14"
    assert str(Problem("x", "that is wrong", Place("a.xml", 1), Severity.WARNING)) == "a.xml:1: that is wrong"


def test_an_address_within_an_address_gets_its_short_name_too():
    transcript = Transcript({"http://127.0.0.1:4711": "http://pbx"})

    assert transcript.shortened("/x?rec=http%3A%2F%2F127.0.0.1%3A4711%2Fa") == "/x?rec=http%3A%2F%2Fpbx%2Fa"
    assert transcript.shortened("/x?rec=http%3a%2f%2f127.0.0.1%3a4711%2fa") == "/x?rec=http%3a%2f%2fpbx%2fa"


def test_an_address_that_only_begins_like_another_one_keeps_its_own_name():
    """Ports differ from run to run, and one may be the beginning of the other."""
    transcript = Transcript({"http://127.0.0.1:4000": "http://app", "http://127.0.0.1:40001/1": "http://pbx"})

    assert transcript.shortened("http://127.0.0.1:4000/x http://127.0.0.1:40001/1/y http://127.0.0.1:40001/12/z") == (
        "http://app/x http://pbx/y http://127.0.0.1:40001/12/z"
    )
