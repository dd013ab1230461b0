"""The last request before something went wrong, its answer, and the line at fault."""

from __future__ import annotations

import pytest

from simulator.telephony.app_request import RequestSent
from simulator.telephony.events import AnswerReceived, Event, NotificationSent, StepFailed
from simulator.telephony.problem import Place, Problem, Severity
from simulator.telephony.script_events import CommandStarted, ProblemFound
from simulator.telephony.transcript import Kind
from tests.report.written import ORIGIN, answer, failed, mistake, result, shown_whole

POSTED = NotificationSent("IncomingCall", f"{ORIGIN}/in", {"NotificationName": "IncomingCall"})
UNMET = StepFailed("presses 1", 1, "the call ended before that")


def told(*events: Event, width: int = 80) -> list[str]:
    """What a failure says between its reasons and the conversation."""
    lines = shown_whole(failed(result(*[(0.0, event) for event in events])), width)
    end = max(number for number, line in enumerate(lines) if line.split()[:1] == ["time"])
    begin = lines.index("")
    return lines[begin + 1 : end - 1]


def numbered(*events: Event) -> list[str]:
    """The lines of the answer in it."""
    return [line for line in told(*events) if " | " in line or line.lstrip().startswith("...")]


def test_the_line_at_fault_is_marked_with_a_caret():
    body = "<Response>\n  <Speak>Hello</Speak>\n\t<Spaek/>\n</Response>\n"

    assert told(POSTED, answer(body), mistake(3, 2)) == [
        "  the last request before that, at 0.0",
        "    POST http://app/in IncomingCall",
        "    200 text/xml, 56 bytes",
        "      1 | <Response>",
        "      2 |   <Speak>Hello</Speak>",
        "    > 3 |  <Spaek/>",
        "        |  ^",
        "      4 | </Response>",
    ]


@pytest.mark.parametrize("column", [1, 30, 60, 300, 560, 600])
def test_of_a_long_line_the_part_at_fault_is_shown_with_the_caret_below_it(column):
    line = "".join(f"{number:04}" for number in range(150))

    text, caret = numbered(POSTED, answer(line[: column - 1] + "!" + line[column:]), mistake(1, column))

    assert len(text) <= 80
    assert text.index("!") == caret.index("^")
    assert text.endswith("...") is (column < 600)
    assert ("| ..." in text) is (column > 40)


def test_the_caret_stands_right_behind_words_of_any_language():
    text, caret = numbered(POSTED, answer("<Response><Speak>é</Speak><Spaek/></Response>"), mistake(1, 27))

    assert text.index("<Spaek") == caret.index("^")


def test_the_caret_stands_right_behind_an_address_that_is_shortened():
    body = f"<Response><GoTo>{ORIGIN}/x</GoTo><Spaek/></Response>"

    text, caret = numbered(POSTED, answer(body), mistake(1, body.index("<Spaek") + 1))

    assert "<GoTo>http://app/x</GoTo>" in text
    assert text.index("<Spaek") == caret.index("^")


def test_of_a_long_answer_the_lines_around_those_at_fault_are_shown():
    body = "".join(f"<Speak>{line}</Speak>\n" for line in range(1, 61))

    assert numbered(POSTED, answer(body), mistake(20, 1), mistake(40, 1)) == [
        "         ...",
        "      17 | <Speak>17</Speak>",
        "      18 | <Speak>18</Speak>",
        "      19 | <Speak>19</Speak>",
        "    > 20 | <Speak>20</Speak>",
        "         | ^",
        "      21 | <Speak>21</Speak>",
        "      22 | <Speak>22</Speak>",
        "      23 | <Speak>23</Speak>",
        "         ...",
        "      37 | <Speak>37</Speak>",
        "      38 | <Speak>38</Speak>",
        "      39 | <Speak>39</Speak>",
        "    > 40 | <Speak>40</Speak>",
        "         | ^",
        "      41 | <Speak>41</Speak>",
        "      42 | <Speak>42</Speak>",
        "      43 | <Speak>43</Speak>",
        "      ... 17 more lines",
    ]


def test_a_place_behind_the_last_line_shows_the_end():
    assert numbered(POSTED, answer("<Response>\n  <Speak>Hello\n"), mistake(3, 1)) == [
        "      1 | <Response>",
        "      2 |   <Speak>Hello",
    ]


def test_without_a_mistake_the_command_that_the_script_had_come_to_is_marked():
    speak, record = (
        CommandStarted(name, Place(f"{ORIGIN}/in", line, 1), {}) for name, line in (("Speak", 1), ("Record", 2))
    )

    assert numbered(POSTED, answer("<Speak>Hello</Speak>\n<Record/>"), speak, record, UNMET) == [
        "      1 | <Speak>Hello</Speak>",
        "    > 2 | <Record/>",
        "        | ^",
    ]


def test_a_command_of_an_earlier_answer_is_not_marked_in_a_later_one():
    """The same address may answer again and again, and then with something else."""
    ran = CommandStarted("Record", Place(f"{ORIGIN}/in", 1, 60), {})

    assert numbered(POSTED, answer("<Record/>"), ran, POSTED, answer("<Response/>"), UNMET) == ["      1 | <Response/>"]


