"""The PIN menu app by itself: what it answers to each notification."""

from __future__ import annotations

import pytest

from simulator.demo import pin_menu


@pytest.fixture(scope="module")
def app_url(serve) -> str:
    return serve(pin_menu.app)


def texts_of(commands) -> list[str]:
    """Everything that would be spoken, in document order."""
    return [element.text for command in commands for element in command.walk() if element.name == "Speak"]


def question_of(commands) -> dict[str, str]:
    """The attributes of the one UserInput that is no part of another."""
    (question,) = [command for command in commands if command.name == "UserInput"]
    return dict(question.attributes)


def test_a_caller_is_asked_for_four_digits(app_url, post):
    commands = post(f"{app_url}/incoming", NotificationName="IncomingCall", CallID="1")

    assert texts_of(commands) == ["Welcome to the bank.", "Please enter your PIN.", "No PIN was entered. Goodbye."]
    assert question_of(commands) == {
        "Digits": "4",
        "Timeout": "5",
        "ForwardToUrl": f"{app_url}/pin?attempt=1",
    }


def test_the_right_pin_leads_to_the_menu(app_url, post):
    commands = post(f"{app_url}/pin?attempt=1", NotificationName="DtmfEntered", DtmfDigits="1234")

    assert [(command.name, command.text) for command in commands] == [("GoTo", f"{app_url}/menu")]


def test_a_wrong_pin_asks_again_and_counts_in_the_address(app_url, post):
    commands = post(f"{app_url}/pin?attempt=1", DtmfDigits="9999")

    assert texts_of(commands)[:2] == ["Wrong PIN.", "Please enter your PIN."]
    assert question_of(commands)["ForwardToUrl"] == f"{app_url}/pin?attempt=2"


def test_the_third_wrong_pin_ends_the_call(app_url, post):
    commands = post(f"{app_url}/pin?attempt=3", DtmfDigits="9999")

    assert [command.name for command in commands] == ["Speak", "Hangup"]
    assert texts_of(commands) == ["Wrong PIN. Too many attempts. Goodbye."]


def test_the_right_pin_counts_at_the_third_attempt_too(app_url, post):
    commands = post(f"{app_url}/pin?attempt=3", DtmfDigits="1234")

    assert [command.name for command in commands] == ["GoTo"]


def test_the_menu_offers_the_balance_and_an_operator(app_url, post):
    commands = post(f"{app_url}/menu", NotificationName="GoTo", CallID="1")

    assert texts_of(commands) == [
        "For your balance, press 1. For an operator, press 2.",
        "Your balance is 42 euros. Press star to go back.",
        "An operator will call you back.",
        "Goodbye.",
    ]
    keys = [dict(one.attributes)["Key"] for one in commands[0].walk() if one.name == "Input"]
    assert keys == ["1", "2"]


def test_the_balance_is_a_menu_of_its_own_with_a_way_back(app_url, post):
    (menu, *_) = post(f"{app_url}/menu", NotificationName="GoTo", CallID="1")

    _, balance = [element for element in menu.walk() if element.name == "UserInput"]
    assert dict(balance.attributes)["BackKey"] == "*"
