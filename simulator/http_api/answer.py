"""The XML that a command is answered with, byte for byte as the PBX writes it. HTTP is the server's business.

The published sample of p_694 has 263 bytes: that is the declaration without an encoding, CRLF at the end of lines, two
blanks a level, both namespaces, no byte order mark and no end of line behind the document (http-api section 2.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from simulator.http_api.codes import Code

CONTENT_TYPE: Final = "application/xml"
"""The header that goes with an answer (p_694); it names no character set."""

_LINE_END: Final = "\r\n"
_NAMESPACES: Final = (
    ("xmlns:xsd", "http://www.w3.org/2001/XMLSchema"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
)

_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"}
_ESCAPED_IN_TEXT = re.compile("[&<>\r]")
_NO_XML_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Element(NamedTuple):
    """An element of an answer: it holds a text or other elements."""

    name: str
    content: str | tuple[Element, ...] = ""
    attributes: tuple[tuple[str, str], ...] = ()


Elements: TypeAlias = tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command has come to: a code, its message and what else the app is told.

    `config` is set by GetConfig, whose answers have another shape: the configuration stands before the code, without
    namespaces, and the declaration names the encoding (p_4700).
    """

    code: Code = Code.OK
    message: str = Code.OK.template
    content: Elements = ()
    config: Element | None = None
    note: str = ""
    """What the transcript says besides; the answer has no place for it."""

    def as_bytes(self) -> bytes:
        """The document."""
        status = (Element("Code", str(self.code.number)), Element("Message", self.message))
        if self.config is None:
            declaration, root = '<?xml version="1.0"?>', Element("Response", status + self.content, _NAMESPACES)
        else:
            declaration, root = '<?xml version="1.0" encoding="utf-8"?>', Element("Response", (self.config, *status))
        return _LINE_END.join([declaration, *_lines(root, "")]).encode("utf-8")


def texts(**contents: str) -> Elements:
    """Elements that hold a text each, in order."""
    return tuple([Element(name, content) for name, content in contents.items()])


def listed(name: str, elements: Iterable[Element]) -> Element:
    """An element that holds a list; an empty list is self-closed (ASSUMPTION http-api q29)."""
    return Element(name, tuple(elements))


def _lines(element: Element, indent: str) -> Iterator[str]:
    start = indent + "<" + element.name + "".join([f' {name}="{_value(value)}"' for name, value in element.attributes])
    if not element.content:
        yield f"{start} />"
    elif isinstance(element.content, str):
        yield f"{start}>{_text(element.content)}</{element.name}>"
    else:
        yield f"{start}>"
        for child in element.content:
            yield from _lines(child, indent + "  ")
        yield f"{indent}</{element.name}>"


def _text(written: str) -> str:
    """A text as XML 1.0 can hold it: what it cannot is replaced, and carriage returns survive being read."""
    return _ESCAPED_IN_TEXT.sub(lambda found: _ESCAPES[found[0]], _NO_XML_CHARACTER.sub("\ufffd", written))


def _value(written: str) -> str:
    return _text(written).replace('"', "&quot;").replace("\n", "&#xA;").replace("\t", "&#x9;")