def test_a_mistake_of_a_later_answer_is_not_marked_in_an_earlier_one():
    assert numbered(POSTED, answer("<Spaek/>"), mistake(1, 1), POSTED, answer("<Response/>\n"), mistake(1, 5)) == [
        "    > 1 | <Spaek/>",
        "        | ^",
        "    > 1 | <Response/>",
        "        |     ^",
    ]


def test_the_answer_that_the_mistake_is_in_is_shown_though_others_came_since():
    elsewhere = NotificationSent("CallChanged", f"{ORIGIN}/changed", {})
    later = AnswerReceived(f"{ORIGIN}/changed", 200, "text/xml", b"<Response/>")

    lines = told(POSTED, answer("<Spaek/>"), elsewhere, later, mistake(1, 1))

    assert lines[1:3] == ["    POST http://app/in IncomingCall", "    200 text/xml, 8 bytes"]


def test_a_status_that_is_none_of_ozml_is_shown_with_what_came():
    error = Problem("http-status", "the app answered 500", Place(f"{ORIGIN}/in"))

    assert told(POSTED, AnswerReceived(f"{ORIGIN}/in", 500, "text/html", b"<h1>Oh</h1>"), ProblemFound(error))[2:] == [
        "    500 text/html, 11 bytes",
        "      1 | <h1>Oh</h1>",
    ]


def test_an_answer_that_did_not_come_is_told():
    broken = AnswerReceived(f"{ORIGIN}/in", 0, "", b"", "connection reset")

    assert told(POSTED, broken, UNMET)[2:] == ["    no answer from http://app/in: connection reset"]
    assert told(POSTED, UNMET)[2:] == ["    no answer yet"]


def test_a_request_of_somebody_else_is_one_too():
    assert told(RequestSent("GET", f"{ORIGIN}/remind?n=1"), answer("ok"), UNMET)[1] == "    GET http://app/remind?n=1"


def test_the_request_is_one_of_the_call_that_was_answered():
    call = result()
    call.transcript.introduce("1", Kind.CALL, "+36")
    call.transcript.introduce("2", Kind.CALL, "4711")
    call.transcript.append(0.0, "1", POSTED)
    call.transcript.append(0.0, "2", NotificationSent("CallConnected", f"{ORIGIN}/up", {}))
    call.transcript.append(0.0, "1", answer("<Response/>"))
    call.transcript.append(0.0, "1", UNMET)

    lines = shown_whole(failed(call), 80)

    assert lines[lines.index("  the last request before that, at 0.0") + 1] == "    POST http://app/in IncomingCall"


@pytest.mark.parametrize("events", [(UNMET,), (mistake(1, 1),)], ids=["no request", "a mistake without an answer"])
def test_where_nothing_was_asked_nothing_is_shown(events):
    assert told(*events) == []


# -- other answers ---------------------------------------------------------------------------------------------------


def test_mistakes_in_other_answers_are_shown_with_the_lines_around_them():
    other = AnswerReceived(f"{ORIGIN}/menu", 200, "text/xml", b"<Response>\n<Spaek/>\n</Response>")
    wrong = ProblemFound(Problem("unknown-element", "a mistake", Place(f"{ORIGIN}/menu", 2, 1)))

    assert told(POSTED, answer("<Spaek/>"), mistake(1, 1), other, wrong)[-6:] == [
        "",
        "  answer of http://app/menu",
        "      1 | <Response>",
        "    > 2 | <Spaek/>",
        "        | ^",
        "      3 | </Response>",
    ]


def test_no_more_than_three_other_places_are_shown():
    events: list[Event] = [POSTED, answer("<Spaek/>"), mistake(1, 1)]
    for number in range(5):
        url = f"{ORIGIN}/{number}"
        events += [
            AnswerReceived(url, 200, "text/xml", b"<Spaek/>"),
            ProblemFound(Problem("unknown-element", "a mistake", Place(url, 1, 1))),
        ]

    assert sum(line.startswith("  answer of") for line in told(*events)) == 3


def test_warnings_are_not_shown_in_the_answer():
    lines = numbered(POSTED, answer("<Speak/>"), mistake(1, 1, severity=Severity.WARNING), UNMET)

    assert lines == ["      1 | <Speak/>"]


def test_letters_at_which_some_think_that_lines_end_do_not_shift_the_mark():
    body = "<Response>\r\n<Speak>a\u2028b\x85c</Speak>\r\n<Spaek/>\r\n</Response>"

    assert numbered(POSTED, answer(body), mistake(3, 1))[2:4] == ["    > 3 | <Spaek/>", "        | ^"]


@pytest.mark.parametrize("width", [1, 10, 20])
def test_a_terminal_that_is_too_narrow_for_an_answer_shows_a_part_of_it(width):
    body = "<Response><Speak>Hello</Speak><Spaek/></Response>"

    lines = told(POSTED, answer(body), mistake(1, 31), width=width)

    (at,) = [number for number, line in enumerate(lines) if line.lstrip().startswith("|")]
    assert lines[at - 1][lines[at].index("^") :].startswith("<Spa")
