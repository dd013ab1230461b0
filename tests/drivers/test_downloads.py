"""Files on real servers, which count how often they are asked; the clock is set by the test."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from simulator.drivers import downloads as downloads_file
from simulator.drivers.downloads import Downloads
from simulator.drivers.http import AppClient
from simulator.drivers.ports import free_port
from simulator.settings import Settings
from tests.drivers.wire import WireServer, hang_up, say_nothing, wire

DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
MINUTE_LATER = "Sun, 06 Nov 1994 08:50:37 GMT"
HOUR_EARLIER = "Sun, 06 Nov 1994 07:49:37 GMT"


def ok(body: bytes = b"sound", *headers: str) -> bytes:
    lines = "".join(f"{header}\r\n" for header in ("Content-Type: audio/wav", *headers))
    return f"HTTP/1.1 200 OK\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode("latin-1") + body


def status(code: int, *headers: str) -> bytes:
    lines = "".join(f"{header}\r\n" for header in headers)
    length = "" if code == 304 else "Content-Length: 0\r\n"
    return f"HTTP/1.1 {code} So\r\n{lines}{length}\r\n".encode()


@dataclass
class Phone:
    """A PBX that downloads from a server, and its clock."""

    server: WireServer
    client: AppClient
    now: float = 0.0

    def __post_init__(self):
        self.downloads = self.new_downloads()

    def new_downloads(self, **settings) -> Downloads:
        return Downloads(self.client, Settings(**settings), lambda: self.now)

    async def get(self, path: str = "/a.wav", *, at: float | None = None) -> bytes | int:
        """The file, or the status of an answer that is none."""
        self.now = self.now if at is None else at
        response = await self.downloads.get(self.server.url + path)
        return response.body if response.status == 200 else response.status


@asynccontextmanager
async def phone(*answers):
    async with wire(*answers) as server, AppClient() as client:
        yield Phone(server, client)


def asked_in(headers: tuple[str, ...], *instants: float) -> int:
    """How often a server is asked for a file with these headers that is played at these instants."""

    async def run():
        async with phone(*[ok(b"sound", *headers)] * len(instants)) as one:
            for instant in instants:
                assert await one.get(at=instant) == b"sound"
            return len(one.server.requests)

    return asyncio.run(run())


# -- as long as the headers allow ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "instants", "times"),
    [
        ((), (0, 0), 2),
        (("Cache-Control: max-age=60",), (0, 59.9), 1),
        (("Cache-Control: max-age=60",), (0, 60), 2),
        (("Cache-Control: max-age=60",), (1000, 1059, 1061, 1120), 2),
        (("Cache-Control: max-age=60", "Age: 50"), (0, 9), 1),
        (("Cache-Control: max-age=60", "Age: 50"), (0, 11), 2),
        (("Cache-Control: private, max-age=60", "Vary: Accept"), (0, 30), 1),
        (("Cache-Control: max-age=60", "Vary: *"), (0, 1), 2),
        (("Cache-Control: no-store, max-age=60",), (0, 1), 2),
        (("Cache-Control: no-cache, max-age=60", 'ETag: "a"'), (0, 1), 2),
        (("Cache-Control: max-age=60, must-revalidate",), (0, 30, 61), 2),
        ((f"Date: {DATE}", f"Expires: {MINUTE_LATER}"), (0, 59), 1),
        ((f"Date: {DATE}", f"Expires: {MINUTE_LATER}"), (0, 61), 2),
        ((f"Date: {DATE}", "Expires: 0"), (0, 0), 2),
        ((f"Date: {DATE}", f"Last-Modified: {HOUR_EARLIER}"), (0, 359), 1),
        ((f"Date: {DATE}", f"Last-Modified: {HOUR_EARLIER}"), (0, 361), 2),
    ],
)
def test_a_file_is_downloaded_again_when_its_headers_say_so(headers, instants, times):
    """P4690: it is cached as the headers of the web server allow; a time is that of the call's clock."""
    assert asked_in(headers, *instants) == times


def test_a_call_of_half_an_hour_asks_as_often_as_one_on_the_wall_clock():
    assert asked_in(("Cache-Control: max-age=300",), *range(0, 1800, 10)) == 6


def test_a_kept_file_comes_back_as_it_came():
    async def run():
        async with phone(ok(b"sound", "Cache-Control: max-age=60")) as one:
            url = f"{one.server.url}/a.wav"
            return await one.downloads.get(url), await one.downloads.get(url)

    first, second = asyncio.run(run())

    assert second == first
    assert (second.status, second.body, second.content_type) == (200, b"sound", "audio/wav")


def test_each_address_is_a_file_of_its_own():
    async def run():
        fresh = "Cache-Control: max-age=60"
        async with phone(ok(b"one", fresh), ok(b"two", fresh)) as one:
            return [await one.get(path) for path in ("/?1", "/?2", "/?1", "/?2")]

    assert asyncio.run(run()) == [b"one", b"two", b"one", b"two"]


