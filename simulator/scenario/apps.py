"""Apps under test: started once each, however many scenarios call them, and stopped at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Hashable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from inspect import iscoroutinefunction, signature
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from simulator.drivers.app_voice import AppVoice
from simulator.drivers.asgi_server import AsgiApp
from simulator.drivers.ports import free_port
from simulator.drivers.serving import ServerThread
from simulator.drivers.watched_app import WatchedApp, WsgiErrors
from simulator.errors import AppError
from simulator.scenario.app_import import App, imported_app
from simulator.scenario.app_output import NOTHING_SAID, AppSaid
from simulator.scenario.command import RunningCommand
from simulator.scenario.given_app import app_from_text
from simulator.scenario.model import AppKind, AppSpec

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReachedApp:
    """An app that is about to be called.

    `url` is where it takes IncomingCall. Of a command, `command` is the process that runs now, which may be another
    one later, and `printed` counts the lines that it had printed before.
    """

    url: str
    command: RunningCommand | None = None
    printed: int = 0

    @property
    def has_ended(self) -> bool:
        """Whether it has ended by itself."""
        return self.command is not None and bool(self.command.ending)

    async def said(self) -> AppSaid:
        """What it has said outside of its answers meanwhile, if it is a command."""
        return NOTHING_SAID if self.command is None else await self.command.said(self.printed)


class Apps:
    """The running apps of a test run. Use as an asynchronous context manager.

    Args:
        voice: takes what they say beside their answers; without one, exceptions of Python apps are logged.
    """

    def __init__(self, voice: AppVoice | None = None) -> None:
        self._voice = voice
        self._addresses: dict[Hashable, asyncio.Future[str]] = {}
        self._objects: list[App] = []
        """Those that are served: as long as they are kept, none of their identities is given to another one."""
        self._imported: dict[AppSpec, App] = {}
        self._commands: dict[AppSpec, RunningCommand] = {}
        self._gone: dict[AppSpec, RunningCommand] = {}
        """Commands that have ended by themselves and are about to be started again."""
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Stop them, also those that are about to start."""
        for one in self._addresses.values():
            one.cancel()
        if self._addresses:
            await asyncio.wait(self._addresses.values())
        await self._stack.aclose()

    async def address(self, app: AppSpec) -> str:
        """Where an app takes IncomingCall; it is started if this is the first to ask, or if it was a command and died.

        Raises:
            AppError: it cannot be started; the message says why.
        """
        if app.kind is AppKind.URL:
            return app.target
        server = app.server
        await self._forget_if_gone(server)
        url = await self._once(server, lambda: self._started(server))
        if (loaded := self._imported.get(server)) is not None:
            _check_kind(app, loaded)
        return url + app.path

    async def served(self, app: App) -> str:
        """Serve an application that is at hand, ASGI or WSGI; where it is found, without a path.

        Raises:
            AppError: it failed when it was told to start up, or took too long.
        """
        self._objects.append(app)
        return await self._once(id(app), lambda: self._served(app if _is_asgi(app) else _as_asgi(app)))

    async def found(self, app: str, path: str, folder: Path | None = None) -> ReachedApp:
        """An app that is named by a text; it is started if this is the first to ask.

        Args:
            app: its address, its import path, or a command that holds `{port}`.
            path: where it takes IncomingCall, unless it is an address.
            folder: where commands are started, and modules looked for besides the working directory, which it is if
                not given.

        Raises:
            AppError: it cannot be started.
            ScenarioError: it is none of the three.
        """
        named = app_from_text(app, folder=folder or Path.cwd())
        return await self.reached(named if path == "/" else named.at(path))

    async def reached(self, app: AppSpec) -> ReachedApp:
        """The same as `address`, with an ear for what the app says from now on.

        Raises:
            AppError: it cannot be started.
        """
        before = self._commands.get(app.server)
        printed = 0 if before is None else before.printed
        url = await self.address(app)
        command = self._commands.get(app.server)
        return ReachedApp(url, command, printed if command is before else 0)

    async def _once(self, key: Hashable, start: Callable[[], Coroutine[None, None, str]]) -> str:
        """Where an app is; it is started if this is the first to ask. Whoever gives up leaves it to the others."""
        starting = self._addresses.get(key)
        if starting is None or starting.cancelled():
            starting = self._addresses[key] = asyncio.ensure_future(start())
            starting.add_done_callback(_looked_at)
        return await asyncio.shield(starting)

    async def _started(self, app: AppSpec) -> str:
        if app.kind is AppKind.COMMAND:
            return await self._command(app)
        loaded = self._imported[app] = imported_app(app.target, app.folder, self._voice)
        return await self._served(loaded if _is_asgi(loaded) else _as_asgi(loaded))

    async def _served(self, app: AsgiApp) -> str:
        server = ServerThread(WatchedApp(app, self._voice))
        self._stack.push_async_callback(asyncio.to_thread, server.stop)
        await asyncio.to_thread(server.start)
        return server.url

    async def _command(self, app: AppSpec) -> str:
        port = await self._port_for(app)
        command = self._commands[app] = RunningCommand(app.arguments, app.folder, port, self._heard(app.arguments))
        starting = asyncio.ensure_future(asyncio.to_thread(command.start))
        self._stack.push_async_callback(_stopped, command, starting)
        await asyncio.shield(starting)
        await command.listens()
        return f"http://127.0.0.1:{port}"

    async def _forget_if_gone(self, app: AppSpec) -> None:
        """Have a command started again that took calls and has ended; one that never took any stays a failure."""
        command = self._commands.get(app)
        if command is None or not await command.is_gone() or self._commands.get(app) is not command:
            return  # it is there, or somebody else has seen to it meanwhile
        del self._commands[app], self._addresses[app]
        self._gone[app] = command
        if self._voice is None:
            logger.warning("the app %r %s; it is started again", str(command), command.ending)
        else:
            self._voice.ended(str(command), command.ending)

    async def _port_for(self, app: AppSpec) -> int:
        """A free port for a command: if it was there before, the one that it had, unless that is taken."""
        gone = self._gone.pop(app, None)
        if gone is None:
            return free_port()
        await asyncio.to_thread(gone.stop)  # it may have left children
        return free_port(gone.port)

    def _heard(self, arguments: tuple[str, ...]) -> Callable[[str], None]:
        """Who is told of every line that a command prints."""
        program, voice = Path(arguments[0]).name if arguments else "", self._voice
        return (lambda _: None) if voice is None else partial(voice.printed, program)


