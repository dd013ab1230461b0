"""What an answer says that is no OzML, in a few words: the page of an error, a traceback, whatever it begins with."""

from __future__ import annotations

import re
from typing import Final

_TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_TRACEBACK: Final = "Traceback (most recent call last)"
_LONGEST: Final = 80
"""Characters that are told."""
_LOOKED_AT: Final = 400
"""Bytes of a beginning: whatever is longer is no sentence."""
_HEAD: Final = 4000
"""Bytes in which a page has its title."""


def page_title(text: str) -> str:
    """The title of an HTML page on one line; empty if it has none."""
    found = _TITLE.search(text[:_HEAD])
    return " ".join(found[1].split())[:_LONGEST] if found else ""


def gist(body: bytes, known: str) -> str:
    """Say what stands in an answer, as the end of a sentence; empty if that is nothing that is not `known` already.

    Returns:
        ``; its title is 'KeyError at /'``, ``; its traceback ends with 'KeyError: 7'`` or ``; it begins 'oh no'``.
    """
    head = body[:_HEAD].decode("utf-8", errors="replace")
    title = page_title(head)
    if title:
        return "" if title in known else f"; its title is {title!r}"
    if _TRACEBACK in head:
        lines = body[-_HEAD:].decode("utf-8", errors="replace").strip().splitlines()
        return f"; its traceback ends with {lines[-1].strip()[:_LONGEST]!r}"
    words = " ".join(body[:_LOOKED_AT].decode("utf-8", errors="replace").split())[:_LONGEST]
    return f"; it begins {words!r}" if words else ""
