"""An app under test that is served in this process, with an eye on what it raises.

Its answers stay as they are. What it raises is noted for whoever reads the answer (`request_notes`). Frameworks that
make an answer of an exception themselves (Flask, Django) log it meanwhile; so that is looked at too.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from contextvars import ContextVar
from functools import cache
from typing import Any, Final

from simulator.drivers.app_voice import AppVoice
from simulator.drivers.asgi_server import AsgiApp, Message, Receive, Send
from simulator.drivers.raised import Raised, raised_from
from simulator.drivers.request_notes import Ends, Note, begin_note, forget_note

_FIRST_ERROR: Final = 400

_TRACEBACK: Final = "Traceback (most recent call last)"

_request: ContextVar[_Request | None] = ContextVar("request", default=None)
"""The request of which a coroutine, or a thread that was given its context, has part."""


class WatchedApp:
    """An ASGI app whose exceptions are noted.

    Args:
        app: the app.
        voice: what its exceptions are told to; without one they are logged by the server, as everywhere.
    """

    def __init__(self, app: AsgiApp, voice: AppVoice | None = None) -> None:
        self._app = app
        self._voice = voice
        _watch_log()
        logging.getLogger("uvicorn.error").addFilter(_is_untold)
        if logging.lastResort is not None:
            logging.lastResort.addFilter(_with_few_words)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand a message on to the app."""
        if scope["type"] != "http":
            await self._app(scope, receive, self._placing(send))
            return
        request = _Request(scope, silent=self._voice is not None)
        _request.set(request)
        try:
            await self._app(scope, receive, request.noting(send))
        except asyncio.CancelledError:
            self._is_over(request, None)
            raise
        except BaseException as error:  # the server answers to whatever it is, and goes on
            self._is_over(request, raised_from(error))
            if self._voice is None:
                raise
            raise _ToldError from None
        self._is_over(request, None)

    def _placing(self, send: Send) -> Send:
        """The same way to answer, on which a failure to start up gets the place where it was raised."""

        async def placing(message: Message) -> None:
            error = sys.exception()
            if message["type"] == "lifespan.startup.failed" and error is not None:
                raised, before = raised_from(error), f"{message.get('message', '')}\n"
                if self._voice is not None:
                    self._voice.raised("to start up", raised, late=False)
                    before = ""
                message = {**message, "message": before + raised.words}
            await send(message)

        return placing

    def _is_over(self, request: _Request, raised: Raised | None) -> None:
        """Note why a request went wrong, if it did; `raised` is what went through to the server."""
        told = request.is_over(raised)
        if self._voice is not None and told is not None:
            self._voice.raised(request.name, told, late=request.answered_well)


class WsgiErrors:
    """Where WSGI apps write about errors (PEP 3333): standard error. What is told elsewhere is cut to a line there."""

    def write(self, text: str) -> int:
        """Write a text."""
        request = _request.get()
        if _TRACEBACK in text and request is not None:
            if request.logged is None and (error := sys.exception()) is not None:
                request.logged = raised_from(error)  # Bottle and Falcon print what they catch, and log nothing
            if request.silent and request.logged is not None:
                text = f"{text.partition(_TRACEBACK)[0]}{request.logged.words}\n"
        return sys.stderr.write(text)

    def writelines(self, lines: list[str]) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """See that it is written."""
        sys.stderr.flush()


# -- inside ----------------------------------------------------------------------------------------------------------


class _ToldError(Exception):
    """In place of an exception that has been told: the server ends the request as always, and logs nothing."""


class _Request:
    """A request that the app has under way; `silent` if its exceptions are told by others than those who log them."""

    def __init__(self, scope: Message, *, silent: bool) -> None:
        self.name = f"{scope['method']} {scope['path']}"
        self.silent = silent
        self.logged: Raised | None = None
        """The last exception that the app has caught and logged."""
        self.answered_well = False
        """Whether the whole answer has been sent, and is no error."""
        self._ends = _ends(scope)
        self._note: Note | None = None
        if self._ends is not None:
            forget_note(self._ends)

    def noting(self, send: Send) -> Send:
        """The same way to answer, on which errors are noticed."""

        async def noticing(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= _FIRST_ERROR:
                self._begin_note()
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                self.answered_well = self._note is None

        return noticing

    def is_over(self, raised: Raised | None) -> Raised | None:
        """Complete the note; the exception for which the request went wrong, if it did."""
        if raised is not None and not self.answered_well:
            self._begin_note()
        if self._note is None:
            return raised
        raised = raised or self.logged
        self._note.set_result(raised)
        return raised

    def _begin_note(self) -> None:
        if self._note is None:
            self._note = begin_note(self._ends) if self._ends is not None else Note()


def _ends(scope: Message) -> Ends | None:
    server, client = scope.get("server"), scope.get("client")
    return None if server is None or client is None else (tuple(server), tuple(client))


def _is_untold(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], _ToldError))


def _with_few_words(record: logging.LogRecord) -> bool:
    """Have Python print an exception that is told elsewhere on one line, where an app has not set up its log."""
    request = _request.get()
    if request is not None and request.silent and request.logged is not None and record.exc_info:
        record.exc_text = request.logged.words
    return True


@cache
def _watch_log() -> None:
    """Look at the exceptions that apps log, from the first app on. No handler does: apps set up their own, or none."""
    make_record = logging.getLogRecordFactory()

    def watched(*arguments: Any, **named: Any) -> logging.LogRecord:  # noqa: ANN401 - handed on as they are
        record = make_record(*arguments, **named)
        request = _request.get()
        if request is not None and isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
            request.logged = raised_from(record.exc_info[1])
        return record

    logging.setLogRecordFactory(watched)
