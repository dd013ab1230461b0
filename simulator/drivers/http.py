"""Posts notifications to the app, on the wire as the PBX does it, and brings the answer back.

Documented (P4201, P694): POST, HTTP/1.0, these headers in this order and no others, form-encoded body.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from types import TracebackType
from typing import Final, Self

import aiohttp
from aiohttp import hdrs
from aiohttp.typedefs import LooseHeaders
from multidict import CIMultiDict
from yarl import URL

from simulator.settings import Settings
from simulator.telephony.effects import Response

_HEADERS: Final = (
    (hdrs.CONTENT_TYPE, "application/x-www-form-urlencoded"),
    (hdrs.HOST, ""),
    (hdrs.CACHE_CONTROL, "no-store,no-cache"),
    (hdrs.PRAGMA, "no-cache"),
    (hdrs.CONTENT_LENGTH, ""),
)
"""In the order of the published samples; the empty ones are filled in for each request."""

_NOT_SENT: Final = (hdrs.ACCEPT, hdrs.ACCEPT_ENCODING, hdrs.USER_AGENT)

_VERSIONS: Final = {"1.0": aiohttp.HttpVersion10, "1.1": aiohttp.HttpVersion11}


class _NotificationRequest(aiohttp.ClientRequest):
    """A request with its headers in the documented order."""

    def update_headers(self, headers: LooseHeaders | None) -> None:
        host = self.url.host_port_subcomponent or ""
        self.headers = CIMultiDict((name, value or host) for name, value in _HEADERS if value or name == hdrs.HOST)
        self.headers.update(headers or ())


class AppClient:
    """The PBX as an HTTP client, for any number of calls at once. Use as an asynchronous context manager.

    An app cannot make it raise: whatever goes wrong is in the response.
    """

    def __init__(self, *, concurrency: int = 100) -> None:
        self._concurrency = concurrency
        self._sessions: dict[str, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    async def post(self, url: str, body: bytes, settings: Settings) -> Response:
        """Send one notification."""
        began = time.perf_counter()
        response = await self._request(hdrs.METH_POST, url, body, settings.max_answer_bytes, settings)
        latency = time.perf_counter() - began if settings.app_latency == "measured" else settings.app_latency
        return replace(response, charge=latency) if latency else response

    async def get(self, url: str, limit: int, settings: Settings) -> Response:
        """Fetch a file, at most `limit` bytes long."""
        return await self._request(hdrs.METH_GET, url, None, limit, settings)

    def _session(self, version: str) -> aiohttp.ClientSession:
        if version not in self._sessions:
            self._sessions[version] = aiohttp.ClientSession(
                # ASSUMPTION http-api q27: a connection serves one HTTP/1.0 notification.
                connector=aiohttp.TCPConnector(limit=self._concurrency, force_close=version == "1.0"),
                version=_VERSIONS[version],
                skip_auto_headers=_NOT_SENT,
                request_class=_NotificationRequest,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._sessions[version]

    async def _request(self, method: str, url: str, body: bytes | None, limit: int, settings: Settings) -> Response:
        try:
            # A target URL is posted to as it was written: not decoded and encoded anew (http-api section 4.1).
            target = URL(url, encoded=url.isascii())
            if target.scheme not in ("http", "https") or not target.host:
                return Response(url, 0, failure=_NOT_HTTP)
            async with self._session(settings.http_version).request(
                method,
                target,
                data=body,
                max_redirects=settings.max_redirects + 1,
                timeout=aiohttp.ClientTimeout(total=settings.notification_timeout),
            ) as answer:
                content = await _read(answer.content, limit)
                if content is None:
                    return Response(url, 0, failure=f"the answer is longer than {limit} bytes")
                return Response(
                    str(answer.url) if answer.history else url,
                    answer.status,
                    content,
                    answer.content_type if hdrs.CONTENT_TYPE in answer.headers else "",
                    answer.charset or "",
                )
        except (TimeoutError, aiohttp.ClientError, ValueError, OSError) as error:
            return Response(url, 0, failure=_reason(error, settings))


_NOT_HTTP: Final = "not an http:// or https:// address"


def _reason(error: Exception, settings: Settings) -> str:
    """Say in plain words why there is no answer."""
    match error:
        case asyncio.TimeoutError():
            return f"none within {settings.notification_timeout:g} s"
        case aiohttp.TooManyRedirects():
            return f"more than {settings.max_redirects} redirects"
        case aiohttp.ClientConnectorError():
            reason = error.os_error.strerror or str(error.os_error)
            return f"cannot connect to {error.host}:{error.port}: {reason}"
        case aiohttp.ServerDisconnectedError():
            return "the app closed the connection without answering"
        case aiohttp.ClientPayloadError():
            return "the connection broke in the middle of the answer"
        case aiohttp.ClientResponseError():
            return f"the answer is not HTTP: {error.message}"
        case ValueError():
            return _NOT_HTTP
        case _:
            return str(error) or type(error).__name__


async def _read(stream: aiohttp.StreamReader, limit: int) -> bytes | None:
    """Everything that comes, or None if it is more than `limit` bytes."""
    pieces: list[bytes] = []
    length = 0
    async for piece in stream.iter_any():
        length += len(piece)
        if length > limit:
            return None
        pieces.append(piece)
    return b"".join(pieces)
