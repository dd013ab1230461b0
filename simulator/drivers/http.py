"""Posts notifications to the app, on the wire as the PBX does it, and brings the answer back.

Documented (P4201, P694): POST, HTTP/1.0, these headers in this order and no others, form-encoded body.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections import defaultdict
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from ipaddress import ip_address
from types import TracebackType
from typing import Final, Self, TypeAlias
from urllib.parse import urljoin

from simulator.drivers.connection import Answer, AnswerError, Connection, UnansweredError
from simulator.drivers.latency import StopWatch
from simulator.drivers.refusals import reason_of
from simulator.drivers.request_notes import Ends, raised_on
from simulator.drivers.target import Origin, Target, target_of
from simulator.settings import HttpVersion, Settings
from simulator.telephony.effects import AskApp, Response

_POST: Final = (
    "POST {path} HTTP/{version}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n"
    "Host: {host}\r\n"
    "Cache-Control: no-store,no-cache\r\n"
    "Pragma: no-cache\r\n"
    "Content-Length: {length}\r\n"
    "\r\n"
)
"""In the order of the published samples. Nobody asks for a compressed answer."""

_GET: Final = (
    "GET {path} HTTP/{version}\r\nHost: {host}\r\nCache-Control: no-store,no-cache\r\nPragma: no-cache\r\n\r\n"
)
"""After a redirect."""

_FETCH: Final = "GET {{path}} HTTP/{{version}}\r\nHost: {{host}}\r\n{conditions}\r\n"
"""Of files, which may be kept (P4690), unlike answers to notifications."""

_REDIRECTS: Final = (301, 302, 303, 307, 308)
_REPEATED_AS_THEY_ARE: Final = (307, 308)
"""Redirects after which the same body is posted again; after the others the client gets (RFC 9110, 15.4)."""

_ASK: Final = (
    "{method} {{path}} HTTP/1.1\r\n"
    "Host: {{host}}\r\n"
    "Accept: */*\r\n"
    "Connection: close\r\n"
    "{content_type}"
    "Content-Length: {{length}}\r\n"
    "\r\n"
)
"""Of somebody else than the PBX."""

_Came: TypeAlias = tuple[Response, Ends | None]
"""What came, and the ends of the connection on which it was an error."""

_CHARSET: Final = re.compile(r""";\s*charset\s*=\s*["']?([^"';\s]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer with all of its headers, whose names are in lower case; there are none if no whole answer arrived."""

    response: Response
    headers: Mapping[str, str]


class AppClient:
    """The PBX as an HTTP client, for any number of calls at once. Use as an asynchronous context manager.

    An app cannot make it raise: whatever goes wrong is in the response.

    Args:
        concurrency: connections at once.
    """

    def __init__(self, *, concurrency: int = 100) -> None:
        self._free = asyncio.Semaphore(concurrency)
        self._idle: defaultdict[Origin, list[Connection]] = defaultdict(list)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()
        await asyncio.sleep(0)  # the event loop closes them in its next round

    async def post(self, url: str, body: bytes, settings: Settings, watch: StopWatch | None = None) -> Response:
        """Send one notification; `watch` is told how long the app took."""
        return await self._charged(self._posted(url, body, settings), settings, watch)

    async def ask(self, request: AskApp, settings: Settings, watch: StopWatch | None = None) -> Response:
        """Send a request that is no notification; a redirect is an answer like any other."""
        return await self._charged(self._told(request, settings), settings, watch)

    async def fetch(self, url: str, conditions: Mapping[str, str], limit: int, settings: Settings) -> Fetched:
        """Fetch a file, at most `limit` bytes long, on conditions such as If-None-Match: printable ASCII."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in conditions.items())
        head = _FETCH.format(conditions=lines.replace("{", "{{").replace("}", "}}"))
        async with self._free:
            try:
                found, answer = await self._asked(head, url, b"", limit, settings)
                return Fetched(_response(found, answer), answer.headers)
            except AnswerError as error:
                return Fetched(Response(url, 0, failure=str(error)), {})

    async def _charged(self, answering: Awaitable[_Came], settings: Settings, watch: StopWatch | None) -> Response:
        """An answer, and how long it took on the clock of calls."""
        async with self._free:
            began = time.perf_counter()
            response, ends = await answering
            took = time.perf_counter() - began
        if watch is not None:
            watch.seconds = took
        if ends is not None and (raised := await raised_on(ends)):
            response = replace(response, raised=raised)
        latency = took if settings.app_latency == "measured" else settings.app_latency
        return replace(response, charge=latency) if latency else response

    async def _told(self, request: AskApp, settings: Settings) -> _Came:
        kind = f"Content-Type: {request.content_type}\r\n" if request.content_type else ""
        head = _ASK.format(method=request.method, content_type=kind)
        try:
            target = target_of(request.url)
            async with asyncio.timeout(settings.notification_timeout or None):
                answer = await self._answer(head, target, request.body, settings.max_answer_bytes, "1.0")
            content_type = answer.headers.get("content-type", "")
            return Response(request.url, answer.status, answer.body, *_type_and_charset(content_type)), answer.ends
        except ValueError:
            return Response(request.url, 0, failure="not an http:// or https:// address"), None
        except TimeoutError:
            return Response(request.url, 0, failure=f"none within {settings.notification_timeout:g} s"), None
        except AnswerError as error:
            return Response(request.url, 0, failure=str(error)), error.ends

    async def _posted(self, url: str, body: bytes, settings: Settings) -> _Came:
        try:
            found, answer = await self._asked(_POST, url, body, settings.max_answer_bytes, settings)
            return _response(found, answer), answer.ends
        except AnswerError as error:
            return Response(url, 0, failure=str(error)), error.ends

    async def _asked(self, head: str, url: str, body: bytes, limit: int, settings: Settings) -> tuple[str, Answer]:
        """Ask in time; the answer, and the address that gave it.

        Raises:
            AnswerError: there is none.
        """
        try:
            target = target_of(url)
        except ValueError:
            raise AnswerError("not an http:// or https:// address") from None
        try:
            async with asyncio.timeout(settings.notification_timeout or None):
                return await self._followed(head, url, target, body, limit, settings)
        except TimeoutError:
            raise AnswerError(f"none within {settings.notification_timeout:g} s") from None

    async def _followed(
        self, head: str, url: str, target: Target, body: bytes, limit: int, settings: Settings
    ) -> tuple[str, Answer]:
        """Ask, and ask again where a redirect points to."""
        for _ in range(settings.max_redirects + 1):
            answer = await self._answer(head, target, body, limit, settings.http_version)
            location = answer.headers.get("location")
            if answer.status not in _REDIRECTS or location is None:
                return url, answer
            try:
                url = urljoin(url, location)
                target = target_of(url)
            except ValueError:
                raise AnswerError(f"redirected to {location!r}, which is no http:// or https:// address") from None
            if head is _POST and answer.status not in _REPEATED_AS_THEY_ARE:
                head, body = _GET, b""
        raise AnswerError(f"more than {settings.max_redirects} redirects")

    async def _answer(self, head: str, target: Target, body: bytes, limit: int, version: HttpVersion) -> Answer:
        lines = head.format(path=target.path, version=version, host=target.host, length=len(body))
        connection, answer = await self._exchanged(target.origin, lines.encode("ascii") + body, limit)
        # ASSUMPTION http-api q27: a connection serves one HTTP/1.0 notification.
        if version == "1.1" and connection.usable:
            self._idle[target.origin].append(connection)
        else:
            connection.close()
        return answer

    async def _exchanged(self, origin: Origin, request: bytes, limit: int) -> tuple[Connection, Answer]:
        """Send a request on a connection that is free, or else on a new one."""
        idle = self._idle[origin]
        while idle:
            connection = idle.pop()
            try:
                return connection, await connection.exchange(request, limit)
            except UnansweredError:
                continue  # the app was tired of waiting for it: as curl does, ask again
        connection = await _connected(origin)
        return connection, await connection.exchange(request, limit)


def _response(url: str, answer: Answer) -> Response:
    """What the core gets of an answer.

    Raises:
        AnswerError: it is compressed.
    """
    encoding = answer.headers.get("content-encoding", "identity")
    if 200 <= answer.status < 300 and encoding.lower() != "identity":
        raise AnswerError(f"the answer is compressed ({encoding!r}), which the PBX did not ask for")
    content_type = answer.headers.get("content-type", "")
    return Response(url, answer.status, answer.body, *_type_and_charset(content_type))


@lru_cache(maxsize=256)
def _type_and_charset(content_type: str) -> tuple[str, str]:
    charset = _CHARSET.search(content_type)
    return content_type.partition(";")[0].strip().lower(), charset.group(1) if charset else ""


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _is_address(host: str) -> bool:
    """Whether a host is an address and no name, so that there is but one to try."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


async def _connected(origin: Origin) -> Connection:
    """A new connection.

    Raises:
        AnswerError: there is none to be had.
    """
    # asyncio loses a socket if it is stopped while it tries several addresses, so it does not where there is but one.
    try:
        _, connection = await asyncio.get_running_loop().create_connection(
            Connection,
            origin.host,
            origin.port,
            ssl=_tls() if origin.secure else None,
            happy_eyeballs_delay=None if _is_address(origin.host) else 0.25,  # RFC 8305, 8
        )
    except OSError as error:
        raise AnswerError(
            f"cannot connect to {origin.host}:{origin.port}: {reason_of(error, hung_up='it hangs up at once')}"
        ) from error
    return connection
