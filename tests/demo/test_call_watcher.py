"""The call watcher by itself: what it answers to each notification."""

from __future__ import annotations

import pytest

from simulator.demo import call_watcher


@pytest.fixture(scope="module")
def app_url(serve) -> str:
    return serve(call_watcher.app)


def test_a_call_that_is_picked_up_is_recorded_and_announced(app_url, post):
    record, speak = post(f"{app_url}/changed", NotificationName="CallChanged", CallState="Answered")

    assert (record.name, dict(record.attributes)) == ("Record", {"FinishedUrl": f"{app_url}/recorded"})
    assert (speak.name, speak.text, dict(speak.attributes)) == ("Speak", "This call is recorded.", {"Party": "all"})


@pytest.mark.parametrize("state", ["Ringing", "InCall", "Hold", "Completed", "Busy"])
def test_nothing_is_done_in_any_other_state(app_url, post, state):
    assert post(f"{app_url}/changed", CallState=state) == ()


def test_it_keeps_where_recordings_are(app_url, post, monkeypatch):
    monkeypatch.setattr(call_watcher, "recordings", {})

    assert post(f"{app_url}/recorded", CallID="1a", RecordURL="http://pbx/1.mp3") == ()
    assert call_watcher.recordings == {"1a": "http://pbx/1.mp3"}
