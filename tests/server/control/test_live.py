"""Somebody acts on a call while it runs. These run on the wall clock, hurried."""

from __future__ import annotations

import pytest

LIVE = {"live": True, "clock": "x50", "wait": 0}

pytestmark = pytest.mark.wall_clock


def test_a_key_is_pressed_now(client):
    call = client.place("/patient", **LIVE)
    client.until(call["id"], "RecordingStarted")

    pressed = client.request("POST", f"{call['links']['self']}/keys", {"keys": "#"})

    assert pressed.status == 202
    over = client.control(f"/calls/{call['id']}?wait=15")
    assert [recording["end"] for recording in over["recordings"]] == ["finish-digit"]
    assert [prompt["text"] for prompt in over["heard"]] == ["Leave a message.", "Thank you."]
    assert over["ended_by"] == "pbx"


def test_a_key_chooses_in_a_menu(client):
    call = client.place("/menu", **{**LIVE, "clock": "x5"})  # it waits for twelve seconds
    client.until(call["id"], "PromptStarted")

    client.control(f"/calls/{call['id']}/keys", {"keys": "1"})

    over = client.control(f"/calls/{call['id']}?wait=15")
    assert [prompt["text"] for prompt in over["heard"]] == ["Press 1.", "One."]


def test_the_caller_hangs_up_now(client):
    call = client.place("/patient", **LIVE)
    client.until(call["id"], "RecordingStarted")

    assert client.request("POST", f"{call['links']['self']}/hangup").status == 202

    over = client.control(f"/calls/{call['id']}?wait=15")
    assert (over["ended_by"], over["over"]) == ("caller", True)
    assert [recording["end"] for recording in over["recordings"]] == ["hang-up"]


def test_events_come_while_the_call_runs(client):
    call = client.place("/patient", **LIVE)
    seen = []

    for data in client.events(call["id"]):
        seen.append(data.get("event"))
        if seen[-1] == "RecordingStarted":
            client.control(f"/calls/{call['id']}/hangup", {}, "POST")

    assert seen[0] == "CallOffered"
    assert seen[-2:] == ["CallCleared", None]


def test_a_live_call_waits_for_somebody_to_act(client):
    """Nothing is due on it, and yet it is not given up; a request that waits for its end gets the call as it is."""
    call = client.place("/patient", **LIVE)
    client.until(call["id"], "RecordingStarted")

    still = client.control(f"/calls/{call['id']}?wait=0.05")

    assert (still["over"], still["state"]) == (False, "in-call")
    assert still["now"] > 0
    client.control(f"/calls/{call['id']}/hangup", {}, "POST")
    assert client.control(f"/calls/{call['id']}?wait=15")["over"]


def test_nobody_acts_on_a_call_that_has_ended(client):
    call = client.place("/incoming", steps=["hangs_up"], clock="x50")

    for action in ("keys", "hangup"):
        answer = client.request("POST", f"{call['links']['self']}/{action}", {"keys": "1"})
        assert (answer.status, answer.json["title"]) == (409, "Conflict")
        assert answer.json["detail"] == f"the call '{call['id']}' has ended"


def test_keys_that_are_cut_short_by_the_end_of_the_call_harm_nothing(client):
    call = client.place("/patient", **LIVE)
    client.until(call["id"], "RecordingStarted")

    client.control(f"/calls/{call['id']}/keys", {"keys": "123456789"})
    client.control(f"/calls/{call['id']}/hangup", {}, "POST")

    over = client.control(f"/calls/{call['id']}?wait=15")
    assert (over["error"], over["ended_by"]) == (None, "caller")


def test_reset_ends_a_running_call(client):
    call = client.place("/patient", **LIVE)
    events = client.events(call["id"])
    assert next(events)["event"] == "CallOffered"

    assert client.request("POST", "/control/v1/reset").status == 204

    *_, last = events
    assert (last["over"], last["error"]) == (True, "the call was cut off by a reset")
    assert client.control("/calls") == {"calls": []}
