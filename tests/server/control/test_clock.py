"""The clock of a session is steered."""

from __future__ import annotations

from contextlib import closing

import pytest


def steered(session, **order):
    return session.request("POST", "/clock/run", order)


def test_time_passes_exactly_as_far_as_somebody_wants(client):
    session = client.session(frozen=True)
    session.place(f"{client.app}/patient", wait=0)

    clock = session.advance(7.25)

    assert (clock["now"], clock["frozen"], clock["idle"]) == (7.25, True, False)
    assert clock["moment"] == "2024-01-01T09:00:07.2500+00:00"
    assert session.control("/clock") == clock


def test_a_frozen_clock_holds_everything_up(client):
    session = client.session(frozen=True)
    call = session.place(f"{client.app}/incoming", wait=0.1)

    assert (call["over"], call["now"]) == (False, 0.0)
    assert session.control("/clock", {"frozen": False}, "PATCH")["frozen"] is False

    assert session.control(f"/calls/{call['id']}?wait=15")["over"]


def test_time_passes_until_nothing_is_under_way(client):
    session = client.session(frozen=True)
    call = session.place(f"{client.app}/incoming", steps=["stays_silent"], wait=0)

    reached = session.run("idle")

    assert reached["entry"] is None
    assert (reached["clock"]["idle"], reached["clock"]["frozen"]) == (True, True)
    assert session.control(f"/calls/{call['id']}")["over"]


def test_time_passes_until_something_is_written_and_stands_still_there(client):
    session = client.session(frozen=True)
    session.place(f"{client.app}/patient", steps=[{"hears": "message"}], live=True, wait=0)

    reached = session.run({"event": "RecordingStarted"}, within=60)

    assert reached["entry"]["event"] == "RecordingStarted"
    assert reached["clock"]["now"] == reached["entry"]["at"] > 0
    assert reached["clock"]["frozen"]


def test_what_is_there_already_is_found_if_somebody_says_since_when(client):
    session = client.session()
    call = session.place(f"{client.app}/incoming", steps=["stays_silent"])

    reached = session.run({"event": "RecordingStarted"}, since=0)

    assert reached["entry"]["call"] == call["id"]
    assert not reached["clock"]["frozen"]


def test_time_passes_until_a_call_is_over(client):
    session = client.session(frozen=True)
    first = session.place(f"{client.app}/wav", steps=[{"pauses": 1}, "hangs_up"], wait=0)
    second = session.place(f"{client.app}/incoming", steps=["stays_silent"], wait=0)

    any_call = session.run("call-end")
    this_call = session.run("call-end", call=second["id"])
    once_more = session.run("call-end", call=first["id"])

    assert (any_call["entry"]["event"], any_call["entry"]["call"]) == ("CallCleared", first["id"])
    assert this_call["entry"]["call"] == second["id"]
    assert once_more["entry"] == any_call["entry"]
    unknown = steered(session, until="call-end", call="nobody")
    assert (unknown.status, unknown.json["detail"]) == (422, "#/call: there is no call 'nobody'")


def test_what_does_not_come_about_is_told_with_what_came_instead(client):
    session = client.session(frozen=True)
    session.place(f"{client.app}/incoming", steps=["stays_silent"], wait=0)

    answer = steered(session, until={"event": "SmsSent"}, within=2)

    assert (answer.status, answer.json["type"]) == (409, "urn:ozeki-simulator:not-come")
    assert answer.json["detail"].startswith("no entry came with event 'SmsSent'; the last that came is ")
    assert answer.json["entries"][-1]["at"] <= 2
    assert session.control("/clock")["now"] == 2.0


def test_a_clock_that_the_request_itself_has_frozen_is_no_reason(client):
    session = client.session()
    session.place(f"{client.app}/patient", live=True, wait=0)

    run = steered(session, until="call-end", within=2)
    wait = session.request("POST", "/journal/wait", {"event": "CallEnded", "timeout": 0})

    assert (run.status, wait.status) == (409, 409)
    assert run.json["detail"].startswith("no call came to its end; ")
    assert "frozen" not in run.json["detail"]
    assert wait.json["detail"].endswith("; the clock is frozen")


