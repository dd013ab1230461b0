"""Serves PBXs beside whatever else runs: apps download recordings from them, and send them commands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from simulator.drivers.phone_system import PhoneSystem
from simulator.drivers.recordings import Archive
from simulator.drivers.serving import ServerThread
from simulator.drivers.session import Session
from simulator.errors import ScenarioError, SimulatorError
from simulator.http_api.request import CommandRequest
from simulator.server.pbx_endpoint import PbxEndpoint
from simulator.server.recordings import recording_routes
from simulator.settings import Settings


class ServedPbx:
    """A phone system of another thread that takes commands in this one.

    Args:
        phone: the phone system.
    """

    def __init__(self, phone: PhoneSystem) -> None:
        self._phone = phone

    async def carry_out(self, command: CommandRequest) -> bytes:
        """Carry a command out where the phone system lives; the body of the answer.

        Raises:
            ClosedError: the phone system has come to its end.
            Unwind: the command was cut short.
        """
        from simulator.http_api.execute import execute  # most apps send no commands, and nobody waits for them

        phone = self._phone
        steps = execute(command, phone.pbx.switchboard)
        return await asyncio.wrap_future(phone.from_thread(lambda: phone.command(steps, name="a command of the app")))


class ServedPbxs(Session):
    """A session whose PBXs are served, each below the name of its shelf."""

    @asynccontextmanager
    async def own_port(self, shelf: str, port: int) -> AsyncIterator[None]:
        """Let the PBX that gets a shelf have a port of its own, where it is alone; its RecordURL begins with that.

        Raises:
            ScenarioError: the port cannot be had.
        """
        routes = [*recording_routes(lambda: self.archive, shelf), *_command_routes(self, "/{rest:path}", shelf)]
        server = ServerThread(Starlette(routes=routes), port=port)
        try:
            await asyncio.to_thread(server.start)
        except SimulatorError as error:
            raise ScenarioError(f"the port of the PBX: {str(error).partition(';')[0]}") from None
        try:
            self.archive.shelf(shelf).base_url = server.url
            yield
        finally:
            await asyncio.to_thread(server.stop)


@contextmanager
def pbx_server(session: Session, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve the PBXs of a session in a thread of its own for as long as the context lasts; gives its address.

    Args:
        session: whose recordings are served, and whose PBXs take commands; its archive is told the address.
        host: name or address to listen on.
        port: 0 takes a free one.

    Raises:
        SimulatorError: the port is in use, or there is no such address.
    """
    routes = [*recording_routes(lambda: session.archive), *_command_routes(session, "/{shelf}")]
    routes += _command_routes(session, "/{shelf}/{rest:path}")
    # Starlette, not FastAPI: whoever only places calls does not wait a quarter of a second for pydantic.
    with ServerThread(Starlette(routes=routes), host, port) as thread:
        session.archive.base_url = thread.url
        yield thread.url


@asynccontextmanager
async def serving_session(settings: Settings | None = None, *, concurrency: int = 100) -> AsyncIterator[Session]:
    """Open a session whose PBXs are served for as long as the context lasts.

    Args:
        settings: how its PBXs behave, unless a call says otherwise.
        concurrency: connections to apps at once.
    """
    session = ServedPbxs(settings, Archive(), concurrency=concurrency)
    with pbx_server(session):
        async with session:
            yield session


def _command_routes(session: Session, path: str, own_shelf: str = "") -> list[Route]:
    """What takes commands; for one PBX only, or for all whose shelves stand in the path."""

    async def find(request: Request) -> ServedPbx | None:
        phone = session.phone_at(request.path_params.get("shelf", own_shelf))
        return None if phone is None else ServedPbx(phone)

    return [Route(path, PbxEndpoint(find))]
