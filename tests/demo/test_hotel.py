"""The hotel by itself: what it answers to each change of a call."""

from __future__ import annotations

import pytest

from simulator.demo import hotel


@pytest.fixture(scope="module")
def app_url(serve) -> str:
    return serve(hotel.app)


@pytest.fixture(autouse=True)
def a_new_day(monkeypatch):
    monkeypatch.setattr(hotel, "announced", set())
    monkeypatch.setattr(hotel, "waiting", [])
    monkeypatch.setattr(hotel, "talked", [])


@pytest.fixture
def changed(app_url, post):
    def change(state: str, source: str, destination: str, call: str = "1a") -> list[str]:
        url = f"{app_url}/changed"
        return [one.name for one in post(url, CallID=call, CallState=state, Source=source, Destination=destination)]

    return change


def test_a_call_to_a_guest_who_wants_to_be_left_alone_goes_to_the_reception(changed):
    assert changed("Ringing", "203", "205") == ["Forward"]
    assert changed("Ringing", "203", "204") == []


def test_a_room_opens_the_front_door_and_nobody_else_does(changed):
    assert changed("InCall", "203", "120") == ["SendDTMF", "Play", "Hangup"]
    assert changed("InCall", "+3615550100", "120") == []


def test_the_reception_hears_once_which_room_is_calling(changed):
    assert changed("Answered", "203", "100") == []
    assert changed("InCall", "203", "100") == ["Hold", "Speak", "Unhold"]
    assert changed("Hold", "203", "100") == []
    assert changed("InCall", "203", "100") == []


def test_what_is_asked_of_the_kitchen_is_billed_at_the_bar(app_url, changed, post):
    assert changed("InCall", "203", "110") == ["Speak", "BlindTransfer"]

    post(f"{app_url}/transferred", CallID="1a", Caller="203", Callee="111", Duration="42")

    assert hotel.talked == [42]


def test_a_caller_on_hold_is_connected_with_the_room_that_the_reception_calls(app_url, changed, post):
    changed("InCall", "+3615550100", "100")
    changed("Hold", "+3615550100", "100")

    (command,) = post(f"{app_url}/changed", CallID="2b", CallState="InCall", Source="100", Destination="204")

    assert (command.name, dict(command.attributes)) == (
        "AttendedTransfer",
        {"TransferredCallId": "1a", "TargetCallId": "2b"},
    )


def test_a_caller_who_is_no_longer_on_hold_is_connected_with_nobody(changed):
    changed("Hold", "+3615550100", "100")
    changed("Completed", "+3615550100", "100")

    assert changed("InCall", "100", "204", "2b") == []
