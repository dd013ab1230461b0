"""The command `serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from simulator.cli.options import SettingsFile, WorldFile, chosen_settings, chosen_world
from simulator.cli.output import say


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", help="Port to listen on; 0 takes a free one.", min=0, max=65535)
    ] = 7780,
    public_url: Annotated[
        str | None,
        typer.Option(
            "--public-url", help="Where apps reach this server, if elsewhere (in a container, say).", metavar="URL"
        ),
    ] = None,
    settings_file: SettingsFile = None,
    world_file: WorldFile = None,
) -> None:
    """Run the simulator as a server: the PBX's HTTP API, and the control API for tests in any language."""
    from simulator.drivers.world import World
    from simulator.server.serve import serve as serve_until_interrupted

    written = chosen_world(world_file, chosen_settings(settings_file), whole=True)
    world = World(phones=written.phones, office=written.office)

    def ready(url: str) -> None:
        say(f"Ozeki PBX simulator at {url} (control API: {url}/control/v1/docs); Ctrl-C ends it")

    serve_until_interrupted(written.settings, host, port, public_url=public_url, world=world, ready=ready)
