"""Reads numbers, and what stands behind them: phones, extensions, patterns of a dial plan."""

from __future__ import annotations

from simulator.scenario.document import MappingNode, Node, TextNode
from simulator.scenario.mistakes import Mistakes
from simulator.scenario.reading import Reader, T, mistaken, refused, text
from simulator.telephony.phone import folded_number


def number_or_pattern(node: Node, expected: str = "a number, or a pattern such as +36*") -> str:
    """A number to be matched by `number_fits`; regular expressions, which nothing would ever match, are refused."""
    written = text(node, expected)
    if len(written) > 2 and written[0] == written[-1] == "/":
        raise refused(node, expected)
    return written


def by_number(node: Node, reader: Reader[T], expected: str) -> dict[str, T]:
    """A mapping whose keys are numbers, or patterns of numbers, each another one however it is grouped."""
    if not isinstance(node, MappingNode):
        raise refused(node, expected)
    mistakes = Mistakes()
    values: dict[str, T] = {}
    first: dict[str, TextNode] = {}
    for key, value in node.entries:
        number = folded_number(key.text)
        with mistakes.noted():
            if not number:
                raise refused(key, "a number")
            if first.setdefault(number, key) is not key:
                known = first[number]
                raise mistaken(key, f"{key.text!r} is the number {known.text!r} of line {known.place.line}")
            values[key.text] = reader(value)
    mistakes.check()
    return values
