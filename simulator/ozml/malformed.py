"""Why an answer is refused that is no OzML at all, or not well-formed: said in the words of whoever wrote it."""

from __future__ import annotations

import re
from typing import Final

from simulator.errors import OzmlError
from simulator.ozml.decoding import declaration_end
from simulator.ozml.lines import Lines
from simulator.ozml.repair import Repair
from simulator.ozml.slips import beginning
from simulator.telephony.gist import page_title

_DOCTYPE: Final = re.compile(r"(?:\s++|<!--(?>.*?-->)|<\?(?>.*?\?>))*+<!doctype", re.IGNORECASE | re.DOTALL)
_HTML_PAGE: Final = re.compile(r"\s*<(!doctype\s+)?html", re.IGNORECASE)
_NO_DOCTYPE: Final = "a document type declaration (<!DOCTYPE ...>) is not allowed in OzML"

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


def not_well_formed(reason: str, position: tuple[int, int], text: str, slip: Repair | None, source: str) -> OzmlError:
    """Say what is not well-formed, and where in the answer as it came.

    Args:
        reason: what the XML library says.
        position: line and column at which it gave up, counted from behind the XML declaration.
        text: the answer.
        slip: the first one that we know ourselves.
        source: its address or file.
    """
    if not text.lstrip().startswith("<"):
        hint = "; that is JSON: send the text itself, as text/xml" if _is_quoted(text) else ""
        return OzmlError(f"the answer is not XML, it begins {beginning(text)!r}{hint}", source, 1, 1)
    if _DOCTYPE.match(text) or _HTML_PAGE.match(text, declaration_end(text)):
        return of_another_type(text, source)
    begin = declaration_end(text)
    line, column = position
    column = max(column, 1)
    if line <= 1:
        column += begin - (text.rfind("\n", 0, begin) + 1)
    line = max(line, 1) + text.count("\n", 0, begin)
    if slip and (slip.line, slip.column) <= (line, column):
        return OzmlError(f"not well-formed XML: {slip.message}", source, slip.line, slip.column)
    reason = (reason or "syntax error").split(", line ")[0].strip()
    for theirs, ours in _PLAINER_WORDS.items():
        if theirs in reason:
            reason = ours
    return OzmlError(f"not well-formed XML: {reason}", source, line, column)


def of_another_type(text: str, source: str) -> OzmlError:
    """Say that an answer is an HTML page, or that it has a document type."""
    if _HTML_PAGE.match(text, declaration_end(text)):
        title = page_title(text)
        told = f"its title is {title!r}" if title else f"it begins {beginning(text)!r}"
        return OzmlError(f"the answer is an HTML page, not OzML; {told}", source, 1, 1)
    match = _DOCTYPE.match(text)
    place = Lines(text).place(match.end() - len("<!doctype")) if match else ()
    return OzmlError(_NO_DOCTYPE, source, *place)


def _is_quoted(text: str) -> bool:
    """Whether this is OzML of which a framework has made a text of JSON."""
    return text.lstrip().startswith('"<') and text.rstrip().endswith('"')
