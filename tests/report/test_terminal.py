"""What a person reads of a run, to the letter and in narrow terminals."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from simulator.drivers.call_result import CallResult
from simulator.report.terminal import (
    conversation,
    conversation_row,
    failure,
    print_warnings,
    progress_line,
    summary,
)
from simulator.scenario.expect_call import ExpectedProblems
from simulator.scenario.model import AppKind, AppSpec, Scenario
from simulator.scenario.run import Outcome, ScenarioRun
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import (
    AnswerReceived,
    CallAnswered,
    CallEnded,
    CallerSounded,
    CallOffered,
    DtmfReceived,
    Event,
    NotificationSent,
    StepFailed,
    VoiceStarted,
)
from simulator.telephony.message_events import SmsReported
from simulator.telephony.outbox import DeliveryState
from simulator.telephony.problem import Place, Problem, Severity
from simulator.telephony.script_events import NoteFound, ProblemFound, PromptStarted
from simulator.telephony.transcript import Kind, Transcript

ORIGIN = "http://127.0.0.1:4711"

CALL = (
    (0.0, CallOffered("+3612345678", "9000")),
    (0.0, NotificationSent("IncomingCall", f"{ORIGIN}/in", {"NotificationName": "IncomingCall"})),
    (0.0, AnswerReceived(f"{ORIGIN}/in", 200, "text/xml", b"<Response/>")),
    (0.0, CallAnswered()),
    (0.0, PromptStarted("speaks", "Please leave a message after the tone.", 2.25)),
    (2.5, VoiceStarted()),
    (4.125, DtmfReceived("#")),
    (4.2, CallEnded(Side.PBX, HangupCause.NORMAL_CLEARING)),
)

SCENARIO = Scenario("A message", Path("voicemail.yaml"), 3, AppSpec(AppKind.URL, f"{ORIGIN}/in"))


def transcript(*entries: tuple[float, Event]) -> Transcript:
    written = Transcript({ORIGIN: "http://app"})
    for at, event in entries:
        written.append(at, "1", event)
    return written


def result(*entries: tuple[float, Event], **changes) -> CallResult:
    empty = CallResult(
        "1", transcript(*entries), (), (), Side.PBX, HangupCause.NORMAL_CLEARING, duration=4.2, strict=True
    )
    return replace(empty, **changes)


def run(outcome: Outcome, *reasons: str, result: CallResult | None = None) -> ScenarioRun:
    return ScenarioRun(SCENARIO, outcome, reasons, result, 0.01)


def shown(*things: RenderableType, width: int = 80, **console) -> list[str]:
    file = io.StringIO()
    Console(file=file, width=width, highlight=False, **console).print(*things)
    return [line.rstrip() for line in file.getvalue().splitlines()]


def mistake(line: int, column: int, *, severity: Severity = Severity.ERROR, text: str = "a mistake") -> ProblemFound:
    return ProblemFound(Problem("unknown-element", text, Place(f"{ORIGIN}/in", line, column), severity))


def answer(body: str) -> AnswerReceived:
    return AnswerReceived(f"{ORIGIN}/in", 200, "text/xml", body.encode())


# -- the conversation ------------------------------------------------------------------------------------------------


def test_a_conversation_has_the_caller_on_the_left_and_the_app_on_the_right():
    assert shown(conversation(transcript(*CALL))) == [
        "    time  caller                      app",
        "     0.0  call from +3612345678 to",
        "          9000",
        "     0.0                              POST http://app/in IncomingCall",
        "     0.0  call answered",
        "     0.0                              speaks 'Please leave a message after the",
        "                                      tone.' (2.25 s)",
        "     2.5  voice started",
        "   4.125  presses #",
        "     4.2  call ended by pbx: normal",
        "          clearing",
    ]


def test_a_conversation_fits_into_60_columns():
    lines = shown(conversation(transcript(*CALL)), width=60)

    assert max(map(len, lines)) <= 60
    assert lines[0] == "    time  caller              app"


def test_a_conversation_names_further_calls_and_messages():
    written = Transcript()
    written.introduce("1", Kind.CALL, "+3612345678")
    written.introduce("2", Kind.CALL, "4711")
    written.append(0.0, "1", CallAnswered())
    written.append(1.0, "2", CallAnswered())
    written.append(2.0, "2", NotificationSent("CallConnected", "http://app/up", {}))
    written.introduce("3", Kind.SMS, "4711")
    written.append(3.0, "3", SmsReported("3", "4711", DeliveryState.FAILED))

    assert shown(conversation(written)) == [
        "    time  caller                      app",
        "     0.0  call answered",
        "     1.0  [4711] call answered",
        "     2.0                              [4711] POST http://app/up CallConnected",
        "     3.0  [SMS] SMS to 4711: failed",
    ]


def test_notes_are_shown_with_every_detail_only():
    written = transcript((0.0, NoteFound(mistake(1, 1, severity=Severity.NOTE, text="a known slip").problem)))

    assert shown(conversation(written)) == ["    time  caller                      app"]
    assert "note: http://app/in:1:1: a known slip" in " ".join(shown(conversation(written, whole=True), width=120))


def test_a_whole_conversation_has_every_detail():
    assert "     0.0                              200 text/xml, 11 bytes" in shown(
        conversation(transcript(*CALL), whole=True)
    )


def test_a_whole_conversation_has_what_was_posted_and_answered():
    fields = {"NotificationName": "RecordCompleted", "CallID": "1", "RecordURL": f"{ORIGIN}/1.wav"}
    written = transcript(
        (1.0, NotificationSent("RecordCompleted", f"{ORIGIN}/in", fields)), (1.0, answer("<Response>\n\t<Hangup/>\n"))
    )

    assert shown(conversation(written, whole=True)) == [
        "    time  caller                      app",
        "     1.0                              POST http://app/in RecordCompleted",
        "                                        CallID=1, RecordURL=http://app/1.wav",
        "     1.0                              200 text/xml, 22 bytes",
        "                                        <Response>",
        "                                          <Hangup/>",
    ]
    assert len(shown(conversation(written))) == 2


def test_a_long_conversation_loses_its_middle_and_says_how_much():
    keys = [(float(second), DtmfReceived("1")) for second in range(100)]

    lines = shown(conversation(transcript(*keys)))

    assert len(lines) == 1 + 29 + 1 + 14
    assert lines[29] == "    28.0  presses 1"
    assert lines[30] == "          ... 57 more ..."
    assert lines[31] == "    86.0  presses 1"


def test_a_long_conversation_is_whole_if_one_wants_it_so():
    keys = [(float(second), DtmfReceived("1")) for second in range(100)]

    assert len(shown(conversation(transcript(*keys), whole=True))) == 101


def test_rows_that_come_one_by_one_stand_below_each_other():
    written = transcript(*CALL)

    rows = [line for entry in written for line in shown(conversation_row(entry, written))]

    assert "     0.0                              POST http://app/in IncomingCall" in rows
    assert "   4.125  presses #" in rows


def test_words_of_any_language_are_aligned_by_their_width_on_the_screen():
    written = transcript(
        (0.0, CallerSounded("お世話になっております", 1.5)), (1.0, PromptStarted("speaks", "Üdvözöljük!", 0.5))
    )

    assert shown(conversation(written)) == [
        "    time  caller                      app",
        "     0.0  says",
        "          'お世話になっております'",
        "          (1.5 s)",
        "     1.0                              speaks 'Üdvözöljük!' (0.5 s)",
    ]


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (StepFailed("hears 'x'", 1, "nothing was heard"), "\x1b[1;31m"),
        (mistake(1, 1), "\x1b[1;31m"),
        (mistake(1, 1, severity=Severity.WARNING), "\x1b[33m"),
        (CallAnswered(), "\x1b[2;3m"),
    ],
    ids=["failure", "error", "warning", "line"],
)
def test_what_matters_has_a_colour_unless_the_reader_wants_none(event, code):
    written = conversation(transcript((0.0, event)))
    terminal = {"force_terminal": True, "color_system": "standard", "legacy_windows": False}

    coloured = "\n".join(shown(written, _environ={}, **terminal))
    plain = "\n".join(shown(written, _environ={"NO_COLOR": "1"}, **terminal))

    assert code in coloured
    assert "\x1b[33m" not in plain
    assert ";31m" not in plain


# -- a failure -------------------------------------------------------------------------------------------------------


def test_a_failure_begins_with_the_scenario_and_its_reasons():
    lines = shown(failure(run(Outcome.FAILED, "the first reason", "the second", result=result(*CALL))))

    assert lines[:5] == [
        "FAILED A message  voicemail.yaml:3",
        "  the first reason",
        "  the second",
        "",
        "      time  caller                      app",
    ]
    assert lines[-2:] == ["  repeat: ozeki-simulator run voicemail.yaml -k 'A message' --seed 0", ""]


def test_a_failure_without_a_call_has_only_its_reasons():
    assert shown(failure(run(Outcome.BROKEN, "the simulator itself went wrong:\nTraceback"))) == [
        "BROKEN A message  voicemail.yaml:3",
        "  the simulator itself went wrong:",
        "  Traceback",
        "",
    ]


@pytest.mark.parametrize(
    ("outcome", "company", "hints"),
    [(Outcome.FAILED, True, 1), (Outcome.FAILED, False, 0), (Outcome.BROKEN, True, 0), (Outcome.PASSED, True, 0)],
)
def test_a_failure_ends_with_a_hint_if_others_used_the_app_meanwhile(outcome, company, hints):
    done = replace(run(outcome, "a reason", result=result(*CALL)), company=company)

    assert shown(failure(done)).count("  other scenarios used this app meanwhile; try -j 1") == hints


def test_text_that_looks_like_markup_is_shown_as_it_is():
    assert shown(failure(run(Outcome.FAILED, "expected '[red]', was '[/]'")))[1] == "  expected '[red]', was '[/]'"


def excerpt(*entries: Event, width: int = 80) -> list[str]:
    """The lines of a failure's excerpt, from its heading on."""
    call = result(*[(0.0, entry) for entry in entries])
    lines = shown(failure(run(Outcome.FAILED, "a mistake", result=call)), width=width)
    begin = lines.index("  answer of http://app/in")
    return lines[begin : lines.index("", begin)]


