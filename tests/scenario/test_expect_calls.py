"""What is expected of the calls that scripts placed."""

from __future__ import annotations

import pytest

from simulator.drivers.call_result import CallResult
from simulator.scenario.expect_call import ExpectedCall
from simulator.scenario.expect_calls import ExpectedCalls, PlacedCall
from simulator.scenario.expect_heard import ExpectedPrompt
from simulator.scenario.measure import near
from simulator.telephony.call import Prompt
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import CallAnswered, CallOffered
from simulator.telephony.transcript import Kind, Transcript


@pytest.fixture
def outcome() -> CallResult:
    """A call during which an app called 4711, who was busy after 2 s, and then again, who picked up and hung up."""
    transcript = Transcript()
    for call_id, number in (("1", "+3612345678"), ("2", "4711"), ("3", "4711")):
        transcript.introduce(call_id, Kind.CALL, number)
    transcript.append(0.0, "1", CallOffered("+3612345678", "9000"))
    transcript.append(5.0, "2", CallOffered("9000", "4711"))
    transcript.append(10.0, "3", CallOffered("9000", "4711"))
    transcript.append(12.0, "3", CallAnswered())

    def call(call_id, *, duration, cause=HangupCause.NORMAL_CLEARING, number="4711", **more):
        values = {"recordings": (), "prompts": (), "ended_by": Side.CALLEE, "strict": True, **more}
        return CallResult(call_id, transcript, cause=cause, duration=duration, number=number, **values)

    busy = call("2", duration=7.0, cause=HangupCause.USER_BUSY)
    answered = call("3", duration=20.0, answered_at=12.0, prompts=(Prompt("Press 1 to confirm.", 12.0, 2.0),))
    return call("1", duration=30.0, number="+3612345678", calls=(busy, answered))


@pytest.fixture
def differences(read, outcome):
    """What is different in the calls from what is written: a sentence each."""

    def check(written: str, key: str = "expects") -> list[str]:
        (scenario,) = read(f"app: demo:app\n{key}:\n  - {written}\n")
        (one,) = scenario.expectations
        return [str(mismatch) for mismatch in one.check(outcome)]

    return check


@pytest.mark.parametrize(
    "written",
    [
        "calls: [4711, 47-11]",
        "calls: ['47*', {to: 4?11}]",
        "calls: [{cause: user busy}, {}]",
        "calls: [{cause: Busy}, {}]",
        "calls: [{to: 4711, answered: no, duration: 2s}, {to: 4711, answered: yes, ended_by: callee, duration: 10s}]",
        "calls: [4711, {hears: press 1, recordings: 0}]",
        "calls: [4711, {hears: [press 1, to confirm]}]",
    ],
)
def test_calls_that_are_as_expected_are_no_difference(differences, written):
    assert differences(written) == []


@pytest.mark.parametrize(
    ("written", "sentences"),
    [
        ("calls: []", ["calls: expected nothing, was 4711, 4711"]),
        ("calls: [4711, 4712]", ["calls: expected 4711, 4712, was 4711, 4711"]),
        ("calls: [{answered: true}]", ["calls: expected any number, was 4711, 4711"]),
        (
            "calls: [{answered: yes, cause: call rejected, duration: 5s}, {hears: Goodbye, recording: {silent: yes}}]",
            [
                "call to 4711: answered expected true, was false",
                "call to 4711: cause expected call rejected, was user busy",
                "call to 4711: duration expected 5.0 s ± 0.05, was 2.0 s",
                "call to 4711 #2: hears: expected 'Goodbye', was 'Press 1 to confirm.'",
                "call to 4711 #2: recording 1: expected to be made, was not (0 made)",
            ],
        ),
    ],
)
def test_each_difference_of_a_call_is_a_sentence(differences, written, sentences):
    assert differences(written) == sentences


def test_calls_are_read_as_they_are_written(read):
    (scenario,) = read(
        "app: demo:app\nexpects:\n"
        "  - calls: [0123, {to: +36 1, answered: yes, ended_by: callee, cause: user busy, duration: 2s, hears: a}]\n"
    )

    end = ExpectedCall(Side.CALLEE, HangupCause.USER_BUSY, near(2.0))
    assert scenario.expectations == (
        ExpectedCalls((PlacedCall("0123"), PlacedCall("+36 1", answered=True, checks=(end, ExpectedPrompt(("a",)))))),
    )


@pytest.mark.parametrize(
    ("word", "cause"),
    [
        ("busy", HangupCause.USER_BUSY),
        ("refuses", HangupCause.CALL_REJECTED),
        ("no answer", HangupCause.NO_ANSWER),
        ("unknown", HangupCause.UNALLOCATED_NUMBER),
    ],
)
def test_causes_may_be_written_in_the_words_of_phones(read, word, cause):
    (scenario,) = read(f"app: demo:app\nexpects:\n  - calls: [{{cause: {word}}}]\n  - call: {{cause: {word}}}\n")

    expected = ExpectedCall(cause=cause)
    assert scenario.expectations == (ExpectedCalls((PlacedCall(checks=(expected,)),)), expected)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "calls:",
            "3:11: expected a number, or what the call is like, such as `{to: 4711, answered: true}`, found nothing",
        ),
        ("calls: [{too: 1}]", "3:14: unknown key 'too'; did you mean 'to'?"),
        ("calls: [{cause: bussy}]", "3:21: expected a reason why calls end, not 'bussy'; did you mean 'busy'?"),
        ("calls: [{answered: perhaps}]", "3:24: expected 'true' or 'false', not 'perhaps'"),
        ("calls: [{recording: {format: ogg}}]", "3:34: expected a format, not 'ogg'; known: 'mp3', 'wav'"),
    ],
)
def test_what_is_no_call_is_told_with_its_place(mistakes_in, written, message):
    assert mistakes_in(f"app: demo:app\nexpects:\n  - {written}\n") == [f"s.yaml:{message}"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("calls: 4711", ["calls: expected never 4711, was call to 4711 at 5.0 s"]),
        ("calls: 47*", ["calls: expected never 47*, was call to 4711 at 5.0 s"]),
        ("calls: 47", []),
        (
            "calls: {to: 47-11, answered: true}",
            ["calls: expected never 47-11 and answered, was call to 4711 #2 at 10.0 s"],
        ),
        (
            "calls: [4712, {hears: confirm}]",
            ["calls: expected never any number and hears, was call to 4711 #2 at 10.0 s"],
        ),
        ("calls: {cause: no answer}", []),
    ],
)
def test_the_first_call_that_must_never_be_placed_is_told_with_its_instant(differences, written, told):
    assert differences(written, "never") == told
