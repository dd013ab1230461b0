"""Real peers: servers that answer with the bytes, or do the mischief, that a test gives them."""

from __future__ import annotations

import asyncio
import re
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ssl import SSLContext

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=iso-8859-2\r\nContent-Length: 11\r\n\r\n<Response/>"

Answer = bytes | Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class WireServer:
    """Answers each request with the next of some answers, keeping what it was sent; one that is a function is the last
    of its connection."""

    answers: list[Answer]
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    url: str = ""

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while True:
            self.requests.append(await read_request(reader))
            answer = self.answers.pop(0)
            if not isinstance(answer, bytes):
                await answer(reader, writer)
                return
            writer.write(answer)
            await writer.drain()


@asynccontextmanager
async def wire(*answers: Answer, host: str = "127.0.0.1", tls: SSLContext | None = None):
    """Serve these answers; whoever leaves has to have closed his connections first."""
    server = WireServer(list(answers))
    async with listening(server.serve, host=host, tls=tls) as port:
        server.url = f"http{'s' if tls else ''}://{f'[{host}]' if ':' in host else host}:{port}"
        yield server


@asynccontextmanager
async def listening(serve: Answer, *, host: str = "127.0.0.1", tls: SSLContext | None = None):
    """Take connections on a free port, which is given; in the end, wait until the last of them is over."""
    connections: list[asyncio.Future[None]] = []

    async def over(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, OSError):
            await serve(reader, writer)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(asyncio.ensure_future(over(reader, writer)))

    listener = await asyncio.start_server(connected, host, 0, ssl=tls)
    async with listener:
        yield listener.sockets[0].getsockname()[1]
        listener.close()
        await asyncio.gather(*connections)


async def read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"\r\nContent-Length: (\d+)\r\n", head)
    return head + await reader.readexactly(int(length.group(1)) if length else 0)


# -- mischief --------------------------------------------------------------------------------------------------------


async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def say_nothing(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Until the client has gone."""
    await reader.read()


def say(answer: bytes) -> Answer:
    """Answer, then close."""

    async def answering(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return answering


def repeat(piece: bytes, *, after: bytes) -> Answer:
    """Send a piece again and again until the client has gone."""

    async def repeating(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(after)
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)

    return repeating


def reset_after(answer: bytes) -> Answer:
    """Break the connection, so that the client gets a reset instead of an end."""

    async def resetting(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return resetting
