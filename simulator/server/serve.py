"""Runs the simulator as a server: until Ctrl-C, or in a thread beside tests. It prints nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from simulator.drivers.serving import ServerThread, listening_socket, serve_here, url_of
from simulator.drivers.world import USUAL_WORLD, World
from simulator.server.app import create_app
from simulator.settings import Settings


def serve(
    settings: Settings | None = None,
    host: str = "127.0.0.1",
    port: int = 7780,
    *,
    public_url: str | None = None,
    world: World = USUAL_WORLD,
    ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Args:
        settings: how the PBX behaves, unless a call says otherwise.
        host: name or address to listen on.
        port: 0 takes a free one.
        public_url: where apps reach this server, if that is not the address it listens on (in a container, say).
        world: of the session named `default`: its office and its phones.
        ready: called with the server's address as soon as it takes requests.

    Raises:
        SimulatorError: the port is in use, or there is no such address.
    """
    listener = listening_socket(host, port)
    url = public_url.rstrip("/") if public_url else url_of(listener)
    serve_here(create_app(settings, base_url=url, host=host, world=world), listener, lambda: ready(url))


@contextmanager
def serving(
    settings: Settings | None = None, host: str = "127.0.0.1", port: int = 0, *, world: World = USUAL_WORLD
) -> Iterator[str]:
    """Serve in a thread for as long as the context lasts; gives the server's address.

    Raises:
        SimulatorError: as `serve`.
    """
    listener = listening_socket(host, port)
    url = url_of(listener)
    with ServerThread(create_app(settings, base_url=url, host=host, world=world), listener=listener):
        yield url
