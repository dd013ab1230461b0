"""Ports that sessions have of their own: at each of them there is one PBX, as if it were alone."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from simulator.drivers.recordings import Archive
from simulator.drivers.serving import FurtherPort, listening_socket
from simulator.server.pbx_endpoint import PbxEndpoint
from simulator.server.recordings import recording_routes
from simulator.server.served_session import ServedSession


class OwnPorts:
    """The ports beside that of the server.

    Args:
        host: the address on which the server listens.
        archive: where the recordings are.
    """

    def __init__(self, host: str, archive: Archive) -> None:
        self._host = host
        self._archive = archive
        self._ports: dict[int, FurtherPort] = {}

    async def open(self, session: ServedSession, port: int) -> int:
        """Serve the PBX of a session at a port, 0 being a free one; which one it is.

        Raises:
            SimulatorError: it is in use, or cannot be had.
        """
        listener = listening_socket(self._host, port)
        number: int = listener.getsockname()[1]
        opened = self._ports[number] = FurtherPort(self._app(session), listener)
        await opened.open()
        return number

    async def close(self, port: int) -> None:
        """Serve nothing there any more."""
        opened = self._ports.pop(port, None)
        if opened is not None:
            await opened.close()

    def _app(self, session: ServedSession) -> Starlette:
        async def find(_: Request) -> ServedSession | None:
            return session

        commands = Route("/{rest:path}", PbxEndpoint(find))
        return Starlette(routes=[*recording_routes(lambda: self._archive, session.shelf), commands])
