"""The simulator as a web application: the PBX's own HTTP API, recordings, health, and the control API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.routing import Route

from simulator.drivers.recordings import Archive
from simulator.drivers.session import Session
from simulator.drivers.world import USUAL_WORLD, World
from simulator.server.control.api import PREFIX, control_api
from simulator.server.own_ports import OwnPorts
from simulator.server.pbx_endpoint import PbxEndpoint
from simulator.server.recordings import recording_routes
from simulator.server.served_session import ServedSession
from simulator.server.session_plan import SessionPlan
from simulator.server.sessions import DEFAULT, Sessions
from simulator.settings import Settings


def create_app(
    settings: Settings | None = None, *, base_url: str, host: str = "127.0.0.1", world: World = USUAL_WORLD
) -> FastAPI:
    """Make the application.

    Args:
        settings: how its PBXs behave, unless a call or a session says otherwise.
        base_url: where the application is reached by the apps under test; RecordURL begins with it.
        host: the address to listen on for sessions that have ports of their own.
        world: of the session named `default`.
    """
    control = control_api(base_url, host)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        archive = Archive(base_url)
        async with (
            Session(settings, archive) as simulator,
            Sessions(simulator, OwnPorts(host, archive), SessionPlan(world=world)) as sessions,
        ):
            app.state.sessions = control.state.sessions = sessions
            yield
            app.state.sessions = control.state.sessions = None

    def archive() -> Archive | None:
        return None if app.state.sessions is None else app.state.sessions.simulator.archive

    async def session_of(request: Request) -> ServedSession | None:
        sessions: Sessions | None = app.state.sessions
        name = request.path_params.get("session", DEFAULT)
        return None if sessions is None else await sessions.get_or_default(name)

    async def nobody(_: Request) -> None:
        return None

    app = FastAPI(lifespan=lifespan, openapi_url=None, routes=recording_routes(archive), title="Ozeki PBX simulator")
    app.state.sessions = control.state.sessions = None
    app.add_api_route("/livez", livez)
    app.add_api_route("/readyz", readyz)
    app.mount(PREFIX, control)
    pbx = PbxEndpoint(session_of)
    app.router.routes += [Route(path, pbx) for path in ("/sessions/{session}", "/sessions/{session}/{rest:path}")]
    app.router.routes += [Route(path, PbxEndpoint(nobody)) for path in ("/sessions", "/sessions/{rest:path}")]
    app.router.routes += [Route(path, pbx) for path in ("/", "/{rest:path}")]
    return app


async def livez() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


async def readyz(request: Request) -> JSONResponse:
    """Calls can be placed."""
    if request.app.state.sessions is None:
        return JSONResponse({"status": "not ready"}, status_code=503)
    return JSONResponse({"status": "ok"})
