"""Apps under test: started once each, however many scenarios call them, and stopped at the end."""

from __future__ import annotations

import asyncio
import os
import shlex
import socket
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections import deque
from collections.abc import Callable
from contextlib import AsyncExitStack
from inspect import iscoroutinefunction
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeAlias

from simulator.drivers.serving import AsgiApp, ServerThread
from simulator.errors import AppError
from simulator.scenario.model import AppKind, AppSpec

App: TypeAlias = Callable[..., Any]
"""An ASGI or WSGI application."""

START_SECONDS: Final = 30.0
"""How long a command may take until its port answers."""

_KNOCK_SECONDS: Final = 0.02
_LINES_KEPT: Final = 20


class Apps:
    """The running apps of a test run. Use as an asynchronous context manager."""

    def __init__(self) -> None:
        self._addresses: dict[AppSpec, asyncio.Future[str]] = {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def address(self, app: AppSpec) -> str:
        """Where an app takes IncomingCall; it is started if this is the first to ask.

        Raises:
            AppError: it cannot be started; the message says why.
        """
        if app.kind is AppKind.URL:
            return app.target
        server = app.server
        if server not in self._addresses:
            self._addresses[server] = asyncio.ensure_future(self._started(server))
        return await self._addresses[server] + app.path

    async def served(self, app: App) -> str:
        """Serve an application that is at hand, ASGI or WSGI; where it is found, without a path.

        Raises:
            AppError: it failed when it was told to start up.
        """
        return await self._served(app if _is_asgi(app) else _as_asgi(app))

    async def _started(self, app: AppSpec) -> str:
        if app.kind is AppKind.COMMAND:
            return await self._command(app)
        loaded = _imported(app)
        return await self._served(_as_asgi(loaded) if app.kind is AppKind.WSGI else loaded)

    async def _served(self, app: AsgiApp) -> str:
        server = ServerThread(app)
        await asyncio.to_thread(server.start)
        self._stack.push_async_callback(asyncio.to_thread, server.stop)
        return server.url

    async def _command(self, app: AppSpec) -> str:
        port = _free_port()
        command = RunningCommand([part.replace("{port}", str(port)) for part in app.arguments], app.folder)
        await command.start({**os.environ, "PORT": str(port)})
        self._stack.push_async_callback(command.stop)
        await command.listens_at(port)
        return f"http://127.0.0.1:{port}"


class RunningCommand:
    """An app in a process of its own, with the last lines that it printed."""

    def __init__(self, arguments: list[str], folder: Path) -> None:
        self._arguments = arguments
        self._folder = folder
        self._output: deque[str] = deque(maxlen=_LINES_KEPT)
        self._process: Process | None = None
        self._reader: asyncio.Task[None] | None = None

    async def start(self, environment: dict[str, str]) -> None:
        """Start it.

        Raises:
            AppError: there is no such program.
        """
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._arguments,
                cwd=self._folder,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=PIPE,
                stderr=STDOUT,
            )
        except OSError as error:
            raise AppError(f"cannot start {shlex.join(self._arguments)!r}: {error.strerror or error}") from None
        self._reader = asyncio.ensure_future(self._read(self._process))

    async def listens_at(self, port: int) -> None:
        """Wait until the app takes connections.

        Raises:
            AppError: it ended, or the time is up; the message ends with what it printed.
        """
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while True:
            if self._process is not None and self._process.returncode is not None:
                await self._reader_done()
                raise AppError(self._story(f"ended with exit code {self._process.returncode} before it took a call"))
            if await _answers(port):
                return
            if asyncio.get_running_loop().time() > deadline:
                raise AppError(self._story(f"did not listen on port {port} within {START_SECONDS:g} s"))
            await asyncio.sleep(_KNOCK_SECONDS)

    async def stop(self) -> None:
        """End it, if it has not ended by itself."""
        process = self._process
        if process is not None and process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), timeout=5)
            except TimeoutError:
                process.kill()
                await process.wait()
        await self._reader_done()

    async def _read(self, process: Process) -> None:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        async for line in process.stdout:
            self._output.append(line.decode("utf-8", errors="replace").rstrip())

    async def _reader_done(self) -> None:
        if self._reader is not None:
            await self._reader

    def _story(self, what: str) -> str:
        printed = "".join(f"\n  | {line}" for line in self._output) or " (it printed nothing)"
        return f"the app {shlex.join(self._arguments)!r} {what}{printed}"


def _is_asgi(app: App) -> bool:
    """Whether an application is asynchronous; those of WSGI are not."""
    return iscoroutinefunction(app) or iscoroutinefunction(getattr(app, "__call__", None))  # noqa: B004 - not asked whether, but what


def _imported(app: AppSpec) -> App:
    """The application object that `module:name` stands for."""
    from uvicorn.importer import ImportFromStringError, import_from_string

    _make_importable(app.folder)
    _make_importable(Path.cwd())
    try:
        loaded: App = import_from_string(app.target)
    except ImportFromStringError as error:
        raise AppError(f"cannot import the app {app.target!r}: {error}") from None
    except Exception as error:
        raise AppError(f"cannot import the app {app.target!r}: {type(error).__name__}: {error}") from error
    return loaded


def _as_asgi(wsgi_app: App) -> AsgiApp:
    from a2wsgi import WSGIMiddleware

    asgi_app: Any = WSGIMiddleware(wsgi_app)
    return asgi_app  # type: ignore[no-any-return]  # the types of both libraries are too narrow for each other


def _make_importable(folder: Path) -> None:
    """Let modules be found in a folder, as Python does for the folder of a script."""
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
