"""What happens in a session is written down, found, waited for, and followed."""

from __future__ import annotations

import json
from contextlib import closing
from urllib.request import Request, urlopen

import pytest

from simulator.telephony.transcript import Transcript

MESSAGE = [{"hears": "message"}, {"says": "Hello, it is me."}, "stays_silent"]


def events(session, **headers):
    """What is sent about a session, as it comes: kind, ID and data."""
    path = headers.pop("path", "/events")
    request = Request(f"{session.client.server}/control/v1/sessions/{session.id}{path}", headers=headers)
    with urlopen(request, timeout=20) as stream:
        event = {}
        for line in stream:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name:
                event[name] = value
            elif event.get("data"):
                yield event.get("event", "message"), event.get("id"), json.loads(event["data"])
                event = {}


def first_events(session, count, **headers):
    """The first so many of them; then the line is closed."""
    with closing(events(session, **headers)) as following:
        return [next(following) for _ in range(count)]


def test_the_journal_holds_everything_in_order(client):
    session = client.session()
    call = session.place(f"{client.app}/incoming", steps=MESSAGE)

    page = session.control("/journal?limit=1000")

    assert [entry["number"] for entry in page["entries"]] == list(range(page["length"]))
    assert page["next"] == page["length"] == session.control("")["entries"]
    first = page["entries"][0]
    assert first == {
        "number": 0,
        "at": 0.0,
        "call": call["id"],
        "label": "",
        "event": "CallOffered",
        "text": "call from +3612345678 to 9000",
        "detail": False,
        "data": {"caller": "+3612345678", "dialled": "9000", "name": ""},
    }


def test_the_journal_is_read_page_by_page(client):
    session = client.session()
    session.place(f"{client.app}/incoming", steps=MESSAGE)
    everything = session.journal(limit=1000)

    pages, since = [], 0
    while page := session.control(f"/journal?limit=7&since={since}")["entries"]:
        pages += page
        since = page[-1]["number"] + 1

    assert pages == everything
    assert session.control("/journal?limit=7")["next"] == 7


def test_no_more_of_the_journal_is_read_than_a_page_needs(client, monkeypatch):
    session = client.session()
    session.place(f"{client.app}/incoming", steps=MESSAGE)
    read = []
    text = Transcript.text
    monkeypatch.setattr(Transcript, "text", lambda transcript, entry: read.append(entry) or text(transcript, entry))

    page = session.control("/journal?limit=1&text=c")

    assert page["next"] < page["length"] - 2
    assert len(read) == page["next"] + 1 + 1  # as far as the next one that is wanted, and the one that is shown


def test_the_journal_is_filtered(client):
    session = client.session()
    session.place(f"{client.app}/callback", steps=["stays_silent"], wait=15)
    session.run("idle")  # the call that the app has placed goes on for longer
    session.command("SendSms", ApiExtension="9000", Recipient="4711", Message="Hi")

    def texts(**wanted):
        return [entry["text"] for entry in session.journal(**wanted)]

    assert len(texts(event="SmsSent")) == 2
    assert len(texts(event=["SmsSent", "RecordingFinished"])) == 3
    assert [one.rpartition(" ")[2] for one in texts(notification="SMSDeliveryReport")] == ["SMSDeliveryReport"]
    assert len(texts(command="sendsms")) == 1
    assert len(texts(text="max-DURATION")) == 1
    assert len(texts(call="HTTP", event="SmsSent")) == 1
    assert texts(event="SmsSent", call="nobody") == []
    assert texts(since=2**62) == []


def test_the_journal_is_read_as_text(client):
    session = client.session()
    session.place(f"{client.app}/incoming", steps=MESSAGE)

    answer = session.request("GET", "/journal?event=CallOffered&event=CallAnswered", Accept="text/plain")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == "0.0 call from +3612345678 to 9000\n0.0 call answered\n"


def test_an_unknown_event_is_no_filter(client):
    """Or a test that waits for one that does not exist would prove anything."""
    session = client.session()

    in_query = session.request("GET", "/journal?event=RecordingFinishd")
    in_body = session.request("POST", "/journal/never", {"event": "SmsSend", "seconds": 30})
    notification = session.request("POST", "/journal/wait", {"notification": "RecordComplete"})

    assert in_query.status == in_body.status == notification.status == 422
    assert "unknown event 'RecordingFinishd'; did you mean 'RecordingFinished'?" in in_query.json["detail"]
    assert "unknown event 'SmsSend'; did you mean 'SmsSent'?" in in_body.json["detail"]
    assert "'RecordCompleted'" in notification.json["detail"]


