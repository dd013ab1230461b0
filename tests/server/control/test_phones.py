"""Calls during which the app calls, transfers and writes to others."""

from __future__ import annotations

import pytest


def test_a_caller_is_connected_with_whoever_picks_up(client):
    anna = {"answers": 3, "does": [{"hears": "anybody"}, {"says": "Anna here"}, "hangs_up"]}

    steps = [{"pauses": 4}, {"says": "Is anybody there?"}, {"hears": "anna"}, "stays_silent"]
    call = client.place("/transfer", steps=steps, phones={"4711": "busy", "4712": anna})

    assert call["failures"] == []
    assert [(one["number"], one["from"], one["answered"]) for one in call["calls"]] == [
        ("4711", "+3612345678", False),
        ("4712", "+3612345678", True),
    ]
    assert [prompt["text"] for prompt in call["calls"][1]["heard"]] == ["Is anybody there?"]
    assert [prompt["text"] for prompt in call["heard"]] == ["Anna here"]


@pytest.mark.parametrize(
    ("phone", "title"),
    [
        ("busy", "user busy"),
        ("no answer", "no answer from user"),
        ("refuses", "call rejected"),
        ("unknown", "unallocated number"),
        ({"busy": 2}, "user busy"),
        ({"refuses": None}, "call rejected"),
        ({"no answer": None, "sms": "failed"}, "no answer from user"),
        ({"unknown": 1}, "unallocated number"),
        ({"calls": ["busy", "refuses"]}, "user busy"),
    ],
)
def test_a_phone_is_not_picked_up_for_the_reason_that_is_written(client, phone, title):
    call = client.place("/transfer", phones={"4711": phone, "4712": "busy"})

    assert call["calls"][0]["cause"]["title"] == title
    assert [prompt["text"] for prompt in call["heard"]] == ["Nobody is in."]


def test_a_call_that_a_script_has_placed_is_told_with_what_was_heard_and_recorded(client):
    phones = {"4711": {"answers": "1s", "does": [{"hears": "me"}, {"says": "Hello"}], "sms": {"state": "failed"}}}

    call = client.place("/callback", steps=["stays_silent"], phones=phones)

    (further,) = call["calls"]
    assert (further["number"], further["from"], further["state"]) == ("4711", "9000", "ended")
    assert (further["answered"], further["ended_by"], further["cause"]["code"]) == (True, "pbx", 16)
    assert [prompt["text"] for prompt in further["heard"]] == ["It is me."]
    assert [recording["end"] for recording in further["recordings"]] == ["max-duration"]
    assert client.get(further["recordings"][0]["url"]).status == 200
    assert call["failures"] == []


def test_the_outbox_tells_what_was_sent_and_what_became_of_it(client):
    phones = {"4711": {"answers": None, "sms": {"state": "failed", "after": 2}}}

    call = client.place("/callback", phones=phones)

    (sms,) = call["outbox"]["sms"]
    assert sms == {"id": sms["id"], "sent_at": 0.0, "from": "9000", "to": "4711", "text": "Soon", "state": "failed"}
    assert client.get(call["links"]["outbox"]).json == call["outbox"]
    entries = client.get(call["links"]["transcript"]).json["entries"]
    assert [entry["at"] for entry in entries if entry["event"] == "SmsReported"] == [2.0]


def test_a_message_of_which_nothing_is_known_stays_pending(client):
    call = client.place("/callback", phones={"4711": {"sms": "never"}})

    assert [sms["state"] for sms in call["outbox"]["sms"]] == ["pending"]


def test_call_after_call_has_one_word_on_messages(client):
    call = client.place("/callback", phones={"4711": {"calls": ["busy", ["hangs_up"]], "sms": "failed"}})

    assert call["calls"][0]["cause"]["title"] == "user busy"
    assert [sms["state"] for sms in call["outbox"]["sms"]] == ["failed"]


def test_the_outbox_holds_emails_and_messages_too(client):
    call = client.place("/letters", variables={"who": "Anna"}, settings={"dialect": "ozeki10"})

    assert call["outbox"] == {
        "sms": [],
        "emails": [
            {
                "sent_at": 0.0,
                "from": "pbx@localhost",
                "to": "anna@example.com",
                "subject": "A call",
                "text": "From Anna",
                "attachments": [],
            }
        ],
        "messages": [
            {"sent_at": 0.0, "connection": "admin@localhost", "address": "", "text": "Somebody called."},
        ],
    }


def test_variables_and_arrays_are_set_before_the_script(client):
    call = client.place("/list", variables={"who": "Anna"}, arrays={"voicemails": [{"from": "Bob"}, {"from": "Eve"}]})

    assert [prompt["text"] for prompt in call["heard"]] == ["Hello Anna.", "From Bob", "From Eve"]


def test_the_settings_of_a_call_say_where_its_files_are(client, tmp_path):
    (tmp_path / "Uploads").mkdir()
    (tmp_path / "Uploads" / "a.txt").write_text("x")

    call = client.place("/delete", settings={"data_folder": str(tmp_path)})

    assert call["problems"] == []
    assert not (tmp_path / "Uploads" / "a.txt").exists()
