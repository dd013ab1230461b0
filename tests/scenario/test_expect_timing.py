"""What is expected of time: how fast the app answers, and how long people hear nothing."""

from __future__ import annotations

import pytest

from simulator.api import place_call
from simulator.drivers.latency import Latencies
from simulator.faults import delays_answer
from simulator.steps import hears, pauses, says, stays_silent
from simulator.telephony.effects import AskApp, SendRequest
from simulator.telephony.office import Office
from tests.scenario.outcomes import differences, result

# -- how fast the app answers ----------------------------------------------------------------------------------------


@pytest.fixture
def measured():
    """An app that took its time for some of what it was asked."""
    latencies = Latencies()
    asked = [("IncomingCall", 0.04), ("GoTo", 0.31), ("RecordCompleted", 0.25), ("GoTo", 0.4), ("GoTo", 0.21)]
    for at, (name, seconds) in enumerate(asked):
        effect = SendRequest(f"http://app/{at}", f"NotificationName={name}&x=1".encode())
        latencies.watch(effect, float(at)).seconds = seconds
    latencies.watch(AskApp("GET", "http://app/remind"), 9.0).seconds = 1.5
    return result(measured=latencies)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2s", []),
        ("at most 1500ms", []),
        (
            "200ms",
            [
                "latency: expected at most 0.2 s, was 1.5 s (GET http://app/remind at 9.0 s), "
                "0.4 s (GoTo http://app/3 at 3.0 s), 0.31 s (GoTo http://app/1 at 1.0 s), and 2 more"
            ],
        ),
        ("{IncomingCall: 50ms, recordcompleted: at most 300ms, get: 2s}", []),
        (
            "{RecordCompleted: at most 100ms, GoTo: < 400ms}",
            [
                "latency of RecordCompleted: expected at most 0.1 s, "
                "was 0.25 s (RecordCompleted http://app/2 at 2.0 s)",
                "latency of GoTo: expected less than 0.4 s, was 0.4 s (GoTo http://app/3 at 3.0 s)",
            ],
        ),
        ("{DtmfEntered: 1s}", ["latency of DtmfEntered: expected at most 1.0 s, was never asked"]),
    ],
)
def test_answers_that_came_too_late_are_told_the_slowest_first(read, measured, written, told):
    assert differences(read, f"latency: {written}", measured) == told


def test_a_name_that_no_request_can_have_is_told_with_its_place(mistakes_in):
    assert mistakes_in("app: demo:app\nexpects:\n  latency: {RecordComplete: 1s, IncomingCall: soon}\n") == [
        "s.yaml:3:13: expected the name of a notification, or a method of HTTP, not 'RecordComplete'; "
        "did you mean 'RecordCompleted'?",
        "s.yaml:3:47: expected a length of time such as 4.7s, 4.7s ± 0.1, at least 3s, or 3s to 5s, not 'soon'",
    ]


def test_the_answers_of_a_real_app_are_measured(read):
    outcome = place_call(app_of("<Hangup/>"), [])

    assert differences(read, "latency: 60s", outcome) == []
    (slow,) = differences(read, "latency: at least 60s", outcome)
    assert slow.startswith("latency: expected at least 60.0 s, was 0.")


# -- dead air --------------------------------------------------------------------------------------------------------


def app_of(commands: str, **others: str):
    """An app that answers with these commands; `others` are the answers to other paths."""
    answers = {"": commands, **others}

    async def app(scope, receive, send):
        await receive()
        body = f"<Response>{answers[scope['path'].strip('/')]}</Response>".encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
        await send({"type": "http.response.body", "body": body})

    return app


HELLO = "<Speak>Hello there</Speak>"


def played(commands: str, *steps, phones=None, settings=None, **others: str):
    pseudo = {"speech": "pseudo", **(settings or {})}
    return place_call(app_of(commands, **others), list(steps), phones=phones, settings=pseudo)


