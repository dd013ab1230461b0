"""Bytes of an app's answer -> `Script`: elements with their places. It knows XML, and no command.

This is the only file that uses lxml. Parsing is hardened: no document type, no entities, no network, bounded size and
depth. lxml tells only the line on which a start tag ends, so places are found by a scan of the text: in a well-formed
document every "<" outside comments, CDATA and processing instructions begins a tag. The slips that make an answer
malformed are known to `repair`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import count
from typing import Final, NamedTuple

from lxml import etree

from simulator.errors import OzmlError
from simulator.ozml.lines import Lines
from simulator.ozml.repair import Repair, Repaired, examined
from simulator.ozml.slips import beginning
from simulator.telephony.gist import page_title
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


class Element(NamedTuple):
    """An element as it was written. `text` is its own text without that of children, trimmed.

    A tuple, because an answer may hold thousands and a frozen dataclass takes three times as long to make.
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
    """A parsed answer: the root's children are its commands. `source` is the address or file it came from.

    `text` is the answer as it came, without its byte order mark; `repaired` is what was parsed if that is malformed.
    """

    source: str
    text: str
    root: Element
    marked: bool = False
    """Whether a byte order mark stood before the text, where UTF-8 needs none."""
    repaired: Repaired | None = None

    def place(self, element: Element) -> Place:
        """Where an element's start tag begins in the answer as it came."""
        offset = self._tag_offsets[element.number]
        if self.repaired:
            offset = self.repaired.mapping.original(offset)
        return Place(self.source, *self._lines.place(offset))

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """The slips that made the answer malformed, in document order; empty if it was well-formed."""
        return self.repaired.repairs if self.repaired else ()

    @cached_property
    def notes(self) -> tuple[Repair, ...]:
        """What is accepted without a word, but might not be elsewhere."""
        notes = [Repair("#33", _MARKED, 1, 1)] if self.marked else []
        if match := _LATE_DECLARATION.match(self.text):
            notes.append(Repair("#25", _LATE, *self._lines.place(match.end())))
        return tuple(notes)

    @cached_property
    def _tag_offsets(self) -> list[int]:
        text = self.repaired.text if self.repaired else self.text
        return [match.start() for match in _START_TAG.finditer(text) if match.group(1)]

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)


_LATE_DECLARATION = re.compile(r"\s+(?=<\?xml\s)")
_LATE: Final = "blank space before the XML declaration; other parsers refuse that"
_MARKED: Final = "a byte order mark before the document; other parsers may refuse that"


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
    text = _decoded(body, source, charset)
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
            raise _syntax_error(error, text, slip, source) from None
        tree = mended
    _refuse_document_type(tree, text, source)
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
        raise _undecodable(error, encoding, source) from None
    except (LookupError, ValueError):
        raise OzmlError(f"unknown character encoding {encoding!r}", source) from None


def _undecodable(error: UnicodeDecodeError, encoding: str, source: str) -> OzmlError:
    """Say where bytes are not of the encoding: in front of them they are."""
    try:
        before = error.object[: error.start].decode(encoding, "ignore").removeprefix("\N{BYTE ORDER MARK}")
    except ValueError:
        before = error.object[: error.start].decode("latin-1")
    message = f"not {encoding} text: {error.reason} at byte {error.start}{_WRONG_ENCODING}"
    return OzmlError(message, source, *Lines(before).place(len(before)))


_WRONG_ENCODING: Final = '; send UTF-8, or declare the encoding: <?xml version="1.0" encoding="iso-8859-1"?>'

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


def _tree(text: str) -> etree._Element:
    # The text is decoded already: what the declaration says of its encoding would only mislead the parser.
    return etree.fromstring(text[_root_offset(text) :].encode("utf-8", "surrogatepass"), _PARSER)


def _root_offset(text: str) -> int:
    return _PROLOGUE.match(text).end()  # type: ignore[union-attr]  # it matches the empty string


_DOCTYPE: Final = re.compile(r"(?:\s++|<!--(?>.*?-->)|<\?(?>.*?\?>))*+<!doctype", re.IGNORECASE | re.DOTALL)
_HTML_PAGE: Final = re.compile(r"\s*<(!doctype\s+)?html", re.IGNORECASE)


def _refuse_document_type(root: etree._Element, text: str, source: str) -> None:
    if root.getroottree().docinfo.doctype:  # type: ignore[attr-defined]  # the stubs do not know it
        raise _html_page(text, source) or _document_type(text, source) or OzmlError(_NO_DOCTYPE, source)


def _html_page(text: str, source: str) -> OzmlError | None:
    if not _HTML_PAGE.match(text, _root_offset(text)):
        return None
    title = page_title(text)
    told = f"its title is {title!r}" if title else f"it begins {beginning(text)!r}"
    return OzmlError(f"the answer is an HTML page, not OzML; {told}", source, 1, 1)


def _document_type(text: str, source: str) -> OzmlError | None:
    if not (match := _DOCTYPE.match(text)):
        return None
    return OzmlError(_NO_DOCTYPE, source, *Lines(text).place(match.end() - len("<!doctype")))


_NO_DOCTYPE: Final = "a document type declaration (<!DOCTYPE ...>) is not allowed in OzML"


def _syntax_error(error: etree.XMLSyntaxError, text: str, slip: Repair | None, source: str) -> OzmlError:
    """Say what is not well-formed, and where in the answer as it came; `slip` is the first one we know."""
    if not text.lstrip().startswith("<"):
        hint = "; that is JSON: send the text itself, as text/xml" if _is_quoted(text) else ""
        return OzmlError(f"the answer is not XML, it begins {beginning(text)!r}{hint}", source, 1, 1)
    if refused := _html_page(text, source) or _document_type(text, source):
        return refused
    begin = _root_offset(text)
    line, column = error.position
    column = max(column, 1)
    if line <= 1:
        column += begin - (text.rfind("\n", 0, begin) + 1)
    line = max(line, 1) + text.count("\n", 0, begin)
    if slip and (slip.line, slip.column) <= (line, column):
        return OzmlError(f"not well-formed XML: {slip.message}", source, slip.line, slip.column)
    reason = (error.msg or "syntax error").split(", line ")[0].strip()
    for theirs, ours in _PLAINER_WORDS.items():
        if theirs in reason:
            reason = ours
    return OzmlError(f"not well-formed XML: {reason}", source, line, column)


def _is_quoted(text: str) -> bool:
    """Whether this is OzML of which a framework has made a text of JSON."""
    return text.lstrip().startswith('"<') and text.rstrip().endswith('"')


_PLAINER_WORDS: Final = {
    "xmlParseEntityRef: no name": "a bare '&'; write '&amp;'",
    "EntityRef: expecting ';'": "a bare '&', or an entity without its ';'; write '&amp;'",
    "Excessive depth": "elements are nested too deep",
    "Premature end of data": "the document ends in the middle; some element is never closed",
    "StartTag: invalid element name": "a bare '<', or an element without a name; write '&lt;'",
    "AttValue: \" or ' expected": "an attribute's value must stand in quotes",
    "Extra content at the end": "there is something behind the root element; put everything into one <Response>",
}
"""What the XML library says -> what the author of an app can do about it."""


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
