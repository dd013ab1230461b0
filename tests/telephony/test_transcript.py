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
    seconds_text,
)
from simulator.telephony.message_events import SmsReported
from simulator.telephony.outbox import DeliveryState
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.problem import Place, Problem, Severity
from simulator.telephony.script_events import ProblemFound
from simulator.telephony.steps import HangsUp, Pauses, Says
from simulator.telephony.transcript import Entry, Kind, Transcript

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


def test_the_entries_of_one_call_can_be_had_while_more_are_written():
    made = transcript((0.0, "a", CallAnswered()), (1.0, "b", CallAnswered()))

    assert [entry.at for entry in made.of_call("a")] == [0.0]
    made.append(2.0, "a", DtmfReceived("1"))
    made.append(3.0, "c", DtmfReceived("1"))
    assert [entry.at for entry in made.of_call("a")] == [0.0, 2.0]
    assert [entry.at for entry in made.of_call("c")] == [3.0]
    assert made.of_call("nobody") == []


def test_lines_of_other_calls_than_the_first_begin_with_their_number():
    log = Transcript()
    log.introduce("1a", Kind.CALL, "+3612345678")
    log.introduce("2b", Kind.CALL, "4711")
    log.introduce("3c", Kind.CALL, "47-11")
    log.introduce("4d", Kind.CALL, "+36 1 2345678")
    for at, call_id in enumerate(("1a", "2b", "3c", "4d")):
        log.append(float(at), call_id, CallAnswered())

    assert log.lines() == [
        "0.0 call answered",
        "1.0 [4711] call answered",
        "2.0 [47-11 #2] call answered",
        "3.0 [+36 1 2345678] call answered",
    ]
    assert log.lines(call_id="2b") == ["1.0 call answered"]


def test_lines_about_further_short_messages_begin_with_the_word():
    log = Transcript()
    for call_id in ("a", "b", "c"):
        log.introduce(call_id, Kind.SMS, "+3611111")
        log.append(0.0, call_id, SmsReported(call_id, "+3611111", DeliveryState.DELIVERED))

    assert log.lines() == [
        "0.0 SMS to +3611111: delivered",
        "0.0 [SMS] SMS to +3611111: delivered",
        "0.0 [SMS #2] SMS to +3611111: delivered",
    ]


def test_a_conversation_of_several_calls_can_be_read(play):
    """The call that the app places, the message that it sends, and the call that is transferred (P4588, P4617)."""
    played = play(
        '<Call Url="/up">4712</Call><SendSms Recipient="4713">Hello</SendSms><BlindTransfer>4711</BlindTransfer>',
        caller=[Pauses(3.0), HangsUp()],
        answers={"/up": "<Response><Speak>Up.</Speak></Response>"},
        phones={"4712": Phone(after=0.5)},
    )

    assert played.lines() == [
        "0.0 call from +3612345678 to 9000",
        "0.0 POST / IncomingCall",
        "0.0 call answered",
        "0.0 [4712] call from 9000 to 4712",
        "0.0 SMS to 4713: 'Hello'",
        "0.0 [4711] call from +3612345678 to 4711",
        "0.0 [4711] 4711 is none of the test's phones, so it answers (setting unlisted_numbers); did you mean '4712'?",
        "0.5 [4712] call answered",
        "0.5 [4712] POST /up CallConnected",
        "0.5 [4712] speaks 'Up.' (0.3 s)",
        "0.8 [4712] call ended by pbx: normal clearing",
        "1.0 [SMS] SMS to 4713: delivered",
        "2.0 [4711] call answered",
        "2.0 connected with 4711",
        "2.0 [4711] connected with +3612345678",
        "3.0 call ended by caller: normal clearing",
        "3.0 [4711] call ended by caller: normal clearing",
    ]


def test_the_data_tells_whose_each_call_is(play):
    played = play("<BlindTransfer>4711</BlindTransfer>", phones={"4711": Phone(PhoneOutcome.BUSY)})

    data = played.transcript.as_data()

    other = played.calls[0].id
    assert data["calls"] == {
        played.call.id: {"kind": "call", "number": "+3612345678", "label": ""},
        other: {"kind": "call", "number": "4711", "label": "4711"},
    }
    assert {entry["call"] for entry in data["entries"]} == {played.call.id, other}


def test_a_short_message_is_named_after_whoever_is_at_the_other_end(play):
    data = play('<SendSms Recipient="4711">Hello</SendSms>', sms="Hi").transcript.as_data()

    assert [(one["kind"], one["number"]) for one in data["calls"].values()] == [("SMS", "+3612345678"), ("SMS", "4711")]


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
        "calls": {},
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
