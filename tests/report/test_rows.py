"""Rows that are repeated are shown once, whatever else stands around them."""

from __future__ import annotations

import pytest

from simulator.report.rows import Fold, Row, without_cycles
from simulator.telephony.events import CallAnswered
from simulator.telephony.transcript import Entry


def folded(texts: str, marked: int = -1) -> str:
    """The texts (a letter each, one every second) as they are shown; what is folded in brackets."""
    rows = [Row(Entry(float(at), "1", CallAnswered()), text, at == marked) for at, text in enumerate(texts)]
    shown = without_cycles(rows)
    return "".join(one.text if isinstance(one, Row) else f"[{one.text.strip('. ')}]" for one in shown)


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        ("", ""),
        ("aa", "aa"),
        ("aaa", "a[the same 2 times more, until 2.0]"),
        ("abab", "abab"),
        ("ababab", "ab[the same 2 times more, until 5.0]"),
        ("xabcabcabcy", "xabc[the same 2 times more, until 9.0]y"),
        ("ababababa", "ab[the same 3 times more, until 7.0]a"),
        ("aaabbb", "a[the same 2 times more, until 2.0]b[the same 2 times more, until 5.0]"),
        ("abbbabbbabbb", "abbb[the same 2 times more, until 11.0]"),
        ("abcd", "abcd"),
    ],
)
def test_a_cycle_that_is_there_three_times_is_shown_once(texts, shown):
    assert folded(texts) == shown


def test_the_row_at_which_it_went_wrong_is_never_folded():
    assert folded("ababab", marked=4) == "ababab"


def test_a_menu_of_thirty_rows_is_found_and_one_of_thirty_one_is_not():
    rows = [Row(Entry(0.0, "1", CallAnswered()), str(number)) for number in range(31)]

    assert sum(isinstance(one, Fold) for one in without_cycles(rows[:30] * 5)) == 1
    assert sum(isinstance(one, Fold) for one in without_cycles(rows * 5)) == 0
