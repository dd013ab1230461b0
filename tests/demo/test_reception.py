"""The reception app by itself: what it answers to each notification."""

from __future__ import annotations

import pytest

from simulator.demo import reception


@pytest.fixture(scope="module")
def app_url(serve) -> str:
    return serve(reception.app)


def test_a_caller_is_transferred_and_may_leave_a_message_if_that_fails(app_url, post):
    commands = post(f"{app_url}/incoming", NotificationName="IncomingCall", CallerID="+36 1&2")

    assert [command.name for command in commands] == [
        "Speak",
        "BlindTransfer",
        "Speak",
        "BlindTransfer",
        "Speak",
        "Record",
    ]
    assert [command.text for command in commands if command.name == "BlindTransfer"] == ["4711", "4712"]
    assert dict(commands[-1].attributes)["FinishedUrl"] == f"{app_url}/recorded?caller=%2B36+1%262"


def test_a_message_is_told_to_the_office_and_confirmed_by_sms(app_url, post):
    commands = post(f"{app_url}/recorded?caller=%2B361", RecordURL="http://pbx/1.mp3")

    email, sms, *rest = commands
    assert dict(email.attributes) == {"Recipient": "office@example.com", "Subject": "Message from +361"}
    assert email.text == "Listen to it at http://pbx/1.mp3"
    assert dict(sms.attributes) == {
        "Recipient": "+361",
        "DeliveryReportURL": f"{app_url}/delivered?caller=%2B361",
    }
    assert [command.name for command in rest] == ["Speak", "Hangup"]


@pytest.mark.parametrize(("state", "names"), [("Delivered", []), ("Failed", ["SendEmail"])])
def test_the_office_hears_of_an_sms_that_was_not_delivered(app_url, post, state, names):
    commands = post(f"{app_url}/delivered?caller=%2B361", DeliveryState=state)

    assert [command.name for command in commands] == names
