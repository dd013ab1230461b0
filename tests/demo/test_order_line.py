"""The order line by itself: what it answers to each notification."""

from __future__ import annotations

import pytest

from simulator.demo import order_line

CALLER = "+36 1&2"


@pytest.fixture(scope="module")
def app_url(serve) -> str:
    return serve(order_line.app)


def names(commands) -> list[str]:
    return [command.name for command in commands]


def test_an_order_is_recorded_after_a_beep(app_url, post):
    commands = post(f"{app_url}/incoming", CallerID=CALLER)

    assert names(commands) == ["Speak", "Beep", "Record"]
    assert dict(commands[-1].attributes)["FinishedUrl"] == f"{app_url}/ordered?caller=%2B36+1%262"


def test_after_closing_time_the_call_is_sent_on(app_url, post):
    assert names(post(f"{app_url}/incoming?closed=yes", CallerID=CALLER)) == ["ForwardCall"]


def test_the_kitchen_is_asked_and_its_word_travels_in_an_address(app_url, post):
    message, _, wait, go_to = post(f"{app_url}/ordered?caller=%2B361", RecordURL="http://pbx/1.mp3")

    assert message.text == "How many minutes? http://pbx/1.mp3"
    assert dict(wait.attributes)["ID"] == "minutes"
    assert go_to.text == f"{app_url}/minutes?caller=%2B361&minutes=$minutes"


def test_the_courier_is_called_once_it_is_known_how_long_it_takes(app_url, post):
    assert names(post(f"{app_url}/minutes?caller=1&minutes=20")) == ["UserInput", "Call", "Speak", "Hangup"]
    assert names(post(f"{app_url}/minutes?caller=1&minutes=")) == ["Speak", "Hangup"]


def test_the_courier_is_connected_with_the_customer(app_url, post):
    (menu,) = post(f"{app_url}/courier?caller=%2B361")

    inputs = menu.children[1]
    connect = inputs.children[0].children[0]
    assert (connect.name, dict(connect.attributes)) == ("CallSetup", {"Caller": "4721", "Callee": "+361"})


def test_the_length_of_the_call_to_the_courier_is_kept(app_url, post, monkeypatch):
    monkeypatch.setattr(order_line, "seconds_on_the_phone", [])

    assert post(f"{app_url}/courier-knows", CallID="1a", Duration="7") == ()
    assert order_line.seconds_on_the_phone == [7]


@pytest.mark.parametrize(
    ("state", "number", "answered"),
    [("Ringing", "4700", ["ForwardCall"]), ("InCall", "4700", []), ("Ringing", "1", [])],
)
def test_what_rings_at_the_old_number_is_sent_on(app_url, post, state, number, answered):
    assert names(post(f"{app_url}/changed", CallState=state, Destination=number)) == answered