def test_the_line_at_fault_is_shown_with_its_neighbours_and_a_caret():
    body = "<Response>\n  <Speak>Hello</Speak>\n\t<Spaek/>\n</Response>\n"

    assert excerpt(answer(body), mistake(3, 2)) == [
        "  answer of http://app/in",
        "  2 |   <Speak>Hello</Speak>",
        "  3 |  <Spaek/>",
        "    |  ^",
        "  4 | </Response>",
    ]


@pytest.mark.parametrize("column", [1, 30, 60, 300, 560, 600])
def test_of_a_long_line_the_part_at_fault_is_shown_with_the_caret_below_it(column):
    line = "".join(f"{number:04}" for number in range(150))

    _, text, caret = excerpt(answer(line[: column - 1] + "!" + line[column:]), mistake(1, column))

    assert len(text) <= 80
    assert text.index("!") == caret.index("^")


def test_the_caret_stands_right_behind_words_of_any_language():
    body = "<Response><Speak>é</Speak><Spaek/></Response>"

    _, text, caret = excerpt(answer(body), mistake(1, 27))

    assert text.index("<Spaek") == caret.index("^")


def test_each_place_is_shown_once_and_no_more_than_three_of_them():
    body = "".join(f"<Spaek{line}/>\n" for line in range(20))
    places = [mistake(line, 1) for line in (1, 1, 5, 9, 13)]
    call = result(*[(0.0, event) for event in (answer(body), *places)])

    lines = shown(failure(run(Outcome.FAILED, "a mistake", result=call)))

    assert [line for line in lines if line.endswith("| ^")] == ["    | ^", "    | ^", "     | ^"]


