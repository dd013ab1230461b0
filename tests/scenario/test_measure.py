"""Lengths, levels and counts as people write them."""

from __future__ import annotations

from math import inf

import pytest

from simulator.scenario.measure import (
    count_from_text,
    level_from_text,
    limit_from_text,
    measure_from_text,
    near,
    seconds_from_text,
)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("0.5", 0.5),
        ("0.5s", 0.5),
        (" 2 S ", 2.0),
        ("300ms", 0.3),
        ("2 min", 120.0),
        (".25s", 0.25),
        ("0", 0.0),
        ("1min 30s", 90.0),
        ("1 min 0.5 s", 60.5),
        ("1:30 min", 90.0),
        ("90s", 90.0),
    ],
)
def test_a_length_of_time_has_an_optional_unit(written, seconds):
    assert seconds_from_text(written) == seconds


@pytest.mark.parametrize(
    "written",
    ["", "s", "-1", "1e3", "0,5s", "1h", "inf", "nan", "٣", "1 2", "5.", "1:30", "1:75 min", "1min 30", "9" * 400],
)
def test_other_texts_are_no_length_of_time(written):
    with pytest.raises(ValueError, match=r"^a length of time such as 0\.5s, 300ms or 2min$"):
        seconds_from_text(written)


@pytest.mark.parametrize(
    ("written", "measure"),
    [
        ("4.7s", near(4.7, 0.05)),
        ("4.7s ± 0.1", near(4.7, 0.1)),
        ("4.7 ±0.1s", near(4.7, 0.1)),
        ("4.7s +- 100ms", near(4.7, 0.1)),
        ("4.7s +/- 0", near(4.7, 0.0)),
        ("300ms ± 50", near(0.3, 0.05)),
        ("2 min ± 0.5", near(120, 0.5)),
        ("1:30 min ± 1", near(90, 1)),
        ("2 min ± 0.5min", near(120, 30)),
        ("1min 30s ± 5", near(90, 5)),
        ("4s +/- 5%", near(4, 0.2)),
    ],
)
def test_a_tolerance_has_the_unit_of_its_length_unless_it_has_its_own(written, measure):
    assert measure_from_text(written) == measure


@pytest.mark.parametrize(
    ("written", "text", "allowed", "refused"),
    [
        ("4.7s ± 0.1", "4.7 s ± 0.1", [4.6, 4.8], [4.599, 4.801]),
        ("at least 3s", "at least 3.0 s", [3.0, 99.0], [2.999]),
        ("≥ 3", "at least 3.0 s", [3.0], [2.999]),
        ("AT MOST 5s", "at most 5.0 s", [0.0, 5.0], [5.001]),
        ("<= 300ms", "at most 0.3 s", [0.3], [0.301]),
        ("more than 3s", "more than 3.0 s", [3.001], [3.0]),
        ("> 1:30 min", "more than 90.0 s", [90.001], [90.0]),
        ("less than 5s", "less than 5.0 s", [4.999], [5.0]),
        ("<5s", "less than 5.0 s", [4.999], [5.0]),
        ("3s to 5s", "3.0 s to 5.0 s", [3.0, 5.0], [2.999, 5.001]),
        ("3..5s", "3.0 s to 5.0 s", [3.0, 5.0], [2.999, 5.001]),
        ("1.5 .. 2.5", "1.5 s to 2.5 s", [1.5, 2.5], [1.499, 2.501]),
        ("1 to 2min", "60.0 s to 120.0 s", [60.0, 120.0], [59.9]),
        ("100ms to 200", "0.1 s to 0.2 s", [0.1, 0.2], [0.3]),
        ("about 3s", "3.0 s ± 0.3", [2.7, 3.3], [2.69, 3.31]),
        ("~ 3s", "3.0 s ± 0.3", [2.7], [2.69]),
    ],
)
def test_what_a_length_may_be_is_written_as_people_write_it(written, text, allowed, refused):
    measure = measure_from_text(written)

    assert str(measure) == text
    assert [measure.allows(one) for one in allowed] == [True] * len(allowed)
    assert [measure.allows(one) for one in refused] == [False] * len(refused)


@pytest.mark.parametrize(
    "written", ["± 1", "1 ±", "1 ± 2 ± 3", "1 - 2", "5s to 3s", "at least", "at least 3s ± 1", "about soon", "1 ± -2"]
)
def test_other_texts_are_no_measure(written):
    with pytest.raises(ValueError, match=r"a length of time such as 4.7s, 4.7s ± 0.1, at least 3s, or 3s to 5s"):
        measure_from_text(written)


@pytest.mark.parametrize(
    ("written", "text", "allowed", "refused"),
    [
        ("-20 dBFS", "-20.0 dBFS ± 1.0", [-21.0, -19.0], [-21.1, -18.9]),
        ("-20 dBFS ± 3", "-20.0 dBFS ± 3.0", [-23.0, -17.0], [-23.1]),
        ("-20 ± 3 dB", "-20.0 dBFS ± 3.0", [-23.0, -17.0], [-23.1]),
        ("about -20 dBFS", "-20.0 dBFS ± 3.0", [-23.0, -17.0], [-16.9]),
        ("at least -30 dbfs", "at least -30.0 dBFS", [-30.0, 0.0], [-30.1, -inf]),
        ("at most -60 dBFS", "at most -60.0 dBFS", [-60.0, -inf], [-59.9]),
        ("-30..-20 dBFS", "-30.0 dBFS to -20.0 dBFS", [-30.0, -20.0], [-19.9]),
    ],
)
def test_what_a_level_may_be_is_written_as_people_write_it(written, text, allowed, refused):
    measure = level_from_text(written)

    assert str(measure) == text
    assert [measure.allows(one) for one in allowed] == [True] * len(allowed)
    assert [measure.allows(one) for one in refused] == [False] * len(refused)


@pytest.mark.parametrize(
    ("written", "text", "allowed"),
    [
        ("2", "2", [2]),
        ("at least 2", "at least 2", [2, 3, 4, 5]),
        ("less than 2", "less than 2", [0, 1]),
        ("1 to 3", "1 to 3", [1, 2, 3]),
        ("3 ± 1", "3 ± 1", [2, 3, 4]),
    ],
)
def test_how_many_there_may_be_is_written_as_people_write_it(written, text, allowed):
    measure = count_from_text(written)

    assert str(measure) == text
    assert [number for number in range(6) if measure.allows(number)] == allowed


@pytest.mark.parametrize("written", ["two", "-1", "1.5", "2s", ""])
def test_other_texts_are_no_count(written):
    with pytest.raises(ValueError, match=r"^a whole number such as 4, or at least 4, at most 4, 2 to 4$"):
        count_from_text(written)


@pytest.mark.parametrize("written", ["loud", "-20 Hz", ""])
def test_other_texts_are_no_level(written):
    with pytest.raises(ValueError, match=r"^a level such as -20 dBFS, -20 dBFS ± 3, or at least -30 dBFS$"):
        level_from_text(written)


def test_a_limit_that_stands_alone_is_the_most_that_is_allowed():
    assert str(limit_from_text("200ms")) == "at most 0.2 s"
    assert str(limit_from_text("200ms ± 50")) == "0.2 s ± 0.05"
    assert str(limit_from_text("at least 1s")) == "at least 1.0 s"
