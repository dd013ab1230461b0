"""The journal of a session; each test with both clients."""

from __future__ import annotations

import pytest

from simulator import hears, says, stays_silent
from simulator.client import ControlError, HasComeError, NotComeError

MESSAGE = [hears("message"), says("Hello, it is me."), stays_silent()]


@pytest.fixture
def over(session, app):
    """A session in which a call is over."""
    session.place_call(MESSAGE, url=f"{app}/incoming").wait()
    return session


def test_the_whole_journal_is_read(over):
    entries = over.journal.entries()

    assert [entry.number for entry in entries] == list(range(over.read().entries))
    assert (entries[0].event, entries[0].text, entries[0].at) == ("CallOffered", "call from +3612345678 to 9000", 0.0)
    assert over.journal.lines(since=0)[0] == "0.0 call from +3612345678 to 9000"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"event": "RecordingFinished"}, ["RecordingFinished"]),
        ({"event": ["RecordingStarted", "RecordingFinished"]}, ["RecordingStarted", "RecordingFinished"]),
        ({"notification": "RecordCompleted"}, ["NotificationSent"]),
        ({"text": "FINAL-timeout"}, ["RecordingFinished"]),
        ({"command": "Call"}, []),
        ({"call": "nobody"}, []),
        ({"event": "CallEnded", "since": 1_000}, []),
    ],
)
def test_a_part_of_the_journal_is_read(over, wanted, found):
    assert [entry.event for entry in over.journal.entries(**wanted)] == found


def test_a_long_journal_is_read_page_by_page(session, monkeypatch, app):
    for client in ("aio", "blocking"):
        monkeypatch.setattr(f"simulator.client.{client}.journal._PAGE", 4)
    session.place_call(MESSAGE, url=f"{app}/incoming").wait()

    numbers = [entry.number for entry in session.journal.entries()]

    assert numbers == list(range(session.read().entries))
    assert len(numbers) > 8


def test_an_entry_is_waited_for_or_found(over):
    entry = over.journal.wait_for(notification="RecordCompleted")

    assert entry == over.journal.entries(notification="RecordCompleted")[0]


def test_an_entry_that_does_not_come_is_told(over):
    with pytest.raises(NotComeError, match=r"no entry came within 0\.05 s with event 'CallOffered'"):
        over.journal.wait_for(event="CallOffered", since=1, timeout=0.05)


def test_what_does_not_come_is_proven(over):
    before = over.clock.read().now

    reading = over.journal.never(30, notification="Error")

    assert reading.now == before + 30


@pytest.mark.parametrize(("event", "since"), [("RecordingStarted", None), ("CallAnswered", 0)])
def test_what_comes_though_it_must_not_is_told(session, app, event, since):
    session.clock.freeze()
    session.place_call(MESSAGE, url=f"{app}/incoming")
    session.journal.wait_for(event="CallAnswered")

    with pytest.raises(HasComeError, match=f"an entry came with event '{event}'") as caught:
        session.journal.never(30, event=event, since=since)

    assert [entry.event for entry in caught.value.entries] == [event]


def test_the_journal_is_followed_as_it_is_written(session, app):
    with session.journal.follow(event=["CallOffered", "CallCleared"]) as entries:
        call = session.place_call(MESSAGE, url=f"{app}/incoming")

        assert [next(entries).event, next(entries).event] == ["CallOffered", "CallCleared"]
        assert call.read().over


def test_following_ends_with_the_session(simulator):
    with simulator.session() as session, session.journal.follow() as entries:
        session.remove()

        assert list(entries) == []


def test_what_goes_wrong_while_following_is_left_as_it_is(session):
    with pytest.raises(ZeroDivisionError), session.journal.follow():
        raise ZeroDivisionError


def test_following_what_there_is_not_is_told(session):
    with (
        pytest.raises(ControlError, match="did you mean 'CallEnded'") as caught,
        session.journal.follow(event="CallEnd"),
    ):
        pass

    assert caught.value.status == 422
