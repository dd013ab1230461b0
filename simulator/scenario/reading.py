"""Reads the parts that scenarios are made of: a node in, a value out, or a `MisreadError`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias, TypeVar

from simulator.errors import suggestion
from simulator.ozml.convert import digits
from simulator.scenario.document import ListNode, MappingNode, Node, TextNode
from simulator.scenario.measure import Measure, measure_from_text, seconds_from_text
from simulator.scenario.mistakes import MisreadError, Mistake, Mistakes
from simulator.scenario.synonyms import suggestion_of_key
from simulator.telephony.phone import RING_CYCLE
from simulator.telephony.text_match import TextMatch, folded

T = TypeVar("T")

Reader: TypeAlias = Callable[[Node], T]

MOST_DIGITS: Final = 18
"""Of a whole number."""

_RINGS: Final = re.compile("([0-9]{1,3}) rings?")

_NOWHERE_ELSE: Final[Mapping[str, str]] = {}

_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def mistaken(node: Node, message: str) -> MisreadError:
    """The error for a mistake at a node."""
    return MisreadError(Mistake(node.place, message))


def refused(node: Node, expected: str, hint: str = "") -> MisreadError:
    """The error for a node that is something else than what was expected."""
    match node:
        case TextNode(comment=comment) if node.empty and re.match(r"#(\S|$)", comment):
            found = f"nothing: '#' begins a comment; quote it if it is meant: \"{comment.split()[0]}\""
            return mistaken(node, f"expected {expected}, found {found}")
        case TextNode() if node.empty:
            return mistaken(node, f"expected {expected}, found nothing")
        case TextNode(text):
            return mistaken(node, f"expected {expected}, not {text!r}{hint}")
        case ListNode():
            return mistaken(node, f"expected {expected}, not a list")
        case MappingNode():
            return mistaken(node, f"expected {expected}, not a mapping")


# -- texts -----------------------------------------------------------------------------------------------------------


def text(node: Node, expected: str = "a text") -> str:
    """Any text with something in it."""
    if not isinstance(node, TextNode) or not node.text.strip():
        raise refused(node, expected)
    return node.text


def path_text(node: Node, expected: str = "a path") -> str:
    """The path of a file, which may be any text but for the one character that no path has."""
    written = text(node, expected)
    if "\0" in written:
        raise refused(node, f"{expected}, which has no NUL in it")
    return written


def matched_text(node: Node) -> str:
    """A text to be matched by `TextMatch`: a part, a pattern with `*`, or `/a regular expression/`."""
    return converted(node, lambda written: TextMatch(written).written)


def whole_text(node: Node) -> TextMatch:
    """A short text, such as a number, that something is as a whole; or a pattern."""
    if isinstance(node, TextNode) and not node.empty and not node.text.strip():
        return TextMatch(node.text, whole=True)
    return converted(node, lambda written: TextMatch(written, whole=True))


def converted(node: Node, converter: Callable[[str], T], expected: str = "a text") -> T:
    """A text that a converter understands; converters raise ValueError with what they expected."""
    try:
        return converter(text(node, expected))
    except ValueError as error:
        raise refused(node, str(error)) from None


def seconds(node: Node) -> float:
    """A length of time such as `0.5s`."""
    return converted(node, seconds_from_text, "a length of time such as 0.5s")


def rings(node: Node) -> float:
    """How long a phone rings: a length of time such as `5s`, or `3 rings`; in seconds."""
    counted = _RINGS.fullmatch(node.text.strip()) if isinstance(node, TextNode) else None
    return int(counted[1]) * RING_CYCLE if counted else seconds(node)


def measure(node: Node) -> Measure:
    """A length of time with a tolerance, such as `4.7s ± 0.1`."""
    return converted(node, measure_from_text, "a length of time such as 4.7s ± 0.1")


def whole(node: Node) -> int:
    """A whole number, not negative."""
    written = text(node, "a whole number such as 4")
    if not (written.isascii() and written.isdigit()):
        raise refused(node, "a whole number such as 4")
    if len(written) > MOST_DIGITS:
        raise mistaken(node, f"expected a whole number of at most {MOST_DIGITS} digits, not one of {len(written)}")
    return int(written)


def flag(node: Node) -> bool:
    """`true` or `false`."""
    written = text(node, "'true' or 'false'").lower()
    if written not in _FLAGS:
        raise refused(node, "'true' or 'false'")
    return _FLAGS[written]


def keys(node: Node) -> str:
    """Keys of a telephone, at least one."""
    return converted(node, digits, 'keys such as 1 or "#"')


def one_of(values: Iterable[T], expected: str) -> Reader[T]:
    """Make a reader that takes the texts of some values, in any case, and gives the value."""
    known = {folded(str(value)): value for value in values}

    def read(node: Node) -> T:
        written = text(node, expected)
        if folded(written) not in known:
            raise refused(node, expected, suggestion(written, [str(value) for value in known.values()]))
        return known[folded(written)]

    return read


# -- lists and mappings ----------------------------------------------------------------------------------------------


def items(node: Node, reader: Reader[T], expected: str) -> tuple[T, ...]:
    """A list, each item read."""
    if not isinstance(node, ListNode):
        raise refused(node, expected)
    mistakes = Mistakes()
    values: list[T] = []
    for item in node.items:
        with mistakes.noted():
            values.append(reader(item))
    mistakes.check()
    return tuple(values)


def one_or_more(node: Node, reader: Reader[T], expected: str) -> tuple[T, ...]:
    """A list, each item read; a single text is a list of one."""
    if isinstance(node, TextNode):
        return (reader(node),)
    return items(node, reader, expected)


def mapping(
    node: Node,
    readers: Mapping[str, Reader[Any]],
    expected: str,
    *,
    required: Iterable[str] = (),
    elsewhere: Mapping[str, str] = _NOWHERE_ELSE,
) -> dict[str, Any]:
    """A mapping with known keys, each value read by the reader of its key.

    Args:
        node: the mapping.
        readers: what reads the value of each key.
        expected: what the mapping is.
        required: the keys that have to be there.
        elsewhere: where keys belong that somebody may look for here.

    Returns:
        The values that are there, by key.
    """
    if not isinstance(node, MappingNode):
        raise refused(node, expected)
    mistakes = Mistakes()
    values: dict[str, Any] = {}
    for key, value in node.entries:
        with mistakes.noted():
            values[key.text] = known_reader(key, value, readers, braces=node.braces, elsewhere=elsewhere)(value)
    for name in required:
        if node.get(name) is None:
            mistakes.note(node.place, f"the key {name!r} is missing")
    mistakes.check()
    return values


def named(node: Node, reader: Reader[T], expected: str) -> dict[str, T]:
    """A mapping whose keys may be any names, each value read."""
    if not isinstance(node, MappingNode):
        raise refused(node, expected)
    mistakes = Mistakes()
    values: dict[str, T] = {}
    for key, value in node.entries:
        with mistakes.noted():
            values[key.text] = reader(value)
    mistakes.check()
    return values


def known_reader(
    key: TextNode,
    value: Node,
    readers: Mapping[str, T],
    *,
    braces: bool = False,
    elsewhere: Mapping[str, str] = _NOWHERE_ELSE,
) -> T:
    """The reader of a key, if there is one."""
    if key.text not in readers:
        if braces and isinstance(value, TextNode) and value.empty:
            raise mistaken(key, f"{key.text!r} is taken for a key; a text with a comma has to stand in quotes here")
        if key.text in elsewhere:
            raise mistaken(key, f"{key.text!r} belongs into {elsewhere[key.text]}")
        raise mistaken(key, f"unknown key {key.text!r}{suggestion_of_key(key.text, readers)}")
    return readers[key.text]


def only_entry(node: MappingNode, what: str) -> tuple[TextNode, Node]:
    """The key and the value of a mapping with one key."""
    if len(node.entries) > 1:
        first, second = node.entries[0][0], node.entries[1][0]
        advice = f"begin the next item with '- ', or write `{first.text}: {{...}}` if {second.text!r} belongs to it"
        raise mistaken(second, f"{second.text!r} is a second key in one {what}; {advice}")
    if not node.entries:
        raise mistaken(node, f"expected a {what}, found nothing")
    return node.entries[0]
