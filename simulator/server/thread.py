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


class RecordingsServer:
    """A running server of recordings. `archive` may be set later: a session needs the address first."""

    def __init__(self, archive: Archive | None) -> None:
        self.archive = archive
        self.url = ""


@contextmanager
def recordings_server(
    archive: Archive | None = None, *, host: str = "127.0.0.1", port: int = 0
) -> Iterator[RecordingsServer]:
    """Serve recordings in a thread of their own for as long as the context lasts.

    Args:
        archive: what is served; may be set later.
        host: name or address to listen on.
        port: 0 takes a free one.

    Raises:
        SimulatorError: the port is in use, or there is no such address.
    """
    server = RecordingsServer(archive)
    # Starlette, not FastAPI: whoever only places calls does not wait a quarter of a second for pydantic.
    with ServerThread(Starlette(routes=recording_routes(lambda: server.archive)), host, port) as thread:
        server.url = thread.url
        yield server


@asynccontextmanager
async def serving_session(settings: Settings | None = None, *, concurrency: int = 100) -> AsyncIterator[Session]:
    """Open a session whose recordings can be downloaded for as long as the context lasts.

    Args:
        settings: how its PBXs behave, unless a call says otherwise.
        concurrency: connections to apps at once.
    """
    with recordings_server() as server:
        async with Session(settings, base_url=server.url, concurrency=concurrency) as session:
            server.archive = session.archive
            yield session
