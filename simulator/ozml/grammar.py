"""The grammar of XML 1.0, as far as somebody needs it who reads a document that does not keep to it.

Nothing here can backtrack: every repetition is possessive, and what follows one cannot be part of it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_FIRST = r"[A-Za-z_:\x80-\U0010ffff]"
_NAME = rf"{_FIRST}[A-Za-z0-9_:.\-\x80-\U0010ffff]*+"
BLANK = r"[ \t\r\n]"
_REFERENCE = rf"&(?:{_NAME}|#[0-9]++|#x[0-9A-Fa-f]++);"
_VALUE = rf"""(?:"(?:[^<&"]|{_REFERENCE})*+"|'(?:[^<&']|{_REFERENCE})*+')"""
_END_TAG = rf"/({_NAME}){BLANK}*+>"
_ATTRIBUTES = rf"(?:{BLANK}++{_NAME}{BLANK}*+={BLANK}*+{_VALUE})*+"
_START_TAG = rf"({_NAME})({_ATTRIBUTES}){BLANK}*+(/?)>"
_TEXT = rf"(?:[^<&]++|{_REFERENCE})"
_LEAF = rf"<({_NAME}){_ATTRIBUTES}{BLANK}*+(?:/>|>{_TEXT}*+</\1{BLANK}*+>)"

BLANKS: Final = re.compile(rf"{BLANK}*+")
SPACE: Final = re.compile(r"\s*+")
"""What may stand before the root; more than XML calls blank, because the parser trims it."""
EQUALS: Final = re.compile(rf"{BLANK}*+=")
BARE_VALUE: Final = re.compile(r"""[^\s<>"'`]++""")
SPECIAL: Final = re.compile("[<&]")


# Compiled when the first malformed answer comes: together they take longer than most other imports.


@cache
def a_tag() -> re.Pattern[str]:
    """A tag, with all its parts."""
    return re.compile(rf"<(?:{_END_TAG}|{_START_TAG})")


@cache
def plain() -> re.Pattern[str]:
    """What may be passed over within an element, because it opens nothing that it does not close."""
    return re.compile(rf"(?:{_TEXT}|{_LEAF})*+")


@cache
def a_name() -> re.Pattern[str]:
    """The name of an element or an attribute."""
    return re.compile(_NAME)


@cache
def a_reference() -> re.Pattern[str]:
    """An entity."""
    return re.compile(_REFERENCE)


@cache
def a_beginning() -> re.Pattern[str]:
    """Where a document may begin behind something else."""
    return re.compile(rf"<(?:\?xml(?={BLANK})|({_NAME}))")
