"""What was to be heard beside what was heard, with carets below the words that differ."""

from __future__ import annotations

import pytest
from rich.console import Console, ConsoleOptions, RenderResult

from simulator.report.comparison import nearest, write_comparison
from simulator.report.page import Page
from tests.report.written import shown


class Comparison:
    def __init__(self, expected: str, *heard: str) -> None:
        self.expected, self.heard = expected, heard

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        page = Page(console, options.max_width)
        write_comparison(page, self.expected, self.heard, 0)
        yield page


@pytest.mark.parametrize(
    ("expected", "heard", "lines"),
    [
        (
            "feed the dog",
            ["Goodbye.", "You wanted to feed the cat. Press 1."],
            [
                "expected  feed the dog",
                "                   ^^^",
                "nearest   You wanted to feed the cat. Press 1.",
                "                                 ^^^^",
                "heard     Goodbye.",
            ],
        ),
        (
            "your code",
            ["Enter your", "Enter your"],
            [
                "expected  your code",
                "               ^^^^",
                "nearest   Enter your (2 times)",
            ],
        ),
        (
            "Press 1, please",
            ["Press 1 please."],
            [
                "expected  Press 1, please",
                "                ^^",
                "nearest   Press 1 please.",
                "                ^",
            ],
        ),
        (
            "Your PIN is wrong",
            ["Your balance is 42 euros. Press star to go back."],
            ["expected  Your PIN is wrong", "nearest   Your balance is 42 euros. Press star to go back."],
        ),
        ("hello", ["Goodbye.", "Farewell."], ["expected  hello", "heard     Goodbye.", "heard     Farewell."]),
        ("hello", [], ["expected  hello", "heard     nothing"]),
        ("press * for sales", ["Press 1."], ["expected  press * for sales", "heard     Press 1."]),
        ("/press [0-9]/", ["Press x."], ["expected  /press [0-9]/", "heard     Press x."]),
    ],
    ids=[
        "a word",
        "one more word",
        "only a comma",
        "small words",
        "nothing alike",
        "nothing at all",
        "pattern",
        "regular expression",
    ],
)
def test_the_words_that_differ_are_marked_in_plain_text(expected, heard, lines):
    assert shown(Comparison(expected, *heard)) == lines


def test_carets_stand_below_their_words_where_a_text_is_folded():
    assert shown(Comparison("one two three four five six", "one two drei four fünf six seven"), width=30) == [
        "expected  one two three four",
        "                  ^^^^^",
        "          five six",
        "          ^^^^",
        "nearest   one two drei four",
        "                  ^^^^",
        "          fünf six seven",
        "          ^^^^",
    ]


def test_carets_are_as_wide_as_the_letters_above_them():
    assert shown(Comparison("お 電話 x", "お 名前 x")) == [
        "expected  お 電話 x",
        "             ^^^^",
        "nearest   お 名前 x",
        "             ^^^^",
    ]


def test_of_many_texts_the_last_five_are_shown_below_the_nearest():
    lines = shown(Comparison("press 1", *[f"text {number}" for number in range(9)], "press 2"))

    assert lines[2:4] == ["nearest   press 2", "                ^"]
    assert lines[4:] == [f"heard     text {number}" for number in range(4, 9)]


def test_the_nearest_text_has_most_of_the_words_together():
    assert nearest("enter your PIN", ["your new PIN, enter it", "Please enter your name.", "bye"]) == (
        "Please enter your name."
    )
    assert nearest("enter your PIN", ["bye"]) is None


def test_a_word_that_differs_has_a_colour_too_on_a_terminal():
    console = {"force_terminal": True, "color_system": "standard", "legacy_windows": False, "_environ": {}}

    assert "\x1b[1;31mdog\x1b[0m" in shown(Comparison("the dog", "the cat"), **console)[0]
