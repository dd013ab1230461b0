"""The PBX's own HTTP API on the network: requests go to a PBX, and its XML comes back.

This file does not know the commands; see `simulator.http_api`.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Final, Protocol, TypeAlias

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from simulator.drivers.promises import ClosedError
from simulator.http_api.answer import CONTENT_TYPE
from simulator.http_api.request import SLIP, CommandRequest
from simulator.server.disconnect import while_connected
from simulator.server.served_session import FullError
from simulator.telephony.kernel import Unwind

logger = logging.getLogger(__name__)

SERVER: Final = "Microsoft-HTTPAPI/2.0"
"""As in the sample of p_694. `Date` and `Content-Length` come from the server."""

LONGEST_BODY: Final = 1024 * 1024
"""Bytes of a command that are read; of a longer one nothing is."""

PREFIXES: Final = {"session": "/sessions/", "shelf": "/"}
"""What names a PBX in a path, and what stands in front of that."""


class TakesCommands(Protocol):
    """A PBX, wherever it lives."""

    async def carry_out(self, command: CommandRequest) -> bytes:
        """Carry a command out; the body of the answer.

        Raises:
            ClosedError: the PBX has come to its end.
            FullError: it takes nothing more.
            Unwind: the command was cut short.
        """
        ...


FindPbx: TypeAlias = Callable[[Request], Awaitable[TakesCommands | None]]


class PbxEndpoint:
    """What answers commands, for a `Route`, which lets every method through to an ASGI app.

    Args:
        find: gives the PBX that a request is for, if there is one.
    """

    def __init__(self, find: FindPbx) -> None:
        self._find = find

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        # ASSUMPTION http-api q15: other methods are refused by HTTP; everything else has status 200 (p_4233).
        if request.method not in ("GET", "POST"):
            return Response(status_code=405, headers={"Allow": "GET, POST", "Server": SERVER})
        if _is_of_nothing(request):
            return PlainTextResponse(f"there is no {request.url.path} here\n", status_code=404)
        try:
            pbx = await self._find(request)
            if pbx is None:
                return _no_pbx(request)
            command = await _command(request)
            if command is None:
                return PlainTextResponse(f"a command has at most {LONGEST_BODY} bytes\n", status_code=413)
            body = await while_connected(request, pbx.carry_out(command))
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        except (ClosedError, FullError) as error:
            return PlainTextResponse(f"{error}\n", status_code=503)
        except Unwind as unwound:
            logger.warning("a command was cut short: %r", unwound)
            return PlainTextResponse("the command was cut short\n", status_code=503)
        return Response(body, headers={"Content-Type": CONTENT_TYPE, "Server": SERVER})


def _no_pbx(request: Request) -> Response:
    kind, name = "PBX" if "shelf" in request.path_params else "session", _name(request)
    reason = f"there is no {kind} {name!r} here" if name else f"{request.url.path} names no {kind}"
    return PlainTextResponse(f"{reason}\n", status_code=404)


def _is_of_nothing(request: Request) -> bool:
    """Whether it has no parameters and a path that is not the PBX's own: a page or a file is wanted, and not a command.

    ASSUMPTION http-api section 2.1: of anything else the path does not matter.
    """
    path = _path(request).strip(b"/")
    asked = request.scope["query_string"] or path[: len(SLIP)].lower() == SLIP
    return bool(path) and request.method == "GET" and not asked


async def _command(request: Request) -> CommandRequest | None:
    """What has arrived; None if it is too long."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_BODY:
            return None
    return CommandRequest(
        method=request.method,
        path=_path(request),
        query=request.scope["query_string"],
        body=bytes(body),
        content_type=request.headers.get("content-type", ""),
        client=request.client.host if request.client else "",
    )


def _path(request: Request) -> bytes:
    """The path as it was sent, behind that of the PBX."""
    raw: bytes = request.scope.get("raw_path") or b"/"
    before = next((prefix for parameter, prefix in PREFIXES.items() if parameter in request.path_params), None)
    return raw if before is None else raw.removeprefix(f"{before}{_name(request)}".encode())


def _name(request: Request) -> str:
    """What the PBX is called in the path; empty if that does not name one."""
    return next((request.path_params[one] for one in PREFIXES if one in request.path_params), "")
