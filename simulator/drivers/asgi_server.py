"""uvicorn as we want it: it tells when it has started and why it has not, and stops at once, also while it starts."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from types import FrameType
from typing import Any, Final, Literal, TypeAlias

import uvicorn

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
AsgiApp: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]

GRACE: Final = 0.2
"""Seconds that a request under way is given when the server stops; after that its connection is cut."""


class ServedApp:
    """An app whose failure to start up is noted, and which may be cut off in a request without an outcry in the log."""

    def __init__(self, app: AsgiApp) -> None:
        self._app = app
        self.failure = ""
        self.stopping = False

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand a message on to the app."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, self._noting_failure(send))
            return
        try:
            await self._app(scope, receive, send)
        except asyncio.CancelledError:
            if not self.stopping:
                raise

    def _noting_failure(self, send: Send) -> Send:
        async def noting(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed":
                *_, self.failure = message.get("message", "").strip().splitlines() or [""]
            await send(message)

        return noting


class Server(uvicorn.Server):
    """uvicorn, which tells when it has started, and stops at once instead of at the next tick of its clock."""

    def __init__(self, app: ServedApp, started: Callable[[], None], lifespan: Literal["auto", "off"] = "auto") -> None:
        super().__init__(
            uvicorn.Config(
                app,
                interface="asgi3",
                lifespan=lifespan,
                loop="asyncio",
                http="httptools",
                ws="none",
                log_config=None,
                log_level="warning",
                access_log=False,
                server_header=False,
            )
        )
        self._served = app
        self._tell_started = started
        self._stopping = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def stop(self) -> None:
        """End it; may be called from any thread, and from a signal handler."""
        self.should_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended by itself
                self._loop.call_soon_threadsafe(self._stopping.set)

    async def serve_beside(self, listener: socket.socket) -> None:
        """Serve in an event loop that runs already, where signals are the business of somebody else."""
        with listener:
            await self._serve([listener])

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End it on a signal."""
        super().handle_exit(sig, frame)
        self.stop()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the app up and listen; whoever stops it meanwhile does not wait for the app."""
        self._loop = asyncio.get_running_loop()
        if self.should_exit:
            return
        starting = asyncio.ensure_future(self._started_up(sockets))
        stopping = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not starting.done():
            starting.cancel()
            return
        left = await starting
        if left is not None:
            raise left
        self._tell_started()

    async def _started_up(self, sockets: list[socket.socket] | None) -> SystemExit | None:
        """Start up; how uvicorn leaves if that fails. asyncio would stop the loop at once, and complain at its end."""
        try:
            await super().startup(sockets)
        except SystemExit as left:
            return left
        return None

    async def main_loop(self) -> None:
        """Serve until it is stopped."""
        while not await self.on_tick(0):  # it keeps the Date header right
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), timeout=1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002 - their owner closes them
        """Finish what is under way or cut it off, and tell the app."""
        self._served.stopping = True
        await self._take_no_more()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await self._requests_done()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await _turns()  # the connections learn that they are lost
        for task in self.server_state.tasks:
            task.cancel()
        await self._requests_done()
        await self.lifespan.shutdown()

    async def _take_no_more(self) -> None:
        """Stop to listen, without losing a connection that was accepted a moment ago: asyncio would never close it."""
        for server in self.servers:
            for listener in server.sockets:
                with suppress(NotImplementedError):  # Windows takes connections in another way
                    asyncio.get_running_loop().remove_reader(listener.fileno())
        await _turns()
        for server in self.servers:
            server.close()

    async def _requests_done(self) -> None:
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=GRACE)


async def _turns() -> None:
    """Let the event loop do what it has at hand, and what follows from that."""
    for _ in range(5):
        await asyncio.sleep(0)
