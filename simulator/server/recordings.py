"""Serves the recordings of an archive, where RecordURL says that they are.

Nothing here touches the file system: a name that no recording has is simply not found.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from simulator.drivers.recordings import FOLDER, Archive, StoredRecording
from simulator.errors import AudioError
from simulator.server.ranges import UnsatisfiableRangeError, requested_range

PATHS: Final = (f"/{FOLDER}/{{name}}", f"/{{shelf:path}}/{FOLDER}/{{name}}")


def recording_routes(archive: Callable[[], Archive | None], own_shelf: str | None = None) -> list[BaseRoute]:
    """Make the routes under which recordings can be had.

    Args:
        archive: gives the archive to serve at the time of a request; None if there is none yet.
        own_shelf: the one shelf that is served, without a path in front of `HttpRecordings`; all of them if not given.
    """

    async def recording(request: Request) -> Response:
        shelf, name = request.path_params.get("shelf", own_shelf or ""), request.path_params["name"]
        served = archive()
        found = served.get(shelf, name) if served is not None else None
        if found is None or found.flaws.missing:
            return PlainTextResponse(f"there is no recording {name!r} here\n", status_code=404)
        return _head(found) if request.method == "HEAD" else await _file(found, request)

    paths = PATHS if own_shelf is None else PATHS[:1]
    return [Route(path, recording, methods=["GET"]) for path in paths]  # and HEAD, which Starlette adds


def _head(recording: StoredRecording) -> Response:
    return Response(headers=_headers(recording, recording.flaws.left_of(recording.size)))


async def _file(recording: StoredRecording, request: Request) -> Response:
    try:
        data = recording.data_at_hand()
        if data is None:
            data = await run_in_threadpool(recording.data)
        data = data[: recording.flaws.left_of(len(data))]
    except AudioError as error:
        return PlainTextResponse(f"the recording {recording.name!r} cannot be made: {error}\n", status_code=500)
    # A condition (RFC 9110, section 13.1.5) is never met: recordings have no validators.
    header = None if "if-range" in request.headers else request.headers.get("range")
    try:
        wanted = requested_range(header, len(data))
    except UnsatisfiableRangeError:
        return PlainTextResponse(
            f"{recording.name!r} has {len(data)} bytes, none of them in {header!r}\n",
            status_code=416,
            headers={"content-range": f"bytes */{len(data)}"},
        )
    if wanted is None:
        return Response(data, headers=_headers(recording, len(data)))
    part = data[wanted.start : wanted.stop]
    content_range = f"bytes {wanted[0]}-{wanted[-1]}/{len(data)}"
    return Response(part, 206, {**_headers(recording, len(part)), "content-range": content_range})


def _headers(recording: StoredRecording, length: int) -> dict[str, str]:
    return {"content-type": recording.content_type, "content-length": str(length), "accept-ranges": "bytes"}
