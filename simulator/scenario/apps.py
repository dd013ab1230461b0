"""Apps under test: started once each, however many scenarios call them, and stopped at the end."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable, Coroutine, Hashable
from contextlib import AsyncExitStack
from difflib import get_close_matches
from functools import partial
from importlib import invalidate_caches
from importlib.machinery import PathFinder
from inspect import iscoroutinefunction, signature
from pathlib import Path
from pkgutil import iter_modules
from types import FunctionType, ModuleType, TracebackType
from typing import Any, Self, TypeAlias

from simulator.drivers.app_voice import AppVoice
from simulator.drivers.asgi_server import AsgiApp
from simulator.drivers.serving import ServerThread
from simulator.drivers.watched_app import WatchedApp, WsgiErrors
from simulator.errors import AppError, suggestion
from simulator.scenario.app_output import NOTHING_SAID, AppSaid
from simulator.scenario.command import RunningCommand
from simulator.scenario.given_app import app_from_text
from simulator.scenario.model import AppKind, AppSpec

App: TypeAlias = Callable[..., Any]
"""An ASGI or WSGI application."""


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
        self._commands: dict[AppSpec, RunningCommand] = {}
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
        """Where an app takes IncomingCall; it is started if this is the first to ask.

        Raises:
            AppError: it cannot be started; the message says why.
        """
        if app.kind is AppKind.URL:
            return app.target
        server = app.server
        return await self._once(server, lambda: self._started(server)) + app.path

    async def served(self, app: App) -> str:
        """Serve an application that is at hand, ASGI or WSGI; where it is found, without a path.

        Raises:
            AppError: it failed when it was told to start up, or took too long.
        """
        self._objects.append(app)
        return await self._once(id(app), lambda: self._served(app if _is_asgi(app) else _as_asgi(app)))

    async def found(self, app: str, path: str, folder: Path | None = None) -> str:
        """Where an app takes IncomingCall that is named by a text; it is started if this is the first to ask.

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
        return await self.address(named if path == "/" else named.at(path))

    def printed(self, app: AppSpec) -> int:
        """Lines that an app has printed up to now, if it is a command."""
        command = self._commands.get(app.server)
        return 0 if command is None else command.printed

    async def said(self, app: AppSpec, since: int) -> AppSaid:
        """What an app has said outside of its answers since it had `printed` so many lines, if it is a command."""
        command = self._commands.get(app.server)
        return NOTHING_SAID if command is None else await command.said(since)

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
        loaded = _imported(app.target, app.folder)
        _check_kind(app, loaded)
        return await self._served(loaded if _is_asgi(loaded) else _as_asgi(loaded))

    async def _served(self, app: AsgiApp) -> str:
        server = ServerThread(WatchedApp(app, self._voice))
        self._stack.push_async_callback(asyncio.to_thread, server.stop)
        await asyncio.to_thread(server.start)
        return server.url

    async def _command(self, app: AppSpec) -> str:
        port = _free_port()
        command = self._commands[app] = RunningCommand(app.arguments, app.folder, port, self._heard(app.arguments))
        starting = asyncio.ensure_future(asyncio.to_thread(command.start))
        self._stack.push_async_callback(_stopped, command, starting)
        await asyncio.shield(starting)
        await command.listens()
        return f"http://127.0.0.1:{port}"

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


def _imported(target: str, folder: Path) -> App:
    """The application object that `module:name` stands for."""
    from uvicorn.importer import ImportFromStringError, import_from_string

    folders = [str(folder.resolve()), str(Path.cwd())]
    _forget_namesake(target.partition(":")[0].partition(".")[0], folders)
    for one in reversed(folders):
        if one in sys.path:
            sys.path.remove(one)
        sys.path.insert(0, one)
    try:
        loaded: App = import_from_string(target)
    except ImportFromStringError as error:
        raise AppError(f"cannot import the app {target!r}: {_what_is_missing(target, folders, error)}") from None
    except SystemExit as left:
        raise AppError(f"the app {target!r} left with {left.code!r} while it was imported") from None
    except Exception as error:  # an app under test may do anything while it is imported
        raise AppError(f"cannot import the app {target!r}: {type(error).__name__}: {error}") from error
    if not callable(loaded):
        raise AppError(f"the app {target!r} is no application but a {type(loaded).__name__}")
    return loaded


def _what_is_missing(target: str, folders: list[str], error: Exception) -> str:
    """Which part of an import path leads nowhere, and what was meant."""
    module, _, name = target.partition(":")
    if ".py:" in target:
        return f"{error}; write {target.replace('.py:', ':')!r}"
    loaded = sys.modules.get(module)
    if loaded is not None:
        known = _possible_apps(loaded)
        return f"the module {module!r} has no {name!r}{suggestion(name, known) if known else ''}"
    package, _, last = module.rpartition(".")
    parent = sys.modules.get(package)
    places = list(getattr(parent, "__path__", ())) if package else folders
    siblings = [one.name for one in iter_modules(places)]
    near = get_close_matches(last, siblings, n=1)
    hint = f"; did you mean {f'{package}.{near[0]}'.lstrip('.')!r}?" if near else ""
    return f"there is no module {module!r}{hint or f'; looked in {chr(32).join(dict.fromkeys(folders))}'}"


def _possible_apps(module: ModuleType) -> list[str]:
    """The names in a module that may be those of apps: objects that can be called, or else its own functions."""
    found = {name: value for name, value in vars(module).items() if callable(value) and not name.startswith("_")}
    objects = {name for name, value in found.items() if not isinstance(value, type | FunctionType)}
    apps = [name for name in objects if type(found[name]).__module__ != "typing"]
    return apps or [name for name in found.keys() - objects if found[name].__module__ == module.__name__]


def _check_kind(app: AppSpec, loaded: App) -> None:
    """Refuse what cannot be the kind of application that the scenario says."""
    if app.kind is AppKind.ASGI and not _is_asgi(loaded):
        raise AppError(f"the app {app.target!r} is not asynchronous; if it is a WSGI app, write `wsgi:`")
    if app.kind is AppKind.WSGI and _is_asgi(loaded):
        raise AppError(f"the app {app.target!r} is asynchronous; if it is an ASGI app, write `asgi:`")


def _forget_namesake(name: str, folders: list[str]) -> None:
    """Drop a module of this name that came from elsewhere, with what else came from its folder.

    Scenarios in two folders may each have their own `app.py`. Who imported the other one keeps it.

    Raises:
        AppError: the module that is wanted would hide one of Python's own.
    """
    known = sys.modules.get(name)
    origin = getattr(known, "__file__", None)
    found = PathFinder.find_spec(name, folders)
    if found is None or found.origin is None or (origin is not None and Path(found.origin).samefile(origin)):
        return
    if name in sys.stdlib_module_names:
        known_as = f"has the name of a module of Python itself, {name!r}"
        raise AppError(f"{Path(found.origin).name} {known_as}; give it another one")
    if origin is None:
        return
    elsewhere = Path(origin).parent.resolve()
    for other, module in sys.modules.copy().items():  # one step: other threads import meanwhile
        file = getattr(module, "__file__", None)
        if file is not None and elsewhere in Path(file).resolve().parents:
            sys.modules.pop(other, None)
    invalidate_caches()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
