"""Lines and columns of answers."""

from __future__ import annotations

import pytest

from simulator.report.answer_lines import lines_of, shifted_column


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\nb\n", ["a", "b"]),
        ("a\r\n\r\nb", ["a", "", "b"]),
        ("a\u2028b\x85c\x0bd\x0ce\x1cf\rg\nh", ["a\u2028b\x85c\x0bd\x0ce\x1cf\rg", "h"]),
    ],
)
def test_a_line_ends_where_a_parser_of_xml_counts_on(body, lines):
    assert lines_of(body) == lines


@pytest.mark.parametrize(("column", "shifted"), [(0, 0), (1, 1), (4, 2), (6, 4), (99, 99)])
def test_a_column_moves_with_the_addresses_before_it(column, shifted):
    assert shifted_column("long<b>", column, lambda text: text.replace("lon", "l")) == shifted
