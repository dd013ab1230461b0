"""The benchmarks run; how fast they find us to be is no matter for a test."""

from __future__ import annotations

from importlib import import_module
from math import isfinite

import pytest

from benchmarks.__main__ import MODULES, main
from benchmarks.rounds import Figure, Limit


@pytest.mark.parametrize("module", MODULES.values())
def test_a_benchmark_measures_something(module):
    figures = list(import_module(f"benchmarks.{module}").measure(quick=True))

    assert figures
    assert all(isfinite(figure.value) and figure.value > 0 for figure in figures)


def test_a_line_of_the_table_says_on_which_side_of_the_bar_a_figure_lies():
    fast = Figure("1", "calls/s", 0.8, Limit.AT_LEAST, 0.75)
    slow = Figure("12", "long call", 9_000, Limit.AT_LEAST, 10_000, "40 requests")

    assert str(fast).split() == ["1", "calls/s", "0.80", ">=", "0.75", "ok"]
    assert str(slow).split() == ["12", "long", "call", "9,000", ">=", "10,000", "SHORT", "40", "requests"]


def test_an_unknown_benchmark_is_wrong_usage(capsys):
    assert main(["no-such-benchmark"]) == 4
    assert "no-such-benchmark" in capsys.readouterr().err
