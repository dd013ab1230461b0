"""Notifications on the wire, seen by a server that keeps every byte."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from simulator.drivers.http import AppClient
from simulator.settings import Settings

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=iso-8859-2\r\nContent-Length: 11\r\n\r\n<Response/>"

Answer = bytes | Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class WireServer:
    """Answers each request with the next of some canned byte strings, and keeps what it was sent."""

    answers: list[Answer]
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(
                    (
                        int(line.split(b":")[1])
                        for line in head.split(b"\r\n")
                        if line.lower().startswith(b"content-length")
                    ),
                    0,
                )
                self.requests.append(head + await reader.readexactly(length))
                answer = self.answers.pop(0)
                if isinstance(answer, bytes):
                    writer.write(answer)
                    await writer.drain()
                else:
                    await answer(reader, writer)
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def wire(*answers: Answer):
    server = WireServer(list(answers))
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    async with listener, AppClient() as client:
        yield server, client


def post(*answers: Answer, path: str = "/incoming", body: bytes = b"NotificationName=GoTo", times: int = 1, **settings):
    """Post to a server with these answers; the last response and the server."""

    async def run():
        async with wire(*answers) as (server, client):
            for _ in range(times):
                response = await client.post(server.url + path, body, Settings(**settings))
            return response, server

    return asyncio.run(run())


def test_a_notification_is_on_the_wire_as_the_documentation_shows_it():
    """Method, version, the five headers and their order are those of the sample on page P4201."""
    _, server = post(OK, path="/hooks/routing?a=1%262&b=x+y")

    assert server.requests == [
        b"POST /hooks/routing?a=1%262&b=x+y HTTP/1.0\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n"
        b"Host: 127.0.0.1:" + str(server.port).encode() + b"\r\n"
        b"Cache-Control: no-store,no-cache\r\n"
        b"Pragma: no-cache\r\n"
        b"Content-Length: 21\r\n"
        b"\r\n"
        b"NotificationName=GoTo"
    ]


def test_the_answer_comes_back_with_its_type_and_charset():
    response, server = post(OK)

    assert (response.status, response.body, response.content_type, response.charset, response.failure) == (
        200,
        b"<Response/>",
        "text/xml",
        "iso-8859-2",
        "",
    )
    assert response.url == f"{server.url}/incoming"


def test_http_1_0_takes_a_connection_for_each_notification_and_1_1_keeps_it():
    _, old = post(OK, OK, OK, times=3)
    _, new = post(OK, OK, OK, times=3, http_version="1.1")

    assert old.connections == 3
    assert new.connections == 1
    assert new.requests[0].startswith(b"POST /incoming HTTP/1.1\r\n")


def test_an_answer_without_a_length_ends_when_the_app_closes():
    async def close(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.0 200 OK\r\n\r\n<Response></Response>")
        await writer.drain()

    response, _ = post(close)

    assert (response.body, response.content_type) == (b"<Response></Response>", "")


def test_307_is_followed_with_the_same_body_and_names_the_last_address():
    redirect = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"

    response, server = post(redirect, OK)

    assert response.status == 200
    assert response.url == f"{server.url}/other"
    assert server.requests[1].startswith(b"POST /other HTTP/1.0\r\n")
    assert server.requests[1].endswith(b"NotificationName=GoTo")


async def _hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def _break_off(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<Response>")
    await writer.drain()


async def _say_nothing(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


async def _talk_without_end(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"<!-- and so on -->" * 1000)
        await writer.drain()


REDIRECT_TO_ITSELF = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /incoming\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize(
    ("answers", "settings", "failure"),
    [
        ([_hang_up], {}, "the app closed the connection without answering"),
        ([_break_off], {}, "the connection broke in the middle of the answer"),
        ([_say_nothing], {"notification_timeout": 0.05}, "none within 0.05 s"),
        ([_talk_without_end], {"max_answer_bytes": 100_000}, "the answer is longer than 100000 bytes"),
        ([REDIRECT_TO_ITSELF] * 6, {}, "more than 5 redirects"),
        ([b"220 smtp.example ESMTP\r\n\r\n"], {}, "the answer is not HTTP"),
    ],
    ids=["closes", "breaks off", "never answers", "never ends", "redirects for ever", "not HTTP"],
)
def test_what_an_app_does_wrong_is_said_in_plain_words(answers, settings, failure):
    response, _ = post(*answers, **settings)

    assert response.status == 0
    assert response.failure.startswith(failure)


def test_a_refused_connection_names_host_and_port():
    async def run():
        async with wire() as (server, _):
            gone = server.url
        async with AppClient() as client:
            return await client.post(f"{gone}/x", b"", Settings()), gone

    response, gone = asyncio.run(run())

    assert response.failure.lower().startswith(f"cannot connect to {gone.removeprefix('http://')}: ")


@pytest.mark.parametrize(
    "url", ["ftp://host/x", "//host/x", "/x", "http://", "mailto:a@b", "http://host:99999/", "x y"]
)
def test_what_is_no_http_address_is_not_requested(url):
    async def run():
        async with AppClient() as client:
            return await client.post(url, b"", Settings())

    assert asyncio.run(run()).failure == "not an http:// or https:// address"


def test_latency_is_charged_as_the_setting_says():
    assert post(OK)[0].charge == 0
    assert post(OK, app_latency=0.25)[0].charge == 0.25
    assert post(OK, app_latency="measured")[0].charge > 0
