"""What an app raises is known where its answer arrives, and the answer is what it would have been."""

from __future__ import annotations

import asyncio
import logging
import re
import threading

import pytest
from fastapi import FastAPI
from flask import Flask, request
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from simulator.drivers.app_voice import AppVoice
from simulator.drivers.http import AppClient
from simulator.drivers.serving import ServerThread
from simulator.drivers.watched_app import WatchedApp
from simulator.scenario.apps import Apps
from simulator.settings import Settings
from simulator.telephony.effects import AskApp, Response

HERE = "tests/drivers/test_watched_app.py"
START = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}


def posted(app, *paths: str, voice: AppVoice | None = None, **settings: object) -> list[Response]:
    """What comes of posts to an app, all at once; lines of the app's file are 0."""

    async def run():
        async with Apps(voice) as apps, AppClient() as client:
            url = await apps.served(app)
            return await asyncio.gather(*(client.post(url + path, b"a=b", Settings(**settings)) for path in paths))

    return asyncio.run(run())


def raised(response: Response) -> str:
    return re.sub(r"(?<=\.py:)\d+", "0", response.raised)


def asgi(handler):
    """A plain ASGI app."""

    async def app(scope, receive, send):
        assert scope["type"] == "http"
        await handler(scope, receive, send)

    return app


async def answers(send, status: int = 200, body: bytes = b"hello") -> None:
    await send({**START, "status": status})
    await send({"type": "http.response.body", "body": body})


# -- what is known ---------------------------------------------------------------------------------------------------


@asgi
async def fails_before_its_answer(scope, receive, send):
    raise KeyError("customer")


def test_an_app_that_raises_before_its_answer(caplog):
    (response,) = posted(fails_before_its_answer, "/")

    assert (response.status, response.body) == (500, b"Internal Server Error")
    assert raised(response) == (
        f"KeyError: 'customer' ({HERE}:0, in fails_before_its_answer: raise KeyError(\"customer\"))"
    )


@asgi
async def fails_within_its_answer(scope, receive, send):
    await send(START)
    await send({"type": "http.response.body", "body": b"<Resp", "more_body": True})
    raise KeyError("customer")


def test_an_app_that_raises_in_the_midst_of_its_answer(caplog):
    (response,) = posted(fails_within_its_answer, "/")

    assert (response.status, response.failure) == (0, "the connection broke in the middle of the answer")
    assert raised(response).startswith(f"KeyError: 'customer' ({HERE}:0, in fails_within_its_answer")


def fastapi_app() -> FastAPI:
    app = FastAPI()

    @app.post("/asynchronous")
    async def asynchronous() -> None:
        raise KeyError("customer")

    @app.post("/in-a-thread")
    def in_a_thread() -> None:
        raise KeyError("customer")

    return app


@pytest.mark.parametrize("name", ["asynchronous", "in_a_thread"])
def test_fastapi(name, caplog):
    (response,) = posted(fastapi_app(), f"/{name.replace('_', '-')}")

    assert (response.status, response.body) == (500, b"Internal Server Error")
    assert raised(response) == f"KeyError: 'customer' ({HERE}:0, in {name}: raise KeyError(\"customer\"))"


async def starlette_fails(_):
    raise KeyError("customer")


async def page_of_errors(_, error):
    return JSONResponse({"sorry": str(error)}, 503)


def test_starlette_with_a_page_of_its_own_for_all_errors(caplog):
    app = Starlette(
        routes=[Route("/", starlette_fails, methods=["POST"])], exception_handlers={Exception: page_of_errors}
    )

    (response,) = posted(app, "/")

    assert (response.status, response.body) == (503, b'{"sorry":"\'customer\'"}')
    assert raised(response).startswith(f"KeyError: 'customer' ({HERE}:0, in starlette_fails")


def flask_app() -> Flask:
    app = Flask(__name__)

    @app.post("/fails")
    def fails() -> str:
        raise KeyError("customer")

    @app.post("/refuses")
    def refuses() -> tuple[str, int]:
        return f"not {request.form['a']}", 500

    return app


