"""Bytes of an app's answer -> `Script`: elements with their places. It knows XML, and no command.

This is the only file that uses lxml. Parsing is hardened: no document type, no entities, no network, bounded size and
depth. lxml tells only the line on which a start tag ends, so a `Script` finds places by itself. The slips that make an
answer malformed are known to `repair`.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import count
from typing import Final

from lxml import etree

from simulator.errors import OzmlError
from simulator.ozml.decoding import declaration_end, decoded
from simulator.ozml.malformed import not_well_formed, of_another_type
from simulator.ozml.repair import Repaired, examined
from simulator.ozml.script import Element, Script

MAX_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 64


def parse(
    body: bytes,
    source: str,
    charset: str = "",
    *,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
    repair: bool = False,
    names: Iterable[str] = frozenset(),
) -> Script:
    """Parse an answer. Short answers that are equal and come from one address are parsed once.

    Blank space and a byte order mark before the declaration are trimmed (a published sample sends blank lines there).
    ASSUMPTION ozml q2: what the PBX does with a malformed answer is not documented. It is refused, or with `repair` the
    published slips are repaired.

    Args:
        body: the answer as it came.
        source: its address or file, for places.
        charset: that of the Content-Type header, used if the document itself names none.
        max_bytes: longer answers are refused.
        max_depth: deeper nesting is refused.
        repair: repair an answer that is not well-formed, see `Script.repairs`.
        names: the elements there are; best a frozenset that is made once. `repair` needs some of them, and errors say
            more precisely where a blank is missing.

    Raises:
        OzmlError: the answer is not usable; the message says where and why.
    """
    if len(body) > max_bytes:
        raise OzmlError(f"the answer is longer than {max_bytes} bytes", source)
    parse_it = _parsed_once if len(body) <= _LONGEST_CACHED else _parse
    return parse_it(body, source, charset, max_depth, repair, frozenset(names))


def _parse(
    body: bytes,
    source: str,
    charset: str,
    max_depth: int,
    repair: bool,  # noqa: FBT001 - the cache is slower with names
    names: frozenset[str],
) -> Script:
    text = decoded(body, source, charset)
    if not text.strip():
        raise OzmlError("the answer is empty, expected OzML such as <Response></Response>", source, 1, 1)
    fixed = None
    try:
        tree = _tree(text)
    except etree.XMLSyntaxError as error:
        slip, found = examined(text, names)
        fixed = found if repair and found.repairs else None
        mended = _mended(fixed)
        if mended is None:
            raise not_well_formed(error.msg, error.position, text, slip, source) from None
        tree = mended
    if tree.getroottree().docinfo.doctype:  # type: ignore[attr-defined]  # the stubs do not know it
        raise of_another_type(text, source)
    attributes = _attributes if len(body) <= _FEW_ATTRIBUTES else _many_attributes
    try:
        root = _element(tree, count(), attributes, max_depth)
    except _TooDeep:
        message = f"elements are nested {_depth(tree)} deep, at most {max_depth} are allowed"
        raise OzmlError(message, source) from None
    return Script(source, text, root, body.startswith(codecs.BOM_UTF8), fixed)


class _TooDeep(Exception):  # noqa: N818 - no error: it leaves the recursion
    """An element is nested deeper than allowed."""


def _mended(fixed: Repaired | None) -> etree._Element | None:
    """The tree of a document that was repaired; None if it was not, or if something else is wrong with it."""
    try:
        return _tree(fixed.text) if fixed else None
    except etree.XMLSyntaxError:
        return None


_LONGEST_CACHED: Final = 16 * 1024
"""Bytes; what is remembered of an answer that is all tags takes thirty times as much."""
_parsed_once = lru_cache(maxsize=256)(_parse)


_PARSER: Final = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    huge_tree=False,
    recover=False,
    remove_comments=True,
    remove_pis=True,
    encoding="utf-8",
)


def _tree(text: str) -> etree._Element:
    # The text is decoded already: what the declaration says of its encoding would only mislead the parser.
    return etree.fromstring(text[declaration_end(text) :].encode("utf-8", "surrogatepass"), _PARSER)


def _depth(root: etree._Element) -> int:
    deepest, level = 0, [root]
    while level:
        deepest += 1
        level = [child for element in level for child in element]
    return deepest


_FEW_ATTRIBUTES: Final = 4096
"""Bytes of an answer in which no element can have so many attributes that it matters how they are read."""


def _attributes(node: etree._Element) -> list[tuple[str, str]]:
    return node.items()  # type: ignore[return-value]  # the text of a tree is never bytes


def _many_attributes(node: etree._Element) -> list[tuple[str, str]]:
    """As `_attributes`, in time that does not grow with the square of their number."""
    names = node.keys()
    if len(names) < 50:
        return _attributes(node)
    return list(zip(names, node.xpath("@*", smart_strings=False), strict=True))  # type: ignore[arg-type]


def _element(
    node: etree._Element,
    numbers: Iterator[int],
    attributes_of: Callable[[etree._Element], list[tuple[str, str]]],
    levels: int,
) -> Element:
    if not levels:
        raise _TooDeep
    number = next(numbers)
    text = node.text or ""
    children: tuple[Element, ...] = ()
    if len(node):
        inside = list(node)
        text += "".join([child.tail or "" for child in inside])
        children = tuple([_element(child, numbers, attributes_of, levels - 1) for child in inside])
    attributes = tuple([(_local(name), value) for name, value in attributes_of(node)])
    return Element(_local(node.tag), attributes, text.strip(), children, number)


def _local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2] if name[0] == "{" else name
