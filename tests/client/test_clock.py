"""The clock of a session; each test with both clients."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from simulator import hears, says, stays_silent
from simulator.client import ControlError, NotComeError

MESSAGE = [hears("message"), says("Hello, it is me."), stays_silent()]


@pytest.fixture
def frozen(simulator):
    with simulator.session(frozen=True) as session:
        yield session


def test_time_passes_as_far_as_one_wants(frozen):
    reading = frozen.clock.advance(12.5)

    assert (reading.now, reading.frozen, reading.idle, reading.clock) == (12.5, True, True, "virtual")
    assert reading.moment == datetime(2024, 1, 1, 9, 0, 12, 500_000, UTC)
    assert frozen.clock.read() == reading


def test_time_passes_until_an_entry(frozen, app):
    frozen.place_call(MESSAGE, url=f"{app}/incoming")

    entry = frozen.clock.run_until(notification="RecordCompleted", within=60)

    assert entry.data["name"] == "RecordCompleted"
    assert frozen.clock.read().now == entry.at > 3


def test_time_passes_until_one_of_several_events_on_a_call(frozen, app):
    first = frozen.place_call(MESSAGE, url=f"{app}/incoming")
    second = frozen.place_call(MESSAGE, url=f"{app}/incoming")

    entry = frozen.clock.run_until(event=["RecordingStarted", "CallEnded"], call=second)

    assert (entry.event, entry.call) == ("RecordingStarted", second.id)
    assert first.id != second.id


def test_time_passes_until_a_call_is_over(frozen, app):
    call = frozen.place_call(MESSAGE, url=f"{app}/incoming")

    entry = frozen.clock.run_until_call_end(call, within=600)

    assert (entry.event, entry.call, call.read().over) == ("CallCleared", call.id, True)


def test_what_is_there_already_is_found_and_the_clock_left_alone(session, app):
    session.place_call(MESSAGE, url=f"{app}/incoming").wait()

    entry = session.clock.run_until(event="RecordingFinished", since=0)

    assert session.clock.run_until_call_end(entry.call, since=0).event == "CallCleared"
    assert not session.clock.read().frozen


def test_time_passes_until_any_call_is_over(frozen, app):
    call = frozen.place_call(MESSAGE, url=f"{app}/incoming")

    assert frozen.clock.run_until_call_end().call == call.id


def test_time_passes_until_nothing_is_under_way(frozen, app):
    frozen.place_call(MESSAGE, url=f"{app}/incoming")

    assert frozen.clock.run_until_idle().idle


def test_what_does_not_come_is_told_with_what_came(frozen, app):
    frozen.place_call(MESSAGE, url=f"{app}/incoming")

    with pytest.raises(NotComeError, match="no entry came with event 'DtmfReceived'") as caught:
        frozen.clock.run_until(event="DtmfReceived", within=5)

    assert "VoiceStarted" in [entry.event for entry in caught.value.entries]
    assert "voice started" in "".join(caught.value.__notes__)


def test_a_misspelt_event_is_told(frozen):
    with pytest.raises(ControlError, match="did you mean 'CallEnded'"):
        frozen.clock.run_until(event="CallEnd")


def test_a_filter_that_there_is_not_is_told(frozen):
    with pytest.raises(TypeError, match="unexpected argument 'evnt'; did you mean 'event'"):
        frozen.clock.run_until(evnt="CallEnded")


def test_the_clock_is_frozen_and_goes_on(session):
    assert session.clock.freeze().frozen
    assert not session.clock.thaw().frozen


def test_the_clock_goes_otherwise(session):
    assert session.clock.set("x10").clock == "x10"


def test_a_clock_that_there_is_not_is_told(session):
    with pytest.raises(ControlError, match="unknown clock 'fast'"):
        session.clock.set("fast")
