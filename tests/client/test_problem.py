"""Errors say what is wrong, and what was sent; each test with both clients."""

from __future__ import annotations

import json
import pickle
import socket
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from simulator import __version__
from simulator.client import ControlError, NoServerError
from simulator.errors import ScenarioError, SimulatorError
from simulator.server.control.examples import SESSION


@contextmanager
def answering(answers):
    """A server that is none of ours; `answers` has the status, the type and the body for each path."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            status, kind, body = answers.get(self.path.partition("?")[0], (404, "text/html", b"<h1>Nothing</h1>"))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer  # noqa: N815 - as http.server has it

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def version(number):
    return 200, "application/json", b'{"info": {"version": "%s"}}' % number


def test_a_request_that_is_not_understood_says_where_and_why(simulator):
    with pytest.raises(ControlError) as caught:
        simulator.place_call("nowhere", [{"heers": "hello"}, {"pauses": "long"}])

    error = caught.value
    assert isinstance(error, SimulatorError)
    assert (error.status, error.title, error.type) == (422, "Unprocessable Content", "about:blank")
    assert {one.pointer for one in error.mistakes} == {"#/url", "#/steps/0", "#/steps/1/pauses"}
    assert "#/steps/0: unknown step 'heers'; did you mean 'hears'?" in error.detail
    assert str(error).endswith("(POST /control/v1/calls: 422 Unprocessable Content)")
    assert error.request.body["steps"] == [{"heers": "hello"}, {"pauses": "long"}]
    assert not hasattr(error, "__notes__")


def test_an_error_survives_its_way_to_another_process(simulator):
    with pytest.raises(ControlError) as caught:
        simulator.session_named("nobody")

    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - it is ours

    assert (str(again), again.status) == (str(caught.value), 404)


def test_a_server_that_is_not_there_is_told_with_its_address(client_of):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens, and nobody else can
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"

        with pytest.raises(NoServerError) as caught:
            client_of(url).sessions()

    assert caught.value.status == 0
    assert f"no simulator answers at {url}: " in str(caught.value)
    assert "start one with `ozeki-simulator serve`" in str(caught.value)


def test_a_server_that_is_no_simulator_is_told(client_of):
    with answering({}) as url, pytest.raises(NoServerError, match=f"what answers at {url} is no simulator"):
        client_of(url).sessions()


def test_a_server_that_goes_away_is_told(client_of):
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"

        def hang_up():
            connection, _ = server.accept()
            connection.recv(10_000)
            connection.close()

        thread = Thread(target=hang_up)
        thread.start()

        with pytest.raises(NoServerError, match=f"the simulator at {url} did not answer to the end"):
            client_of(url).sessions()
        thread.join()


def test_a_server_that_says_nothing_is_told(client_of):
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"

        with pytest.raises(NoServerError, match=r"did not answer within 0\.05 s"):
            client_of(url, timeout=0.05).sessions()


def test_a_stream_that_is_cut_off_is_told(client_of):
    answers = {
        "/control/v1/sessions/worker-1": (200, "application/json", json.dumps(SESSION).encode()),
        "/control/v1/sessions/worker-1/events": (200, "text/event-stream", b": nothing new\n\n"),
    }
    with answering(answers) as url:
        session = client_of(url).session_named("worker-1")

        with pytest.raises(NoServerError, match="the stream of events has no end"), session.journal.follow() as entries:
            list(entries)


@pytest.mark.parametrize(
    ("status", "kind", "body", "told"),
    [
        (
            404,
            "application/problem+json",
            b'{"title": "Not Found", "status": 404, "detail": "there is no /control/v1/sessions here"}',
            "there is no /control/v1/sessions here",
        ),
        (200, "application/json", b'{"rooms": []}', "this client does not understand the answer: sessions: "),
    ],
)
def test_a_server_of_another_version_is_told(client_of, status, kind, body, told):
    answers = {"/control/v1/sessions": (status, kind, body), "/control/v1/openapi.json": version(b"9.9.9")}
    with answering(answers) as url, pytest.raises(ControlError, match=told) as caught:
        client_of(url).sessions()

    assert caught.value.__notes__ == [f"The server is version 9.9.9, this client is version {__version__}."]


def test_an_answer_of_a_later_version_may_say_more(client_of):
    answers = {"/control/v1/sessions": (200, "application/json", b'{"sessions": [], "rooms": []}')}
    with answering(answers) as url:
        assert client_of(url).sessions() == []


def test_the_version_of_the_server_is_known(simulator):
    assert simulator.version() == __version__


@pytest.mark.parametrize("url", ["127.0.0.1:7780", "", "ftp://here", "http://", "http://[", None])
def test_what_is_no_address_is_told(client_of, url):
    with pytest.raises(ScenarioError, match=r"expected the address of a server such as 'http://127\.0\.0\.1:7780'"):
        client_of(url)


@pytest.mark.parametrize("behind", ["/", "/control/v1", "/control/v1/"])
def test_an_address_may_be_written_otherwise(client_of, server, behind):
    assert client_of(server + behind).url == server


def test_what_json_does_not_have_is_told_before_anything_is_sent(session):
    with pytest.raises(ScenarioError, match="cannot be written as JSON: Out of range float values"):
        session.clock.advance(float("nan"))
