"""What a test does with a call, and with a message; each test with both clients."""

from __future__ import annotations

import pytest

from simulator import hears, says, stays_silent
from simulator.client import ControlError, NotComeError
from simulator.errors import ScenarioError
from simulator.steps import noise
from simulator.telephony.effects import Given


@pytest.fixture
def people(simulator):
    """A session in which somebody calls somebody else, whose phone rings."""
    with simulator.session(frozen=True, phones={"2001": {"answers": 30}}) as session:
        caller = session.place_call(to="2001", caller="2000", live=True)
        (callee,) = (one for one in session.calls() if one.number == "2001")
        yield session, caller, callee


def test_keys_are_pressed_on_a_live_call(session, app):
    session.clock.freeze()
    call = session.place_call(url=f"{app}/menu", live=True)
    session.clock.run_until(event="PromptFinished")

    call.press("1")

    assert session.clock.run_until(event="PromptFinished").call == call.id
    assert call.read().heard == ["Press 1.", "One."]


def test_a_person_speaks_on_a_live_call(session, app):
    call = session.place_call(url=f"{app}/patient", live=True)
    session.journal.wait_for(event="RecordingStarted")

    call.says("Hello, it is me.")
    session.journal.wait_for(event="VoiceStopped")
    call.says(noise("pink", seconds=0.5))
    call.press("#")

    assert [one.end for one in call.wait().recordings] == ["finish-digit"]


def test_the_language_and_the_voice_of_what_a_person_says_are_texts(session):
    call = session.place_call(to="2001", live=True)

    for name in ("language", "voice"):
        with pytest.raises(ScenarioError, match=rf"says\({name}=1\): `{name}` must be a text"):
            call.says("Hello", **{name: 1})


def test_a_sound_in_a_variable_cannot_be_sent(session):
    call = session.place_call(to="2001", live=True)

    with pytest.raises(ScenarioError, match="a sound that a variable holds cannot be sent"):
        call.says(Given(object()))


def test_somebody_hangs_up(session, app):
    call = session.place_call(url=f"{app}/patient", live=True)
    session.journal.wait_for(event="RecordingStarted")
    assert call.state() == "in-call"

    call.hang_up()

    assert (call.wait().ended_by, call.state()) == ("caller", "ended")


def test_a_call_that_is_over_takes_no_keys(session, app):
    call = session.place_call(url=f"{app}/wrong")
    call.wait()

    with pytest.raises(ControlError, match=f"the call '{call.id}' has ended") as caught:
        call.press("1")

    assert (caught.value.status, caught.value.type) == (409, "urn:ozeki-simulator:not-possible")
    assert caught.value.request.body == {"keys": "1"}


def test_keys_that_are_none_are_told(session):
    call = session.place_call(to="2001", live=True)

    with pytest.raises(ControlError, match="'x' is not") as caught:
        call.press("x")

    assert [one.pointer for one in caught.value.mistakes] == ["#/keys"]


def test_somebody_picks_up_and_people_put_each_other_on_hold(people):
    session, caller, callee = people
    assert callee.state() == "ringing"

    assert callee.answer().state == "in-call"
    caller.hold()
    assert [one.state for one in session.active_calls()] == ["Hold"]
    caller.unhold()

    assert [one.state for one in session.active_calls()] == ["InCall"]


def test_somebody_rejects_a_call(people):
    _, caller, callee = people

    callee.reject()

    assert (callee.wait().ended_by, str(caller.wait().cause)) == ("callee", "call rejected")


def test_the_transcript_is_read_as_data_and_as_text(session, app):
    call = session.place_call([hears("message"), says("Hi"), stays_silent()], url=f"{app}/incoming")
    call.wait()

    entries = call.transcript()

    assert (entries[0].at, entries[0].event, entries[0].data["dialled"]) == (0.0, "CallOffered", "9000")
    assert call.lines()[0] == "0.0 call from +3612345678 to 9000"
    assert len(call.lines(detail=True)) == len(entries) > len(call.lines())


def test_a_call_is_explained_as_text_and_as_a_page(session, app):
    call = session.place_call([hears("never said")], url=f"{app}/menu")
    call.wait(timeout=10)

    told = call.report(width=80)

    assert "  step 1 failed: hears 'never said'" in told.splitlines()
    assert max(map(len, told.splitlines())) <= 80 < max(map(len, call.report().splitlines()))
    assert "<h1>The call did not pass</h1>" in call.report_html()


def test_a_call_is_followed_to_its_end(session, app):
    call = session.place_call([hears("message"), says("Hi"), stays_silent()], url=f"{app}/incoming")

    with call.follow() as entries:
        events = [entry.event for entry in entries]

    assert (events[0], events[-1]) == ("CallOffered", "CallCleared")


def test_a_call_that_does_not_end_is_told(simulator):
    with simulator.session(frozen=True) as session:
        call = session.place_call(to="2001")

        with pytest.raises(NotComeError) as caught:
            call.wait(0.05)

    assert str(caught.value).startswith(
        f"<{'' if type(call).__name__ == 'SessionCall' else 'Async'}SessionCall {call.id}: +3612345678 to 2001> is not "
        "over after 0.05 s: its clock shows 0 s, and nothing was heard; where the clock is frozen"
    )


def test_steps_of_the_api_and_of_python_may_stand_side_by_side(session, app):
    call = session.place_call([{"hears": "message"}, says("Hi"), "stays_silent"], url=f"{app}/incoming")

    assert call.wait().failures == []


def test_problems_of_the_app_are_as_in_python(session, app):
    (problem,) = session.place_call(url=f"{app}/wrong").wait().problems

    assert (problem.rule, problem.place.line, problem.severity) == ("unknown-element", 1, "error")
    assert str(problem).startswith("http://")