def test_flask_which_makes_an_answer_of_what_it_catches_and_logs_it(caplog):
    (response,) = posted(flask_app(), "/fails")

    assert response.status == 500
    assert b"<title>500 Internal Server Error</title>" in response.body
    assert raised(response) == f"KeyError: 'customer' ({HERE}:0, in fails: raise KeyError(\"customer\"))"


def wsgi_prints_what_it_catches(environ, start_response):
    """As Bottle does, which logs nothing."""
    try:
        raise KeyError("customer")
    except KeyError:
        logging.StreamHandler(environ["wsgi.errors"]).handle(
            logging.LogRecord("app", logging.ERROR, "", 0, "Traceback (most recent call last):\n...", (), None)
        )
    start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
    return [b"sorry"]


def test_a_wsgi_app_that_prints_what_it_catches(capsys):
    (response,) = posted(wsgi_prints_what_it_catches, "/")

    assert (response.status, response.body) == (500, b"sorry")
    assert raised(response).startswith(f"KeyError: 'customer' ({HERE}:0, in wsgi_prints_what_it_catches")
    assert capsys.readouterr() == ("", "Traceback (most recent call last):\n...\n")


def wsgi_fails(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"<Resp"
    raise KeyError("customer")


def test_a_wsgi_app_that_raises_in_the_midst_of_its_answer(caplog):
    (response,) = posted(wsgi_fails, "/")

    assert response.status == 0
    assert raised(response).startswith(f"KeyError: 'customer' ({HERE}:0, in wsgi_fails")


@asgi
async def logs_and_refuses(scope, receive, send):
    try:
        raise KeyError("customer")
    except KeyError:
        logging.getLogger("app").exception("no customer")
    await answers(send, 400, b"no customer")


def test_an_app_that_logs_what_it_catches_and_answers_with_an_error(caplog):
    (response,) = posted(logs_and_refuses, "/")

    assert (response.status, response.body) == (400, b"no customer")
    assert raised(response).startswith(f"KeyError: 'customer' ({HERE}:0, in logs_and_refuses")


def test_a_request_of_somebody_else_than_the_pbx_is_told_of_it_too(caplog):
    async def run():
        async with Apps() as apps, AppClient() as client:
            return await client.ask(AskApp("GET", await apps.served(fails_before_its_answer)), Settings())

    assert raised(asyncio.run(run())).startswith(f"KeyError: 'customer' ({HERE}:0")


# -- whose it is -----------------------------------------------------------------------------------------------------


def test_requests_under_way_together_are_not_mixed_up(caplog):
    together = threading.Barrier(10)  # as many as WSGI has threads

    def app(environ, start_response):
        together.wait(timeout=10)
        if environ["PATH_INFO"].endswith("0"):
            start_response("200 OK", [])
            return [environ["PATH_INFO"].encode()]
        raise KeyError(environ["PATH_INFO"])

    paths = [f"/{number}" for number in range(40)]

    responses = posted(app, *paths)

    assert [one.raised.partition(" (")[0] for one in responses] == [
        "" if path.endswith("0") else f"KeyError: '{path}'" for path in paths
    ]


def test_the_next_request_on_a_connection_has_nothing_of_the_one_before(caplog):
    @asgi
    async def app(scope, receive, send):
        if scope["path"] == "/late":
            await answers(send)
            raise KeyError("late")
        await answers(send, 500)

    async def run():
        async with Apps() as apps, AppClient() as client:
            url = await apps.served(app)
            return [await client.post(url + path, b"", Settings(http_version="1.1")) for path in ("/late", "/refused")]

    late, refused = asyncio.run(run())

    assert (late.status, late.raised) == (200, "")
    assert (refused.status, refused.raised) == (500, "")


@asgi
async def refuses(scope, receive, send):
    await answers(send, 500, b"sorry")


@asgi
async def swallows(scope, receive, send):
    try:
        raise KeyError("customer")
    except KeyError:
        logging.getLogger("app").exception("no customer")
    await answers(send)


@pytest.mark.parametrize(("app", "status"), [(refuses, 500), (swallows, 200), (flask_app(), 404)])
def test_where_nothing_was_raised_that_the_answer_comes_of_nothing_is_told(app, status, caplog):
    (response,) = posted(app, "/")

    assert (response.status, response.raised) == (status, "")


def test_a_request_that_is_cut_off_at_the_end_has_raised_nothing(caplog):
    arrived = threading.Event()
    told: list[str] = []

    @asgi
    async def hangs(scope, receive, send):
        arrived.set()
        await asyncio.Event().wait()

    async def run():
        async with AppClient() as client:
            with ServerThread(WatchedApp(hangs, AppVoice(told.append, loud=True))) as server:
                asking = asyncio.create_task(client.post(server.url, b"", Settings()))
                await asyncio.to_thread(arrived.wait)
            return await asking

    response = asyncio.run(run())

    assert (response.status, response.raised, told) == (0, "", [])
    assert "CancelledError" not in caplog.text


# -- who hears of it -------------------------------------------------------------------------------------------------


def test_without_a_voice_it_is_logged_as_everywhere(caplog):
    posted(fails_before_its_answer, "/")

    assert "Exception in ASGI application" in caplog.text
    assert "KeyError: 'customer'" in caplog.text


@pytest.mark.parametrize("app", [fails_before_its_answer, fails_within_its_answer, wsgi_fails])
def test_with_a_voice_that_is_not_loud_nobody_hears_what_reports_tell(app, caplog, capsys):
    told: list[str] = []

    (response,) = posted(app, "/", voice=AppVoice(told.append))

    assert raised(response).startswith("KeyError: 'customer'")
    assert (told, caplog.text, capsys.readouterr()) == ([], "", ("", ""))


@pytest.mark.parametrize("app", [fails_before_its_answer, flask_app(), wsgi_prints_what_it_catches])
def test_with_a_loud_voice_a_traceback_is_heard_once_from_the_first_line_of_the_app_on(app, capsys):
    told: list[str] = []

    posted(app, *["/fails"] * 3, voice=AppVoice(told.append, loud=True))

    (text,) = told
    first, second, third, *_, last = text.splitlines()
    assert (first, second) == ("the app raised, when it was asked POST /fails:", "Traceback (most recent call last):")
    assert HERE in third
    assert last == "KeyError: 'customer'"


def test_of_what_a_wsgi_app_prints_a_traceback_is_shortened_where_a_voice_tells_it(capsys):
    (response,) = posted(wsgi_prints_what_it_catches, "/", voice=AppVoice(lambda _: None))

    assert capsys.readouterr() == ("", f"{response.raised}\n")


def test_what_a_wsgi_app_says_besides_goes_to_standard_error(capsys):
    def app(environ, start_response):
        print("no licence", file=environ["wsgi.errors"])
        environ["wsgi.errors"].writelines(["no ", "money\n"])
        environ["wsgi.errors"].flush()
        start_response("200 OK", [])
        return [b""]

    posted(app, "/", voice=AppVoice(lambda _: None))

    assert capsys.readouterr() == ("", "no licence\nno money\n")


async def fails_later():
    raise KeyError("later")


def test_what_is_raised_behind_a_good_answer_is_heard_in_one_line_as_no_report_tells_it(caplog):
    told: list[str] = []
    app = Starlette(
        routes=[
            Route("/", lambda _: PlainTextResponse("hello", background=BackgroundTask(fails_later)), methods=["POST"])
        ]
    )

    (response,) = posted(app, "/", voice=AppVoice(told.append))

    assert (response.status, response.raised) == (200, "")
    assert [re.sub(r"(?<=\.py:)\d+", "0", one) for one in told] == [
        f"the app raised KeyError: 'later' ({HERE}:0, in fails_later: raise KeyError(\"later\")) "
        "after its answer to POST /; -v shows more"
    ]
    assert caplog.text == ""