def test_a_phone_system_that_waits_for_somebody_is_not_idle(client):
    session = client.session(live=True)
    call = session.place(f"{client.app}/patient", wait=0)

    answer = steered(session, until="idle", patience=5)

    assert (answer.status, answer.json["type"]) == (409, "urn:ozeki-simulator:not-come")
    assert answer.json["detail"].startswith(f"not everything is over: on {call['id']}, the caller waits for")


def test_one_at_a_time_steers(client):
    session = client.session(frozen=True, live=True)
    session.place(f"{client.app}/patient", wait=0)

    def steer():
        return steered(session, until={"event": "SmsSent"}, patience=60)

    with client.at_once(steer) as first:
        session.wait({"event": "RecordingStarted"})
        second = steered(session, until="idle")
        assert (second.status, second.json["type"]) == (409, "urn:ozeki-simulator:clock-in-use")
        session.remove()
        assert first.result(timeout=10).status == 410


@pytest.mark.wall_clock
def test_a_clock_is_changed_while_a_call_runs(client):
    session = client.session(clock="x50")
    call = session.place(f"{client.app}/menu", steps=["stays_silent"], wait=0)
    session.wait({"event": "PromptStarted"})

    clock = session.control("/clock", {"clock": "virtual"}, "PATCH")

    assert (clock["clock"], clock["frozen"]) == ("virtual", False)
    assert session.control(f"/calls/{call['id']}?wait=15")["over"]


def test_a_real_clock_cannot_be_waited_for_too_long(client):
    session = client.session(clock="x2")

    answer = session.request("POST", "/clock/advance", {"seconds": 1300})

    assert (answer.status, answer.json["detail"]) == (
        422,
        "1300 s take 650 s on the clock x2, and a request waits for 600 s at most; freeze the clock first, and time "
        "leaps",
    )
    session.control("/clock", {"frozen": True}, "PATCH")
    assert session.advance(1300)["now"] >= 1300


def test_a_hundred_years_are_enough(client, monkeypatch):
    monkeypatch.setattr("simulator.server.control.waiting.LONGEST_LIFE", 1000)
    session = client.session(frozen=True)
    session.advance(1001)

    advanced = session.request("POST", "/clock/advance", {"seconds": 1})
    never = session.request("POST", "/journal/never", {"event": "SmsSent", "seconds": 1})

    for answer in (advanced, never):
        assert (answer.status, answer.json["type"]) == (409, "urn:ozeki-simulator:full")
    assert session.control("/clock")["now"] == 1001


@pytest.mark.parametrize(
    ("order", "detail"),
    [
        ({"until": "end"}, "#/until: input should be 'idle' or 'call-end'"),
        ({"until": {"evnt": "SmsSent"}}, "#/until: unknown name 'evnt'; did you mean 'event'?"),
        ({"until": "idle", "within": 5}, "#: 'within' does not belong beside 'idle'"),
        ({"until": "idle", "since": 0}, "#: 'since' does not belong beside 'idle'"),
        ({"until": "idle", "call": "1"},
         "#: 'call' belongs beside \"until\": \"call-end\"; in a filter it stands within the filter"),
    ],
)  # fmt: skip
def test_a_wrong_goal_is_explained(client, order, detail):
    answer = steered(client.session(), **order)

    assert (answer.status, answer.json["detail"]) == (422, detail)


def test_a_client_that_goes_away_leaves_the_clock_to_others(client):
    """A request whose client has gone is given up, so that somebody else can steer."""
    session = client.session(frozen=True, live=True)
    session.place(f"{client.app}/patient", wait=0)
    order = {"until": {"event": "SmsSent"}, "patience": 600}
    with closing(client.connection("POST", f"/control/v1/sessions/{session.id}/clock/run", order)):
        session.wait({"event": "RecordingStarted"})  # the clock is frozen, so that request lets time pass
        assert steered(session, until="idle").json["type"] == "urn:ozeki-simulator:clock-in-use"

    answers = iter(lambda: steered(session, until="idle").json["type"], "urn:ozeki-simulator:not-come")
    assert all(one == "urn:ozeki-simulator:clock-in-use" for one in answers)