# -- asking whether it still holds -----------------------------------------------------------------------------------


def test_a_server_is_asked_whether_a_stale_file_still_holds():
    """RFC 9111, 4.3.1. Nothing says that the answer must not be kept, unlike in notifications."""

    async def run():
        first = ok(b"sound", "Cache-Control: max-age=60", 'ETag: "a{b}"', f"Last-Modified: {HOUR_EARLIER}")
        async with phone(first, status(304), ok(b"other")) as one:
            heard = [await one.get("/a.wav?x={y}", at=at) for at in (0, 61, 120, 122)]
            return heard, one.server

    heard, server = asyncio.run(run())

    host = f"Host: 127.0.0.1:{server.port}"
    assert heard == [b"sound", b"sound", b"sound", b"other"]  # the 304 made it fresh for another minute
    assert server.requests[0].decode() == f"GET /a.wav?x={{y}} HTTP/1.0\r\n{host}\r\n\r\n"
    assert server.requests[1].decode() == (
        f'GET /a.wav?x={{y}} HTTP/1.0\r\n{host}\r\nIf-None-Match: "a{{b}}"\r\nIf-Modified-Since: {HOUR_EARLIER}\r\n\r\n'
    )


def test_a_confirmation_brings_new_headers():
    """RFC 9111, 4.3.4."""

    async def run():
        first = ok(b"sound", "Cache-Control: max-age=60", 'ETag: "a"')
        answers = (first, status(304, 'ETag: "a"', "Cache-Control: max-age=5"), status(304, "Cache-Control: no-store"))
        async with phone(*answers, ok(b"other")) as one:
            return [await one.get(at=at) for at in (0, 61, 65, 67, 67)]

    assert asyncio.run(run()) == [b"sound", b"sound", b"sound", b"sound", b"other"]


def test_a_file_that_has_changed_takes_the_place_of_the_old_one():
    async def run():
        fresh = "Cache-Control: max-age=60"
        async with phone(ok(b"old", fresh, 'ETag: "a"'), ok(b"new", fresh, 'ETag: "b"'), status(304)) as one:
            heard = [await one.get(at=at) for at in (0, 61, 62, 130)]
            return heard, one.server.requests[2]

    heard, last = asyncio.run(run())

    assert heard == [b"old", b"new", b"new", b"new"]
    assert b'If-None-Match: "b"\r\n' in last


def test_a_file_that_may_no_longer_be_kept_is_forgotten():
    async def run():
        async with phone(ok(b"old", 'ETag: "a"'), ok(b"new", "Cache-Control: no-store"), ok(b"new")) as one:
            return [await one.get() for _ in range(3)], one.server.requests[2]

    heard, last = asyncio.run(run())

    assert heard == [b"old", b"new", b"new"]
    assert b"If-" not in last


def test_a_confirmation_of_another_file_is_none():
    async def run():
        async with phone(ok(b"old", 'ETag: "a"'), status(304, 'ETag: "b"'), ok(b"new")) as one:
            return [await one.get() for _ in range(2)], one.server.requests[2]

    heard, last = asyncio.run(run())

    assert heard == [b"old", b"new"]
    assert b"If-" not in last


def test_a_redirect_is_followed_with_the_conditions_and_may_lead_elsewhere_meanwhile():
    """The tag "a" of one file says nothing of another."""

    async def run():
        answers = (
            *(status(302, "Location: /x"), ok(b"x", 'ETag: "a"')),
            *(status(302, "Location: /x"), status(304)),
            *(status(302, "Location: /y"), status(304)),
            *(status(302, "Location: /y"), ok(b"y", 'ETag: "a"')),
        )
        async with phone(*answers) as one:
            return [await one.get() for _ in range(3)], one.server.requests

    heard, requests = asyncio.run(run())

    assert heard == [b"x", b"x", b"y"]
    assert b"GET /x HTTP/1.0\r\n" in requests[3]
    assert b'If-None-Match: "a"\r\n' in requests[3]
    assert b"If-" not in requests[7]


def test_a_file_behind_a_redirect_is_kept_by_the_address_that_was_asked_for():
    async def run():
        async with phone(status(302, "Location: /x"), ok(b"x", "Cache-Control: max-age=60")) as one:
            return [await one.get(), await one.get()]

    assert asyncio.run(run()) == [b"x", b"x"]


# -- what goes wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [203, 206, 304, 404, 500])
def test_what_is_no_file_is_not_kept(code):
    async def run():
        async with phone(status(code, "Cache-Control: max-age=60"), ok()) as one:
            return [await one.get(), await one.get()]

    assert asyncio.run(run()) == [code, b"sound"]


