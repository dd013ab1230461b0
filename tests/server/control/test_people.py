"""People on the line are made to do something now, in a session on virtual time: no clock has to be waited for."""

from __future__ import annotations

import pytest


@pytest.fixture
def session(client):
    return client.session(phones={"2001": "no answer", "4711": {"answers": 1}}, live=True)


def act(session, call, action, body=None):
    answer = session.request("POST", f"/calls/{call['id']}/{action}", {} if body is None else body)
    assert answer.status == 202, answer.text
    return answer.json


def person(session, number):
    """The call of somebody, as soon as the phone rings."""
    entry = session.wait({"event": "CallOffered", "text": f"to {number}"})
    return session.control(f"/calls/{entry['call']}")


def ringing(session):
    """A call from 2000 to 2001, which rings while the clock stands still."""
    session.control("/clock", {"frozen": True}, "PATCH")
    call = session.place(to="2001", **{"from": "2000"}, wait=0)
    session.advance(1)
    (other,) = (one for one in session.control("/calls")["calls"] if one["person"] == "2001")
    return call, other


def talking(session):
    """A call from 2000 to 2001 that has been answered."""
    call, other = ringing(session)
    act(session, other, "answer")
    return call, other


def test_keys_are_pressed_without_a_real_clock(session, client):
    session.control("/clock", {"frozen": True}, "PATCH")
    call = session.place(f"{client.app}/menu", wait=0)
    session.run({"event": "PromptStarted"}, since=0)

    act(session, call, "keys", {"keys": "1"})

    session.run({"event": "PromptFinished", "text": "One."})
    heard = session.control(f"/calls/{call['id']}")["heard"]
    assert [(one["text"], one["interrupted"]) for one in heard] == [("Press 1.", True), ("One.", False)]


def test_the_caller_speaks_into_a_recording_and_hangs_up(session, client):
    call = session.place(f"{client.app}/patient", wait=0)
    session.wait({"event": "RecordingStarted"})

    act(session, call, "says", {"says": "Hello, it is me."})
    session.wait({"event": "VoiceStopped"})
    act(session, call, "hangup")

    over = session.control(f"/calls/{call['id']}?wait=10")
    assert (over["over"], over["ended_by"]) == (True, "caller")
    assert over["recordings"][0]["end"] == "hang-up"
    assert over["recordings"][0]["duration"] > 0.5


def test_a_sound_that_is_not_there_is_a_failure_of_the_call(session, client):
    call = session.place(f"{client.app}/patient", wait=0)
    session.wait({"event": "RecordingStarted"})

    act(session, call, "says", {"says": {"clip": "nowhere.wav"}})
    session.wait({"event": "StepFailed"})

    (failure,) = session.control(f"/calls/{call['id']}")["failures"]
    assert "nowhere.wav" in failure


def test_somebody_whom_the_app_has_called_speaks(session, client):
    session.place(f"{client.app}/callback", wait=0)
    callee = person(session, "4711")
    session.wait({"event": "RecordingFinished", "call": callee["id"]})

    assert (callee["placed"], callee["person"], callee["to"]) == (False, "4711", "4711")
    assert session.control(f"/calls/{callee['id']}")["heard"][0]["text"] == "It is me."


def test_somebody_picks_up(session):
    call, other = ringing(session)
    assert (call["state"], other["state"]) == ("ringing", "ringing")

    answered = act(session, other, "answer")

    assert answered["state"] == "in-call"
    (active,) = session.control("/active")["calls"]
    assert (active["state"], active["ring_seconds"]) == ("InCall", 1.0)
    assert active["lines"] == {"caller": call["id"], "callee": other["id"]}


def test_people_hear_what_the_other_one_says_now(session):
    call, other = talking(session)

    act(session, other, "says", {"says": "Bob here."})
    session.advance(5)

    assert [one["text"] for one in session.control(f"/calls/{call['id']}")["heard"]] == ["Bob here."]


def test_somebody_rejects_a_call(session):
    call, other = ringing(session)

    act(session, other, "reject")
    session.run("idle")

    over = session.control(f"/calls/{call['id']}")
    assert (over["over"], over["cause"]["title"]) == (True, "call rejected")


def test_people_on_hold_do_not_hear_each_other(session):
    call, other = talking(session)

    act(session, call, "hold")
    (held,) = session.control("/active")["calls"]
    act(session, other, "says", {"says": "Are you there?"})
    session.advance(10)
    act(session, call, "unhold")
    (talked,) = session.control("/active")["calls"]

    assert (held["state"], held["session_state"]) == ("Hold", "CalleeOnHold")
    assert (talked["state"], talked["session_state"]) == ("InCall", "InCall")
    assert session.control(f"/calls/{call['id']}")["heard"] == []


def test_nobody_holds_twice(session):
    call, _ = talking(session)
    act(session, call, "hold")

    again = session.request("POST", f"/calls/{call['id']}/hold")

    assert (again.status, again.json["detail"]) == (409, "2000 has put the other one on hold already")


def test_nobody_is_put_on_hold_while_a_transfer_rings(session):
    call, _ = talking(session)
    session.command("BlindTransfer", CallId=call["call_id"], TransferorParty="callee", Target="4999")

    held = session.request("POST", f"/calls/{call['id']}/hold")

    assert (held.status, held.json["detail"]) == (409, f"a party of the call {call['call_id']} is being transferred")
    session.advance(5)
    states = [one["session_state"] for one in session.control("/active?all=true")["calls"]]
    assert states == ["TransferCompleted", "InCall"]


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        ("answer", "2000 has placed the call {id!r}; only who is called can do this"),
        ("reject", "2000 has placed the call {id!r}; only who is called can do this"),
        ("hold", "a hold needs a call in state InCall or Hold, not Ringing"),
        ("unhold", "2000 has not put anybody on hold"),
    ],
)
def test_what_the_state_of_a_call_does_not_allow_is_refused(session, action, reason):
    call, _ = ringing(session)

    answer = session.request("POST", f"/calls/{call['id']}/{action}")

    assert (answer.status, answer.json["type"]) == (409, "urn:ozeki-simulator:not-possible")
    assert answer.json["detail"] == reason.format(**call)


def test_nobody_picks_up_twice(session):
    _, other = talking(session)

    answer = session.request("POST", f"/calls/{other['id']}/answer")

    assert (answer.status, answer.json["detail"]) == (409, f"the call {other['id']!r} has been answered")


def test_nobody_is_on_the_line_of_a_short_message(session, client):
    message = session.control("/sms?wait=10", {"url": f"{client.app}/report", "text": "Hi"})

    answer = session.request("POST", f"/calls/{message['id']}/hangup")

    assert (answer.status, answer.json["detail"]) == (409, f"{message['id']!r} is a short message; nobody is on a line")
