"""Sends requests of the control API to a server, and gives what they are answered with."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, suppress
from dataclasses import replace

import httpx2

from simulator.client.answer import A, DescriptionOfApi
from simulator.client.errors import ControlError
from simulator.client.problem import error_from_answer, may_be_the_version, note_version, read_answer, went_away
from simulator.client.request import Request, server_address
from simulator.client.wire import LIMITS, SILENCE, errors_as_ours, patience


class AsyncTransport:
    """The connections to a server. `ask` and the others raise `ControlError` where the server does not do its part.

    Args:
        url: the server's address.
        timeout: seconds that an answer may take, beside those for which the server is asked to wait.
    """

    def __init__(self, url: str, timeout: float) -> None:
        self.url = server_address(url)
        self._timeout = timeout
        self._version = ""
        self._client = httpx2.AsyncClient(verify=self.url.startswith("https:"), trust_env=False, limits=LIMITS)

    async def ask(self, kind: type[A], request: Request) -> A:
        """Send a request, and read its answer."""
        response = await self._answered(request)
        try:
            return read_answer(kind, response.content, request, self)
        except ControlError as error:
            await self._explain(error)
            raise

    async def tell(self, request: Request) -> None:
        """Send a request that has nothing to answer."""
        await self._answered(request)

    async def text(self, request: Request) -> str:
        """Send a request whose answer is text."""
        return (await self._answered(request)).text

    async def download(self, url: str) -> bytes:
        """The bytes of a file that the server offers."""
        request = Request("GET", url)
        response = await self._sent(request)
        if response.is_success:
            return response.content
        raise ControlError(
            response.text.strip(), status=response.status_code, title=response.reason_phrase, request=request
        )

    @asynccontextmanager
    async def events(self, kind: type[A], request: Request) -> AsyncIterator[AsyncIterator[A]]:
        """Follow server-sent events until one comes that has a name: the stream is at its end then."""
        asked = replace(request, waits=SILENCE)
        async with AsyncExitStack() as stack:
            with errors_as_ours(self.url, asked, self._timeout):
                source = await stack.enter_async_context(
                    self._client.sse(
                        asked.address(self.url),
                        params=asked.query,
                        timeout=patience(asked, self._timeout),
                        max_event_size=None,
                    )
                )
                if not source.response.is_success:
                    await source.response.aread()
                    raise await self._error(asked, source.response)
            yield await stack.enter_async_context(aclosing(self._told(kind, source, asked)))

    async def _told(self, kind: type[A], source: httpx2.EventSource, request: Request) -> AsyncGenerator[A]:
        with errors_as_ours(self.url, request, self._timeout):
            async for event in source:
                if event.event != "message":
                    return
                yield read_answer(kind, event.data.encode(), request, self)
        raise went_away(self.url, request, EOFError("the stream of events has no end"))

    async def version(self) -> str:
        """The server's version."""
        if not self._version:
            request = Request("GET", "/openapi.json")
            response = await self._sent(request)
            self._version = read_answer(DescriptionOfApi, response.content, request).info.version
        return self._version

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    # -- inside ------------------------------------------------------------------------------------------------------

    async def _answered(self, request: Request) -> httpx2.Response:
        response = await self._sent(request)
        if not response.is_success:
            raise await self._error(request, response)
        return response

    async def _sent(self, request: Request) -> httpx2.Response:
        content = request.content
        headers = {} if content is None else {"content-type": "application/json"}
        with errors_as_ours(self.url, request, self._timeout):
            return await self._client.request(
                request.method,
                request.address(self.url),
                content=content,
                params=request.query,
                headers=headers,
                timeout=patience(request, self._timeout),
            )

    async def _error(self, request: Request, response: httpx2.Response) -> ControlError:
        content_type = response.headers.get("content-type", "")
        error = error_from_answer(self.url, request, response.status_code, content_type, response.content)
        await self._explain(error)
        return error

    async def _explain(self, error: ControlError) -> None:
        """Look whether the server is of another version, where that may be the reason of an error."""
        if may_be_the_version(error):
            with suppress(ControlError):
                note_version(error, await self.version())