@pytest.mark.parametrize(
    ("commands", "steps"),
    [
        (f"{HELLO}<Delay>3</Delay>{HELLO}<Hangup/>", []),
        (f"{HELLO}<Record Inactivity='20'/><Hangup/>", [stays_silent()]),
        ("<Record Inactivity='6'/><Delay>3</Delay><Record Inactivity='6'/><Hangup/>", [stays_silent()]),
        (
            f"<UserInput Timeout='30' Digits='1'><InitialCommands>{HELLO}</InitialCommands></UserInput>",
            [stays_silent()],
        ),
        ("<Delay>9</Delay><Hangup/>", [pauses(3), says("Is anybody there?"), stays_silent()]),
    ],
)
def test_where_somebody_speaks_or_is_waited_for_is_no_dead_air(read, commands, steps):
    outcome = played(commands, *steps)

    assert differences(read, "dead air: 6s", outcome) == []
    assert differences(read, "dead air: 6s", outcome, "never") == []


def test_dead_air_is_told_with_its_instants_and_what_was_going_on(read):
    outcome = played(
        f"<Delay>2</Delay>{HELLO}<Delay>5</Delay><Delay>2</Delay><GoTo Url='/next'/>", next="<Delay>1</Delay>"
    )
    silent = outcome.prompts[0].ended_at

    told = f"8.0 s, from {silent:.3f} s to {silent + 8:.3f} s: <Delay> ran"
    assert differences(read, "dead air: 4s", outcome) == [f"dead air: expected at most 4.0 s, was {told}"]
    assert differences(read, "dead air: 4s", outcome, "never") == [
        f"dead air: expected never more than 4.0 s, was {told} at {silent:.3f} s"
    ]
    assert differences(read, "dead air: 1s", outcome, "never")[0].endswith("<Delay> ran at 0.0 s")
    assert differences(read, "dead air: 8s", outcome) == []


def test_what_nobody_on_the_line_waits_for_is_no_dead_air(read):
    """The app is still being told of the call when it records, and takes its time; it is the caller who is silent."""
    late = [delays_answer("CallChanged", by=9), delays_answer("IncomingCall", by=1)]
    outcome = place_call(
        app_of("<Record Inactivity='8'/><Hangup/>", changed=""),
        [stays_silent()],
        office=Office(call_changed_url="/changed"),
        faults=late,
        settings={"speech": "pseudo"},
    )

    assert outcome.duration > 8
    assert differences(read, "dead air: 2s", outcome) == []


def test_an_app_that_thinks_is_dead_air(read):
    steps = [hears("Hello"), says("one two three"), stays_silent()]
    outcome = played(
        f"{HELLO}<Record Inactivity='3' FinishedUrl='/done'/>",
        *steps,
        done=f"<Delay>1</Delay>{HELLO}<Hangup/>",
        settings={"app_latency": 5.0},
    )
    finished = outcome.recordings[0].finished.ended_at

    assert differences(read, "dead air: 4s", outcome) == [
        f"dead air: expected at most 4.0 s, was 6.0 s, from {finished:g} s to {finished + 6:g} s: "
        "the app was answering RecordCompleted, then <Delay> ran"
    ]


def test_two_people_who_are_both_silent_make_dead_air_but_ringing_is_none(read):
    phones = {"4711": [pauses(7), says("Sorry"), pauses(1)]}
    outcome = played(f"{HELLO}<BlindTransfer>4711</BlindTransfer>", hears("Sorry"), phones=phones)

    (told,) = differences(read, "dead air: 1s", outcome)

    assert told.startswith("dead air: expected at most 1.0 s, was 7.0 s, from ")
    assert told.endswith(": connected with 4711, and nobody spoke")


def test_a_call_that_nobody_answers_has_no_dead_air(read):
    assert differences(read, "dead air: 0s", played("<Reject/>")) == []
    assert differences(read, "dead air: at least 1s", result()) == ["dead air: expected at least 1.0 s, was none"]