async def _stopped(command: RunningCommand, starting: asyncio.Future[None]) -> None:
    """Stop a command, which may be about to start."""
    await asyncio.wait({starting})
    await asyncio.to_thread(command.stop)


def _looked_at(starting: asyncio.Future[str]) -> None:
    """Take note of a failure that nobody may be waiting for any more; whoever asks next is told."""
    if not starting.cancelled():
        starting.exception()


def _is_asgi(app: App) -> bool:
    """Whether an application is one of ASGI, which is asynchronous and takes three arguments; WSGI's takes two."""
    if iscoroutinefunction(app) or iscoroutinefunction(type(app).__call__):
        return True
    try:
        return len(signature(app).parameters) == 3  # scope, receive, send: it may also return what is awaited
    except ValueError:
        return False


def _as_asgi(wsgi_app: App) -> AsgiApp:
    from a2wsgi import WSGIMiddleware

    def app(environ: dict[str, Any], start_response: App) -> object:
        environ["wsgi.errors"] = WsgiErrors()
        return wsgi_app(environ, start_response)

    asgi_app: Any = WSGIMiddleware(app)  # type: ignore[arg-type]  # its types are narrower than the standard
    return asgi_app  # type: ignore[no-any-return]  # the types of both libraries are too narrow for each other


def _check_kind(app: AppSpec, loaded: App) -> None:
    """Refuse what cannot be the kind of application that the scenario says."""
    if app.kind is AppKind.ASGI and not _is_asgi(loaded):
        raise AppError(f"the app {app.target!r} is not asynchronous; if it is a WSGI app, write `wsgi:`")
    if app.kind is AppKind.WSGI and _is_asgi(loaded):
        raise AppError(f"the app {app.target!r} is asynchronous; if it is an ASGI app, write `asgi:`")
