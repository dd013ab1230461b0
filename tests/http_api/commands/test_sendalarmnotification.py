"""SendAlarmNotification: an alarm message to a monitoring station (p_5554)."""

from __future__ import annotations

import pytest

from simulator.telephony.alarm_steps import ReceivesAlarm
from simulator.telephony.message_events import AlarmSent
from simulator.telephony.phone import Phone, PhoneOutcome
from tests.conftest import APP

SAMPLE = {
    "PhoneNumber": "4711",
    "AccountNumber": "1234",
    "EventCode": "110",
    "PartitionNumber": "1",
    "ZoneNumber": "15",
    "ResultUrl": f"{APP}/alarm",
}


def test_the_station_gets_it_and_the_app_is_told(world):
    """http-api section 6.11."""
    made = world(phones={"4711": Phone(steps=(ReceivesAlarm(),))})
    assert made.send("SendAlarmNotification", **SAMPLE).code == 200
    made.finish()

    assert made.requests == [
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
    assert [one.message.account for one in made.pbx.transcript.of(AlarmSent)] == ["1234"]


def test_a_station_that_is_busy_is_a_failure_of_which_the_app_is_told(world):
    made = world(phones={"4711": Phone(PhoneOutcome.BUSY)})
    assert made.send("SendAlarmNotification", **SAMPLE, EventQualifier="newrestore").code == 200
    made.finish()

    ((_, fields),) = made.requests
    assert (fields["EventQualifier"], fields["Result"]) == ("NewRestore", "Failed")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PhoneNumber", ""),
        ("ResultUrl", "alarm.php"),
        ("AccountNumber", "123"),
        ("AccountNumber", "12A4"),
        ("EventQualifier", "Old"),
        ("EventCode", "1100"),
        ("PartitionNumber", "100"),
        ("ZoneNumber", ""),
    ],
)
def test_what_no_message_can_hold_is_refused(world, name, value):
    """http-api section 4.4."""
    reply = world().send("SendAlarmNotification", **{**SAMPLE, name: value})

    assert reply.message == f"Missing or invalid parameter '{name}' for command 'SendAlarmNotification'"


def test_an_extension_that_is_named_has_to_be_there(world):
    made = world()

    assert made.send("SendAlarmNotification", **SAMPLE, ApiExtension="1").code == 401
    assert made.observed == []
