"""Bytes of an app's answer -> `Script`: elements with their places. It knows XML, and no command.

This is the only file that uses lxml. Parsing is hardened: no document type, no entities, no network, bounded size and
depth. lxml tells only the line on which a start tag ends, so places are found by a scan of the text: in a well-formed
document every "<" outside comments, CDATA and processing instructions begins a tag.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import count
from typing import Final

from lxml import etree

from simulator.errors import OzmlError
from simulator.telephony.problem import Place

MAX_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 64

_PROLOGUE = re.compile(r"\s*(<\?xml\b[^>]*\?>\s*)?")
_DECLARED_ENCODING = re.compile(rb"""\A\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.-]*)["']""")
_START_TAG = re.compile(r"<(?:!--.*?-->|!\[CDATA\[.*?]]>|\?.*?\?>|([^/!?]))", re.DOTALL)
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """An element as it was written. `text` is its own text without that of children, trimmed.

    `number` counts start tags in document order, from 0; `Script.place` turns it into a line and a column.
    """

    name: str
    attributes: tuple[tuple[str, str], ...]
    text: str
    children: tuple[Element, ...]
    number: int

    def walk(self) -> Iterator[Element]:
        """This element and everything in it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, eq=False)
class Script:
    """A parsed answer: the root's children are its commands. `source` is the address or file it came from."""

    source: str
    text: str
    root: Element

    def place(self, element: Element) -> Place:
        """Where an element's start tag begins."""
        offset = self._tag_offsets[element.number]
        line = bisect_right(self._line_offsets, offset)
        return Place(self.source, line, offset - self._line_offsets[line - 1] + 1)

    @cached_property
    def _tag_offsets(self) -> list[int]:
        return [match.start() for match in _START_TAG.finditer(self.text) if match.group(1)]

    @cached_property
    def _line_offsets(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", self.text))]


def parse(
    body: bytes, source: str, charset: str = "", *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH
) -> Script:
    """Parse an answer. Short answers that are equal and come from one address are parsed once.

    Blank space and a byte order mark before the declaration are trimmed (a published sample sends blank lines there).

    Args:
        body: the answer as it came.
        source: its address or file, for places.
        charset: that of the Content-Type header, used if the document itself names none.
        max_bytes: longer answers are refused.
        max_depth: deeper nesting is refused.

    Raises:
        OzmlError: the answer is not usable; the message says where and why.
    """
    if len(body) > max_bytes:
        raise OzmlError(f"the answer is longer than {max_bytes} bytes", source)
    parse_it = _parsed_once if len(body) <= _LONGEST_CACHED else _parse
    return parse_it(body, source, charset, max_depth)


def _parse(body: bytes, source: str, charset: str, max_depth: int) -> Script:
    text = _decoded(body, source, charset)
    if not text.strip():
        raise OzmlError("the answer is empty, expected OzML such as <Response></Response>", source)
    root = _tree(text, source)
    if (depth := _depth(root)) > max_depth:
        raise OzmlError(f"elements are nested {depth} deep, at most {max_depth} are allowed", source)
    return Script(source, text, _element(root, count()))


_LONGEST_CACHED: Final = 64 * 1024
_parsed_once = lru_cache(maxsize=256)(_parse)


def _decoded(body: bytes, source: str, charset: str) -> str:
    """The text of an answer: by its declaration, else byte order mark, else HTTP charset, else UTF-8 (ozml q52)."""
    marked = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if body.startswith(mark)), None)
    declared = _DECLARED_ENCODING.match(body.removeprefix(codecs.BOM_UTF8))
    encoding = declared.group(1).decode("ascii") if declared else marked or charset or "utf-8"
    if declared and encoding.lower().startswith(("utf-16", "utf-32")):
        # One byte a letter, or the declaration had not been found: what a .NET StringWriter declares, sent as UTF-8.
        raise OzmlError(f"the declaration says encoding={encoding!r}, but the answer is not; declare utf-8", source, 1)
    try:
        if codecs.lookup(encoding).name in _NOT_CHARACTER_SETS:
            raise LookupError(encoding)
        return body.decode(encoding).removeprefix("\N{BYTE ORDER MARK}")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise OzmlError(f"not {encoding} text: {error.reason} at byte {error.start}", source, line) from None
    except (LookupError, ValueError):
        raise OzmlError(f"unknown character encoding {encoding!r}", source) from None


