"""What is expected of a call, and what must never happen, taken together: as written, and checked when it is over."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from simulator.api import place_call
from simulator.drivers.serving import ServerThread
from simulator.scenario.expect import check_all
from simulator.scenario.expect_call import ExpectedCall, ExpectedProblems, WantedProblem
from simulator.scenario.expect_heard import ExpectedPrompt
from simulator.scenario.expect_notifications import ExpectedNotifications, WantedNotification
from simulator.scenario.expect_recording import ExpectedRecording, ExpectedRecordings
from simulator.scenario.expectation import EXCLUSIONS, EXPECTATIONS, Mismatch
from simulator.scenario.measure import count_from_text, near
from simulator.scenario.model import AppKind, AppSpec, Scenario
from simulator.scenario.recording_traits import Stretches
from simulator.steps import hears, pauses, presses, says, stays_silent
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import StepFailed
from simulator.telephony.notifications import NotificationName
from simulator.telephony.problem import Place, Problem, Severity
from simulator.telephony.recording import AudioFormat, RecordEnd
from simulator.telephony.script_events import ProblemFound
from tests.scenario.outcomes import expected_of, heard, result, sentences, transcript

# -- problems, and everything together -------------------------------------------------------------------------------


ENDLESS = ProblemFound(Problem("endless-goto", "round and round", Place("http://127.0.0.1:4711/", 1, 2)))
NO_ANSWER = ProblemFound(Problem("no-answer", "no answer from the app", Place("http://127.0.0.1:4711/")))
WARNING = ProblemFound(Problem("zero", "nothing to record", Place("http://app/"), Severity.WARNING))
ZERO_ERROR = ProblemFound(Problem("zero", "nothing to record", Place("http://app/")))
FAILED_STEP = StepFailed("hears 'x'", 1, "nothing was heard")


def scenario(*expectations) -> Scenario:
    return Scenario("s", Path("s.yaml"), 1, AppSpec(AppKind.ASGI, "demo:app"), expectations=expectations)


def problems(*rules) -> ExpectedProblems:
    return ExpectedProblems(tuple(map(WantedProblem, rules)))


def reasons(expectations, *events, strict=True, **more) -> list[str]:
    outcome = result(transcript=transcript(*events), strict=strict)
    return [str(reason) for reason in check_all(scenario(*expectations), outcome, **more)]


def test_problems_are_compared_by_rule_and_warnings_are_left_aside():
    expected = problems("endless-goto")

    assert sentences(expected, result(transcript=transcript(WARNING, ENDLESS))) == []
    assert sentences(expected, result(transcript=transcript(WARNING))) == [
        "problems: expected endless-goto, was nothing"
    ]


@pytest.mark.parametrize(
    ("rules", "events"),
    [
        (["zero"], [WARNING]),
        (["zero"], [WARNING, WARNING]),
        (["zero", "endless-goto"], [WARNING, ENDLESS, WARNING]),
        (["endless-goto", "zero"], [ENDLESS, WARNING]),
        (["zero"], [WARNING, ZERO_ERROR]),
        (["endless-goto", "zero"], [WARNING, ENDLESS, ZERO_ERROR, WARNING]),
    ],
)
def test_a_rule_that_is_named_may_be_found_as_a_warning_and_counts_once_then(rules, events):
    assert sentences(problems(*rules), result(transcript=transcript(*events))) == []


def test_problems_that_differ_are_told_with_the_warnings_that_count():
    expected = problems("endless-goto", "zero")

    assert sentences(expected, result(transcript=transcript(WARNING, ENDLESS))) == [
        "problems: expected endless-goto, zero, was zero (a warning), endless-goto"
    ]


def test_warnings_fail_a_strict_call_if_that_is_wanted():
    assert reasons([], WARNING, FAILED_STEP, WARNING, warnings_fail=True) == [
        "step 1 failed: hears 'x': nothing was heard",
        "warning: http://app/: nothing to record",
    ]
    assert reasons([], WARNING, strict=False, warnings_fail=True) == []


def test_warnings_whose_rules_are_expected_fail_nothing():
    assert reasons([problems("zero")], WARNING, WARNING, warnings_fail=True) == []


def test_without_expectations_a_call_passes_if_nothing_went_wrong():
    assert reasons([], WARNING) == []
    assert reasons([], FAILED_STEP) == ["step 1 failed: hears 'x': nothing was heard"]


def test_errors_of_the_app_fail_a_strict_call_only():
    assert reasons([], ENDLESS) == ["http://app/:1:2: round and round"]
    assert reasons([], ENDLESS, strict=False) == []


def test_a_problem_that_is_expected_fails_nothing():
    assert reasons([problems("endless-goto")], ENDLESS) == []


def test_each_expected_problem_is_forgiven_once():
    assert reasons([problems("endless-goto")], ENDLESS, ENDLESS, NO_ANSWER) == [
        "http://app/:1:2: round and round",
        "http://app/: no answer from the app",
        "problems: expected endless-goto, was endless-goto, endless-goto, no-answer",
    ]


def test_what_went_wrong_comes_before_what_is_different():
    assert reasons([ExpectedRecordings(count_from_text("1"))], FAILED_STEP) == [
        "step 1 failed: hears 'x': nothing was heard",
        "recordings: expected 1, was 0",
    ]


# -- as written ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("hears: 12:30", ExpectedPrompt(("12:30",))),
        (
            "notifications: [IncomingCall, recordcompleted]",
            ExpectedNotifications(
                (
                    WantedNotification(NotificationName.INCOMING_CALL),
                    WantedNotification(NotificationName.RECORD_COMPLETED),
                )
            ),
        ),
        ("notifications: IncomingCall", ExpectedNotifications((WantedNotification(NotificationName.INCOMING_CALL),))),
        ("recordings: 0", ExpectedRecordings(count_from_text("0"))),
        ("problems: [endless-goto]", problems("endless-goto")),
        ("problems: []", ExpectedProblems(())),
        (
            "call: {ended_by: PBX, cause: Normal  clearing, duration: 12s ± 1}",
            ExpectedCall(Side.PBX, HangupCause.NORMAL_CLEARING, near(12.0, 1.0)),
        ),
        (
            "recording: {number: 2, ended_by: stop, format: mp3, length: 4.7s, voice: [0.5 ± 0.1, 1.7], silent: no}",
            ExpectedRecording(
                {
                    "ended_by": RecordEnd.STOPPED,
                    "format": AudioFormat.MP3,
                    "length": near(4.7),
                    "voice": Stretches(((near(0.5, 0.1), near(1.7)),), whole=True),
                    "silent": False,
                },
                2,
            ),
        ),
    ],
)
def test_each_expectation_is_read(read, written, meant):
    assert expected_of(read, f"  - {written}\n") == (meant,)


def test_expectations_may_be_a_mapping(read):
    assert expected_of(read, "  recordings: 1\n  hears: Bye\n") == (
        ExpectedRecordings(count_from_text("1")),
        ExpectedPrompt(("Bye",)),
    )


def test_a_difference_knows_where_the_expectation_stands(read):
    (one,) = expected_of(read, "  - recordings: 2\n")

    (mismatch,) = one.check(result())

    assert mismatch == Mismatch("recordings", "", "2", "0")
    assert mismatch.place == Place("s.yaml", 3, 17)


def test_every_expectation_has_a_docstring():
    kinds = [*EXPECTATIONS.values(), *EXCLUSIONS.values()]

    assert [kind for kind in kinds if not kind.__doc__ or not kind.read.__doc__] == []


def test_what_must_never_happen_is_told_behind_what_is_expected(read):
    (one,) = read("app: demo:app\nnever: {hears: error}\nexpects:\n  - hears: thank you\n")

    outcome = heard("An error.")

    assert [str(reason) for reason in check_all(one, outcome)] == [
        "hears: expected 'thank you', was 'An error.'",
        "hears: expected never 'error', was 'An error.' at 0.0 s",
    ]
    assert one.expectations[-1].check(outcome)[0].at == 0.0


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("hers: x", "3:5: unknown key 'hers'; did you mean 'hears'?"),
        ("hears", "3:5: 'hears' needs a value: `hears: ...`"),
        ("notifications: Eror", "3:20: expected the name of a notification, not 'Eror'; did you mean 'Error'?"),
        ("dead air: long", "3:15: expected a length of time such as 0.5s, 300ms or 2min, not 'long'"),
    ],
)
def test_what_can_never_be_said_of_never_is_told_with_its_place(mistakes_in, written, message):
    assert mistakes_in(f"app: demo:app\nnever:\n  - {written}\n") == [f"s.yaml:{message}"]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("hers: x", "3:5: unknown key 'hers'; did you mean 'hears'?"),
        ("hears", "3:5: 'hears' needs a value: `hears: ...`"),
        ("all is well", "3:5: expected a check such as `recordings: 1`, not 'all is well'"),
        (
            "recordings: 1\n    hears: Bye",
            "4:5: 'hears' is a second key in one check; "
            "begin the next item with '- ', or write `recordings: {...}` if 'hears' belongs to it",
        ),
        ("recordings: two", "3:17: expected a whole number such as 4, or at least 4, at most 4, 2 to 4, not 'two'"),
        (
            "notifications: [RecordComplete]",
            "3:21: expected the name of a notification, not 'RecordComplete'; did you mean 'RecordCompleted'?",
        ),
        ("recording: 1", "3:16: expected what the recording is like, such as `{format: wav}`, not '1'"),
        ("recording: {number: 0}", "3:25: expected a number from 1, not '0'"),
        (
            "recording: {ended_by: final-timeot}",
            "3:27: expected a reason why recordings end, not 'final-timeot'; did you mean 'final-timeout'?",
        ),
        ("recording: {format: ogg}", "3:25: expected a format, not 'ogg'; known: 'mp3', 'wav'"),
        (
            "recording: {length: short}",
            "3:25: expected a length of time such as 4.7s, 4.7s ± 0.1, at least 3s, or 3s to 5s, not 'short'",
        ),
        ("recording: {voice: [1s]}", "3:24: expected two lengths of time, start and end, not 1"),
        ("recording: {silent: perhaps}", "3:25: expected 'true' or 'false', not 'perhaps'"),
        ("recording: {lenght: 1s}", "3:17: unknown key 'lenght'; did you mean 'length'?"),
        ("call: {cause: bussy}", "3:19: expected a reason why calls end, not 'bussy'; did you mean 'busy'?"),
        ("call: {ended_by: app}", "3:22: expected a side of the call, not 'app'; known: 'callee', 'caller', 'pbx'"),
    ],
)
def test_what_is_no_expectation_is_told_with_its_place(mistakes_in, written, message):
    assert mistakes_in(f"app: demo:app\nexpects:\n  - {written}\n") == [f"s.yaml:{message}"]


# -- on a real call --------------------------------------------------------------------------------------------------


def test_a_real_call_is_what_its_scenario_expects(read):
    """A recorded yes: 0.5 s of silence, the clip, in which voice begins after 0.4 s, and then silence that ends it."""
    answers = {
        "/": "<Response><Speak>Say yes or no.</Speak>"
        '<Record Inactivity="3" Format="wav" FinishedUrl="/done"/></Response>',
        "/done": "<Response><Speak>Thank you.</Speak><Hangup/></Response>",
    }

    async def answer(request):
        return Response(answers[request.url.path], media_type="text/xml")

    (one,) = read(
        """\
app: demo:app
expects:
  notifications: [IncomingCall, RecordCompleted]
  hears: thank you
  recordings: 1
  recording: {ended_by: final-timeout, format: wav, voice: [0.9s ± 0.06, 1.28s ± 0.06], silent: false}
  call: {ended_by: pbx, cause: normal clearing}
  problems: []
"""
    )
    with ServerThread(Starlette(routes=[Route("/{path:path}", answer, methods=["POST"])])) as server:
        outcome = place_call(
            f"{server.url}/", [hears("yes or no"), pauses(0.5), says("yes.wav"), stays_silent()], settings=one.settings
        )
        other = place_call(f"{server.url}/", [hears("yes or no"), presses("1"), hears("goodbye")])

    assert check_all(one, outcome) == []
    assert [str(reason) for reason in check_all(one, other)] == [
        "step 3 failed: hears 'goodbye': the call ended (normal clearing) before that; "
        "heard 'Say yes or no.', 'Thank you.'",
        "recording 1: ended_by expected final-timeout, was initial-timeout",
        "recording 1: voice expected some, was none",
    ]
