"""A recorded scenario for people at a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.report.record import ReasonRecord
from simulator.report.record_text import ScenarioText
from tests.report.recorded import written_scenario
from tests.report.wanderings import ABSOLUTE, LINES, MOVED, TWICE, wandering
from tests.report.written import shown


def wire(number: int) -> list[str]:
    """What `inspect --wire` shows below the conversation."""
    lines = shown(ScenarioText(1, wandering(number), wire=True), width=120)
    return lines[lines.index("", lines.index("") + 1) :]


@pytest.mark.parametrize(("number", "column"), [(ABSOLUTE, 80), (LINES, 1)])
def test_what_is_wrong_is_pointed_at_below_the_line_that_is_shown(number, column):
    lines = wire(number)

    (at,) = [number for number, line in enumerate(lines) if "|" in line and "is not an OzML command" in line]
    assert lines[at - 1].partition("| ")[2][column - 1 :].startswith("<Spaek>")
    assert lines[at].startswith("       | " + ("^ " if column == 1 else f"column {column}: "))


def test_a_redirection_is_told_and_its_answer_shown():
    lines = wire(MOVED)

    assert "  redirected to http://app/here" in lines
    assert "  no answer" not in lines


def test_an_answer_that_was_not_used_is_told():
    lines = wire(TWICE)

    (at,) = [number for number, line in enumerate(lines) if line.startswith("  not used by the PBX: 200 text/xml")]
    assert "answer 3" in lines[at + 1]


def test_a_text_that_was_not_heard_stands_above_what_was_heard():
    reason = ReasonRecord(
        "the whole sentence",
        file="calls/s.yaml",
        line=12,
        head="step 3 failed: hears 'the day'",
        why="too late",
        wanted="the day",
        heard=("Good day.",),
    )

    lines = shown(ScenarioText(1, written_scenario(outcome="failed", reasons=(reason,))))

    assert lines[2:8] == [
        "  step 3 failed: hears 'the day'  calls/s.yaml:12",
        "    too late",
        "    expected  the day",
        "              ^^^",
        "    nearest   Good day.",
        "              ^^^^",
    ]


def test_of_another_conversation_the_lines_that_differ_are_shown():
    reason = ReasonRecord(
        "everything",
        "conversation",
        "",
        "gold/x.txt",
        "another one",
        head="conversation: differs from gold/x.txt",
        why="run again with --update",
        diff=("--- gold/x.txt", "+++ this run", "-speaks 'Good morning.'", "+speaks 'Good evening.'"),
    )

    lines = shown(ScenarioText(1, written_scenario(outcome="failed", reasons=(reason,))))

    assert lines[2:8] == [
        "  conversation: differs from gold/x.txt",
        "    --- gold/x.txt",
        "    +++ this run",
        "    -speaks 'Good morning.'",
        "    +speaks 'Good evening.'",
        "  run again with --update",
    ]


def test_of_many_reasons_ten_are_shown_unless_all_is_wanted():
    scenario = written_scenario(outcome="failed", reasons=tuple(ReasonRecord(f"reason {at}") for at in range(3_000)))

    short, whole = shown(ScenarioText(1, scenario)), shown(ScenarioText(1, scenario, wire=True))

    assert [line for line in short if "reason 9" in line or "more" in line] == [
        "  reason 9",
        "  ... 2,990 more; --wire shows them",
    ]
    assert sum(line.startswith("  reason ") for line in whole) == 3_000


def test_what_the_app_printed_stands_at_the_end():
    told = replace(written_scenario(), app_output=("ready", "no licence"), app_end="ended with exit code 3")

    lines = shown(ScenarioText(1, told))

    assert lines[-6:-2] == ["  the app said", "    | ready", "    | no licence", "  the app has ended with exit code 3"]