def test_an_error_in_place_of_a_stale_file_is_seen_and_the_file_may_still_be_confirmed():
    """RFC 9111, 4.3.3 allows to hide the error; a test wants to see it."""

    async def run():
        async with phone(ok(b"sound", 'ETag: "a"'), status(503), hang_up, status(304)) as one:
            return [await one.get() for _ in range(4)]

    assert asyncio.run(run()) == [b"sound", 503, 0, b"sound"]


def test_a_server_that_does_not_answer_is_named():
    async def run():
        port = free_port()
        async with phone() as one:
            refused = await one.downloads.get(f"http://127.0.0.1:{port}/")
            nothing = await one.downloads.get("C:/a.wav")
        async with phone(say_nothing) as one:
            silent = await one.new_downloads(notification_timeout=0.25).get(one.server.url)
        return port, refused, nothing, silent

    port, refused, nothing, silent = asyncio.run(run())

    assert refused.failure == f"cannot connect to 127.0.0.1:{port}: connection refused"
    assert nothing.failure == "not an http:// or https:// address"
    assert silent.failure == "none within 0.25 s"


def test_a_file_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(downloads_file, "MAX_PROMPT_BYTES", 4)

    async def run():
        async with phone(ok(b"sound")) as one:
            return await one.downloads.get(one.server.url)

    assert asyncio.run(run()).failure == "the answer is longer than 4 bytes"


# -- several at once -------------------------------------------------------------------------------------------------


def test_those_who_want_the_same_file_at_once_share_one_request():
    async def run():
        async with phone(ok(b"one"), ok(b"two"), ok(b"three")) as one:
            same = await asyncio.gather(*(one.get("/1") for _ in range(10)))
            return same, await one.get("/1"), await one.get("/2")

    same, again, other = asyncio.run(run())

    assert same == [b"one"] * 10
    assert (again, other) == (b"two", b"three")  # over is over: it may not be kept


def test_who_gives_up_does_not_take_the_file_from_the_others():
    async def run():
        asked, go_on = asyncio.Event(), asyncio.Event()

        async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.set()
            await go_on.wait()
            writer.write(ok())
            await writer.drain()

        async with phone(answer) as one:
            waiting = [asyncio.ensure_future(one.get()) for _ in range(3)]
            await asked.wait()
            waiting[0].cancel()
            await asyncio.sleep(0)
            go_on.set()
            return await asyncio.gather(*waiting, return_exceptions=True)

    gave_up, *others = asyncio.run(run())

    assert isinstance(gave_up, asyncio.CancelledError)
    assert others == [b"sound", b"sound"]


def test_a_file_that_nobody_waits_for_any_more_is_given_up():
    async def run():
        asked, gone = asyncio.Event(), asyncio.Event()

        async def wait(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
            asked.set()
            await reader.read()
            gone.set()

        async with phone(wait, ok()) as one:
            waiting = [asyncio.ensure_future(one.get()) for _ in range(2)]
            await asked.wait()
            for one_of_them in waiting:
                one_of_them.cancel()
            await asyncio.wait(waiting)
            again = await one.get()  # does not wait for what was given up
            await gone.wait()
            return again

    assert asyncio.run(run()) == b"sound"


# -- memory ----------------------------------------------------------------------------------------------------------


def test_the_files_not_played_for_longest_are_dropped_first(monkeypatch):
    monkeypatch.setattr(downloads_file, "MAX_KEPT_BYTES", 2_500)

    async def run():
        file = ok(b"x" * 1_000, "Cache-Control: max-age=60")
        async with phone(*[file] * 5) as one:
            for path in ("/1", "/2", "/1", "/3", "/1", "/2"):  # 3 drops 2, 2 drops 3
                await one.get(path)
            return [request.split()[1] for request in one.server.requests]

    assert asyncio.run(run()) == [b"/1", b"/2", b"/3", b"/2"]


def test_a_file_that_is_longer_than_all_that_is_kept_drops_nothing(monkeypatch):
    monkeypatch.setattr(downloads_file, "MAX_KEPT_BYTES", 2_500)

    async def run():
        fresh = "Cache-Control: max-age=60"
        async with phone(ok(b"short", fresh), *[ok(b"x" * 3_000, fresh)] * 2) as one:
            for path in ("/short", "/long", "/long", "/short"):
                await one.get(path)
            return [request.split()[1] for request in one.server.requests]

    assert asyncio.run(run()) == [b"/short", b"/long", b"/long"]


def test_a_file_that_is_replaced_gives_its_room_back(monkeypatch):
    monkeypatch.setattr(downloads_file, "MAX_KEPT_BYTES", 2_500)

    async def run():
        file = ok(b"x" * 1_000, "Cache-Control: max-age=60")
        async with phone(*[file] * 5) as one:
            await one.get("/1", at=0)
            for at in (30, 100, 170):
                await one.get("/2", at=at)
            await one.get("/1", at=59)
            return [request.split()[1] for request in one.server.requests]

    assert asyncio.run(run()) == [b"/1", b"/2", b"/2", b"/2"]
