"""What is said about an app at an address: what is likely to be wrong, and what to do."""

from __future__ import annotations

import asyncio
import socket

import pytest

from simulator.demo.voicemail import app as voicemail
from simulator.doctor import app_answer
from simulator.doctor.app_answer import examine_app
from simulator.doctor.finding import Verdict
from simulator.drivers.serving import ServerThread
from simulator.settings import Settings


def answering(status: int = 200, body: str = "<Response/>", **headers: str):
    async def app(scope, _receive, send):
        moved = status in (302, 307) and scope["path"] != "/moved"
        lines = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status if moved or not headers else 200, "headers": lines})
        await send({"type": "http.response.body", "body": body.encode()})

    return app


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    """On a slow machine, too, an app is told of nothing but its mistakes."""
    monkeypatch.setattr(app_answer, "SLOW", 60.0)


def examined(app, path: str = "/incoming"):
    with ServerThread(app) as server:
        return asyncio.run(examine_app(server.url + path, Settings(notification_timeout=60)))


def test_an_app_that_answers_well_is_told_so():
    connection, answer = examined(voicemail)

    assert (connection.verdict, answer.verdict) == (Verdict.OK, Verdict.OK)
    assert answer.text == "it is OzML without a mistake"


@pytest.mark.parametrize(
    ("app", "path", "advice"),
    [
        (voicemail, "/incomming", "compare it with the app's routes"),
        (voicemail, "/docs", "let the route take POST"),
        (answering(403), "/", "exempt from login"),
        (answering(422), "/", "the app may want other fields"),
        (answering(500), "/", "see the app's log"),
        (answering(body="<html><body>Welcome</body></html>"), "/", "this is a web page"),
    ],
)
def test_the_usual_mistakes_get_an_advice(app, path, advice):
    connection, answer, *_ = examined(app, path)

    assert connection.verdict is Verdict.OK
    assert answer.verdict is Verdict.WRONG
    assert advice in answer.advice


def test_mistakes_in_the_ozml_stand_with_their_place():
    _, answer = examined(answering(body="<Response>\n<Spaek>Hello</Spaek></Response>"))

    assert answer.verdict is Verdict.WRONG
    assert "/incoming:2:1: <Spaek> is not an OzML command; did you mean 'Speak'?" in answer.text


def test_of_many_mistakes_the_first_are_told_and_the_others_counted():
    *_, last = examined(answering(body=f"<Response>{'<Spaek/>' * 15}</Response>"))

    assert last.text == "and 5 more"


def test_nobody_who_listens_is_told_with_the_usual_reasons():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

    (found,) = asyncio.run(examine_app(f"http://127.0.0.1:{port}/", Settings()))

    assert found.verdict is Verdict.WRONG
    assert f"cannot connect to 127.0.0.1:{port}" in found.text
    assert "container" in found.advice


def test_what_is_no_address_is_told():
    (found,) = asyncio.run(examine_app("ftp://127.0.0.1/", Settings()))

    assert found.advice == "write the whole address: http://127.0.0.1:8000/incoming"


def test_a_redirect_is_worth_knowing():
    _, redirect, _ = examined(answering(302, location="/moved"))

    assert (redirect.subject, redirect.verdict) == ("redirect", Verdict.NOTE)
    assert redirect.text.endswith("/moved")


def test_an_answer_that_takes_long_is_worth_knowing(monkeypatch):
    monkeypatch.setattr(app_answer, "SLOW", 0.0)

    _, slow, _ = examined(voicemail)

    assert (slow.subject, slow.verdict) == ("time", Verdict.NOTE)
