"""The Range header: which part of a file somebody wants (RFC 9110, section 14)."""

from __future__ import annotations

import re
from typing import Final

_ONE_RANGE: Final = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)


class UnsatisfiableRangeError(Exception):
    """None of the bytes that somebody wants exist."""


def requested_range(header: str | None, size: int) -> range | None:
    """Work out which bytes of a file to send.

    A header that means nothing, or that asks for several parts at once, is ignored as sections 14.1.1 and 14.2 allow.

    Args:
        header: the value of Range; None if there was none.
        size: bytes that the file has.

    Returns:
        The positions of the bytes; None for the whole file.

    Raises:
        UnsatisfiableRangeError: the header is well formed, but all that it asks for lies behind the end.
    """
    found = _ONE_RANGE.fullmatch(header or "")
    if found is None:
        return None
    first, last = found.groups()
    match bool(first), bool(last):
        case False, False:
            return None
        case False, True:  # the last so many bytes
            wanted = range(max(0, size - int(last)), size)
        case True, False:
            wanted = range(int(first), size)
        case _ if int(first) > int(last):
            return None
        case _:
            wanted = range(int(first), min(int(last) + 1, size))
    if not wanted:
        raise UnsatisfiableRangeError
    return wanted
