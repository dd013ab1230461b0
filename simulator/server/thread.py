"""Serves recordings beside whatever else runs, so that the app under test can download them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.applications import Starlette

from simulator.drivers.recordings import Archive
from simulator.drivers.serving import ServerThread
from simulator.server.recordings import recording_routes


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
