"""How long an answer may be used again unasked, and how to ask whether it still holds: HTTP caching without I/O.

The rules are those of a private cache (RFC 9111); in brackets, its sections. This file does not know what time it is.
Why not a library: hishel, the one that is well kept, reads the wall clock inside its rules, so that on virtual time
nothing would ever expire.

Ours is the clock of the call, which cannot be compared with dates; so dates count from the `Date` of their answer only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import mktime_tz, parsedate_tz
from typing import Final, TypeAlias

Headers: TypeAlias = Mapping[str, str]
"""Names in lower case."""

HEURISTIC_SHARE: Final = 0.1
"""Of the time since the last modification, where nothing else is said [4.2.2]."""

_FOREVER: Final = 2.0**31
"""Seconds; longer times are taken as this [1.2.2]."""

_DIRECTIVE: Final = re.compile(r"""([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?""")
_SECONDS: Final = re.compile(r"[0-9]+")
_KEPT: Final = ("cache-control", "expires", "last-modified", "etag", "vary", "date", "age")


def may_be_kept(headers: Headers) -> bool:
    """Whether a whole answer, of status 200, may be kept [3]."""
    directives = _directives(headers)
    if "no-store" in directives and "must-understand" not in directives:  # status 200 is understood [5.2.2.3]
        return False
    return "*" not in headers.get("vary", "")  # other fields do not matter: our requests are all alike [4.1]


def kept_headers(headers: Headers) -> dict[str, str]:
    """Those headers of an answer that say something about keeping it."""
    return {name: headers[name] for name in _KEPT if name in headers}


def fresh_for(headers: Headers) -> float:
    """For how many seconds, counted from the request, an answer may be used unasked [4.2]; 0 if not at all."""
    if "no-cache" in (directives := _directives(headers)):  # with names of fields, too: it may be taken so [5.2.2.4]
        return 0.0
    return max(0.0, _lifetime(headers, directives) - _seconds(headers.get("age", "")))


def conditions(headers: Headers) -> dict[str, str]:
    """The headers of a request that asks whether an answer still holds [4.3.1]; empty if it cannot be asked for."""
    asked = {"If-None-Match": headers.get("etag", ""), "If-Modified-Since": headers.get("last-modified", "")}
    return {name: value for name, value in asked.items() if value and value.isascii() and value.isprintable()}


def confirmed(kept: Headers, told: Headers) -> dict[str, str] | None:
    """The headers of an answer after it was found to hold still (304) [4.3.4], or None if another one was meant."""
    if "etag" in kept and "etag" in told and _opaque(kept["etag"]) != _opaque(told["etag"]):
        return None
    remain = {name: value for name, value in kept.items() if name not in ("age", "date")}
    return {**remain, **kept_headers(told)}


def _lifetime(headers: Headers, directives: Mapping[str, list[str]]) -> float:
    """Seconds from when an answer was made until it is stale [4.2.1]."""
    if "max-age" in directives:
        # Of several the least counts, and what is no number has passed already.
        return min(_seconds(value) for value in directives["max-age"])
    made = _instant(headers.get("date", ""))
    if "expires" in headers:
        expires = _instant(headers["expires"])
        return 0.0 if made is None or expires is None else min(expires - made, _FOREVER)
    modified = _instant(headers.get("last-modified", ""))
    return 0.0 if made is None or modified is None else min((made - modified) * HEURISTIC_SHARE, _FOREVER)


def _seconds(text: str) -> float:
    """A number of seconds; 0 for what is none [1.2.2, 4.2.1, 5.1]."""
    return min(float(text), _FOREVER) if _SECONDS.fullmatch(text) else 0.0


def _directives(headers: Headers) -> dict[str, list[str]]:
    """What Cache-Control says: the values of each directive, which are empty texts where it has none [5.2]."""
    found: dict[str, list[str]] = {}
    for name, quoted, plain in _DIRECTIVE.findall(headers.get("cache-control", "")):
        found.setdefault(name.lower(), []).append(quoted or plain)
    return found


def _instant(date: str) -> float | None:
    """Seconds since 1970, or None for what is no date."""
    try:
        parts = parsedate_tz(date)
        return None if parts is None else float(mktime_tz(parts))
    except (ValueError, OverflowError):
        return None


def _opaque(etag: str) -> str:
    """An entity tag without its mark of weakness (RFC 9110, 8.8.3.2)."""
    return etag.removeprefix("W/")
