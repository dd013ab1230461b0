"""The PBX calls a monitoring station and gives it an alarm message."""

from __future__ import annotations

import pytest

from simulator.telephony.alarm_steps import ReceivesAlarm
from simulator.telephony.events import StepFailed
from simulator.telephony.message_events import AlarmFailed, AlarmSent
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.steps import HangsUp, Pauses, StaysSilent

FIRE = (
    '<SendAlarmNotification PhoneNumber="4711" AccountNumber="1234" EventCode="110" PartitionNumber="1"'
    ' ZoneNumber="15" ResultUrl="/alarm"/><Speak>sent</Speak>'
)


@pytest.fixture
def send(play):
    def send(phone: Phone, command: str = FIRE, **options):
        return play(command, answers={"/alarm": "<Response/>"}, phones={"4711": phone}, **options)

    return send


def result(played) -> str:
    ((_, fields),) = [request for request in played.requests if request[0] == "/alarm"]
    return fields["Result"]


def test_a_station_gets_the_message_and_the_app_is_told(send):
    """P5554; the name and the fields of the request are assumptions (http-api section 6.11)."""
    played = send(Phone(steps=(ReceivesAlarm("110"),)))

    assert played.requests[1:] == [
        (
            "/alarm",
            {
                "NotificationName": "AlarmNotification",
                "PhoneNumber": "4711",
                "AccountNumber": "1234",
                "EventQualifier": "NewEvent",
                "EventCode": "110",
                "PartitionNumber": "01",
                "ZoneNumber": "015",
                "Result": "Success",
            },
        )
    ]
    assert played.transcript.of(StepFailed) == []
    assert [str(call.cause) for call in played.calls] == ["normal clearing"]


def test_the_script_does_not_wait_for_it(send):
    """ASSUMPTION ozml section 4.14."""
    played = send(Phone(steps=(ReceivesAlarm(),)))

    assert played.call.ended_at == 0.4
    assert played.calls[0].ended_at > 5


def test_a_message_that_is_not_acknowledged_is_sent_again(send):
    played = send(Phone(steps=(ReceivesAlarm(ignored=2),)))

    assert len(played.transcript.of(AlarmSent)) == 3
    assert result(played) == "Success"


def test_after_four_attempts_it_has_failed(send):
    played = send(Phone(steps=(ReceivesAlarm(ignored=9),)))

    assert len(played.transcript.of(AlarmSent)) == 4
    assert played.transcript.of(AlarmFailed) == [AlarmFailed("no kiss-off from the station")]
    assert result(played) == "Failed"


@pytest.mark.parametrize(
    ("phone", "reasons"),
    [
        (Phone(PhoneOutcome.BUSY), []),
        (Phone(PhoneOutcome.NO_ANSWER), []),
        (Phone(PhoneOutcome.UNKNOWN), []),
        (Phone(steps=(StaysSilent(),)), ["no handshake from the station"]),
        (Phone(steps=(Pauses(2.0), HangsUp())), ["the station hung up"]),
    ],
    ids=["busy", "no answer", "unknown", "a human who says nothing", "a human who hangs up"],
)
def test_a_station_that_cannot_be_reached_is_told_as_failed(send, phone, reasons):
    played = send(phone)

    assert result(played) == "Failed"
    assert [one.reason for one in played.transcript.of(AlarmFailed)] == reasons
    assert played.pbx.idle


def test_nobody_is_told_without_an_address(send):
    played = send(Phone(steps=(ReceivesAlarm(),)), FIRE.replace(' ResultUrl="/alarm"', ""))

    assert [path for path, _ in played.requests] == ["/"]


def test_a_station_that_expects_another_event_fails_its_step(send):
    played = send(Phone(steps=(ReceivesAlarm("131"),)))

    (failed,) = played.transcript.of(StepFailed)
    assert failed.reason == "the alarm was 110 (fire alarm)"


def test_a_station_to_which_nothing_is_sent_fails_its_step(play):
    played = play('<Call Url="/up">4711</Call>', answers={"/up": "<Response><Delay>60</Delay></Response>"},
                  phones={"4711": Phone(steps=(ReceivesAlarm(),))})  # fmt: skip

    (failed,) = played.transcript.of(StepFailed)
    assert failed.reason == "nothing was sent"


@pytest.mark.parametrize(
    ("attribute", "value", "expected"),
    [
        ("AccountNumber", "123", "4 digits"),
        ("EventCode", "1100", "1 to 3 digits"),
        ("PartitionNumber", "x", "1 to 2 digits"),
        ("ZoneNumber", "", "1 to 3 digits"),
    ],
)
def test_digits_that_no_message_can_have_are_refused(send, attribute, value, expected):
    written = {"AccountNumber": "1234", "EventCode": "110", "PartitionNumber": "1", "ZoneNumber": "15"}
    command = FIRE.replace(f'{attribute}="{written[attribute]}"', f'{attribute}="{value}"')
    played = send(Phone(steps=(StaysSilent(),)), command)

    (problem,) = played.transcript.problems()
    assert (problem.rule, problem.message.endswith(f"expected {expected}")) == ("bad-value", True)
    assert played.calls == []


def test_a_restored_zone_is_told_as_such(send):
    played = send(Phone(steps=(ReceivesAlarm(),)), FIRE.replace("EventCode", 'EventQualifier="newrestore" EventCode'))

    assert played.requests[1][1]["EventQualifier"] == "NewRestore"


def test_it_works_without_a_call(send):
    """Section 1.6."""
    played = send(Phone(steps=(ReceivesAlarm(),)), sms="smoke!")

    assert result(played) == "Success"
