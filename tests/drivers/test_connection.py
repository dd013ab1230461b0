"""One connection and a real peer on the other end: whatever comes, in whatever pieces, is an answer or plain words."""

from __future__ import annotations

import asyncio
import sys

import pytest

from simulator.drivers.connection import Answer, AnswerError, Connection, UnansweredError
from tests.drivers.wire import OK, hang_up, repeat, reset_after, say, say_nothing, wire

no_resets = pytest.mark.skipif(sys.platform == "win32", reason="Windows drops what it received before a reset")

REQUEST = b"GET / HTTP/1.1\r\n\r\n"

ALL_AT_ONCE = (
    b"HTTP/1.1 100 Continue\r\nX-Hint: wait\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"4;note=first\r\n<Res\r\n7\r\nponse/>\r\n0\r\nContent-Type: text/trailer\r\n\r\n"
)
"""Everything that HTTP/1.1 may do to an answer: an announcement, chunks, an extension of one, and a trailer."""

MEANT = Answer(200, {"content-type": "text/xml", "transfer-encoding": "chunked"}, b"<Response/>")


class Stepwise(Connection):
    """Tells when a piece has arrived, so that the peer can send the next one and no two come at once."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self.arrived.set()


async def connect(port: int, kind: type[Connection] = Connection) -> Connection:
    _, connection = await asyncio.get_running_loop().create_connection(kind, "127.0.0.1", port)
    return connection


def ask(peer, *, limit: int = 1_000_000) -> Answer:
    """Exchange one request with a peer."""

    async def run():
        async with wire(peer) as server:
            connection = await connect(server.port)
            try:
                return await connection.exchange(REQUEST, limit)
            finally:
                connection.close()

    return asyncio.run(run())


def ask_piecewise(*answers: list[bytes]) -> list[Answer]:
    """Exchange a request for each answer, on connections of their own, whose pieces arrive one by one."""
    connections: list[Stepwise] = []

    def sending(pieces: list[bytes]):
        async def send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            for piece in pieces:
                writer.write(piece)
                await connections[-1].arrived.wait()
                connections[-1].arrived.clear()

        return send

    async def run():
        got = []
        async with wire(*map(sending, answers)) as server:
            for _ in answers:
                connections.append(await connect(server.port, Stepwise))
                got.append(await connections[-1].exchange(REQUEST, 1000))
                connections[-1].close()
        return got

    return asyncio.run(run())


def test_an_answer_may_be_split_anywhere():
    splits = [[ALL_AT_ONCE[:at], ALL_AT_ONCE[at:]] for at in range(1, len(ALL_AT_ONCE))]

    answers = ask_piecewise(*splits)

    assert answers == [MEANT] * (len(ALL_AT_ONCE) - 1)


def test_an_answer_may_come_byte_by_byte():
    answers = ask_piecewise([bytes([byte]) for byte in ALL_AT_ONCE])

    assert answers == [MEANT]


def test_an_answer_may_come_all_at_once():
    assert ask(say(ALL_AT_ONCE)) == MEANT


def test_an_announcement_without_an_answer_is_none():
    """100 Continue (RFC 9110, 15.2.1) is not the end of it, although nothing more comes."""
    with pytest.raises(AnswerError, match="the connection broke in the middle of the answer"):
        ask(say(b"HTTP/1.1 100 Continue\r\n\r\n"))


def test_of_headers_with_one_name_the_last_counts():
    answer = ask(say(b"HTTP/1.1 200 OK\r\nX-Line: 1\r\nx-line: 2\r\nSet-Cookie: a\r\nX-LINE:  3 \r\n\r\n"))

    assert answer.headers == {"x-line": "3", "set-cookie": "a"}


def test_headers_that_are_lists_count_with_all_their_lines():
    """RFC 9110, 5.3; RFC 9111, 5.2.2.5: a `no-store` counts wherever it stands."""
    answer = ask(
        say(
            b"HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nVary: accept\r\n"
            b"cache-control: no-store\r\nVARY: *\r\nCache-Control: private\r\n\r\n"
        )
    )

    assert answer.headers == {"cache-control": "max-age=60, no-store, private", "vary": "accept, *"}


def test_headers_are_read_as_utf_8_and_what_is_none_is_marked():
    answer = ask(say(b"HTTP/1.1 200 OK\r\nLocation: /caf\xc3\xa9\r\nX-Old: caf\xe9\r\n\r\n"))

    assert answer.headers == {"location": "/café", "x-old": "caf�"}


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (b"HTTP/1.0 200 OK\r\n\r\nto the end", b"to the end"),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", b""),
        (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", b"ok"),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", b""),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", b""),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b""),
    ],
    ids=["ended by closing", "nothing at all", "no reason phrase", "204", "304", "no chunks"],
)
def test_a_body_ends_where_http_says(answer, body):
    """RFC 9112, 6.3."""
    assert ask(say(answer)).body == body


def test_an_answer_that_is_as_long_as_the_limit_is_taken():
    assert ask(say(OK), limit=11).body == b"<Response/>"


@pytest.mark.parametrize(
    "peer",
    [
        say(OK),
        say(b"HTTP/1.1 200 OK\r\n\r\n<Response/>"),
        say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<Respo\r\n5\r\nnse/>\r\n0\r\n\r\n"),
        repeat(b"<!-- and so on -->" * 1000, after=b"HTTP/1.1 200 OK\r\n\r\n"),
        repeat(b"5\r\nhello\r\n" * 1000, after=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
    ],
    ids=["with length", "to the end", "in chunks", "endless", "endless chunks"],
)
def test_an_answer_that_is_longer_than_the_limit_is_refused(peer):
    with pytest.raises(AnswerError, match="the answer is longer than 10 bytes"):
        ask(peer, limit=10)


@pytest.mark.parametrize(
    "peer",
    [
        repeat(b"X-Flood: " + b"x" * 1000 + b"\r\n", after=b"HTTP/1.1 200 OK\r\n"),
        repeat(b"x" * 1000, after=b"HTTP/1.1 200 OK\r\nX-Endless: "),
        repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 50, after=b""),
        repeat(b"X-Trailer: x\r\n" * 50, after=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"),
    ],
    ids=["headers", "one header", "announcements", "trailers"],
)
def test_headers_without_end_are_refused(peer):
    with pytest.raises(AnswerError, match="the answer is not HTTP: its headers do not end"):
        ask(peer)


def test_many_small_chunks_are_no_flood():
    """What frames a body in chunks of one byte is five times as long as the body."""
    peer = say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 50_000 + b"0\r\n\r\n")

    assert len(ask(peer).body) == 50_000


def test_a_long_head_is_taken():
    answer = ask(say(b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 60_000 + b"\r\n\r\n"))

    assert len(answer.headers["x-long"]) == 60_000


@pytest.mark.parametrize(
    "answer",
    [
        b"<Response><Speak>HTTP/0.9 had no head</Speak></Response>",
        b"220 smtp.example ESMTP\r\n\r\n",
        b"\x15\x03\x01\x00\x02\x02\x0a",
        b"\r\n\r\n\x00\x00\x00",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=["HTTP/0.9", "SMTP", "TLS", "binary", "version", "status", "header", "two lengths", "negative", "chunk size"],
)
def test_what_is_not_http_is_named_so(answer):
    with pytest.raises(AnswerError, match=r"^the answer is not HTTP: [A-Z]"):
        ask(say(answer))


def test_another_protocol_is_not_spoken():
    answer = b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"

    with pytest.raises(AnswerError, match="the app wants to speak another protocol than HTTP"):
        ask(say(answer))


@pytest.mark.parametrize(
    "beginning",
    [
        b"H",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<Response>",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    ],
    ids=["one byte", "in the head", "before the body", "in the body", "before the last chunk"],
)
@pytest.mark.parametrize(
    "end", [pytest.param(say, id="closed"), pytest.param(reset_after, id="reset", marks=no_resets)]
)
def test_an_answer_that_breaks_off_is_none(beginning, end):
    with pytest.raises(AnswerError, match="the connection broke in the middle of the answer"):
        ask(end(beginning))


@no_resets
def test_a_body_without_a_length_is_none_if_the_connection_is_reset():
    """Only an orderly end is one (RFC 9112, 8)."""
    with pytest.raises(AnswerError, match="the connection broke in the middle of the answer"):
        ask(reset_after(b"HTTP/1.1 200 OK\r\n\r\n<Response/>"))


@pytest.mark.parametrize("peer", [hang_up, reset_after(b"")], ids=["closed", "reset"])
def test_a_peer_that_closes_without_a_byte_has_not_answered(peer):
    with pytest.raises(UnansweredError, match="the app closed the connection without answering"):
        ask(peer)


def usable_after(answer: bytes) -> bool:
    async def run():
        async with wire(answer, say_nothing) as server:
            connection = await connect(server.port)
            await connection.exchange(REQUEST, 1000)
            usable = connection.usable
            connection.close()
            return usable

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("answer", "usable"),
    [
        (OK, True),
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", True),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", False),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", False),
        (OK + OK, False),
        (OK + b"HTTP/1.1 2", False),
        (OK + b"rubbish", False),
    ],
    ids=["1.1", "1.0 kept", "1.0", "1.1 closed", "two answers", "one and a half", "rubbish behind"],
)
def test_a_connection_is_used_again_if_nothing_speaks_against_it(answer, usable):
    assert usable_after(answer) is usable


def test_requests_follow_one_another_on_one_connection():
    async def run():
        async with wire(ALL_AT_ONCE, OK) as server:
            connection = await connect(server.port)
            answers = [await connection.exchange(REQUEST, 1000) for _ in range(2)]
            connection.close()
            return [answer.body for answer in answers], answers[1].headers, server.connections

    assert asyncio.run(run()) == (
        [b"<Response/>"] * 2,
        {"content-type": "text/xml; charset=iso-8859-2", "content-length": "11"},
        1,
    )


def test_what_comes_without_being_asked_for_closes_the_connection():
    async def run():
        sent, seen = asyncio.Event(), asyncio.Event()

        async def time_out(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(OK)
            await sent.wait()
            writer.write(b"HTTP/1.1 408 Request Timeout\r\n\r\n")
            await reader.read()
            seen.set()

        async with wire(time_out) as server:
            connection = await connect(server.port)
            await connection.exchange(REQUEST, 1000)
            sent.set()
            await seen.wait()
            assert not connection.usable
            with pytest.raises(UnansweredError):
                await connection.exchange(REQUEST, 1000)

    asyncio.run(run())


def test_whoever_gives_up_waiting_closes_the_connection():
    async def run():
        asked, gone = asyncio.Event(), asyncio.Event()

        async def wait(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
            asked.set()
            assert await reader.read() == b""
            gone.set()

        async with wire(wait) as server:
            connection = await connect(server.port)
            waiting = asyncio.ensure_future(connection.exchange(REQUEST, 1000))
            await asked.wait()
            waiting.cancel()
            await gone.wait()
            return waiting.cancelled(), connection.usable

    assert asyncio.run(run()) == (True, False)
