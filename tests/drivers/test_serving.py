from __future__ import annotations

import asyncio
import gc
import socket
import threading
from contextlib import asynccontextmanager, suppress
from http.client import RemoteDisconnected
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from starlette.applications import Starlette

from simulator.drivers.serving import ServerThread, listening_socket, url_of
from simulator.errors import AppError, SimulatorError


async def hello(scope, receive, send):
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


def get(url: str) -> bytes:
    with urlopen(url, timeout=5) as answer:
        return answer.read()


def gets_nothing(url: str) -> None:
    with suppress(RemoteDisconnected, HTTPError):
        raise AssertionError(get(url))


def test_an_app_without_lifespan_is_served():
    with ServerThread(hello) as server:
        assert get(server.url) == b"hello"


def test_an_app_is_started_up_and_shut_down():
    seen = []

    @asynccontextmanager
    async def lifespan(_):
        seen.append("up")
        yield
        seen.append("down")

    with ServerThread(Starlette(lifespan=lifespan)):
        assert seen == ["up"]
    assert seen == ["up", "down"]


def test_a_server_starts_and_stops_inside_a_running_loop():
    async def run():
        with ServerThread(hello) as server:
            return await asyncio.to_thread(get, server.url)

    assert asyncio.run(run()) == b"hello"


def test_answers_are_not_held_back():
    """asyncio switches Nagle's algorithm off for connections of sockets whose protocol is said to be TCP."""
    with listening_socket("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_nothing_is_left_open():
    before = threading.enumerate()

    for _ in range(3):
        with ServerThread(hello) as server:
            get(server.url)
    gc.collect()  # what was left open would warn, and warnings are errors

    assert [one for one in threading.enumerate() if one not in before] == []


def test_stopping_twice_changes_nothing():
    server = ServerThread(hello)
    server.start()
    server.stop()
    server.stop()


def test_a_server_that_never_started_can_be_stopped():
    ServerThread(hello).stop()


def test_an_app_that_fails_to_start_up_says_why(caplog):
    @asynccontextmanager
    async def lifespan(_):
        raise ValueError("no database")
        yield

    with pytest.raises(AppError, match=r"^the app did not start: ValueError: no database$"):
        ServerThread(Starlette(lifespan=lifespan)).start()


def test_a_failing_request_is_logged_and_the_server_goes_on(caplog):
    async def failing(scope, receive, send):
        raise ZeroDivisionError

    with ServerThread(failing) as server:
        for _ in range(2):
            with pytest.raises(HTTPError, match="500") as caught:
                get(server.url)
            caught.value.close()

    assert "ZeroDivisionError" in caplog.text


@pytest.mark.wall_clock
def test_a_request_that_never_ends_does_not_hold_the_server_up(caplog):
    arrived = threading.Event()

    async def hanging(scope, receive, send):
        assert scope["type"] == "http"
        arrived.set()
        await asyncio.Event().wait()

    with ServerThread(hanging) as server:
        client = threading.Thread(target=gets_nothing, args=[server.url])
        client.start()
        arrived.wait()
    client.join()

    assert caplog.text == ""


@pytest.mark.wall_clock
def test_a_request_under_way_is_finished_first():
    arrived, go_on = threading.Event(), asyncio.Event()

    async def slow(scope, receive, send):
        assert scope["type"] == "http"
        arrived.set()
        await go_on.wait()
        await hello(scope, receive, send)

    answers = []
    with ServerThread(slow) as server:
        client = threading.Thread(target=lambda: answers.append(get(server.url)))
        client.start()
        arrived.wait()
        assert server._server is not None
        assert server._server._loop is not None
        server._server._loop.call_soon_threadsafe(go_on.set)
    client.join()

    assert answers == [b"hello"]


@pytest.mark.wall_clock
def test_a_request_that_blocks_its_thread_is_left_behind(caplog):
    arrived, leave = threading.Event(), threading.Event()

    async def blocking(scope, receive, send):
        assert scope["type"] == "http"
        arrived.set()
        leave.wait()

    with ServerThread(blocking) as server:
        client = threading.Thread(target=gets_nothing, args=[server.url])
        client.start()
        arrived.wait()
    assert "is still busy with a request that blocks" in caplog.text
    leave.set()
    client.join()


def test_an_address_that_is_not_ours_is_an_error():
    with pytest.raises(SimulatorError, match=r"^cannot listen on 192\.0\.2\.1, port 0: "):
        listening_socket("192.0.2.1", 0)


def test_a_server_on_all_addresses_is_reached_at_the_loopback():
    with listening_socket("0.0.0.0", 0) as listener:
        assert url_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_an_address_of_the_new_internet_stands_in_brackets():
    with listening_socket("::1", 0) as listener:
        assert url_of(listener).startswith("http://[::1]:")


async def never_up(scope, receive, send):
    await receive()
    await asyncio.Event().wait()


@pytest.mark.wall_clock
def test_an_app_that_never_comes_to_the_end_of_its_start_up_is_given_up():
    server = ServerThread(never_up, start_seconds=0.05)

    awaited = r"it has not answered `lifespan\.startup`: what it does at its start-up has not come to an end"
    with pytest.raises(AppError, match=rf"^the app did not start within 0\.05 s: {awaited}$"):
        server.start()

    assert not [one for one in threading.enumerate() if one.name == server.url]


def test_a_start_up_is_not_waited_for_by_whoever_stops_it():
    asked, stopped = threading.Event(), threading.Event()

    async def app(scope, receive, send):
        asked.set()
        await never_up(scope, receive, send)

    server = ServerThread(app)

    def stop():
        asked.wait()
        server.stop()
        stopped.set()

    threading.Thread(target=stop).start()

    with pytest.raises(AppError, match="the app was stopped before it had started"):
        server.start()

    stopped.wait()
    assert not [one for one in threading.enumerate() if one.name == server.url]


def test_what_was_stopped_does_not_start():
    server = ServerThread(hello)
    server.stop()

    with pytest.raises(AppError, match="the app was stopped before it had started"):
        server.start()
