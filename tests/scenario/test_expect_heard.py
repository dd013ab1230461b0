"""What is expected of what people hear: as written, and compared with their prompts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.scenario.expect_heard import ExpectedPrompt
from tests.scenario.outcomes import differences, expected_of, heard, sentences


def test_a_prompt_holds_a_text_whatever_its_case_and_blanks():
    assert sentences(ExpectedPrompt(("thank  YOU",)), heard("Hello.", "I thank\nyou very much.")) == []


def test_of_what_was_heard_instead_the_closest_comes_first():
    assert sentences(ExpectedPrompt(("Thank you",)), heard("Welcome.", "Thanks, you may go.", "Bye.")) == [
        "hears: expected 'Thank you', was 'Thanks, you may go.', 'Welcome.', 'Bye.' (closest first)"
    ]
    assert sentences(ExpectedPrompt(("Thank you",)), heard("Bye.", "Bye.")) == [
        "hears: expected 'Thank you', was 'Bye.'"
    ]
    assert sentences(ExpectedPrompt(("Thank you",)), heard()) == ["hears: expected 'Thank you', was nothing"]


def test_what_is_heard_elsewhere_is_looked_for_at_its_number(read):
    (expected,) = expected_of(read, "  - hears: {20-01: [hello, 'it is me'], 2000: thank you}")
    other = replace(heard("Hello", "Goodbye"), number="2001")

    assert sentences(expected, replace(heard("Thank you."), number="2000", calls=(other,))) == [
        "20-01 hears: expected 'it is me', was 'Hello', 'Goodbye' (closest first)"
    ]


# -- in order, and patterns ------------------------------------------------------------------------------------------

MENU = ("Welcome to the bank.", "Press 1 for sales, press 2 for support.", "Please hold.", "Thank you. Goodbye.")


@pytest.mark.parametrize(
    "written",
    [
        "[Welcome, press 1, Thank you]",
        "[press 1, press 2]",
        "[bank, hold, Goodbye]",
        "press * for support",
        "'/press [0-9] for [a-z]+/'",
        "/Thank you/c",
        "['/press [0-9]/', '/press [0-9]/']",
    ],
)
def test_texts_are_heard_in_this_order_and_may_be_patterns(read, written):
    assert differences(read, f"hears: {written}", heard(*MENU)) == []


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("[Thank you, Welcome]", "'Welcome' after 'Thank you', was nothing, and 'Welcome to the bank.' before it"),
        (
            "[press 2, press 1]",
            "'press 1' after 'press 2', was 'Please hold.', 'Thank you. Goodbye.' (closest first), ",
        ),
        ("[Goodbye, Goodbye]", "'Goodbye' after 'Goodbye', was nothing, and 'Thank you. Goodbye.' before it"),
        ("[Welcome, password, hold]", "'password' after 'Welcome', was "),
        ("/THANK YOU/c", "'/THANK YOU/c', was "),
        ("press * for sales * hold", "'press * for sales * hold', was 'Press 1 for sales, press 2 for support.', "),
    ],
)
def test_the_first_text_that_was_not_heard_in_its_turn_is_told(read, written, told):
    (sentence,) = differences(read, f"hears: {written}", heard(*MENU))

    assert sentence.startswith(f"hears: expected {told}")


def test_a_bad_regular_expression_is_told_at_its_place(mistakes_in):
    (mistake,) = mistakes_in("app: demo:app\nexpects:\n  - hears: [Hello, /press (/]\n")

    assert mistake.startswith("s.yaml:3:20: expected a regular expression between slashes (missing ), ")


# -- what must never be heard ----------------------------------------------------------------------------------------


def test_the_first_prompt_that_must_never_be_heard_is_told_with_its_instant(read):
    outcome = heard("Welcome.", "An error occurred.", "Another error.")

    assert differences(read, "hears: error", outcome, "never") == [
        "hears: expected never 'error', was 'An error occurred.' at 1.0 s"
    ]
    assert differences(read, "hears: [goodbye, '/^another/', wel*me]", outcome, "never") == [
        "hears: expected never '/^another/', was 'Another error.' at 2.0 s",
        "hears: expected never 'wel*me', was 'Welcome.' at 0.0 s",
    ]


def test_what_must_never_be_heard_elsewhere_is_looked_for_at_its_number(read):
    other = replace(heard("Hello", "Wrong number"), number="4711")
    outcome = replace(heard("Wrong number"), number="2000", calls=(other,))

    assert differences(read, "hears: {47-11: [wrong, goodbye]}", outcome, "never") == [
        "47-11 hears: expected never 'wrong', was 'Wrong number' at 1.0 s"
    ]
