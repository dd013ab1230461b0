"""Why a scenario did not pass, to the letter, at 80 and at 120 columns and in a pipe."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from simulator.drivers.call_result import CallResult
from simulator.report.failure import failure, print_whole
from simulator.report.repeat import repeat_command
from simulator.scenario.app_output import AppSaid
from simulator.scenario.expectation import Mismatch
from simulator.scenario.run import Outcome, ScenarioRun
from simulator.telephony.call import Prompt
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
    Stalled,
    StepFailed,
)
from simulator.telephony.problem import Place, Problem, Severity
from simulator.telephony.script_events import CommandStarted, ProblemFound, PromptStarted
from simulator.telephony.transcript import Kind
from tests.report.written import CALL, ORIGIN, SCENARIO, answer, failed, mistake, result, run, shown, shown_whole

BODY = '<?xml version="1.0"?>\n<Response>\n  <Speak>Good morning.</Speak>\n  <Spaek>Bye</Spaek>\n</Response>\n'
FIELDS = {"NotificationName": "IncomingCall", "CallID": "1", "CallerID": "+3612345678"}

GREETED: tuple[tuple[float, Event], ...] = (
    (0.0, CallOffered("+3612345678", "9000")),
    (0.0, NotificationSent("IncomingCall", f"{ORIGIN}/in", FIELDS)),
    (0.0, answer(BODY)),
    (0.0, CallAnswered()),
    (0.0, CommandStarted("Speak", Place(f"{ORIGIN}/in", 3, 3), {})),
    (0.0, PromptStarted("speaks", "Good morning.", 1.5)),
)
ENDED = CallEnded(Side.PBX, HangupCause.NORMAL_CLEARING)
UNMET = StepFailed("hears 'Good evening'", 1, "the call ended (normal clearing) before that; heard 'Good morning.'")

ASKED = [
    "  the last request before that, at 0.0",
    "    POST http://app/in IncomingCall",
    "      CallID=1, CallerID=+3612345678",
    "    200 text/xml, 97 bytes",
]


def greeted(*entries: tuple[float, Event], **changes) -> CallResult:
    """A call on which somebody was greeted, and what came then."""
    return result(*GREETED, *entries, **changes)


# -- each kind of failure, whole -------------------------------------------------------------------------------------


def test_a_text_that_was_not_heard_stands_above_what_was_heard():
    assert shown(failure(failed(greeted((1.5, ENDED), (1.5, UNMET))))) == [
        "FAILED A message  voicemail.yaml:3  seed 0",
        "  step 1 failed: hears 'Good evening'",
        "    the call ended (normal clearing) before that",
        "    expected  Good evening",
        "                   ^^^^^^^",
        "    nearest   Good morning.",
        "                   ^^^^^^^^",
        "",
        *ASKED,
        '      1 | <?xml version="1.0"?>',
        "      2 | <Response>",
        "    > 3 |   <Speak>Good morning.</Speak>",
        "        |   ^",
        "      4 |   <Spaek>Bye</Spaek>",
        "      5 | </Response>",
        "",
        "      time  caller                     app",
        "       0.0  call from +3612345678 to",
        "            9000",
        "       0.0                             POST http://app/in IncomingCall",
        "       0.0  call answered",
        "       0.0                             speaks 'Good morning.' (1.5 s)",
        "       1.5  call ended by pbx: normal",
        "            clearing",
        ">      1.5  step 1 failed: hears",
        "            'Good evening'",
        "  repeat: ozeki-simulator run 'voicemail.yaml::A message' --seed 0",
        "",
    ]


def test_a_mistake_in_an_answer_comes_before_what_it_led_to_and_its_line_is_marked():
    spaek = mistake(4, 3, text="<Spaek> is no command")

    lines = shown(failure(failed(greeted((1.5, spaek), (1.5, ENDED), (1.5, UNMET)))), width=120)

    assert lines[1:3] == [
        "  http://app/in:4:3: <Spaek> is no command",
        "  step 1 failed: hears 'Good evening'",
    ]
    assert lines[9:] == [
        *ASKED,
        '      1 | <?xml version="1.0"?>',
        "      2 | <Response>",
        "      3 |   <Speak>Good morning.</Speak>",
        "    > 4 |   <Spaek>Bye</Spaek>",
        "        |   ^",
        "      5 | </Response>",
        "",
        "      time  caller                                     app",
        "       0.0  call from +3612345678 to 9000",
        "       0.0                                             POST http://app/in IncomingCall",
        "       0.0  call answered",
        "       0.0                                             speaks 'Good morning.' (1.5 s)",
        ">      1.5                                             error: http://app/in:4:3: <Spaek> is no command",
        "       1.5  call ended by pbx: normal clearing",
        "       1.5  step 1 failed: hears 'Good evening'",
        "  repeat: ozeki-simulator run 'voicemail.yaml::A message' --seed 0",
        "",
    ]


def test_a_stalled_call_is_told_once():
    stalled = Stalled("nothing can happen any more: the script waits for a key; the caller waits for a prompt")
    unmet = StepFailed("hears 'Good evening'", 1, "nothing can happen any more; heard 'Good morning.'")

    lines = shown(failure(failed(greeted((9.0, stalled), (9.0, ENDED), (9.0, unmet)))))

    assert lines[1:9] == [
        "  step 1 failed: hears 'Good evening'",
        "    expected  Good evening",
        "                   ^^^^^^^",
        "    nearest   Good morning.",
        "                   ^^^^^^^^",
        "  stalled: nothing can happen any more",
        "    the script waits for a key",
        "    the caller waits for a prompt",
    ]
    assert ">      9.0  stalled: nothing can" in lines


def test_several_calls_that_stall_together_are_one_story():
    call = greeted()
    call.transcript.introduce("1", Kind.CALL, "+3612345678")
    call.transcript.introduce("2", Kind.CALL, "4711")
    for call_id, who in (("1", "the caller"), ("2", "the phone 4711")):
        call.transcript.append(9.0, call_id, Stalled(f"nothing can happen any more: {who} waits for a prompt"))

    assert shown(failure(failed(call)))[1:5] == [
        "  stalled: nothing can happen any more",
        "    the caller waits for a prompt",
        "    [4711] the phone 4711 waits for a prompt",
        "",
    ]


def test_a_call_that_was_up_for_too_long_says_so():
    lines = shown(failure(failed(greeted((14400.0, Stalled("the call was still up after 14400.0 s"))))))

    assert lines[1:3] == ["  stalled: the call was still up after 14400.0 s", ""]


def test_what_is_not_as_expected_is_told_with_its_place():
    call = greeted((1.5, ENDED), prompts=(Prompt("Good morning.", 0.0, 1.5),))
    differences = [
        Mismatch("hears", "", "'Good evening'", "'Good morning.'", Place("voicemail.yaml", 9, 5)),
        Mismatch("call", "duration", "3.0 s ± 0.05", "1.5 s", Place("voicemail.yaml", 10, 5)),
        Mismatch("recordings", "", "1", "0"),
    ]

    lines = shown(failure(failed(call, *differences)))

    assert lines[:19] == [
        "FAILED A message  voicemail.yaml:3  seed 0",
        "  hears: not heard  voicemail.yaml:9",
        "    expected  Good evening",
        "                   ^^^^^^^",
        "    nearest   Good morning.",
        "                   ^^^^^^^^",
        "  call duration  voicemail.yaml:10",
        "    expected  3.0 s ± 0.05",
        "    was       1.5 s",
        "  recordings",
        "    expected  1",
        "    was       0",
        "",
        "  the request that led to the nearest text, at 0.0",
        *ASKED[1:],
        '      1 | <?xml version="1.0"?>',
        "      2 | <Response>",
    ]
    assert "    > 3 |   <Speak>Good morning.</Speak>" in lines
    assert [line for line in lines if line.startswith(">") or "more" in line] == []


def test_a_long_value_goes_on_below_its_beginning():
    lines = shown(failure(failed(greeted(), Mismatch("calls", "", "4711, " * 14, "nothing"))))

    assert lines[2:5] == [
        "    expected  4711, 4711, 4711, 4711, 4711, 4711, 4711, 4711, 4711, 4711, 4711,",
        "              4711, 4711, 4711,",
        "    was       nothing",
    ]


def test_two_calls_on_which_the_same_went_wrong_are_told_once():
    call = greeted((1.5, UNMET))
    call.transcript.append(3.0, "1", replace(UNMET, number=2))

    assert shown(failure(failed(call)))[7:10] == ["  step 2 failed: hears 'Good evening'", "    in the same way", ""]


def test_a_mistake_that_was_made_again_and_again_is_told_once():
    call = greeted(*[(float(at), mistake(4, 3, text="a mistake")) for at in range(17)])

    assert shown(failure(failed(call)))[1:3] == ["  http://app/in:4:3: a mistake (17 times)", ""]


def test_an_answer_that_cannot_be_used_outranks_a_mistake_in_another():
    """What a misspelt parameter did to the call is over when the app answers with an error."""
    asked = NotificationSent("DtmfEntered", f"{ORIGIN}/menu", FIELDS)
    broken = ProblemFound(Problem("http-status", "the app answered 500", Place(f"{ORIGIN}/menu")))
    call = greeted(
        (0.5, mistake(4, 3)),
        *[(1.0, DtmfReceived(key)) for key in "1234"],
        (2.0, asked),
        (2.0, AnswerReceived(f"{ORIGIN}/menu", 500, "text/plain", b"KeyError: 7")),
        (2.0, broken),
        (2.0, ENDED),
    )

    lines = shown(failure(failed(call)))

    assert lines[1:3] == ["  http://app/in:4:3: a mistake", "  http://app/menu: the app answered 500"]
    (asked_at,) = [at for at, line in enumerate(lines) if "the last request before that, at 2.0" in line]
    assert lines[asked_at + 1] == "    POST http://app/menu DtmfEntered"
    assert "      1 | KeyError: 7" in lines
    assert "  answer of http://app/in" in lines  # with the line of the first mistake
    assert [line.split()[:3] for line in lines if line.startswith(">")] == [[">", "2.0", "error:"]]


def test_errors_that_fail_nothing_are_told_once_behind_the_reasons():
    call = greeted(*[(float(at), mistake(4, 3, text="a mistake")) for at in range(3)], (3.0, UNMET), strict=False)

    lines = shown(failure(failed(call)))

    assert lines[7:9] == ["  also: http://app/in:4:3: a mistake (3 times)", ""]
    assert [line for line in lines if line.startswith(">")] == [">      3.0  step 1 failed: hears"]


def test_an_expected_mistake_is_not_where_it_went_wrong():
    """It failed nothing, so it is no reason, although the run is strict."""
    call = greeted((1.0, mistake(4, 3)), (3.0, UNMET))
    done = replace(failed(call), reasons=(call.failures[-1],))

    assert [line for line in shown(failure(done)) if line.startswith(">")] == [">      3.0  step 1 failed: hears"]


def test_a_warning_that_fails_a_run_is_where_it_went_wrong():
    call = greeted((1.0, mistake(4, 3, severity=Severity.WARNING, text="an old name")))
    done = run(Outcome.FAILED, "warning: http://app/in:4:3: an old name", result=call)

    lines = shown(failure(done), width=120)

    assert lines[1] == "  warning: http://app/in:4:3: an old name"
    assert [line for line in lines if line.startswith(">")] == [
        ">      1.0                                             warning: http://app/in:4:3: an old name"
    ]


def test_what_came_behind_the_first_wrong_thing_is_one_line_unless_one_wants_everything():
    call = greeted((1.5, UNMET), *[(2.0, DtmfReceived(key)) for key in "1234"], (4.0, ENDED))

    short, whole = failure(failed(call)), failure(failed(call), whole=True)

    assert shown(short)[-3] == "            ... 5 more until the call ended at 4.0; -v shows them"
    assert any("presses 4" in line for line in shown(whole))
    assert any("step 1 failed: hears 'Good evening': the call ended" in line for line in shown(whole, width=200))


def test_the_second_of_two_texts_names_the_first():
    call = greeted((1.5, ENDED), prompts=(Prompt("Good morning.", 0.0, 1.5),))
    missing = Mismatch("hears", "", "'Goodbye' after 'Good morning'", "nothing", Place("voicemail.yaml", 9, 5))

    assert shown(failure(failed(call, missing)))[1:4] == [
        "  hears: not heard after 'Good morning'  voicemail.yaml:9",
        "    expected  Goodbye",
        "    heard     Good morning.",
    ]


def test_what_should_never_have_been_is_where_it_went_wrong():
    call = greeted((1.5, DtmfReceived("1")), (1.5, ENDED), *[(2.0, DtmfReceived("2"))] * 5)
    never = Mismatch("hears", "", "never 'morning'", "'Good morning.' at 0.0 s", Place("voicemail.yaml", 9, 5), 0.0)

    lines = shown(failure(failed(call, never)))

    assert lines[1:4] == [
        "  hears  voicemail.yaml:9",
        "    expected  never 'morning'",
        "    was       'Good morning.' at 0.0 s",
    ]
    assert lines[-4:-2] == [
        ">      0.0                             speaks 'Good morning.' (1.5 s)",
        "            ... 7 more until the call ended at 1.5; -v shows them",
    ]


# -- around it -------------------------------------------------------------------------------------------------------


def test_a_failure_without_a_call_has_only_its_reasons():
    assert shown(failure(run(Outcome.BROKEN, "the simulator itself went wrong:\n  File x\nTraceback"))) == [
        "BROKEN A message  voicemail.yaml:3  seed 0",
        "  the simulator itself went wrong:",
        "    File x",
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


@pytest.mark.parametrize(("company", "try_too"), [(True, "; or try -j 1"), (False, "")])
def test_a_failure_ends_with_how_many_called_from_its_number(company, try_too):
    """An app that remembers callers does so with -j 1 too."""
    done = replace(run(Outcome.FAILED, "a reason", result=result(*CALL)), company=company, same_caller=3)

    assert shown(failure(done), width=120)[-2] == (
        f"  3 scenarios call this app from {done.scenario.caller}; "
        f"give each a number of its own: call: {{from: ...}}{try_too}"
    )


def test_a_mistake_in_an_answer_is_not_put_down_to_the_other_callers():
    done = replace(failed(greeted((1.0, mistake(4, 3)), (3.0, ENDED))), company=True, same_caller=3)

    assert "scenarios" not in "\n".join(shown(failure(done)))


def test_text_that_looks_like_markup_is_shown_as_it_is():
    assert shown(failure(run(Outcome.FAILED, "expected '[red]', was '[/]'")))[1] == "  expected '[red]', was '[/]'"


def test_what_would_control_the_terminal_is_replaced():
    done = replace(run(Outcome.FAILED, "\x1b[31m"), scenario=replace(SCENARIO, name="a\x1b[31m"))

    assert "\x1b" not in "".join(shown(failure(done)))


@pytest.mark.parametrize("width", [80, 120])
def test_nothing_is_wider_than_the_terminal_and_no_line_ends_with_blanks(width):
    texts = [PromptStarted("speaks", "お世話になっております " * 9, 9.0), CallerSounded("long " * 60, 9.0), UNMET]
    call = greeted(*[(1.0, text) for text in texts], (1.0, mistake(4, 3, text="wrong " * 40)))

    lines = shown(failure(failed(call)), width=width)

    assert max(map(len, lines)) <= width
    assert [line for line in lines if line != line.rstrip()] == []


# -- the command that repeats it -------------------------------------------------------------------------------------


def test_the_command_is_as_a_shell_takes_it():
    scenario = replace(SCENARIO, name="Anna's call", file=Path("my tests/a.yaml"), seed=7)

    assert repeat_command(scenario, ["--clock", "real"]) == (
        """ozeki-simulator run 'my tests/a.yaml::Anna'"'"'s call' --seed 7 --clock real"""
    )


@pytest.mark.parametrize("terminal", [True, False])
def test_the_command_stays_in_one_line_however_long_it_is(terminal):
    file = io.StringIO()
    console = Console(file=file, width=80, force_terminal=terminal, color_system=None, highlight=False)
    long = replace(failed(greeted((1.5, UNMET))), scenario=replace(SCENARIO, name="a long name " * 12))

    print_whole(console, failure(long, options=["--world", "office.yaml"]))

    lines = file.getvalue().splitlines()
    (command,) = [line for line in lines if line.startswith("  repeat:")]
    assert command.endswith("' --seed 0 --world office.yaml")
    assert lines[-1] == ""


# -- colours ---------------------------------------------------------------------------------------------------------


def test_colours_are_for_terminals_and_for_those_who_want_them():
    def colours(**console) -> bool:
        return "\x1b[" in "".join(shown(failure(failed(greeted((1.5, UNMET)))), **console))

    terminal = {"force_terminal": True, "color_system": "standard", "legacy_windows": False}

    assert colours(**terminal, _environ={})
    assert not colours()


def test_no_color_takes_the_colours_and_leaves_the_marks():
    terminal = {"force_terminal": True, "color_system": "standard", "legacy_windows": False}

    lines = shown(failure(failed(greeted((1.5, UNMET)))), **terminal, _environ={"NO_COLOR": "1"})

    assert "\x1b[31m" not in "".join(lines)
    assert ";31m" not in "".join(lines)
    assert any("^^^^^^^" in line for line in lines)


# -- too much, too narrow, too wild ----------------------------------------------------------------------------------


def mistaken(count: int) -> ScenarioRun:
    mistakes = [(1.5, mistake(1, at + 1, text=f"mistake {at}")) for at in range(count)]
    return failed(greeted(*mistakes, (1.5, ENDED)))


def test_of_many_reasons_the_first_ten_are_shown():
    lines = shown(failure(mistaken(3_000)))

    assert lines[10:12] == ["  http://app/in:1:10: mistake 9", "  ... 2,990 more; -v shows them"]
    assert len(lines) < 120


def test_all_reasons_are_shown_to_who_wants_everything():
    lines = shown(failure(mistaken(30), whole=True))

    assert sum(line.startswith("  http://app/in:1:") for line in lines) == 30


@pytest.mark.parametrize("width", [1, 10, 20])
def test_headings_of_a_conversation_do_not_run_into_each_other_however_narrow_it_is(width):
    lines = shown_whole(failed(greeted((1.5, UNMET))), width)

    assert ["time", "caller", "app"] in [line.split() for line in lines]


def test_a_name_cannot_control_the_terminal_by_the_command_either():
    wild = replace(failed(greeted((1.5, UNMET))), scenario=replace(SCENARIO, name="Anna\x1b[2J"))

    assert "\x1b" not in "".join(shown(failure(wild)))


def test_a_scenario_that_was_the_second_of_its_name_is_repeated_as_such():
    second = replace(failed(greeted((1.5, UNMET))), nth=2)

    assert "  repeat: ozeki-simulator run 'voicemail.yaml::A message' --seed 0:2" in shown(failure(second))


# -- what the app said -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (
            AppSaid(("ready", "\tno \x1b[31mlicence")),
            ["", "  the app said", "    | ready", "    |         no �[31mlicence"],
        ),
        (AppSaid(end="ended with exit code 3"), ["  the app has ended with exit code 3"]),
        (
            AppSaid(("x" * 80,), "ended with exit code 3"),
            [
                "",
                "  the app said",
                "    | ",
                "      " + "x" * 74,
                "      xxxxxx",
                "  the app has ended with exit code 3",
            ],
        ),
    ],
)
def test_what_the_app_printed_stands_behind_the_conversation(said, lines):
    before = shown(failure(failed(greeted((1.5, ENDED), (1.5, UNMET)))))
    told = shown(failure(replace(failed(greeted((1.5, ENDED), (1.5, UNMET))), app_said=said)))

    assert [line.rstrip() for line in told] == [*before[:-2], *(line.rstrip() for line in lines), *before[-2:]]
