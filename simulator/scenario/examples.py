"""The rows of a data-driven scenario: tables, CSV files and matrices, each row with the parameters that it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final

from simulator.errors import suggestion
from simulator.scenario.csv_table import table_from_csv
from simulator.scenario.document import ListNode, MappingNode, Node, TextNode
from simulator.scenario.mistakes import Mistakes
from simulator.scenario.parameters import Parameter, check_name
from simulator.scenario.reading import items, mistaken, refused
from simulator.scenario.written_files import WrittenFiles

MOST_ROWS: Final = 10_000
"""Scenarios that a document may come to."""

ID: Final = "id"
"""The column that names rows."""

EXCEPT: Final = ("except", "exclude")
"""What a matrix calls the combinations that are left out."""

_EXPECTED: Final = "rows such as `- {pin: 1234}`, a table that begins with its columns, or the name of a CSV file"
_EXPECTED_MATRIX: Final = "names and their values such as `{language: [en, de], key: [1, 2]}`"


@dataclass(frozen=True, slots=True)
class Row:
    """The parameters of one scenario among several. `id` is its name if somebody has given it one, or else empty.

    `told` are the parameters that tell it from others, besides its id.
    """

    parameters: Mapping[str, Parameter]
    told: tuple[str, ...] = ()
    id: str = ""


def rows_of(
    examples: Node | None, matrix: Node | None, files: WrittenFiles, fill: Callable[[Node], Node]
) -> list[Row] | None:
    """The rows that examples and a matrix come to: each row of the one with each combination of the other.

    Args:
        examples: a list of mappings, a table, or the name of a CSV file.
        matrix: a mapping of names and lists.
        files: where CSV files are read.
        fill: fills in the parameters that hold for all rows, where one stands for a list or names a file.

    Returns:
        The rows, in the order of the file; None if there is neither examples nor a matrix.

    Raises:
        MisreadError: there are no rows, or too many, or they are not of that form.
    """
    if examples is None and matrix is None:
        return None
    rows = [Row({})] if examples is None else _example_rows(examples, files, fill)
    combinations = [Row({})] if matrix is None else _combinations(matrix, len(rows), fill)
    both = [name for name in rows[0].parameters if name in combinations[0].parameters]
    if both and matrix is not None:
        raise mistaken(matrix, f"{both[0]!r} is in 'examples' and in 'matrix'")
    return [
        Row({**row.parameters, **one.parameters}, row.told + one.told, row.id)
        for row, one in product(rows, combinations)
    ]


# -- examples --------------------------------------------------------------------------------------------------------


def _example_rows(written: Node, files: WrittenFiles, fill: Callable[[Node], Node]) -> list[Row]:
    node = fill(written) if isinstance(written, TextNode) else written
    literal = not isinstance(node, TextNode) and node is not written
    match node:
        case TextNode():
            path = files.path(node, "rows, or the name of a CSV file such as pins.csv")
            table = table_from_csv(files.data(node, path), str(path))
            entries = _entries_of_table(table[0], table[1:]) if table else []
        case ListNode(found) if found and isinstance(found[0], ListNode):
            entries = _written_table(found[0], found[1:])
        case ListNode(found):
            entries = list(items(node, _entries, _EXPECTED))
        case _:
            raise refused(node, _EXPECTED)
    if not entries:
        raise mistaken(node, f"expected {_EXPECTED}, found none")
    _check_number(node, len(entries))
    return _rows(entries, literal=literal)


def _entries(node: Node) -> tuple[tuple[TextNode, Node], ...]:
    if not isinstance(node, MappingNode) or not node.entries:
        raise refused(node, "a row such as `{pin: 1234, verdict: welcome}`")
    return node.entries


def _written_table(header: ListNode, rows: Sequence[Node]) -> list[tuple[tuple[TextNode, Node], ...]]:
    names = items(header, _column, "the names of columns")
    mistakes = Mistakes()
    if not names:
        mistakes.note(header.place, "expected the names of columns, found none")
    for row in rows:
        if not isinstance(row, ListNode):
            mistakes.note(
                row.place, "expected a row such as `- [1234, welcome]`, as its first row is a list of columns"
            )
        elif len(row.items) != len(names):
            columns = ", ".join(name.text for name in names)
            mistakes.note(row.place, f"expected {len(names)} values ({columns}), found {len(row.items)}")
    mistakes.check()
    return _entries_of_table(names, [row.items for row in rows if isinstance(row, ListNode)])


def _column(node: Node) -> TextNode:
    if not isinstance(node, TextNode):
        raise refused(node, "the name of a column")
    return node


def _entries_of_table(
    names: Sequence[TextNode], rows: Sequence[Sequence[Node]]
) -> list[tuple[tuple[TextNode, Node], ...]]:
    mistakes = Mistakes()
    known: dict[str, TextNode] = {}
    for name in names:
        with mistakes.noted():
            check_name(name)
            if known.setdefault(name.text, name) is not name:
                raise mistaken(name, f"the column {name.text!r} stands here a second time")
    mistakes.check()
    return [tuple(zip(names, row, strict=True)) for row in rows]


def _rows(entries: Sequence[Sequence[tuple[TextNode, Node]]], *, literal: bool) -> list[Row]:
    """Rows of columns and values; `id` names a row, and no other. In `literal` ones everything is filled in."""
    mistakes = Mistakes()
    rows: list[Row] = []
    numbers: dict[str, int] = {}
    for number, row in enumerate(entries, start=1):
        with mistakes.noted():
            parameters = {
                key.text: Parameter(value, f"{key.text} of row {number} of examples, {value.place}", literal)
                for key, value in _named(row)
            }
            name = next((value for key, value in row if key.text == ID), None)
            rows.append(
                Row(parameters, tuple(parameters)) if name is None else Row(parameters, (), _id(name, number, numbers))
            )
    mistakes.check()
    return rows


def _named(row: Sequence[tuple[TextNode, Node]]) -> Sequence[tuple[TextNode, Node]]:
    for key, _ in row:
        check_name(key)
    return row


def _id(node: Node, number: int, numbers: dict[str, int]) -> str:
    if not isinstance(node, TextNode) or not node.text.strip():
        raise refused(node, f"the name of row {number}")
    first = numbers.setdefault(node.text, number)
    if first != number:
        raise mistaken(node, f"row {first} of examples has the id {node.text!r} already")
    return node.text


def _check_number(node: Node, number: int) -> None:
    if number > MOST_ROWS:
        raise mistaken(node, f"{number:,} rows are more than {MOST_ROWS:,}, of which each is a scenario")


# -- matrices --------------------------------------------------------------------------------------------------------


def _combinations(written: Node, rows: int, fill: Callable[[Node], Node]) -> list[Row]:
    """Every combination of the values, the last name varying fastest, but for those that are left out."""
    node = fill(written) if isinstance(written, TextNode) else written
    if not isinstance(node, MappingNode):
        raise refused(node, _EXPECTED_MATRIX)
    mistakes = Mistakes()
    values: dict[str, tuple[Node, ...]] = {}
    literal = {key.text for key, value in node.entries if isinstance(value, TextNode) or node is not written}
    for key, value in node.entries:
        if key.text not in EXCEPT:
            with mistakes.noted():
                check_name(key)
                values[key.text] = _values(fill(value) if isinstance(value, TextNode) else value)
    mistakes.check()
    if not values:
        raise mistaken(node, f"expected {_EXPECTED_MATRIX}, found none")
    _check_number(node, rows * prod(map(len, values.values())))
    left_out = [one for key, value in node.entries if key.text in EXCEPT for one in _left_out(value, values)]
    combinations = [dict(zip(values, combination, strict=True)) for combination in product(*values.values())]
    kept = [one for one in combinations if not any(_is_like(one, partial) for partial in left_out)]
    if not kept:
        raise mistaken(node, "every combination is left out")
    return [
        Row(
            {
                name: Parameter(value, f"{name} of matrix, {value.place}", name in literal)
                for name, value in one.items()
            },
            tuple(one),
        )
        for one in kept
    ]


def _values(node: Node) -> tuple[Node, ...]:
    if not isinstance(node, ListNode) or not node.items:
        raise refused(node, "a list of values such as `[en, de]`")
    return node.items


def _left_out(node: Node, values: Mapping[str, Sequence[Node]]) -> list[Mapping[str, str]]:
    rows = node.items if isinstance(node, ListNode) else (node,)
    mistakes = Mistakes()
    found: list[Mapping[str, str]] = []
    for row in rows:
        with mistakes.noted():
            entries = _entries(row)
            for key, value in entries:
                _check_left_out(key, value, values)
            found.append({key.text: value.text for key, value in entries if isinstance(value, TextNode)})
    mistakes.check()
    return found


def _check_left_out(key: TextNode, value: Node, values: Mapping[str, Sequence[Node]]) -> None:
    if key.text not in values:
        raise mistaken(key, f"the matrix has no {key.text!r}{suggestion(key.text, values)}")
    known = [one.text for one in values[key.text] if isinstance(one, TextNode)]
    if not isinstance(value, TextNode):
        raise refused(value, "one of the values, which is a text")
    if value.text not in known:
        raise mistaken(value, f"{key.text!r} is never {value.text!r}{suggestion(value.text, known)}")


def _is_like(combination: Mapping[str, Node], partial: Mapping[str, str]) -> bool:
    return all(isinstance(node := combination[name], TextNode) and node.text == text for name, text in partial.items())
