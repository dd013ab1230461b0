"""Where benches live: a thread with an event loop, a session and the apps under test. One for each process."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import Future
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from simulator.bench.turns import Turns
from simulator.drivers.session import Session
from simulator.errors import SimulatorError
from simulator.scenario.app_exit import heeding_app_exit
from simulator.scenario.app_import import App
from simulator.scenario.apps import Apps, ReachedApp
from simulator.server.thread import serving_session

T = TypeVar("T")

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Shared:
    """An application object that is served, and how many benches use it."""

    apps: Apps = field(default_factory=Apps)
    users: int = 0


class Workshop:
    """The thread. It begins with the first work, and ends with `close`.

    Args:
        folder: from which import paths and commands count.
        before_exit: done before it is told that an app ends this process.
        turns: whom benches wait for, if there are other processes.
    """

    def __init__(
        self,
        folder: Path | None = None,
        before_exit: Callable[[], None] = lambda: None,
        turns: Turns | None = None,
    ) -> None:
        self.turns = turns or Turns()
        self._folder = folder or Path.cwd()
        self._before_exit = before_exit
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing: asyncio.Event | None = None
        self._failure: BaseException | None = None
        self._session: Session | None = None
        self._apps: Apps | None = None
        self._objects: dict[int, _Shared] = {}
        """The application objects that are served now, by identity."""

    @property
    def session(self) -> Session:
        """Where phone systems come from; only known in the thread."""
        assert self._session is not None  # noqa: S101 - `start` waits for it
        return self._session

    @property
    def apps(self) -> Apps:
        """The apps that have been started; only known in the thread."""
        assert self._apps is not None  # noqa: S101 - `start` waits for it
        return self._apps

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Do some work in the thread; what comes of it is waited for elsewhere."""
        self.start()
        assert self._loop is not None  # noqa: S101 - `start` waits for it
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    @asynccontextmanager
    async def served(self, app: str | App, path: str) -> AsyncIterator[ReachedApp]:
        """An app that takes IncomingCall at a path, for as long as the context lasts.

        Apps that are named by an address, an import path or a command are started once, however many benches use them;
        an application object is started once for all benches that use it at the same time.

        Raises:
            AppError: the app cannot be started.
        """
        if isinstance(app, str):
            yield await self.apps.found(app, path, self._folder)
            return
        shared = self._objects.setdefault(id(app), _Shared())
        shared.users += 1
        try:
            yield ReachedApp(await shared.apps.served(app) + path)
        finally:
            shared.users -= 1
            if not shared.users:
                del self._objects[id(app)]
                await shared.apps.close()

    def start(self) -> None:
        """Begin, if that has not happened.

        Raises:
            SimulatorError: no server can be started here.
        """
        with self._lock:
            if self._thread is not None:
                return
            ready = threading.Event()
            self._thread = threading.Thread(target=self._live, args=(ready,), name="test benches", daemon=True)
            self._thread.start()
            ready.wait()
            if self._failure is not None:
                self._thread = None
                raise SimulatorError(f"no test bench can be set up: {self._failure!r}") from self._failure

    def close(self) -> None:
        """End it, with all apps that it has started; work that is under way is broken off."""
        with self._lock:
            if self._thread is None or self._loop is None or self._closing is None:
                return
            self._loop.call_soon_threadsafe(self._closing.set)
            self._thread.join()
            self._thread = self._loop = None
            if self._failure is not None:
                logger.error("the test benches have not ended well", exc_info=self._failure)

    def _live(self, ready: threading.Event) -> None:
        self._failure = None
        try:
            asyncio.run(self._until_closed(ready))
        except BaseException as failure:  # noqa: BLE001 - whoever has started it is told
            self._failure = failure
        finally:
            ready.set()

    async def _until_closed(self, ready: threading.Event) -> None:
        self._loop, self._closing = asyncio.get_running_loop(), asyncio.Event()
        async with AsyncExitStack() as stack:
            stack.enter_context(heeding_app_exit(self._before_exit))
            self._apps = await stack.enter_async_context(Apps())
            self._session = await stack.enter_async_context(serving_session())
            ready.set()
            await self._closing.wait()