_NOT_CHARACTER_SETS: Final = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
"""What Python can decode besides, and no document is written in."""


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


def _tree(text: str, source: str) -> etree._Element:
    # The text is decoded already: what the declaration says of its encoding would only mislead the parser.
    begin = _PROLOGUE.match(text).end()  # type: ignore[union-attr]  # it matches the empty string
    try:
        root = etree.fromstring(text[begin:].encode("utf-8", "surrogatepass"), _PARSER)
    except etree.XMLSyntaxError as error:
        raise _syntax_error(error, text, begin, source) from None
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # a tree that was parsed has it
        if _HTML_PAGE.match(text, begin):
            raise OzmlError(_html_message(text), source)
        raise OzmlError(_NO_DOCTYPE, source)
    return root


_DOCTYPE: Final = re.compile(r"\s*<!doctype", re.IGNORECASE)
_HTML_PAGE: Final = re.compile(r"\s*<(!doctype\s+)?html", re.IGNORECASE)


def _html_message(text: str) -> str:
    return f"the answer is an HTML page, not OzML; it begins {_beginning(text)!r}"


_NO_DOCTYPE: Final = "a document type declaration (<!DOCTYPE ...>) is not allowed in OzML"


def _syntax_error(error: etree.XMLSyntaxError, text: str, begin: int, source: str) -> OzmlError:
    """Say what is not well-formed, and where in the answer as it came."""
    if not text.lstrip().startswith("<"):
        return OzmlError(f"the answer is not XML, it begins {_beginning(text)!r}", source)
    if _HTML_PAGE.match(text, begin):
        return OzmlError(_html_message(text), source)
    if _DOCTYPE.match(text, begin):
        return OzmlError(_NO_DOCTYPE, source)
    line, column = error.position
    column = max(column, 1)
    if line <= 1:
        column += begin - (text.rfind("\n", 0, begin) + 1)
    line = max(line, 1) + text.count("\n", 0, begin)
    reason = (error.msg or "syntax error").split(", line ")[0].strip()
    for theirs, ours in _PLAINER_WORDS.items():
        if theirs in reason:
            reason = ours
    return OzmlError(f"not well-formed XML: {reason}", source, line, column)


_PLAINER_WORDS: Final = {
    "xmlParseEntityRef: no name": "a bare '&'; write '&amp;'",
    "EntityRef: expecting ';'": "a bare '&', or an entity without its ';'; write '&amp;'",
    "Excessive depth": "elements are nested too deep",
    "Premature end of data": "the document ends in the middle; some element is never closed",
    "StartTag: invalid element name": "a bare '<', or an element without a name; write '&lt;'",
    "AttValue: \" or ' expected": "an attribute's value must stand in quotes",
    "Extra content at the end": "there is something behind the root element",
}
"""What the XML library says -> what the author of an app can do about it."""


def _beginning(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= 60 else folded[:57] + "..."


def _depth(root: etree._Element) -> int:
    deepest, level = 0, [root]
    while level:
        deepest += 1
        level = [child for element in level for child in element]
    return deepest


def _element(node: etree._Element, numbers: Iterator[int]) -> Element:
    number = next(numbers)
    inside = list(node)
    text = node.text or ""
    if inside:
        text += "".join([child.tail or "" for child in inside])
    attributes = tuple([(_local(name), str(value)) for name, value in node.items()])
    children = tuple([_element(child, numbers) for child in inside])
    return Element(_local(node.tag), attributes, text.strip(), children, number)


def _local(name: object) -> str:
    """A name without its namespace."""
    return str(name).rpartition("}")[2]
