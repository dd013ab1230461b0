"""Bytes of an app's answer -> text, and how far its XML declaration goes."""

from __future__ import annotations

import codecs
import re
from typing import Final

from simulator.errors import OzmlError
from simulator.ozml.lines import Lines

_DECLARATION: Final = re.compile(r"\s*(<\?xml\b[^>]*\?>\s*)?")
_DECLARED_ENCODING: Final = re.compile(rb"""\A\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.-]*)["']""")
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NOT_CHARACTER_SETS: Final = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
"""What Python can decode besides, and no document is written in."""

_WRONG_ENCODING: Final = '; send UTF-8, or declare the encoding: <?xml version="1.0" encoding="iso-8859-1"?>'


def decoded(body: bytes, source: str, charset: str) -> str:
    """The text of an answer: by its declaration, else byte order mark, else HTTP charset, else UTF-8 (ozml q52).

    Args:
        body: the answer as it came.
        source: its address or file, for places.
        charset: that of the Content-Type header; empty if there is none.

    Raises:
        OzmlError: it is not of that encoding, or nobody knows that.
    """
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


def declaration_end(text: str) -> int:
    """The offset behind the XML declaration and the blank space around it."""
    return _DECLARATION.match(text).end()  # type: ignore[union-attr]  # it matches the empty string


def _undecodable(error: UnicodeDecodeError, encoding: str, source: str) -> OzmlError:
    """Say where bytes are not of the encoding: in front of them they are."""
    try:
        before = error.object[: error.start].decode(encoding, "ignore").removeprefix("\N{BYTE ORDER MARK}")
    except ValueError:
        before = error.object[: error.start].decode("latin-1")
    message = f"not {encoding} text: {error.reason} at byte {error.start}{_WRONG_ENCODING}"
    return OzmlError(message, source, *Lines(before).place(len(before)))
