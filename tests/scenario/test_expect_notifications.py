"""What is expected of notifications: as written, and compared with those that were sent."""

from __future__ import annotations

import pytest

from simulator.drivers.call_result import CallResult
from simulator.scenario.expect_notifications import ExpectedNotifications, WantedNotification
from simulator.telephony.events import NotificationSent
from simulator.telephony.notifications import NotificationName
from simulator.telephony.transcript import Transcript
from tests.scenario.outcomes import differences, expected_of, result, sentences, transcript


def sent(*names) -> CallResult:
    return result(transcript=transcript(*[NotificationSent(name, "http://app/", {}) for name in names]))


def test_notifications_are_compared_in_their_order():
    expected = ExpectedNotifications(
        (WantedNotification(NotificationName.INCOMING_CALL), WantedNotification(NotificationName.RECORD_COMPLETED))
    )

    assert sentences(expected, sent("IncomingCall", "RecordCompleted")) == []
    assert sentences(expected, sent("RecordCompleted", "IncomingCall")) == [
        "notifications: expected IncomingCall, RecordCompleted, was RecordCompleted, IncomingCall"
    ]
    assert sentences(expected, sent()) == ["notifications: expected IncomingCall, RecordCompleted, was nothing"]


def test_fields_of_notifications_are_compared_where_something_is_said_of_them(read):
    (expected,) = expected_of(read, "  - notifications: [CallChanged: {CallState: Busy, Source: 2000}, CallChanged]")
    fields = {"CallState": "Ringing", "Url": "http://127.0.0.1:1/x"}
    events = [
        NotificationSent("CallChanged", "http://app/", fields),
        NotificationSent("CallChanged", "http://app/", {}),
    ]

    assert sentences(expected, result(transcript=transcript(*events))) == [
        "notification 1 (CallChanged): CallState expected 'Busy', was 'Ringing'",
        "notification 1 (CallChanged): Source expected '2000', was not there",
    ]


def test_fields_of_notifications_are_compared_as_transcripts_show_them(read):
    (expected,) = expected_of(read, "  - notifications: {RecordCompleted: {RecordURL: http://pbx/1.mp3}}")
    written = transcript(NotificationSent("RecordCompleted", "http://app/", {"RecordURL": "http://127.0.0.1:1/1.mp3"}))
    written.origins["http://127.0.0.1:1"] = "http://pbx"

    assert sentences(expected, result(transcript=written)) == []


CHANGES = [
    NotificationSent("CallChanged", "http://app/", {"CallState": "Ringing", "Destination": "+3612345"}),
    NotificationSent("CallChanged", "http://app/", {"CallState": "Busy", "Destination": "4711", "Empty": ""}),
]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("{CallState: R*g}", []),
        ("{Destination: '/^[+]36[0-9]+$/'}", []),
        ("{CallState: ring}", ["notification 1 (CallChanged): CallState expected 'ring', was 'Ringing'"]),
        ("{CallState: ringing}", ["notification 1 (CallChanged): CallState expected 'ringing', was 'Ringing'"]),
        ("{Destination: '/^06/'}", ["notification 1 (CallChanged): Destination expected '/^06/', was '+3612345'"]),
        ("{Empty: ''}", ["notification 1 (CallChanged): Empty expected '', was not there"]),
    ],
)
def test_a_field_is_exactly_as_it_is_written_or_like_a_pattern(read, fields, told):
    outcome = result(transcript=transcript(*CHANGES))

    assert differences(read, f"notifications: [CallChanged: {fields}, CallChanged]", outcome) == told


def test_the_first_notification_that_must_never_be_sent_is_told_with_its_instant(read):
    written = Transcript()
    for at, event in enumerate(CHANGES):
        written.append(at + 1.5, "1", event)
    outcome = result(transcript=written)

    assert differences(read, "notifications: [Error, CallChanged]", outcome, "never") == [
        "notifications: expected never CallChanged, was CallChanged at 1.5 s"
    ]
    assert differences(read, "notifications: {CallChanged: {CallState: B*, Empty: ''}}", outcome, "never") == [
        "notifications: expected never CallChanged with CallState 'B*' and Empty '', was CallChanged at 2.5 s"
    ]
    assert differences(read, "notifications: {CallChanged: {CallState: Error}}", outcome, "never") == []
