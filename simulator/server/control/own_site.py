"""Keeps web pages of other sites away: a browser that shows one can send requests to this computer too."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from simulator.server.control.problems import problem_answer

FORBIDDEN: Final = 403


def is_loopback(host: str) -> bool:
    """Whether a name or an address can be reached from the same computer only."""
    name = host.lower().strip("[]").rstrip(".")
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")  # RFC 6761, 6.3


class OwnSite:
    """Refuses requests that a page of another site has a browser send.

    A page says who it is in `Origin` (RFC 6454). One whose name has been pointed to this computer meanwhile (DNS
    rebinding) is of no other site, but gives itself away by `Host`: who listens on loopback has no such name.

    Args:
        app: what is kept.
        base_url: where the server is reached.
        host: the name or the address that it listens on.
    """

    def __init__(self, app: ASGIApp, base_url: str, host: str) -> None:
        self._app = app
        self._authority = urlsplit(base_url).netloc.lower()
        self._names = {host.lower(), urlsplit(base_url).hostname}
        self._local = is_loopback(host)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        reason = self._objection(Headers(scope=scope)) if scope["type"] == "http" else ""
        app = problem_answer(FORBIDDEN, reason) if reason else self._app
        await app(scope, receive, send)

    def _objection(self, headers: Headers) -> str:
        """Why a request is refused; "" if it is not."""
        host, origin = headers.get("host", ""), headers.get("origin")
        if self._local and host and not self._is_own(host):
            return f"this server is not called {host!r}; if it is, begin its public URL with that"
        if origin is not None and _authority(origin) not in (host.lower(), self._authority):
            return f"the request comes from a page of another site, {origin!r}"
        return ""

    def _is_own(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self._names or is_loopback(name)


def _authority(origin: str) -> str:
    """Host and port of an origin; what no host is called, if it has none."""
    try:
        return urlsplit(origin).netloc.lower() or "null"
    except ValueError:
        return "null"
