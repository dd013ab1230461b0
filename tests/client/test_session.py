"""Sessions and the calls in them; each test with both clients."""

from __future__ import annotations

from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from simulator import Settings, hears, says, stays_silent
from simulator.client import ControlError
from tests.server.conftest import download

MESSAGE = [hears("message"), says("Hello, it is me."), stays_silent()]


def test_a_call_in_a_session_is_seen_through(session, app):
    call = session.place_call(MESSAGE, url=f"{app}/incoming")

    report = call.wait()

    assert (report.failures, report.over, report.placed, report.outbox) == ([], True, True, None)
    assert report.clock == "virtual"
    assert [one.id for one in session.calls()] == [call.id]


def test_presets_of_one_call_count_for_it(session, app):
    call = session.place_call(url=f"{app}/list", variables={"who": "Bob"}, arrays={"voicemails": [{"from": "Eve"}]})

    assert call.wait().heard[:2] == ["Hello Bob.", "From Eve"]


def test_a_message_reaches_the_app(session, app):
    message = session.send_sms("Hi", url=f"{app}/callback", sender="4711", to="9000", variables={"who": "Eve"})

    assert message.wait().failures == []
    assert [one.text for one in session.outbox().sms] == ["Soon"]
    assert message.outbox() == session.outbox()
    assert [one.id for one in session.messages()] == [message.id]
    assert [one.placed for one in session.calls()] == [False]


def test_recordings_of_all_calls_are_downloaded(session, app, tmp_path):
    calls = [session.place_call(MESSAGE, url=f"{app}{path}") for path in ("/incoming", "/wav")]
    reports = [call.wait() for call in calls]

    recordings = session.recordings()

    assert sorted(one.format for one in recordings) == ["mp3", "wav"]
    assert {one.name for one in recordings} == {one.recordings[0].name for one in reports}
    for recording in recordings:
        assert recording.data() == download(recording.url)
        assert len(recording.data()) == recording.size
        saved = recording.save(tmp_path / "new")
        assert (saved, saved.read_bytes()) == (tmp_path / "new" / recording.name, recording.data())


def test_a_recording_that_is_gone_is_told(session, app):
    call = session.place_call(MESSAGE, url=f"{app}/incoming")
    call.wait()
    (recording,) = call.recordings()
    session.reset()

    with pytest.raises(ControlError, match=f"there is no recording '{recording.name}' here") as caught:
        recording.data()

    assert caught.value.status == 404
    assert f"GET {recording.url}" in str(caught.value)


def test_the_calls_between_people_are_listed_as_the_pbx_does(session):
    session.clock.freeze()
    call = session.place_call([stays_silent()], to="2001", caller="2000", live=True)
    session.clock.run_until(event="PartiesConnected")

    (active,) = session.active_calls()

    assert (active.state, active.session_state, active.over, active.direction) == (
        "InCall",
        "InCall",
        False,
        "Internal",
    )
    assert active.lines["caller"] == call.id
    assert {one.id for one in session.calls()} == set(active.lines.values())
    call.hang_up()
    assert session.active_calls() == []
    assert [one.over for one in session.active_calls(over=True)] == [True]


def test_what_an_app_orders_is_found_by_the_journal(session, app):
    parameters = {"command": "Call", "CallerPhone": "2000", "CalledPhone": "2001"}
    with urlopen(f"{session.pbx_url}?{urlencode(parameters)}"):
        pass
    entry = session.journal.wait_for(event="CommandReceived")

    assert entry.data["name"] == "Call"


def test_a_reset_begins_anew(simulator, app):
    with simulator.session(seed=3) as session:
        first = session.place_call(MESSAGE, url=f"{app}/incoming")
        first.wait()

        report = session.reset()

        assert (report.calls, report.entries, report.clock.now, report.seed) == (0, 0, 0.0, 3)
        again = session.place_call(MESSAGE, url=f"{app}/incoming")
        again.wait()
        assert again.id == first.id


def test_settings_are_those_of_the_server_and_the_session(simulator):
    with simulator.session(settings={"pick_up_time": 7, "app_latency": "measured"}) as session:
        read = session.settings()

    assert isinstance(read, Settings)
    assert (read.pick_up_time, read.app_latency, read.speech) == (7.0, "measured", "pseudo")


def test_whatever_is_asked_of_a_session_that_is_gone_says_so(session):
    session.remove()

    with pytest.raises(ControlError, match=f"there is no session '{session.id}'") as caught:
        session.read()

    assert caught.value.status == 404
