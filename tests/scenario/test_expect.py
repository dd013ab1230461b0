from dataclasses import replace
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from simulator.api import place_call
from simulator.audio.library import ClipLibrary
from simulator.drivers.call_result import CallResult
from simulator.drivers.recordings import RecentFiles, StoredRecording
from simulator.drivers.serving import ServerThread
from simulator.scenario.expect import check_all
from simulator.scenario.expect_call import (
    ExpectedCall,
    ExpectedNotifications,
    ExpectedProblems,
    ExpectedPrompt,
    ExpectedRecording,
    ExpectedRecordings,
)
from simulator.scenario.expectation import EXPECTATIONS, Mismatch
from simulator.scenario.measure import Measure
from simulator.scenario.model import AppKind, AppSpec, Scenario
from simulator.steps import hears, pauses, presses, says, stays_silent
from simulator.telephony.call import Prompt
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import NotificationSent, StepFailed
from simulator.telephony.media import Sounding
from simulator.telephony.notifications import NotificationName
from simulator.telephony.problem import Place, Problem, Severity
from simulator.telephony.recording import AudioFormat, FinishedRecording, RecordEnd
from simulator.telephony.script_events import ProblemFound
from simulator.telephony.transcript import Transcript

YES = Path(__file__).parents[2] / "fixtures" / "audio" / "yes.wav"


def result(**changes) -> CallResult:
    """A call that the PBX ended after 12 s, in which nothing happened, or something did."""
    empty = CallResult("1", Transcript(), (), (), Side.PBX, HangupCause.NORMAL_CLEARING, 12.0, strict=True)
    return replace(empty, **changes)


def transcript(*events) -> Transcript:
    written = Transcript({"http://127.0.0.1:4711": "http://app"})
    for event in events:
        written.append(0.0, "1", event)
    return written


def recording(*, said_at=None, length=4.7, end=RecordEnd.FINAL_TIMEOUT, format=AudioFormat.WAV) -> StoredRecording:  # noqa: A002 - the word that scenarios have
    """A recording in which somebody says yes (from 0.4 s of the clip on), or nobody says anything."""
    clips = ClipLibrary()
    clip = clips.file(YES)
    soundings = () if said_at is None else (Sounding(clip, said_at, said_at + clip.duration),)
    return StoredRecording(
        FinishedRecording("1.wav", "1", format, 0.0, length, end, soundings), "http://pbx/1", clips, RecentFiles()
    )


def sentences(expectation, outcome) -> list[str]:
    return [str(mismatch) for mismatch in expectation.check(outcome)]


# -- notifications ---------------------------------------------------------------------------------------------------


def sent(*names) -> CallResult:
    return result(transcript=transcript(*[NotificationSent(name, "http://app/", {}) for name in names]))


def test_notifications_are_compared_in_their_order():
    expected = ExpectedNotifications((NotificationName.INCOMING_CALL, NotificationName.RECORD_COMPLETED))

    assert sentences(expected, sent("IncomingCall", "RecordCompleted")) == []
    assert sentences(expected, sent("RecordCompleted", "IncomingCall")) == [
        "notifications: expected IncomingCall, RecordCompleted, was RecordCompleted, IncomingCall"
    ]
    assert sentences(expected, sent()) == ["notifications: expected IncomingCall, RecordCompleted, was nothing"]


def test_fields_of_notifications_are_compared_where_something_is_said_of_them(read):
    (expected,) = expected_of(read, "  - notifications: [CallChanged: {CallState: Busy, Source: 2000}, CallChanged]")
    fields = {"CallState": "Ringing", "Url": "http://127.0.0.1:1/x"}
    events = [
        NotificationSent("CallChanged", "http://app/", fields),
        NotificationSent("CallChanged", "http://app/", {}),
    ]

    assert sentences(expected, result(transcript=transcript(*events))) == [
        "notification 1 (CallChanged): CallState expected 'Busy', was 'Ringing'",
        "notification 1 (CallChanged): Source expected '2000', was not there",
    ]


def test_fields_of_notifications_are_compared_as_transcripts_show_them(read):
    (expected,) = expected_of(read, "  - notifications: {RecordCompleted: {RecordURL: http://pbx/1.mp3}}")
    written = transcript(NotificationSent("RecordCompleted", "http://app/", {"RecordURL": "http://127.0.0.1:1/1.mp3"}))
    written.origins["http://127.0.0.1:1"] = "http://pbx"

    assert sentences(expected, result(transcript=written)) == []


# -- prompts ---------------------------------------------------------------------------------------------------------


def heard(*texts) -> CallResult:
    return result(prompts=tuple(Prompt(text, 0.0, 1.0) for text in texts))


def test_a_prompt_holds_a_text_whatever_its_case_and_blanks():
    assert sentences(ExpectedPrompt("thank  YOU"), heard("Hello.", "I thank\nyou very much.")) == []


