"""The alarm app by itself: what it answers to each notification."""

from __future__ import annotations

import pytest

from simulator.demo import alarm
from simulator.demo.alarm import State

ALARM = "id=a1&account=1234&qualifier=NewEvent&event=131&partition=01&zone=015"


@pytest.fixture(scope="module")
def app_url(serve) -> str:
    return serve(alarm.app)


@pytest.fixture(autouse=True)
def states(monkeypatch) -> dict[str, State]:
    monkeypatch.setattr(alarm, "states", {})
    return alarm.states


def names(commands) -> list[str]:
    return [command.name for command in commands]


def test_the_pbx_fills_in_what_the_panel_reports(app_url, post):
    receive, *rest = post(f"{app_url}/incoming", NotificationName="IncomingCall", CallID="a1")
    (received,) = receive.children
    sms, call, hangup = received.children
    reported = (
        "id=a1&account=$account&qualifier=$eventqualifier&event=$eventcode&partition=$partition&zone=$zone&guard=0"
    )

    assert (receive.name, received.name, hangup.name) == ("ReceiveAlarmNotification", "Received", "Hangup")
    assert dict(sms.attributes) == {"Recipient": "4711", "DeliveryReportURL": f"{app_url}/watch?{reported}"}
    assert sms.text == "$eventname, zone $zone of account $account"
    assert (call.text, dict(call.attributes)) == ("4711", {"Url": f"{app_url}/connected?{reported}"})
    assert names(rest) == ["Speak", "Hangup"]


@pytest.mark.parametrize("state", ["Delivered", "Failed"])
def test_whatever_becomes_of_the_sms_the_alarm_is_watched(app_url, post, state):
    delay, go_to = post(f"{app_url}/watch?{ALARM}", NotificationName="SMSDeliveryReport", DeliveryState=state)

    assert (delay.name, delay.text) == ("Delay", "120")
    assert (go_to.name, go_to.text) == ("GoTo", f"{app_url}/check?{ALARM}&guard=0")


def test_a_guard_is_told_of_the_alarm_and_may_confirm_or_forward_it(app_url, post):
    menu, *rest = post(f"{app_url}/connected?{ALARM}", NotificationName="CallConnected")

    assert [one.text for one in menu.walk() if one.name == "Speak"] == [
        "Alarm 131 in zone 015 of account 1234. Press 1 to confirm, or 2 to have it forwarded to the station."
    ]
    assert [one.text for one in menu.walk() if one.name == "GoTo"] == [
        f"{app_url}/confirm?{ALARM}&guard=0",
        f"{app_url}/forward?{ALARM}&guard=0",
    ]
    assert names(rest) == ["Speak", "Hangup"]


def test_a_confirmed_alarm_is_left_alone(app_url, post):
    assert names(post(f"{app_url}/confirm?{ALARM}")) == ["Speak", "Hangup"]

    assert post(f"{app_url}/check?{ALARM}") == ()


def test_a_forwarded_alarm_is_the_one_of_the_panel(app_url, post):
    send, *rest = post(f"{app_url}/forward?{ALARM}")

    assert send.name == "SendAlarmNotification"
    assert dict(send.attributes) == {
        "PhoneNumber": "4799",
        "AccountNumber": "1234",
        "EventQualifier": "NewEvent",
        "EventCode": "131",
        "PartitionNumber": "01",
        "ZoneNumber": "015",
        "ResultUrl": f"{app_url}/forwarded?{ALARM}&guard=0",
    }
    assert names(rest) == ["Speak", "Hangup"]


@pytest.mark.parametrize(
    ("result", "state", "following"),
    [("Success", State.FORWARDED, []), ("Failed", State.NOT_FORWARDED, ["SendSms"])],
)
def test_the_guard_hears_of_a_station_that_did_not_acknowledge(app_url, post, states, result, state, following):
    assert post(f"{app_url}/forwarded?{ALARM}", NotificationName="AlarmNotification", Result=result) == ()

    assert states == {"a1": state}
    assert names(post(f"{app_url}/check?{ALARM}")) == following


def test_the_app_waits_for_the_station(app_url, post):
    post(f"{app_url}/forward?{ALARM}")

    assert names(post(f"{app_url}/check?{ALARM}")) == ["Delay", "GoTo"]


def test_without_confirmation_the_next_guard_is_called(app_url, post):
    sms, call, delay, go_to = post(f"{app_url}/check?{ALARM}&guard=0")

    assert (sms.text, dict(sms.attributes)) == (
        "Nobody has confirmed alarm 131 in zone 015 of account 1234.",
        {"Recipient": "4712"},
    )
    assert call.text == "4712"
    assert delay.text == "120"
    assert go_to.text == f"{app_url}/check?{ALARM}&guard=1"


def test_after_the_last_guard_the_office_is_told(app_url, post):
    (email,) = post(f"{app_url}/check?{ALARM}&guard=1")

    assert dict(email.attributes) == {"Recipient": "office@example.com", "Subject": "Alarm"}
    assert email.text == "Nobody has confirmed alarm 131 in zone 015 of account 1234."
