"""One connection to an app: a request goes out, its answer comes in. Knows HTTP/1, but neither redirects nor pools.

Why not a library: the documented order of headers has to be forced upon any, and this takes a third of the time of the
fastest we measured, which is most of what a simulated call costs (docs/performance.md).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from simulator.drivers.request_notes import Ends

MAX_HEAD_BYTES: Final = 64 * 1024
"""Longest head of an answer, and most that may follow its body; apps that send more are not talking HTTP to us."""

_LISTS: Final = ("cache-control", "vary")
"""Headers that count as one list however many lines they have (RFC 9110, 5.3), of those that somebody reads."""


_FIRST_ERROR: Final = 400


class AnswerError(Exception):
    """No usable answer came; the message says why. `ends` are those of the connection, if it had come about."""

    ends: Ends | None = None


class UnansweredError(AnswerError):
    """The connection was closed before a single byte of the answer came, perhaps while it was idle."""

    def __init__(self) -> None:
        super().__init__("the app closed the connection without answering")


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. Names of headers are in lower case; of those that are repeated, and no lists, the last counts.

    `ends` are those of the connection on which an error was answered.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    ends: Ends | None = None


class Connection(asyncio.Protocol):
    """A connection on which one request after the other is answered. Ask `usable` before the next one."""

    def __init__(self) -> None:
        self.usable = True
        self._transport: asyncio.Transport | None = None
        self._parser: HttpResponseParser | None = None
        self._answered: asyncio.Future[Answer] | None = None
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self._limit = self._left = 0
        self._outside_body = 0
        self._received = self._in_body = False

    async def exchange(self, request: bytes, limit: int) -> Answer:
        """Send a whole request and wait for the whole answer, whose body is at most `limit` bytes long.

        Raises:
            UnansweredError: there is none.
            AnswerError: it is incomplete, or too long, or no HTTP.
        """
        if self._transport is None or not self.usable:
            raise UnansweredError
        self._limit = self._left = limit
        self._outside_body = 0
        self._received = False
        self._parser = HttpResponseParser(self)
        self._answered = asyncio.get_running_loop().create_future()
        self.on_message_begin()
        self._transport.write(request)
        try:
            return await self._answered
        except BaseException:
            self.close()
            raise
        finally:
            self._answered = self._parser = None  # the parser holds this object: a ring

    def close(self) -> None:
        """Close it now; what was not sent is not sent any more."""
        self.usable = False
        if self._transport is not None:
            self._transport.abort()

    # -- what the event loop calls -----------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the open connection."""
        self._transport = transport  # type: ignore[assignment]  # create_connection makes this kind

    def data_received(self, data: bytes) -> None:
        """Take a piece of the answer."""
        if self._parser is None or self._answered is None or self._answered.done():
            self.close()  # nobody asked for anything
            return
        self._received = True
        self._outside_body += len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            self._fail(AnswerError("the app wants to speak another protocol than HTTP"))
        except HttpParserError as error:
            self._fail(AnswerError(f"the answer is not HTTP: {error}"))
        else:
            if self._left < 0:
                self._fail(AnswerError(f"the answer is longer than {self._limit} bytes"))
            elif self._outside_body > MAX_HEAD_BYTES and not self._answered.done():
                self._fail(AnswerError("the answer is not HTTP: its headers do not end"))

    def connection_lost(self, error: Exception | None) -> None:
        """The other side has closed, which may be the end of the answer."""
        self.usable = False
        if self._answered is None or self._answered.done():
            return
        if not self._received:
            self._fail(UnansweredError())
        elif error is None and self._in_body and not {"content-length", "transfer-encoding"} & self._headers.keys():
            self._finish()
        else:
            self._fail(AnswerError("the connection broke in the middle of the answer"))

    # -- what the parser calls ---------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """Forget the last answer. One that nobody asked for makes the connection unusable."""
        if self._answered is not None and self._answered.done():
            self.usable = False
        self._headers, self._body, self._in_body = {}, [], False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; what comes behind the body (RFC 9110, 6.5) is none that counts here."""
        if self._in_body:
            return
        header, text = name.decode("ascii").lower(), value.decode("utf-8", errors="replace").strip()
        if header in self._headers and header in _LISTS:
            text = f"{self._headers[header]}, {text}"
        self._headers[header] = text

    def on_headers_complete(self) -> None:
        """Take note that the body begins."""
        self._in_body = True

    def on_body(self, piece: bytes) -> None:
        """Take a piece of the body, unless there is too much of it already."""
        self._outside_body = 0
        self._left -= len(piece)
        if self._left >= 0:
            self._body.append(piece)

    def on_message_complete(self) -> None:
        """Hand over the answer, unless it only announces another one (100 Continue)."""
        if self._parser is None or self._left < 0:
            return
        if self._parser.get_status_code() < 200:
            self._in_body = False
            return
        self.usable = self.usable and self._parser.should_keep_alive()
        self._finish()

    # -- inside ------------------------------------------------------------------------------------------------------

    def _finish(self) -> None:
        if self._parser is not None and self._answered is not None and not self._answered.done():
            status = self._parser.get_status_code()
            ends = self._ends() if status >= _FIRST_ERROR else None
            self._answered.set_result(Answer(status, self._headers, b"".join(self._body), ends))

    def _ends(self) -> Ends | None:
        """The server's end of the connection, and this one."""
        if self._transport is None:
            return None
        server, client = (self._transport.get_extra_info(name) for name in ("peername", "sockname"))
        return (server[:2], client[:2]) if server and client else None

    def _fail(self, error: AnswerError) -> None:
        error.ends = self._ends()
        self.close()
        if self._answered is not None and not self._answered.done():
            self._answered.set_exception(error)