@pytest.mark.parametrize(
    "entries",
    [
        (answer("<Spaek/>"), mistake(0, 0)),
        (answer(""), mistake(1, 1)),
        (mistake(1, 1),),
        (answer("<Spaek/>"), mistake(1, 1, severity=Severity.WARNING)),
    ],
    ids=["no place", "empty answer", "no answer", "a warning"],
)
def test_where_there_is_nothing_to_show_there_is_no_excerpt(entries):
    call = result(*[(0.0, event) for event in entries])

    assert "answer of" not in "\n".join(shown(failure(run(Outcome.FAILED, "a mistake", result=call))))


def test_a_place_behind_the_last_line_shows_the_end():
    assert excerpt(answer("<Response>\n  <Speak>Hello\n"), mistake(3, 1)) == [
        "  answer of http://app/in",
        "  2 |   <Speak>Hello",
    ]


# -- a run -----------------------------------------------------------------------------------------------------------


def test_progress_is_a_line_a_scenario():
    assert shown(progress_line(run(Outcome.PASSED, result=result(*CALL)))) == [
        "PASSED voicemail.yaml::A message  4.2 s of call"
    ]
    assert shown(progress_line(run(Outcome.BROKEN))) == ["BROKEN voicemail.yaml::A message"]


def test_the_summary_counts_what_there_is():
    runs = [run(Outcome.PASSED, result=result(*CALL))] * 2 + [run(Outcome.BROKEN)]

    assert shown(summary(runs, 0.126)) == ["2 passed, 1 broken in 0.13 s (8.4 s of calls)"]
    assert shown(summary([], 0.0)) == ["no scenarios found in 0.00 s (0.0 s of calls)"]


