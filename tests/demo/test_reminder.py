"""The reminder app by itself: what it answers to each notification."""

from __future__ import annotations

import pytest

from simulator.demo import reminder

WISH = "id=a1&number=%2B361&what=feed+the+cat"


@pytest.fixture(scope="module")
def app_url(serve) -> str:
    return serve(reminder.app)


@pytest.fixture(autouse=True)
def nothing_is_confirmed(monkeypatch):
    monkeypatch.setattr(reminder, "confirmed", set())


def told(commands) -> list[tuple[str, str]]:
    return [(command.name, command.text) for command in commands]


def test_whoever_asks_for_a_reminder_is_called(app_url, post):
    call, delay, go_to = post(f"{app_url}/sms", SmsId="a1", Sender="+361", Message="Remind me to feed the cat")

    assert (call.name, call.text) == ("Call", "+361")
    assert dict(call.attributes) == {"Url": f"{app_url}/connected?{WISH}&attempt=1"}
    assert (delay.name, delay.text) == ("Delay", "120")
    assert (go_to.name, go_to.text) == ("GoTo", f"{app_url}/check?{WISH}&attempt=1")


def test_a_message_that_is_no_wish_is_answered(app_url, post):
    (sms,) = post(f"{app_url}/sms", SmsId="a1", Sender="+361", Message="Hello?")

    assert (sms.name, sms.text, dict(sms.attributes)) == ("SendSms", "Write: remind me to ...", {"Recipient": "+361"})


def test_a_key_confirms_the_reminder(app_url, post):
    menu, *rest = post(f"{app_url}/connected?{WISH}")

    assert [one.text for one in menu.walk() if one.name == "Speak"] == [
        "You wanted to feed the cat. Press 1 to confirm."
    ]
    assert [one.text for one in menu.walk() if one.name == "GoTo"] == [f"{app_url}/confirm?{WISH}&attempt=1"]
    assert [command.name for command in rest] == ["Speak", "Hangup"]


def test_a_confirmed_reminder_is_not_repeated(app_url, post):
    confirmed = post(f"{app_url}/confirm?{WISH}")

    assert told(confirmed)[0] == ("SendSms", "Confirmed: feed the cat")
    assert post(f"{app_url}/check?{WISH}") == ()


def test_without_confirmation_there_is_another_call(app_url, post):
    commands = post(f"{app_url}/check?{WISH}&attempt=2")

    assert [command.name for command in commands] == ["Call", "Delay", "GoTo"]
    assert commands[-1].text.endswith("&attempt=3")


def test_after_the_last_call_there_is_an_sms(app_url, post):
    assert told(post(f"{app_url}/check?{WISH}&attempt=3")) == [
        ("SendSms", "You could not be reached. Remember to feed the cat")
    ]
