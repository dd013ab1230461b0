"""Short messages to an app, and everything that it sets going about them."""

from __future__ import annotations

import pytest


def test_a_message_tells_what_the_app_did_about_it(client):
    answer = client.request("POST", "/control/v1/sms?wait=10", {"url": f"{client.app}/callback", "text": "Call me"})

    message = answer.json
    assert answer.status == 201
    assert answer.headers["location"] == message["links"]["self"] == f"/control/v1/calls/{message['id']}"
    assert (message["kind"], message["text"], message["from"], message["to"]) == (
        "sms",
        "Call me",
        "+3612345678",
        "9000",
    )
    assert (message["over"], message["state"], message["ended_by"], message["cause"]) == (True, None, None, None)
    assert [(one["number"], one["answered"]) for one in message["calls"]] == [("4711", True)]
    assert [sms["state"] for sms in message["outbox"]["sms"]] == ["delivered"]
    assert (message["heard"], message["failures"], message["error"]) == ([], [], None)


def test_a_message_is_read_and_listed_beside_the_calls(client):
    call = client.place(steps=["hangs_up"])
    message = client.receive("/report", "Hello", **{"from": "4711", "to": "77"})

    assert client.control(f"/calls/{message['id']}") == message
    assert [(one["kind"], one["from"], one["to"]) for one in client.control("/calls")["calls"]] == [
        ("call", call["from"], call["to"]),
        ("sms", "4711", "77"),
    ]


def test_the_transcript_the_events_and_the_outbox_of_a_message_are_had_as_those_of_a_call(client):
    message = client.receive("/callback")

    lines = client.get(f"{message['links']['transcript']}?format=text").text.splitlines()
    *entries, last = client.events(message["id"])
    assert lines[0] == "0.0 SMS from +3612345678 to 9000: 'Hello'"
    assert [entry["event"] for entry in entries[:2]] == ["SmsReceived", "NotificationSent"]
    assert last == message
    assert client.get(message["links"]["outbox"]).json == message["outbox"]
    assert client.get(message["links"]["recordings"]).json == {"recordings": []}


def test_phones_variables_and_settings_count_for_messages_too(client):
    message = client.receive(
        "/callback",
        phones={"4711": {"refuses": 2, "sms": "failed"}},
        variables={"who": "Anna"},
        settings={"sms_delivery_time": 7},
    )

    assert message["calls"][0]["cause"]["title"] == "call rejected"
    assert message["outbox"]["sms"][0]["state"] == "failed"
    assert message["now"] == 7.0


@pytest.mark.wall_clock
def test_a_message_may_run_on_a_real_clock(client):
    message = client.receive("/callback", clock="x100", phones={"4711": "busy"})

    assert (message["clock"], message["over"], message["failures"]) == ("x100", True, [])
    assert message["outbox"]["sms"][0]["state"] == "delivered"


def test_nobody_presses_keys_or_hangs_up_on_a_message(client):
    message = client.receive("/report")

    for action in ("keys", "hangup"):
        answer = client.request("POST", f"{message['links']['self']}/{action}", {"keys": "1"})
        assert (answer.status, answer.json["title"]) == (409, "Conflict")
        assert answer.json["detail"] == f"'{message['id']}' is a short message; nobody is on a line"


def test_a_call_and_messages_with_one_seed_keep_apart(client):
    """They may place calls with the same ID, and so recordings with the same name."""
    placed = [client.place("/callback", seed=3), client.receive("/callback", seed=3), client.receive("/up", seed=3)]

    first, second, third = (one["id"] for one in placed)
    assert third == f"{second}-2"
    assert first != second
    urls = [one["calls"][0]["recordings"][0]["url"] for one in placed[:2]]
    assert urls[0].partition("/HttpRecordings/")[0] != urls[1].partition("/HttpRecordings/")[0]
    assert all(client.get(url).status == 200 for url in urls)
    assert client.place("/callback")["seed"] != 3


def test_reset_forgets_messages(client):
    message = client.receive("/callback")

    assert client.request("POST", "/control/v1/reset").status == 204

    assert client.control("/calls") == {"calls": []}
    assert client.get(message["links"]["self"]).status == 404
