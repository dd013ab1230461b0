"""Serves an ASGI app over HTTP: in a thread of its own, or in this one until Ctrl-C.

This file does not know what the app is: the app under test and the simulator's own are served alike.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from errno import EADDRINUSE
from types import FrameType, TracebackType
from typing import Any, Final, Literal, Self, TypeAlias

import uvicorn

from simulator.errors import AppError, SimulatorError

logger = logging.getLogger(__name__)

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
AsgiApp: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]

GRACE: Final = 0.2
"""Seconds that a request under way is given when the server stops; after that its connection is cut."""

_PATIENCE: Final = 1.0
"""Seconds to wait for the thread to end; one that a blocking request holds up is left behind."""


class ServerThread:
    """An ASGI app on a thread of its own. Use as a context manager, or `start` and `stop`.

    Args:
        app: what is served.
        host: name or address to listen on.
        port: 0 takes a free one.
        listener: a port that `listening_socket` took hold of before, for an app that has to know its own address.
    """

    def __init__(
        self, app: AsgiApp, host: str = "127.0.0.1", port: int = 0, *, listener: socket.socket | None = None
    ) -> None:
        self._app = _Served(app)
        self._host = host
        self._port = port
        self._listener = listener
        self._up_or_failed = threading.Event()
        self._failure: BaseException | None = None
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self.url = ""
        """Where it can be reached, without a slash at the end; known once it has started."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start to serve; returns when connections are taken.

        Raises:
            SimulatorError: the port is in use, or there is no such address.
            AppError: the app failed when it was told to start up.
        """
        listener = self._listener or listening_socket(self._host, self._port)
        self.url = url_of(listener)
        self._server = _Server(self._app, started=self._up_or_failed.set)
        self._thread = threading.Thread(target=self._run, args=(self._server, listener), name=self.url, daemon=True)
        self._thread.start()
        self._up_or_failed.wait()
        if not self._server.started:
            self._thread.join()
            raise AppError(f"the app did not start: {self._app.failure or repr(self._failure)}") from self._failure

    def stop(self) -> None:
        """Stop to serve; returns when the thread is over. Whoever stops twice changes nothing."""
        if self._server is None or self._thread is None:
            return
        self._server.stop()
        self._thread.join(timeout=_PATIENCE)
        if self._thread.is_alive():
            logger.warning("%s is still busy with a request that blocks; its thread is left behind", self.url)
        self._server = self._thread = None

    def _run(self, server: _Server, listener: socket.socket) -> None:
        with listener:
            try:
                server.run(sockets=[listener])
            except BaseException as failure:  # noqa: BLE001 - uvicorn leaves by SystemExit; `start` tells it on
                self._failure = failure
            finally:
                self._up_or_failed.set()


def serve_here(app: AsgiApp, listener: socket.socket, started: Callable[[], None]) -> None:
    """Serve an app in this thread, which has to be the main one, until Ctrl-C or SIGTERM.

    Args:
        app: what is served.
        listener: what `listening_socket` made; it is closed at the end.
        started: called once connections are taken.

    Raises:
        AppError: the app failed when it was told to start up.
    """
    served = _Served(app)
    server = _Server(served, started)
    with listener, suppress(KeyboardInterrupt):  # the usual way to end it
        try:
            server.run(sockets=[listener])
        except SystemExit:
            raise AppError(f"the app did not start: {served.failure}") from None


class FurtherPort:
    """An ASGI app at one more port, in an event loop that runs already and serves others too. `open` it, `close` it.

    Args:
        app: what is served; it is not told of the beginning and the end.
        listener: what `listening_socket` made; it is closed at the end.
    """

    def __init__(self, app: AsgiApp, listener: socket.socket) -> None:
        self._app = app
        self._listener = listener
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Start to serve; returns when connections are taken."""
        taken = asyncio.get_running_loop().create_future()
        self._server = _Server(_Served(self._app), lambda: taken.set_result(None), lifespan="off")
        self._serving = asyncio.create_task(self._server.serve_beside(self._listener))
        await asyncio.wait({self._serving, taken}, return_when=asyncio.FIRST_COMPLETED)

    async def close(self) -> None:
        """Stop to serve; whoever stops twice changes nothing."""
        if self._server is not None and self._serving is not None:
            self._server.stop()
            await asyncio.wait({self._serving})
        self._server = self._serving = None


def listening_socket(host: str, port: int) -> socket.socket:
    """Take hold of a port.

    Raises:
        SimulatorError: it is in use, or there is no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's algorithm off only where it is told that this is TCP; without, answers are 40 ms late.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform == "win32":  # where SO_REUSEADDR would let two servers have one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno == EADDRINUSE:
            raise SimulatorError(f"port {port} is in use; choose another with --port") from error
        raise SimulatorError(f"cannot listen on {host}, port {port}: {error.strerror or error}") from error
    return listener


def url_of(listener: socket.socket) -> str:
    """Where a listening socket can be reached from this computer."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        host = "127.0.0.1" if host == "0.0.0.0" else "::1"  # noqa: S104 - as above
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Served:
    """An app whose failure to start up is noted, and which may be cut off in a request without an outcry in the log."""

    def __init__(self, app: AsgiApp) -> None:
        self._app = app
        self.failure = ""
        self.stopping = False

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
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


class _Server(uvicorn.Server):
    """uvicorn, which tells when it has started, and stops at once instead of at the next tick of its clock."""

    def __init__(self, app: _Served, started: Callable[[], None], lifespan: Literal["auto", "off"] = "auto") -> None:
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
        super().handle_exit(sig, frame)
        self.stop()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self._tell_started()

    async def main_loop(self) -> None:
        while not await self.on_tick(0):  # it keeps the Date header right
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), timeout=1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002 - their owner closes them
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
