"""What scripts find set before they begin: variables and arrays as YAML has them."""

from __future__ import annotations

from typing import Final

from simulator.ozml.variables import REFERENCE
from simulator.scenario.document import MappingNode, Node, TextNode
from simulator.scenario.mistakes import Mistakes
from simulator.scenario.reading import Reader, T, items, mistaken, refused
from simulator.telephony.variables import ArrayItem

_NAME: Final = "letters, digits and _"


def read_variables(node: Node) -> dict[str, str]:
    """Read a mapping of names and texts."""
    return _named(node, any_text, "a mapping of names and texts such as `{who: Anna}`")


def read_arrays(node: Node) -> dict[str, tuple[ArrayItem, ...]]:
    """Read a mapping of names and lists."""
    return _named(node, _list, "a mapping of names and lists such as `{colours: [red, blue]}`")


def _list(node: Node) -> tuple[ArrayItem, ...]:
    return items(node, _item, "a list of texts, or of mappings of texts")


def _item(node: Node) -> ArrayItem:
    if not isinstance(node, MappingNode):
        return any_text(node)
    if not node.entries:
        raise mistaken(node, "expected at least one field, found nothing")
    return _named(node, any_text, "a mapping of fields")


def _named(node: Node, reader: Reader[T], expected: str) -> dict[str, T]:
    """A mapping whose keys are names of variables, which match without regard to case."""
    if not isinstance(node, MappingNode):
        raise refused(node, expected)
    mistakes = Mistakes()
    values: dict[str, T] = {}
    first: dict[str, TextNode] = {}
    for key, value in node.entries:
        with mistakes.noted():
            _check_name(key)
            known = first.setdefault(key.text.lower(), key)
            if known is not key:
                line = known.place.line
                raise mistaken(key, f"{key.text!r} is the name {known.text!r} of line {line}; case does not matter")
            values[key.text] = reader(value)
    mistakes.check()
    return values


def _check_name(key: TextNode) -> None:
    if not REFERENCE.fullmatch(f"${key.text}") or "." in key.text:
        if key.text.startswith("$"):
            raise mistaken(key, f"write the name without '$': {key.text.lstrip('$')!r}")
        raise mistaken(key, f"{key.text!r} is no name; expected {_NAME}, no digit first")


def any_text(node: Node) -> str:
    """A text, which may be empty if there are quotes around it."""
    if not isinstance(node, TextNode) or node.empty:
        raise refused(node, "a text")
    return node.text
