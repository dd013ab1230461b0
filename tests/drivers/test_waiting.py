"""The parts of a wait come to the whole, however short it is."""

from __future__ import annotations

import pytest

from simulator.drivers.waiting import PART, parts_of


@pytest.mark.parametrize(("seconds", "count"), [(2.0, 20), (1.0, 10), (0.25, 3), (0.01, 1), (PART, 1)])
def test_a_wait_has_parts_of_a_tenth_of_a_second_at_most(seconds, count):
    parts = [*parts_of(seconds)]

    assert len(parts) == count
    assert max(parts) <= PART
    assert sum(parts) == pytest.approx(seconds)