def test_what_is_there_is_found_at_once(client):
    session = client.session()
    session.place(f"{client.app}/incoming", steps=MESSAGE)

    entry = session.wait({"notification": "RecordCompleted", "timeout": 0})

    assert entry["data"]["fields"]["NotificationName"] == "RecordCompleted"
    assert entry == session.journal(notification="RecordCompleted")[0]


def test_what_comes_is_waited_for(client):
    session = client.session(frozen=True)
    with client.at_once(lambda: session.wait({"notification": "RecordCompleted", "timeout": 20})) as waiting:
        session.place(f"{client.app}/incoming", steps=MESSAGE, wait=0)
        session.run("idle")

        entry = waiting.result(timeout=20)

    assert entry["event"] == "NotificationSent"


def test_what_does_not_come_in_time_is_told_with_what_came_instead(client):
    session = client.session()
    session.place(f"{client.app}/incoming", steps=MESSAGE)
    length = session.control("")["entries"]

    answer = session.request("POST", "/journal/wait", {"notification": "Error", "timeout": 0.01})
    none = session.request("POST", "/journal/wait", {"event": "SmsSent", "since": length, "timeout": 0.01})

    assert (answer.status, answer.json["type"]) == (409, "urn:ozeki-simulator:not-come")
    assert answer.json["detail"] == (
        "no entry came within 0.01 s with notification 'Error'; the last that came is "
        "'call ended by pbx: normal clearing'"
    )
    assert [entry["number"] for entry in answer.json["entries"]] == list(range(length - 20, length))
    assert none.json["detail"] == "no entry came within 0.01 s with event 'SmsSent'; nothing came"


def test_it_is_proved_that_something_does_not_come(client):
    session = client.session()
    session.place(f"{client.app}/incoming", steps=["stays_silent"])

    clock = session.control("/journal/never", {"notification": "Error", "seconds": 30, "since": 0})

    assert clock["now"] >= 30


def test_what_must_not_come_and_comes_is_told_at_once(client):
    session = client.session(frozen=True)
    session.place(f"{client.app}/incoming", steps=["stays_silent"], wait=0)

    answer = session.request("POST", "/journal/never", {"event": "RecordingFinished", "seconds": 600})

    assert (answer.status, answer.json["type"]) == (409, "urn:ozeki-simulator:has-come")
    (entry,) = answer.json["entries"]
    assert entry["event"] == "RecordingFinished"
    assert answer.json["detail"].startswith("an entry came with event 'RecordingFinished', after ")
    assert session.control("/clock")["now"] == entry["at"]
    before = session.request("POST", "/journal/never", {"event": "CallOffered", "seconds": 600, "since": 0})
    assert before.json["entries"][0]["number"] == 0


def test_a_session_is_followed_as_things_happen(client):
    session = client.session(frozen=True)
    session.place(f"{client.app}/incoming", steps=MESSAGE, wait=0)
    following = events(session)
    seen = [next(following)]

    session.run("idle")
    length = session.control("")["entries"]
    seen += [next(following) for _ in range(length - 1)]
    session.remove()
    seen += following

    assert [data["number"] for _, _, data in seen[:-1]] == list(range(length))
    assert seen[-1][0] == "closed"


def test_whoever_was_cut_off_goes_on_behind_the_last_event(client):
    session = client.session()
    session.place(f"{client.app}/incoming", steps=MESSAGE)
    *_, (_, last_id, last) = first_events(session, 5)

    ((_, _, behind),) = first_events(session, 1, **{"Last-Event-ID": last_id})

    assert (last["number"], behind["number"]) == (4, 5)


def test_after_a_reset_whoever_was_cut_off_begins_anew(client):
    session = client.session()
    session.place(f"{client.app}/incoming", steps=MESSAGE)
    *_, (_, last_id, _) = first_events(session, 5)
    session.request("POST", "/reset")
    session.place(f"{client.app}/incoming", steps=MESSAGE)

    ((_, _, first),) = first_events(session, 1, **{"Last-Event-ID": last_id})

    assert first["number"] == 0


def test_whoever_follows_may_choose(client):
    session = client.session()
    session.place(f"{client.app}/incoming", steps=MESSAGE)

    ((_, _, first),) = first_events(session, 1, path="/events?event=RecordingFinished")
    ((_, _, second),) = first_events(session, 1, path="/events?since=3")

    assert first["event"] == "RecordingFinished"
    assert second["number"] == 3


@pytest.mark.parametrize("written", ["x", "-", "1-", "1-x", "-1", "9-9999999999999999999999", "1-²"])
def test_an_id_that_is_none_begins_at_the_beginning(client, written):
    session = client.session()
    session.place(f"{client.app}/incoming", steps=["hangs_up"])

    ((_, _, first),) = first_events(session, 1, **{"Last-Event-ID": written.encode().decode("latin-1")})

    assert first["number"] == 0
