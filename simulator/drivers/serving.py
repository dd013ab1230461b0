"""Serves an ASGI app over HTTP: in a thread of its own, or in this one until Ctrl-C.

This file does not know what the app is: the app under test and the simulator's own are served alike.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from errno import EADDRINUSE
from types import TracebackType
from typing import Final, Self

from simulator.drivers.asgi_server import AsgiApp, ServedApp, Server
from simulator.drivers.waiting import parts_of
from simulator.errors import AppError, SimulatorError

logger = logging.getLogger(__name__)

START_SECONDS: Final = 30.0
"""Seconds that an app may take to start up, as commands may."""

_PATIENCE: Final = 1.0
"""Seconds to wait for the thread to end; one that a blocking request holds up is left behind."""

_STOPPED: Final = "the app was stopped before it had started"


class ServerThread:
    """An ASGI app on a thread of its own. Use as a context manager, or `start` and `stop`.

    Args:
        app: what is served.
        host: name or address to listen on.
        port: 0 takes a free one.
        listener: a port that `listening_socket` took hold of before, for an app that has to know its own address.
        start_seconds: how long the app may take to start up.
    """

    def __init__(
        self,
        app: AsgiApp,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        listener: socket.socket | None = None,
        start_seconds: float = START_SECONDS,
    ) -> None:
        self._app = ServedApp(app)
        self._host = host
        self._port = port
        self._listener = listener
        self._start_seconds = start_seconds
        self._changing = threading.Lock()
        self._stopped = False
        self._up_or_failed = threading.Event()
        self._failure: BaseException | None = None
        self._server: Server | None = None
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
            AppError: the app failed when it was told to start up, or took too long; or it was stopped meanwhile.
        """
        with self._changing:
            if self._stopped:
                raise AppError(_STOPPED)
            listener = self._listener or listening_socket(self._host, self._port)
            self.url = url_of(listener)
            self._server = server = Server(self._app, started=self._up_or_failed.set)
            self._thread = threading.Thread(target=self._run, args=(server, listener), name=self.url, daemon=True)
            self._thread.start()
        in_time = self._up_or_failed.wait(self._start_seconds)
        if server.started:
            return
        stopped = self._stopped
        self.stop()
        if not in_time:
            awaited = "it has not answered `lifespan.startup`: what it does at its start-up has not come to an end"
            raise AppError(f"the app did not start within {self._start_seconds:g} s: {awaited}")
        if stopped:
            raise AppError(_STOPPED)
        raise AppError(f"the app did not start: {self._app.failure or repr(self._failure)}") from self._failure

    def stop(self) -> None:
        """Stop to serve, or to start; returns when the thread is over. Whoever stops twice changes nothing."""
        with self._changing:
            self._stopped = True
            server, thread = self._server, self._thread
            self._server = self._thread = None
        if server is None or thread is None:
            return
        server.stop()
        for part in parts_of(_PATIENCE):
            thread.join(timeout=part)
        if thread.is_alive():
            what = "request" if server.started else "start-up"
            logger.warning("%s is still busy with a %s that blocks; its thread is left behind", self.url, what)
        self._up_or_failed.set()

    def _run(self, server: Server, listener: socket.socket) -> None:
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
    served = ServedApp(app)
    server = Server(served, started)
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
        self._server: Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Start to serve; returns when connections are taken."""
        taken = asyncio.get_running_loop().create_future()
        self._server = Server(ServedApp(self._app), lambda: taken.set_result(None), lifespan="off")
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
