"""What is expected of a call as a whole: as written, and compared with how it went."""

from __future__ import annotations

import pytest

from simulator.scenario.expect_call import ExpectedCall
from simulator.scenario.measure import near
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.problem import Place, Problem, Severity
from simulator.telephony.script_events import ProblemFound
from tests.scenario.outcomes import differences, result, sentences, transcript


def test_the_end_of_a_call_is_compared():
    expected = ExpectedCall(Side.PBX, HangupCause.NORMAL_CLEARING, near(12.0, 1.0))

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


@pytest.mark.parametrize(
    "written",
    [
        "{answered: true, answered at: 2s, ended at: 12s ± 1}",
        "{answered_at: at most 2s, ended_at: at least 10s, ended by: pbx}",
        "{duration: 10 to 15s}",
        "{duration: about 0.2min}",
    ],
)
def test_instants_of_a_call_are_compared(read, written):
    assert differences(read, f"call: {written}", result(answered_at=2.0)) == []


def test_what_has_not_come_about_has_no_instant(read):
    outcome = result(ended_by=None)

    assert differences(read, "call: {answered: true, answered at: 2s, ended at: at least 0s}", outcome) == [
        "call: answered expected true, was false",
        "call: answered at expected 2.0 s ± 0.05, was never",
        "call: ended at expected at least 0.0 s, was never",
    ]
    assert differences(read, "call: {answered: false}", outcome) == []


# -- problems --------------------------------------------------------------------------------------------------------

MISSPELT = ProblemFound(Problem("unknown-element", "<Spaek> is not an OzML command", Place("http://app/", 1, 2)))
ZERO = ProblemFound(Problem("zero", "a limit of 0", Place("http://app/", 2, 3), Severity.WARNING))


def test_the_message_of_a_problem_may_be_said(read):
    outcome = result(transcript=transcript(MISSPELT, ZERO))

    assert differences(read, "problems: {unknown-element: spaek}", outcome) == []
    assert differences(read, "problems: [unknown-element: '<*> is not*', zero: /0$/]", outcome) == []
    assert differences(read, "problems: [unknown-element: Recrod, zero]", outcome) == [
        "problem 1 (unknown-element): message expected 'Recrod', was '<Spaek> is not an OzML command'"
    ]


def test_the_first_problem_that_must_never_be_found_is_told_even_if_it_is_a_warning(read):
    written = transcript()
    written.append(1.5, "1", MISSPELT)
    written.append(3.0, "1", ZERO)
    outcome = result(transcript=written)

    assert differences(read, "problems: [zero, sound, {unknown-element: Recrod}]", outcome, "never") == [
        "problems: expected never zero, was warning 'http://app/:2:3: a limit of 0' at 3.0 s"
    ]
    assert differences(read, "problems: {unknown-element: spaek}", outcome, "never") == [
        "problems: expected never unknown-element 'spaek', "
        "was error 'http://app/:1:2: <Spaek> is not an OzML command' at 1.5 s"
    ]