def warnings(*runs: ScenarioRun) -> list[str]:
    console = Console(file=io.StringIO(), width=80)
    print_warnings(console, runs)
    return console.file.getvalue().splitlines()


def found_in(name: str, found: Event, *, outcome: Outcome = Outcome.PASSED, expected: tuple[str, ...] = ()):
    """A scenario in which something was found, and which names some problems itself."""
    expectations = (ExpectedProblems(expected),) if expected else ()
    scenario = replace(SCENARIO, name=name, expectations=expectations)
    return replace(run(outcome, result=result((0.0, found))), scenario=scenario)


OLD_NAME = mistake(2, 5, severity=Severity.WARNING, text="an old name")


def test_warnings_of_scenarios_that_passed_are_told_once_and_notes_not_at_all():
    note = NoteFound(mistake(1, 1, severity=Severity.NOTE).problem)

    assert warnings(
        found_in("A", OLD_NAME),
        found_in("A", OLD_NAME),
        found_in("B", note),
        found_in("C", OLD_NAME, outcome=Outcome.FAILED),
    ) == ["warning: http://app/in:2:5: an old name", "  in 1 scenario: A"]


@pytest.mark.parametrize(
    ("names", "line"), [("ABC", "  in 3 scenarios: A, B, C"), ("ABCDE", "  in 5 scenarios: A, B, C, ...")]
)
def test_a_warning_names_up_to_three_scenarios_in_which_it_was_found(names, line):
    assert warnings(*[found_in(name, OLD_NAME) for name in names])[1:] == [line]


def test_warnings_that_a_scenario_names_itself_are_not_told():
    assert warnings(found_in("A", OLD_NAME, expected=("unknown-element",))) == []
    assert len(warnings(found_in("A", OLD_NAME, expected=("zero",)))) == 2
