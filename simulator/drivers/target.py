"""An address, taken apart as a request needs it: whom to connect to, and what to ask for there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urlsplit

_PRINTABLE: Final = "".join(chr(code) for code in range(0x21, 0x7F))


@dataclass(frozen=True, slots=True)
class Origin:
    """Whom to connect to."""

    secure: bool
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Target:
    """An address as a request needs it. A name and a password in it are left out, as the documented headers are all."""

    origin: Origin
    path: str
    host: str


@lru_cache(maxsize=1024)
def target_of(url: str) -> Target:
    """Take an address apart.

    Raises:
        ValueError: it is not an http:// or https:// address.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(url)
    secure = parts.scheme == "https"
    usual_port = 443 if secure else 80
    port = usual_port if parts.port is None else parts.port
    name = parts.hostname.encode("idna").decode("ascii")
    if not name.isprintable():
        raise ValueError(url)
    host = f"[{name}]" if ":" in name else name
    # A target URL is posted to as it was written: not decoded and encoded anew (http-api section 4.1).
    path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_PRINTABLE)
    return Target(Origin(secure, name, port), path, host if port == usual_port else f"{host}:{port}")
