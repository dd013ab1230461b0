"""Serves recordings beside whatever else runs, so that the app under test can download them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from starlette.applications import Starlette

from simulator.drivers.recordings import Archive
from simulator.drivers.serving import ServerThread
from simulator.drivers.session import Session
from simulator.server.recordings import recording_routes
from simulator.settings import Settings


@contextmanager
def recordings_server(archive: Archive, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve an archive in a thread of its own for as long as the context lasts; gives its address.

    Args:
        archive: what is served; it is told its address.
        host: name or address to listen on.
        port: 0 takes a free one.

    Raises:
        SimulatorError: the port is in use, or there is no such address.
    """
    # Starlette, not FastAPI: whoever only places calls does not wait a quarter of a second for pydantic.
    with ServerThread(Starlette(routes=recording_routes(lambda: archive)), host, port) as thread:
        archive.base_url = thread.url
        yield thread.url


@asynccontextmanager
async def serving_session(settings: Settings | None = None, *, concurrency: int = 100) -> AsyncIterator[Session]:
    """Open a session whose recordings can be downloaded for as long as the context lasts.

    Args:
        settings: how its PBXs behave, unless a call says otherwise.
        concurrency: connections to apps at once.
    """
    archive = Archive()
    with recordings_server(archive):
        async with Session(settings, archive, concurrency=concurrency) as session:
            yield session
