"""Places are named with their lines, if they have any."""

from __future__ import annotations

import pytest

from simulator.report.place import place_text


@pytest.mark.parametrize(
    ("source", "line", "text"),
    [("operator.yaml", 12, "operator.yaml:12"), ("/control/v1/calls/1zJ5nQ", 0, "/control/v1/calls/1zJ5nQ")],
)
def test_a_place_has_its_line_if_there_are_lines(source, line, text):
    assert place_text(source, line) == text
