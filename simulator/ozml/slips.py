"""The slips of a malformed answer: one scan over its text, which leaves the edits that are due.

Where a tag or a reference is as XML wants it, it is passed over; where it is not, the smallest edit that makes it so is
noted. What could mean two things is not repaired. The numbers of the slips are those of section 8 of the protocol page.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Final, NamedTuple

from simulator.ozml.edits import Edit
from simulator.ozml.grammar import (
    BARE_VALUE,
    BLANK,
    BLANKS,
    EQUALS,
    SPACE,
    SPECIAL,
    a_beginning,
    a_name,
    a_reference,
    a_tag,
    plain,
)

MAX_EDITS: Final = 1000
"""A document that needs more is not repaired: it is something else."""
MAX_OPEN: Final = 1000
"""So many elements that wait for their end are too deep for any parser."""

_HTML_WARNING: Final = re.compile(rf"<br{BLANK}*+/>{BLANK}*+(?:[^<\s]|<[a-z])")
"""How PHP begins a warning if it takes its reader for a browser. No XML document goes on behind an empty root."""
_ASIDES: Final = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))


class _Hopeless(Exception):  # noqa: N818 - no error: it leaves the scan
    """The rest of the text makes no sense."""


class _NoTag(Exception):  # noqa: N818 - as above
    """What began with "<" is no tag, even with good will."""


class _Open(NamedTuple):
    """An element that waits for its end. `twin`: it stands directly in one of its name and has no attributes."""

    name: str
    at: int
    twin: bool


class Scan:
    """One walk over a text, which leaves the edits that are due."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text = text
        self.names = names
        self.longest_name = max((len(name) for name in names), default=0)
        self.edits: list[Edit] = []
        self.hopeless = False
        self.blunder: Edit | None = None
        """The start or end tag that has no other; which one was meant, nobody can tell."""
        self._open: list[_Open] = []
        self._rooted = False
        self._no_more: set[str] = set()
        """The quotation marks that are known not to come again: looked for once, so that the scan stays linear."""

    def run(self) -> None:
        """Walk over the whole text, or to where it is known to be beyond repair."""
        position = self._dropped()
        try:
            while found := SPECIAL.search(self.text, self._plain(position)):
                at = found.start()
                if not self._open:
                    self._only_blank(position, found.end() if found[0] == "&" else at)
                position = self._markup(at) if found[0] == "<" else self._reference(at)
            while self._open and self._open[-1].twin:
                position = self.text.index(">", self._open[-1].at) + 1
                self._close_twin()
            if not self._open:
                self._only_blank(position, len(self.text))
        except _Hopeless:
            self.hopeless = True
        if self._open and not self.hopeless:
            name = _short(self._open[-1].name)
            self._blunder(len(self.text), f"the document ends in the middle; <{name}> is never closed")
        self.hopeless = self.hopeless or bool(self._open)

    def _dropped(self) -> int:
        """Leave out what was printed before the document (#32): up to its declaration, or to an element we know."""
        begin = SPACE.match(self.text).end()  # type: ignore[union-attr]  # it matches the empty string
        if self.text.startswith("<", begin) and not _HTML_WARNING.match(self.text, begin):
            return 0
        for match in a_beginning().finditer(self.text, begin):
            if match[1] is None or self._known(match[1]):
                before = beginning(self.text[: match.start()])
                self._edit(0, match.start(), "", "#32", f"text before the XML: {before!r}")
                return match.start()
        return 0

    # -- what stands in the text -------------------------------------------------------------------------------------

    def _plain(self, at: int) -> int:
        return plain().match(self.text, at).end() if self._open else at  # type: ignore[union-attr]  # as above

    def _only_blank(self, begin: int, end: int) -> None:
        """Outside the root there is no text."""
        if SPACE.match(self.text, begin).end() < end:  # type: ignore[union-attr]  # as above
            raise _Hopeless

    def _reference(self, at: int, end: int | None = None) -> int:
        """Pass over a reference; a bare "&" becomes one."""
        match = a_reference().match(self.text, at, len(self.text) if end is None else end)
        if match:
            return match.end()
        lacks = ", or an entity without its ';'" if a_name().match(self.text, at + 1) else ""
        self._edit(at, at + 1, "&amp;", "#31", f"a bare '&'{lacks}; write '&amp;'")
        return at + 1

    def _markup(self, at: int) -> int:
        """Pass over whatever a "<" begins; if nothing, it becomes a reference."""
        text = self.text
        if match := a_tag().match(text, at):
            closes, opens, attributes, empty = match.groups()
            if closes:
                self._closed(closes, at)
            else:
                self._opened(opens, at, bare=not attributes, empty=bool(empty))
            return match.end()
        for mark, end_mark in _ASIDES:
            if text.startswith(mark, at):
                end = text.find(end_mark, at + len(mark))
                if end < 0:
                    raise _Hopeless
                return end + len(end_mark)
        if text.startswith(("</", "<!"), at):
            raise _Hopeless
        edits = len(self.edits)
        try:
            return self._tag(at)
        except _NoTag:
            if not self._open:
                raise _Hopeless from None
            del self.edits[edits:]
            return self._bare_less_than(at)

    def _bare_less_than(self, at: int) -> int:
        self._edit(at, at + 1, "&lt;", "#31", "a bare '<', or an element without a name; write '&lt;'")
        return at + 1

    # -- elements ----------------------------------------------------------------------------------------------------

    def _opened(self, name: str, at: int, *, bare: bool, empty: bool) -> None:
        if not self._open:
            if self._rooted:
                raise _Hopeless
            self._rooted = True
        if empty:
            return
        twin = bare and bool(self._open) and self._open[-1].name == name
        self._open.append(_Open(name, at, twin))
        if len(self._open) > MAX_OPEN:
            raise _Hopeless

    def _closed(self, name: str, at: int) -> None:
        innermost = self._open[-1] if self._open else None
        while self._open and self._open[-1].name != name and self._open[-1].twin:
            self._close_twin()
        if self._open and self._open[-1].name == name:
            self._open.pop()
            return
        if innermost:
            self._mismatched(innermost, name, at)
        raise _Hopeless

    def _mismatched(self, innermost: _Open, name: str, at: int) -> None:
        """Say which of two tags is wrong: an end tag, or the start of the element in which it stands."""
        opened, closed = _short(innermost.name), _short(name)
        if innermost.name.lower() == name.lower():
            self._blunder(at, f"<{opened}> is closed by </{closed}>; XML tells upper from lower case")
        elif any(one.name.lower() == name.lower() for one in self._open):
            self._blunder(innermost.at, f"<{opened}> is never closed; write {self._way_to_close(innermost)}")
        elif get_close_matches(opened.lower(), [closed.lower()]):
            self._blunder(at, f"<{opened}> is closed by </{closed}>; write </{opened}>")
        else:
            self._blunder(at, f"</{closed}> closes nothing; <{opened}> is open here")

    def _way_to_close(self, one: _Open) -> str:
        """How an element without an end is written, in one tag if there is no text in it."""
        name = _short(one.name)
        match = a_tag().match(self.text, one.at)
        if match is None or not self.text.startswith("<", self._blanks(match.end())):
            return f"</{name}>"
        return f"<{name}{' ...' if match[3] else ''}/> or </{name}>"

    def _blunder(self, at: int, message: str) -> None:
        self.blunder = Edit(at, at, "", "", message)

    def _close_twin(self) -> None:
        """An element that was opened twice and does not end: the second was to close the first (#28)."""
        name, at, _ = self._open.pop()
        self._open.pop()
        short = _short(name)
        self._edit(at, at + 1, "</", "#28", f"<{short}> is opened twice; write </{short}>")

    def _tag(self, at: int) -> int:
        """Pass over a start tag that has slips.

        Raises:
            _NoTag: it is none; without an attribute and a name we know it may as well be text.
            _Hopeless: it is one, but nobody can tell how it goes on.
        """
        match = a_name().match(self.text, at + 1)
        if not match:
            raise _NoTag
        name, position = match[0], match.end()
        joined = self.text.startswith(("=", '"', "'"), self._blanks(position))
        if joined and (length := self._known_length(name)):
            position = at + 1 + length
            message = f"no blank between <{name[:length]} and its attribute {_short(name[length:])!r}"
            self._edit(position, position, " ", "#29", message)
            name = name[:length]
        elif self.text.startswith(('="', "='"), position):
            message = f"no blank between the name of an element and its first attribute in '<{_short(name)}='"
            self._edit(at, at, "", "#29", message)
            raise _Hopeless
        attributes = 0
        while True:
            blank = self._blanks(position)
            if end := next((end for end in (">", "/>") if self.text.startswith(end, blank)), None):
                self._opened(name, at, bare=not attributes, empty=end == "/>")
                return blank + len(end)
            try:
                position = self._attribute(blank, together=bool(attributes) and blank == position)
            except _NoTag:
                if attributes or self._known(name):
                    raise _Hopeless from None
                raise
            attributes += 1

    def _attribute(self, at: int, *, together: bool) -> int:
        """Pass over one attribute; `together`: no blank parts it from that before it."""
        match = a_name().match(self.text, at)
        if not match:
            raise _NoTag
        if together:
            self._edit(at, at, " ", "#26", "no blank between two attributes")
        if equals := EQUALS.match(self.text, match.end()):
            position = self._blanks(equals.end())
            if self.text.startswith(('"', "'"), position):
                return self._value(position)
            return self._bare_value(match[0], equals.end())
        position = self._blanks(match.end())
        if not self.text.startswith(('"', "'"), position):
            raise _NoTag
        self._edit(position, position, "=", "#29", f"no '=' between attribute {_short(match[0])!r} and its value")
        return self._value(position)

    def _value(self, at: int) -> int:
        """Pass over a value in quotation marks; "<" and "&" in it become references (#31)."""
        quote = self.text[at]
        end = -1 if quote in self._no_more else self.text.find(quote, at + 1)
        if end < 0:
            self._no_more.add(quote)
            raise _NoTag
        position = at + 1
        while found := SPECIAL.search(self.text, position, end):
            special = found.start()
            if found[0] == "&":
                position = self._reference(special, end)
                continue
            name = a_name().match(self.text, special + 1)
            if self.text.startswith("</", special) or (name and self._known(name[0])):
                raise _Hopeless  # mark-up: rather the quotation mark is missing
            position = self._bare_less_than(special)
        return end + 1

    def _bare_value(self, name: str, at: int) -> int:
        """Pass over a value without quotation marks, which ends at a blank or with the tag (#27)."""
        match = BARE_VALUE.match(self.text, at)
        if not match:
            raise _NoTag
        end = match.end()
        if self.text.startswith("/>", end - 1):
            end -= 1
        if end == at or not self.text.startswith((" ", "\t", "\r", "\n", ">", "/>"), end):
            raise _NoTag
        message = f"the value of attribute {_short(name)!r} must stand in quotes"
        self._edit(at, at, '"', "#27", message)
        position = at
        while found := SPECIAL.search(self.text, position, end):
            position = self._reference(found.start(), end)
        self._edit(end, end, '"')
        return end

    # -- small things ------------------------------------------------------------------------------------------------

    def _edit(self, begin: int, end: int, put: str, number: str = "", message: str = "") -> None:
        self.edits.append(Edit(begin, end, put, number, message))
        if len(self.edits) > MAX_EDITS:
            raise _Hopeless

    def _blanks(self, at: int) -> int:
        return BLANKS.match(self.text, at).end()  # type: ignore[union-attr]  # it matches the empty string

    def _known(self, name: str) -> bool:
        local = name.rpartition(":")[2]
        return len(local) <= self.longest_name and local.lower() in self.names

    def _known_length(self, name: str) -> int:
        """How much of a name is the longest element we know, with an attribute behind it; 0 if there is none."""
        if self._known(name):
            return 0
        for length in range(min(len(name) - 1, self.longest_name), 0, -1):
            if name[:length].lower() in self.names and a_name().match(name, length):
                return length
        return 0


def beginning(text: str) -> str:
    """The first words of a text on one line."""
    folded = " ".join(text[:1000].split())
    return folded if len(folded) <= 60 else folded[:57] + "..."


def _short(name: str) -> str:
    return name if len(name) <= 60 else name[:57] + "..."