def test_of_what_was_heard_instead_the_closest_comes_first():
    assert sentences(ExpectedPrompt("Thank you"), heard("Welcome.", "Thanks, you may go.", "Bye.")) == [
        "hears: expected 'Thank you', was 'Thanks, you may go.', 'Welcome.', 'Bye.' (closest first)"
    ]
    assert sentences(ExpectedPrompt("Thank you"), heard("Bye.", "Bye.")) == ["hears: expected 'Thank you', was 'Bye.'"]
    assert sentences(ExpectedPrompt("Thank you"), heard()) == ["hears: expected 'Thank you', was nothing"]


def test_what_is_heard_elsewhere_is_looked_for_at_its_number(read):
    (expected,) = expected_of(read, "  - hears: {20-01: [hello, 'it is me'], 2000: thank you}")
    other = replace(heard("Hello", "Goodbye"), number="2001")

    assert sentences(expected, replace(heard("Thank you."), number="2000", calls=(other,))) == [
        "20-01 hears: expected 'it is me', was 'Hello', 'Goodbye' (closest first)"
    ]


# -- recordings ------------------------------------------------------------------------------------------------------


def test_a_recording_is_compared_in_everything_that_is_said_of_it():
    expected = ExpectedRecording(
        ended_by=RecordEnd.FINAL_TIMEOUT,
        format=AudioFormat.WAV,
        length=Measure(4.7, 0.1),
        voice=(Measure(0.9, 0.06), Measure(1.28, 0.06)),
        silent=False,
    )

    assert sentences(expected, result(recordings=(recording(said_at=0.5),))) == []


def test_each_difference_of_a_recording_is_a_sentence():
    made = recording(length=6.2, end=RecordEnd.HANG_UP, format=AudioFormat.MP3)
    expected = ExpectedRecording(
        ended_by=RecordEnd.FINAL_TIMEOUT, format=AudioFormat.WAV, length=Measure(4.7, 0.1), silent=False
    )

    assert sentences(expected, result(recordings=(made,))) == [
        "recording 1: ended_by expected final-timeout, was hang-up",
        "recording 1: format expected wav, was mp3",
        "recording 1: length expected 4.7 s ± 0.1, was 6.2 s",
        "recording 1: voice expected some, was none",
    ]


def test_voice_is_measured_in_the_recorded_sound():
    made = result(recordings=(recording(), recording(said_at=2.0)))

    (none,) = sentences(ExpectedRecording(voice=(Measure(0.5), Measure(1.7))), made)
    (later,) = sentences(ExpectedRecording(number=2, voice=(Measure(0.5), Measure(1.7))), made)
    (some,) = sentences(ExpectedRecording(number=2, silent=True), made)

    assert none == "recording 1: voice expected 0.5 s ± 0.05 to 1.7 s ± 0.05, was none"
    assert later.startswith("recording 2: voice expected 0.5 s ± 0.05 to 1.7 s ± 0.05, was 2.")
    assert some.startswith("recording 2: voice expected none, was 2.")


def test_a_recording_of_no_length_is_silent():
    assert (
        sentences(ExpectedRecording(silent=True, length=Measure(0.0)), result(recordings=(recording(length=0.0),)))
        == []
    )


def test_a_recording_that_was_not_made_is_one_difference():
    assert sentences(ExpectedRecording(number=2, silent=True), result(recordings=(recording(),))) == [
        "recording 2: expected to be made, was not (1 made)"
    ]


def test_recordings_are_counted():
    assert sentences(ExpectedRecordings(1), result(recordings=(recording(),))) == []
    assert sentences(ExpectedRecordings(1), result()) == ["recordings: expected 1, was 0"]


# -- the call --------------------------------------------------------------------------------------------------------


def test_the_end_of_a_call_is_compared():
    expected = ExpectedCall(Side.PBX, HangupCause.NORMAL_CLEARING, Measure(12.0, 1.0))

    assert sentences(expected, result(duration=12.9)) == []
    assert sentences(expected, result(ended_by=Side.CALLER, cause=HangupCause.USER_BUSY, duration=13.5)) == [
        "call: ended_by expected pbx, was caller",
        "call: cause expected normal clearing, was user busy",
        "call: duration expected 12.0 s ± 1.0, was 13.5 s",
    ]
    assert sentences(expected, result(ended_by=None, cause=None)) == [
        "call: ended_by expected pbx, was nobody",
        "call: cause expected normal clearing, was none",
    ]


# -- problems, and everything together -------------------------------------------------------------------------------


ENDLESS = ProblemFound(Problem("endless-goto", "round and round", Place("http://127.0.0.1:4711/", 1, 2)))
NO_ANSWER = ProblemFound(Problem("no-answer", "no answer from the app", Place("http://127.0.0.1:4711/")))
WARNING = ProblemFound(Problem("zero", "nothing to record", Place("http://app/"), Severity.WARNING))
ZERO_ERROR = ProblemFound(Problem("zero", "nothing to record", Place("http://app/")))
FAILED_STEP = StepFailed("hears 'x'", 1, "nothing was heard")


