# Made from simulator/client/aio/transport.py by tests/made_blocking.py: change it there.
"""Sends requests of the control API to a server, and gives what they are answered with."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace

import httpx2

from simulator.client.answer import A, DescriptionOfApi
from simulator.client.errors import ControlError
from simulator.client.problem import error_from_answer, may_be_the_version, note_version, read_answer, went_away
from simulator.client.request import Request, server_address
from simulator.client.wire import LIMITS, SILENCE, errors_as_ours, patience


class Transport:
    """The connections to a server. `ask` and the others raise `ControlError` where the server does not do its part.

    Args:
        url: the server's address.
        timeout: seconds that an answer may take, beside those for which the server is asked to wait.
    """

    def __init__(self, url: str, timeout: float) -> None:
        self.url = server_address(url)
        self._timeout = timeout
        self._version = ""
        self._client = httpx2.Client(verify=self.url.startswith("https:"), trust_env=False, limits=LIMITS)

    def ask(self, kind: type[A], request: Request) -> A:
        """Send a request, and read its answer."""
        response = self._answered(request)
        try:
            return read_answer(kind, response.content, request, self)
        except ControlError as error:
            self._explain(error)
            raise

    def tell(self, request: Request) -> None:
        """Send a request that has nothing to answer."""
        self._answered(request)

    def text(self, request: Request) -> str:
        """Send a request whose answer is text."""
        return self._answered(request).text

    def download(self, url: str) -> bytes:
        """The bytes of a file that the server offers."""
        request = Request("GET", url)
        response = self._sent(request)
        if response.is_success:
            return response.content
        raise ControlError(
            response.text.strip(), status=response.status_code, title=response.reason_phrase, request=request
        )

    @contextmanager
    def events(self, kind: type[A], request: Request) -> Iterator[Iterator[A]]:
        """Follow server-sent events until one comes that has a name: the stream is at its end then."""
        asked = replace(request, waits=SILENCE)
        with ExitStack() as stack:
            with errors_as_ours(self.url, asked, self._timeout):
                source = stack.enter_context(
                    self._client.sse(
                        asked.address(self.url),
                        params=asked.query,
                        timeout=patience(asked, self._timeout),
                        max_event_size=None,
                    )
                )
                if not source.response.is_success:
                    source.response.read()
                    raise self._error(asked, source.response)
            yield stack.enter_context(closing(self._told(kind, source, asked)))

    def _told(self, kind: type[A], source: httpx2.EventSource, request: Request) -> Generator[A]:
        with errors_as_ours(self.url, request, self._timeout):
            for event in source:
                if event.event != "message":
                    return
                yield read_answer(kind, event.data.encode(), request, self)
        raise went_away(self.url, request, EOFError("the stream of events has no end"))

    def version(self) -> str:
        """The server's version."""
        if not self._version:
            request = Request("GET", "/openapi.json")
            response = self._sent(request)
            self._version = read_answer(DescriptionOfApi, response.content, request).info.version
        return self._version

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    # -- inside ------------------------------------------------------------------------------------------------------

    def _answered(self, request: Request) -> httpx2.Response:
        response = self._sent(request)
        if not response.is_success:
            raise self._error(request, response)
        return response

    def _sent(self, request: Request) -> httpx2.Response:
        content = request.content
        headers = {} if content is None else {"content-type": "application/json"}
        with errors_as_ours(self.url, request, self._timeout):
            return self._client.request(
                request.method,
                request.address(self.url),
                content=content,
                params=request.query,
                headers=headers,
                timeout=patience(request, self._timeout),
            )

    def _error(self, request: Request, response: httpx2.Response) -> ControlError:
        content_type = response.headers.get("content-type", "")
        error = error_from_answer(self.url, request, response.status_code, content_type, response.content)
        self._explain(error)
        return error

    def _explain(self, error: ControlError) -> None:
        """Look whether the server is of another version, where that may be the reason of an error."""
        if may_be_the_version(error):
            with suppress(ControlError):
                note_version(error, self.version())
