"""What is expected of the app's commands: looked for on a real call."""

from __future__ import annotations

import pytest

from simulator.api import place_call
from simulator.scenario.expect_ozml import WantedElement
from simulator.steps import hears, says, stays_silent
from simulator.telephony.problem import Place
from simulator.telephony.script_events import CommandStarted
from simulator.telephony.text_match import TextMatch
from tests.scenario.outcomes import differences

ANSWERS = {
    "/": b"<Response><Var ID='who'>Anna</Var><Speak>Your PIN, $who</Speak>"
    b"<Record inactivity='3' FinishDigits='#' FinishedUrl='/done'/><Hangup/></Response>",
    "/done": b"<Response><Speak Text='Thank you'/><Delay>2</Delay></Response>",
}


async def app(scope, receive, send):
    """A bank that records what it is told."""
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
    await send({"type": "http.response.body", "body": ANSWERS[scope["path"]]})


@pytest.fixture(scope="module")
def outcome():
    return place_call(app, [hears("PIN"), says("one two"), stays_silent()])


@pytest.mark.parametrize(
    "written",
    [
        "[Speak, Record]",
        "[speak, RECORD, Delay, hangup]",
        "Hangup",
        "[{Speak: {Text: '*PIN*'}}, {Record: {Inactivity: 3, Format: mp3}}, {Speak: {Text: thank you}}]",
        "{Record: {finishdigits: '#', FinishedUrl: /done}}",
        "{Speak: {Text: '/^Your PIN, Anna$/'}}",
        "{Delay: {Time: 2.0}}",
        "{exactly: true, commands: [Var, Speak, Record, Speak, Delay, Hangup]}",
        "{exactly: false, commands: [Record]}",
        "{exactly: true, commands: [{Var: {Value: Anna}}, Speak, {Record: {Format: m*}}, Speak, Delay, Hangup]}",
    ],
)
def test_commands_are_begun_in_this_order_and_others_may_stand_between(read, outcome, written):
    assert differences(read, f"ozml: {written}", outcome) == []


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("[Record, Var]", ["ozml: expected Var after Record, was Speak, Delay, Hangup"]),
        ("Play", ["ozml: expected Play, was Var, Speak, Record, Speak, Delay, Hangup"]),
        ("[Hangup, Hangup]", ["ozml: expected Hangup after Hangup, was nothing"]),
        (
            "{Record: {Inactivity: 4, Format: mp3}}",
            [
                "ozml: expected Record with Inactivity '4' and Format 'mp3', "
                "was Var, Speak, Record with Inactivity '3', Speak, Delay, Hangup"
            ],
        ),
        (
            "{Record: {Duration: 60}}",
            [
                "ozml: expected Record with Duration '60', "
                "was Var, Speak, Record with Duration not given, Speak, Delay, Hangup"
            ],
        ),
        (
            "{exactly: true, commands: [Speak, Record]}",
            ["ozml: expected exactly Speak, Record, was Var, Speak, Record, Speak, Delay, Hangup"],
        ),
        (
            "{exactly: true, commands: [Var, Speak, Record, {Speak: {Text: Bye}}, Delay, Hangup]}",
            ["ozml: command 4 (Speak): Text expected 'Bye', was 'Thank you'"],
        ),
    ],
)
def test_what_was_begun_instead_is_told(read, outcome, written, told):
    assert differences(read, f"ozml: {written}", outcome) == told


@pytest.mark.parametrize(
    ("written", "actual", "met"),
    [
        ("3", "3", True),
        ("3.0", "3", True),
        ("0123", "123", False),
        ("1_2", "12", False),
        ("1e1", "10", False),
        ("TRUE", "True", True),
        ("12", "123", False),
        ("12*", "123", True),
    ],
)
def test_numbers_are_compared_as_numbers_and_keys_as_texts(written, actual, met):
    begun = CommandStarted("SendDTMF", Place("http://app/", 1, 1), {"Keys": actual})

    assert WantedElement("SendDTMF", {"Keys": TextMatch(written)}).is_met_by(begun) is met


def test_the_first_command_that_must_never_be_begun_is_told_with_its_instant_and_its_place(read, outcome):
    (begun,) = [line.split()[0] for line in outcome.transcript.lines(detail=True) if "<Delay> Time" in line]

    assert differences(read, "ozml: [Reject, Delay, {Speak: {Text: error}}]", outcome, "never") == [
        f"ozml: expected never Delay, was Delay (http://app/done:1:36) at {begun} s"
    ]
    assert differences(read, "ozml: {Speak: {Text: thank*}}", outcome, "never")[0].startswith(
        "ozml: expected never Speak with Text 'thank*', was Speak (http://app/done:1:11) at "
    )


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("[Speak, Recrod]", "3:19: expected a command of OzML, not 'Recrod'; did you mean 'Record'?"),
        ("{Record: {Inactivty: 3}}", "3:21: <Record> has no parameter 'Inactivty'; did you mean 'Inactivity'?"),
        ("{Hangup: {Speed: 3}}", "3:21: <Hangup> has no parameter 'Speed'; known: 'CallId'"),
        ("{Speak: Hello}", "3:19: expected a mapping of parameters such as `{Text: Hello}`, not 'Hello'"),
        ("{commands: [Speak], exact: true}", "3:31: unknown key 'exact'; did you mean 'exactly'?"),
        ("{Speak: {Text: /(/}}", "3:26: expected a regular expression between slashes (missing ), unterminated"),
    ],
)
def test_what_is_no_command_is_told_with_its_place(mistakes_in, written, message):
    (mistake,) = mistakes_in(f"app: demo:app\nexpects:\n  - ozml: {written}\n")

    assert mistake.startswith(f"s.yaml:{message}")