def scenario(*expectations) -> Scenario:
    return Scenario("s", Path("s.yaml"), 1, AppSpec(AppKind.ASGI, "demo:app"), expectations=expectations)


def reasons(expectations, *events, strict=True, **more) -> list[str]:
    outcome = result(transcript=transcript(*events), strict=strict)
    return [str(reason) for reason in check_all(scenario(*expectations), outcome, **more)]


def test_problems_are_compared_by_rule_and_warnings_are_left_aside():
    expected = ExpectedProblems(("endless-goto",))

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
    assert sentences(ExpectedProblems(tuple(rules)), result(transcript=transcript(*events))) == []


def test_problems_that_differ_are_told_with_the_warnings_that_count():
    expected = ExpectedProblems(("endless-goto", "zero"))

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
    assert reasons([ExpectedProblems(("zero",))], WARNING, WARNING, warnings_fail=True) == []


def test_without_expectations_a_call_passes_if_nothing_went_wrong():
    assert reasons([], WARNING) == []
    assert reasons([], FAILED_STEP) == ["step 1 failed: hears 'x': nothing was heard"]


def test_errors_of_the_app_fail_a_strict_call_only():
    assert reasons([], ENDLESS) == ["http://app/:1:2: round and round"]
    assert reasons([], ENDLESS, strict=False) == []


def test_a_problem_that_is_expected_fails_nothing():
    assert reasons([ExpectedProblems(("endless-goto",))], ENDLESS) == []


def test_each_expected_problem_is_forgiven_once():
    assert reasons([ExpectedProblems(("endless-goto",))], ENDLESS, ENDLESS, NO_ANSWER) == [
        "http://app/:1:2: round and round",
        "http://app/: no answer from the app",
        "problems: expected endless-goto, was endless-goto, endless-goto, no-answer",
    ]


def test_what_went_wrong_comes_before_what_is_different():
    assert reasons([ExpectedRecordings(1)], FAILED_STEP) == [
        "step 1 failed: hears 'x': nothing was heard",
        "recordings: expected 1, was 0",
    ]


# -- as written ------------------------------------------------------------------------------------------------------


def expected_of(read, written: str):
    (one,) = read(f"app: demo:app\nexpects:\n{written}")
    return one.expectations


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("hears: 12:30", ExpectedPrompt("12:30")),
        (
            "notifications: [IncomingCall, recordcompleted]",
            ExpectedNotifications((NotificationName.INCOMING_CALL, NotificationName.RECORD_COMPLETED)),
        ),
        ("notifications: IncomingCall", ExpectedNotifications((NotificationName.INCOMING_CALL,))),
        ("recordings: 0", ExpectedRecordings(0)),
        ("problems: [endless-goto]", ExpectedProblems(("endless-goto",))),
        ("problems: []", ExpectedProblems(())),
        (
            "call: {ended_by: PBX, cause: Normal  clearing, duration: 12s ± 1}",
            ExpectedCall(Side.PBX, HangupCause.NORMAL_CLEARING, Measure(12.0, 1.0)),
        ),
        (
            "recording: {number: 2, ended_by: stop, format: mp3, length: 4.7s, voice: [0.5 ± 0.1, 1.7], silent: no}",
            ExpectedRecording(
                2,
                RecordEnd.STOPPED,
                AudioFormat.MP3,
                Measure(4.7, 0.05),
                (Measure(0.5, 0.1), Measure(1.7, 0.05)),
                silent=False,
            ),
        ),
    ],
)
def test_each_expectation_is_read(read, written, meant):
    assert expected_of(read, f"  - {written}\n") == (meant,)


def test_expectations_may_be_a_mapping(read):
    assert expected_of(read, "  recordings: 1\n  hears: Bye\n") == (ExpectedRecordings(1), ExpectedPrompt("Bye"))


def test_a_difference_knows_where_the_expectation_stands(read):
    (one,) = expected_of(read, "  - recordings: 2\n")

    (mismatch,) = one.check(result())

    assert mismatch == Mismatch("recordings", "", "2", "0")
    assert mismatch.place == Place("s.yaml", 3, 17)


def test_every_expectation_has_a_docstring():
    assert [name for name, kind in EXPECTATIONS.items() if not kind.__doc__ or not kind.read.__doc__] == []


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
        ("recordings: two", "3:17: expected a whole number such as 4, not 'two'"),
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
            "3:25: expected a length of time such as 4.7s or 4.7s ± 0.1, not 'short'",
        ),
        ("recording: {voice: [1s]}", "3:24: expected two lengths of time, start and end, not 1"),
        ("recording: {silent: perhaps}", "3:25: expected 'true' or 'false', not 'perhaps'"),
        ("recording: {lenght: 1s}", "3:17: unknown key 'lenght'; did you mean 'length'?"),
        ("call: {cause: busy}", "3:19: expected a reason why calls end, not 'busy'; did you mean 'user busy'?"),
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
