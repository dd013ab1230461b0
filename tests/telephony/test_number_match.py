"""What a telephone number must be like."""

from __future__ import annotations

import pytest

from simulator.telephony.number_match import number_fits


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("4711", "47-11"),
        ("+36 (1) 555", "+36/1.555"),
        ("+36*", "+36 1 555 0100"),
        ("+36 1 *", "+3615550100"),
        ("47??", "4711"),
        ("*97", "*97"),
        ("ozeki", "Ozeki"),
    ],
)
def test_a_number_fits_however_it_is_grouped_and_so_it_does_a_pattern(written, number):
    assert number_fits(written, number)


@pytest.mark.parametrize(("written", "number"), [("47", "4711"), ("11", "4711"), ("47?", "4711"), ("+36*", "0036 1")])
def test_a_part_of_a_number_is_not_enough(written, number):
    assert not number_fits(written, number)
