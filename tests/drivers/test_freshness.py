"""Which answers stay fresh for how long, as the headers say; in brackets, the sections of RFC 9111."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.drivers.freshness import conditions, confirmed, fresh_for, kept_headers, may_be_kept

DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
MINUTE_LATER = "Sun, 06 Nov 1994 08:50:37 GMT"
HOUR_EARLIER = "Sun, 06 Nov 1994 07:49:37 GMT"


def headers_from_text(text: str) -> dict[str, str]:
    return dict(line.strip().split(": ", 1) for line in text.split("|") if line.strip())


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("", 0),
        ("cache-control: max-age=60", 60),
        ("cache-control: public, MAX-AGE = 60", 60),
        ('cache-control: max-age="60"', 60),
        ("cache-control: max-age=0", 0),
        ("cache-control: max-age=60, max-age=30", 30),
        ("cache-control: max-age=1.5", 0),
        ("cache-control: max-age=-1", 0),
        ("cache-control: max-age=", 0),
        ("cache-control: max-age", 0),
        (f"cache-control: max-age={'9' * 400}", 2**31),
        (f"cache-control: max-age={'9' * 400} | age: {'9' * 400}", 0),
        ("cache-control: max-age=60 | age: 20", 40),
        ("cache-control: max-age=60 | age: 61", 0),
        ("cache-control: max-age=60 | age: ?", 60),
        ("cache-control: s-maxage=60", 0),
        ("cache-control: max-age=60, s-maxage=5", 60),
        ("cache-control: private, max-age=60", 60),
        ("cache-control: max-age=60, must-revalidate", 60),
        ("cache-control: max-age=60, no-cache", 0),
        ('cache-control: max-age=60, no-cache="set-cookie"', 0),
        ('cache-control: x="no-cache, max-age=5", max-age=60', 60),
        ('cache-control: x="a\\"no-cache", max-age=60', 60),
        (f"cache-control: max-age=30 | expires: {MINUTE_LATER} | date: {DATE}", 30),
        (f"expires: {MINUTE_LATER} | date: {DATE}", 60),
        (f"expires: {MINUTE_LATER} | date: {DATE} | age: 10", 50),
        (f"expires: {HOUR_EARLIER} | date: {DATE}", 0),
        (f"expires: Sunday, 06-Nov-94 08:50:37 GMT | date: {DATE}", 60),
        (f"expires: Sun Nov  6 08:50:37 1994 | date: {DATE}", 60),
        (f"expires: 0 | date: {DATE} | last-modified: {HOUR_EARLIER}", 0),
        (f"expires: Sun, 06 Nov 99999 08:50:37 GMT | date: {DATE}", 0),
        (f"expires: Sun, 06 Nov 9999 08:50:37 GMT | date: {DATE}", 2**31),
        (f"expires: {MINUTE_LATER}", 0),
        (f"last-modified: {HOUR_EARLIER} | date: {DATE}", 360),
        (f"last-modified: {HOUR_EARLIER} | date: {DATE} | cache-control: public", 360),
        (f"last-modified: {HOUR_EARLIER} | date: {DATE} | cache-control: no-cache", 0),
        (f"last-modified: {MINUTE_LATER} | date: {DATE}", 0),
        (f"last-modified: {HOUR_EARLIER}", 0),
        (f"last-modified: soon | date: {DATE}", 0),
    ],
)
def test_an_answer_is_fresh_for(written, seconds):
    """[4.2.1, 4.2.2, 5.2.2, 5.3]; what is no number or no date counts as having passed."""
    assert fresh_for(headers_from_text(written)) == seconds


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", True),
        ("cache-control: private", True),
        ("cache-control: no-cache", True),
        ("cache-control: no-store", False),
        ("cache-control: max-age=60, No-Store", False),
        ('cache-control: private="a, x="open, no-store', False),
        ("cache-control: must-understand, no-store", True),
        ("vary: Accept-Encoding", True),
        ("vary: *", False),
    ],
)
def test_an_answer_may_be_kept(written, kept):
    """[3, 4.1, 5.2.2.3]; in doubt it may not."""
    assert may_be_kept(headers_from_text(written)) is kept


def test_whether_an_answer_holds_is_asked_by_its_tag_and_its_date():
    """[4.3.1]."""
    kept = {"etag": 'W/"a{b}"', "last-modified": HOUR_EARLIER, "date": DATE}

    assert conditions(kept) == {"If-None-Match": 'W/"a{b}"', "If-Modified-Since": HOUR_EARLIER}
    assert conditions({"etag": '"é"', "last-modified": "a\tb", "date": DATE}) == {}


def test_an_answer_that_holds_takes_over_what_is_said_anew():
    """[3.2, 4.3.4]: its age and its date are those of the confirmation."""
    kept = {"etag": '"a"', "cache-control": "max-age=60", "age": "30", "date": HOUR_EARLIER}

    assert confirmed(kept, {"etag": '"a"', "date": DATE, "server": "x"}) == {
        "etag": '"a"',
        "cache-control": "max-age=60",
        "date": DATE,
    }
    assert confirmed(kept, {"cache-control": "max-age=5"}) == {"etag": '"a"', "cache-control": "max-age=5"}


def test_an_answer_is_not_confirmed_by_the_tag_of_another():
    """[4.3.4]; weak and strong tags match (RFC 9110, 8.8.3.2)."""
    assert confirmed({"etag": '"a"'}, {"etag": '"b"'}) is None
    assert confirmed({"etag": 'W/"a"'}, {"etag": '"a"'}) == {"etag": '"a"'}
    assert confirmed({"last-modified": DATE}, {"etag": '"b"'}) == {"last-modified": DATE, "etag": '"b"'}


words = st.sampled_from(
    ["max-age", "no-cache", "=", ",", '"', "\\", " ", "60", "9" * 400, "-", DATE, "Sun, 99 Nov 0 99:99:99 +9999", "W/"]
)
values = st.one_of(st.lists(words, max_size=8).map("".join), st.text(max_size=20))
names = st.sampled_from(["cache-control", "expires", "date", "age", "last-modified", "etag", "vary", "server"])


@settings(max_examples=250)
@given(kept=st.dictionaries(names, values), told=st.dictionaries(names, values))
def test_whatever_a_server_says_there_is_an_answer(kept, told):
    now = confirmed(kept_headers(kept), told) or kept

    assert 0 <= fresh_for(now) <= 2**31
    assert may_be_kept(now) in (True, False)
    assert all(value.isascii() and value.isprintable() for value in conditions(now).values())
