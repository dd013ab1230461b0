"""What a text must be like: a part, a pattern, a regular expression."""

from __future__ import annotations

import re

import pytest

from simulator.telephony.text_match import TextMatch, pattern_text


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


def test_a_text_of_any_length_is_searched_to_its_end():
    assert TextMatch("a*b").found_in("a" + "x" * 100_000 + "b")
    assert TextMatch("/b$/").found_in("a" + "x" * 100_000 + "b")


def test_many_stars_take_no_longer_than_the_text_is_long():
    """Each part is looked for once, behind the one before; a text of the app cannot make that long."""
    assert not TextMatch("*a*b*c*d*e*f").found_in("abcde" * 50_000)


@pytest.mark.parametrize(
    ("written", "text", "fits"),
    [
        ("*", "", True),
        ("47*", "4711", True),
        ("47*", "14711", False),
        ("*11", "4711", True),
        ("*11", "47110", False),
        ("1*1", "1", False),
        ("1*1", "11", True),
        ("a*b*a", "aba", True),
        ("a*b*a", "ab", False),
        ("ab*ab", "ab", False),
    ],
)
def test_a_pattern_of_the_whole_counts_from_its_beginning_to_its_end(written, text, fits):
    assert TextMatch(written, whole=True).found_in(text) is fits


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


def test_the_first_thing_that_fits_ends_as_early_as_it_can():
    text = "Welcome to the bank.  Press 1 for sales, press 1 for all."

    end = TextMatch("*welcome*").end_in(text)
    assert end == len("Welcome")
    assert TextMatch("press 1").end_in(text, end) == len("Welcome to the bank. Press 1")
    assert TextMatch("press * all").end_in(text, end) == len("Welcome to the bank. Press 1 for sales, press 1 for all")
    assert TextMatch("/press [0-9]/").end_in(text, 30) == len("Welcome to the bank. Press 1 for sales, press 1")
    assert TextMatch("support").end_in(text) is None


def test_letters_that_are_longer_without_their_case_move_nothing():
    text = "ßßßßß A ok B"

    end = TextMatch("a").end_in(text)
    assert end == 7
    assert TextMatch("/ok/").end_in(text, end) == 10
    assert TextMatch("b").end_in(text, 10) == 12


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        (re.compile("PIN"), "/PIN/c"),
        (re.compile("pin", re.IGNORECASE), "/pin/"),
        (re.compile("(?s)a.b"), "/(?s)a.b/c"),
    ],
)
def test_a_pattern_of_python_is_written_between_slashes(pattern, written):
    assert pattern_text(pattern) == written


@pytest.mark.parametrize(
    "pattern",
    [re.compile("a b", re.VERBOSE), re.compile("^b", re.MULTILINE | re.IGNORECASE), re.compile("a", re.ASCII)],
)
def test_a_flag_that_cannot_be_written_is_told(pattern):
    with pytest.raises(ValueError, match=r"no flag but re\.IGNORECASE .* not re\.compile\("):
        pattern_text(pattern)


@pytest.mark.parametrize("pattern", [re.compile(b"a"), re.compile("")])
def test_a_pattern_is_one_of_texts_with_something_in_it(pattern):
    with pytest.raises(ValueError, match="a regular expression of texts with something in it, not re"):
        pattern_text(pattern)
