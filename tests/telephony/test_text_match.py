"""What a text must be like: a part, a pattern, a regular expression."""

from __future__ import annotations

import pytest

from simulator.telephony.text_match import TextMatch


@pytest.mark.parametrize(
    ("written", "text", "found"),
    [
        ("pin", "Please enter your PIN.", True),
        ("your  pin", "enter YOUR\n\tpin", True),
        ("PIN", "pan", False),
        ("straße", "STRASSE", True),
        ("enter * pin", "Please enter your four-digit PIN.", True),
        ("enter* pin", "Please enter.\nYour PIN", True),
        ("enter*pin", "pin, then enter", False),
        ("press * to stop", "Press * to stop", True),
        ("price? (1.5)", "The price? (1.5) euros", True),
        ("a.c", "abc", False),
        ("/press [0-9]/", "Press 7 now", True),
        ("/^press [0-9]$/", "Press 7 now", False),
        ("/PIN/c", "pin", False),
        ("/PIN/c", "the PIN", True),
        ("/", "a/b", True),
        ("/a", "/A", True),
        ("//", "a // b", True),
    ],
)
def test_a_text_is_found_as_it_is_written(written, text, found):
    assert TextMatch(written).found_in(text) is found


@pytest.mark.parametrize(
    ("written", "text", "found"),
    [("4711", "4711", True), ("4711", "47110", False), ("471*", "47110", True), ("/^47/", "4711", True)],
)
def test_a_whole_text_is_nothing_more_unless_a_pattern_says_so(written, text, found):
    assert TextMatch(written, whole=True).found_in(text) is found


def test_what_is_no_regular_expression_is_told():
    with pytest.raises(ValueError, match=r"a regular expression between slashes \(.*unterminated"):
        TextMatch("/(/")


def test_only_the_beginning_of_an_endless_text_is_searched_for_a_pattern():
    assert TextMatch("a*b").found_in("a" + "x" * 9_000 + "b")
    assert not TextMatch("a*b").found_in("a" + "x" * 11_000 + "b")


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("press", 0, 5),
        ("press", 1, 24),
        ("PRESS", 20, None),
        ("press * sales", 0, 17),
        ("/press [0-9]/", 5, 26),
        ("/^press/", 1, None),
    ],
)
def test_what_is_found_behind_something_else_says_where_it_ends(written, start, end):
    assert TextMatch(written).end_in("Press  1 for sales, press 2", start) == end
