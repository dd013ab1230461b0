"""The simulator as a web application: recordings, health, and the control API.

`/` belongs to the PBX's own HTTP API.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse

from simulator.drivers.recordings import Archive
from simulator.drivers.session import Session
from simulator.server.calls import Calls
from simulator.server.control_api import PREFIX, control_api
from simulator.server.recordings import recording_routes
from simulator.settings import Settings


def create_app(settings: Settings | None = None, *, base_url: str) -> FastAPI:
    """Make the application.

    Args:
        settings: how its PBXs behave, unless a call says otherwise.
        base_url: where the application is reached by the apps under test; RecordURL begins with it.
    """
    control = control_api()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with Session(settings, Archive(base_url)) as session, Calls(session) as calls:
            app.state.calls = control.state.calls = calls
            yield
            app.state.calls = control.state.calls = None

    def archive() -> Archive | None:
        return None if app.state.calls is None else app.state.calls.session.archive

    app = FastAPI(lifespan=lifespan, openapi_url=None, routes=recording_routes(archive), title="Ozeki PBX simulator")
    app.state.calls = control.state.calls = None
    app.add_api_route("/livez", livez)
    app.add_api_route("/readyz", readyz)
    app.add_api_route("/", front_page, methods=["GET", "POST"], response_class=PlainTextResponse)
    app.mount(PREFIX, control)
    return app


async def livez() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


async def readyz(request: Request) -> JSONResponse:
    """Calls can be placed."""
    if request.app.state.calls is None:
        return JSONResponse({"status": "not ready"}, status_code=503)
    return JSONResponse({"status": "ok"})


async def front_page(request: Request) -> PlainTextResponse:
    """Where the PBX's own HTTP API will be; until then nobody shall take this for its answer."""
    if request.method == "POST" or request.url.query:
        return PlainTextResponse("the PBX's HTTP API is not simulated yet\n", status_code=501)
    return PlainTextResponse(f"Ozeki PBX simulator; the control API is described at {PREFIX}/docs\n")
