"""The plugin in projects as users have them: their frameworks, their kinds of tests, with warnings as errors."""

from __future__ import annotations

import shutil

import pytest

pytest_plugins = ["pytester"]

FASTAPI_APP = '''
from fastapi import FastAPI, Form, Response

app = FastAPI()


@app.post("/incoming")
def incoming():
    return ozml("""<UserInput Digits="4" Timeout="5" ForwardToUrl="/pin">
      <InitialCommands><Speak>Please enter your PIN.</Speak></InitialCommands>
    </UserInput>""")


@app.post("/pin")
def pin(DtmfDigits: str = Form()):
    if DtmfDigits == "0000":
        return ozml("<Spaek>Hello.</Spaek>", "<Speak>Your balance is 42 euros.</Speak>", "<Hangup/>")
    return ozml("<Speak>Your balance is 42 euros.</Speak>", "<Hangup/>")


def ozml(*commands):
    return Response(f"<Response>{''.join(commands)}</Response>", media_type="text/xml")
'''

FLASK_APP = """
from flask import Flask, request

app = Flask(__name__)

@app.post("/incoming")
def incoming():
    return f"<Response><Speak>Flask greets {request.form['CallerID']}.</Speak><Hangup/></Response>"
"""

DJANGO_APP = """
from django.conf import settings

settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="a secret", ALLOWED_HOSTS=["*"], DEBUG=False)

from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path


def incoming(request):
    text = f"Django greets {request.POST['CallerID']}."
    return HttpResponse(f"<Response><Speak>{text}</Speak><Hangup/></Response>", content_type="text/xml")


urlpatterns = [path("incoming", incoming)]
wsgi, asgi = get_wsgi_application(), get_asgi_application()
"""

NODE_APP = """
const answer = "<Response><Speak>Node greets.</Speak><Hangup/></Response>";
require("node:http").createServer((request, response) => {
  request.resume();
  request.on("end", () => { response.setHeader("Content-Type", "text/xml"); response.end(answer); });
}).listen(Number(process.argv[2]), "127.0.0.1");
"""

CONFTEST = """
import threading
import pytest
from http.server import BaseHTTPRequestHandler, HTTPServer

class Answers(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.end_headers()
        self.wfile.write(b"<Response><Speak>A server greets.</Speak><Hangup/></Response>")

    def log_message(self, *_):
        pass

@pytest.fixture(scope="session")
def server():
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()

@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    others = [one for one in threading.enumerate() if one is not threading.main_thread()]
    for one in others:
        one.join(5)
    print("threads left:", [one for one in others if one.is_alive()])
"""

TESTS = """
import pytest
import django_app
import flask_app
from app import app

GREETED = ["asgi", "wsgi", "flask"]

def greets(pbx, text):
    call = pbx.call(caller="2001")
    call.hears(text)
    call.ends(by="pbx")

@pytest.mark.pbx(app=flask_app.app, path="/incoming")
def test_flask(pbx):
    greets(pbx, "Flask greets 2001.")

@pytest.mark.parametrize("kind", ["asgi", "wsgi"])
def test_django(pbx, kind):
    pbx.set_up(app=getattr(django_app, kind), path="/incoming")
    greets(pbx, "Django greets 2001.")

@pytest.mark.pbx(app="django_app:wsgi", path="/incoming")
def test_an_import_path(pbx):
    greets(pbx, "Django greets")

@pytest.mark.pbx(app="node app.js {port}")
def test_node(pbx):
    greets(pbx, "Node greets")

def test_an_address(pbx, server):
    pbx.set_up(app=server)
    greets(pbx, "A server greets")

class TestFastApi:
    @pytest.fixture
    def pbx_setup(self):
        return {"app": app, "path": "/incoming"}

    @pytest.mark.parametrize("pin", ["1234", "9999"], ids=["right", "wrong"])
    def test_pin(self, pbx, pin):
        call = pbx.call()
        call.hears("PIN")
        call.presses(pin)
        call.hears("balance")

    def test_two_benches(self, new_pbx):
        first, second = new_pbx(), new_pbx(caller="2002")
        ones = [first.call(), second.call()]
        for one in ones:
            one.hears("PIN")
        assert [first.now, second.now] == [first.now] * 2
        assert ones[0].id != ones[1].id
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_apps_of_all_frameworks_are_called_and_nothing_is_left_behind(project):
    """In a project without any plugin for coroutines."""
    project.write(app_py=FASTAPI_APP, flask_app_py=FLASK_APP, django_app_py=DJANGO_APP)
    project.write(conftest_py=CONFTEST, test_apps_py=TESTS)
    project.file("app.js", NODE_APP)

    done = project.run("-W", "error", "-q", process=True, status=0)

    done.assert_outcomes(passed=9)
    done.stdout.fnmatch_lines(["threads left: [[][]]"])
    assert "Warning" not in done.stdout.str() + done.stderr.str()


ASYNC_TESTS = """
import pytest

async def moves(pbx):
    call = await pbx.call()
    await call.hears("PIN")
    await call.presses("1234")
    assert await call.hears("balance") == "Your balance is 42 euros."
    await call.ends(by="pbx")
"""


def test_tests_in_coroutines_run_under_every_plugin(project):
    """Strict mode of pytest-asyncio, which leaves other tests to anyio, and a test of neither kind."""
    ini = (project.folder / "pytest.ini").read_text()
    project.file("pytest.ini", ini + "asyncio_default_fixture_loop_scope = function\nfilterwarnings = error\n")
    project.write(
        test_strict_py=ASYNC_TESTS
        + """
@pytest.mark.asyncio
async def test_strict(async_pbx):
    await moves(async_pbx)

@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_anyio(async_pbx):
    await moves(async_pbx)

@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["trio"])
async def test_fails(async_pbx):
    call = await async_pbx.call()
    await call.hears("Goodbye", within=1)

@pytest.mark.asyncio
async def test_blocking(pbx):
    pbx.call().hears("PIN")
"""
    )

    done = project.run("-q", coroutines=True, status=1)

    done.assert_outcomes(passed=4, failed=1)
    done.stdout.fnmatch_lines(
        [
            '>*await call.hears("Goodbye", within=1)',
            "E*simulator.StepFailedError: hears 'Goodbye': not within 1.0 s",
            "test_strict.py:*: StepFailedError",
        ],
    )
    assert "bench" not in done.stdout.str()
    project.file("test_strict.py", ASYNC_TESTS + "\nasync def test_auto(async_pbx):\n    await moves(async_pbx)\n")
    project.run("-q", "-o", "asyncio_mode=auto", coroutines=True, status=0).assert_outcomes(passed=1)


def test_nothing_of_ours_is_imported_by_tests_that_do_not_need_it(project):
    project.write(
        test_it_py="""
import sys

def test_it():
    assert [name for name in sys.modules if name.split(".")[0] == "simulator"] == [
        "simulator", "simulator.pytest_plugin"]
"""
    )

    project.run(process=True, status=0).assert_outcomes(passed=1)


def test_it_can_be_switched_off(project):
    project.write(test_it_py="def test_it(pbx):\n    pass\n")
    project.file("pytest.ini", "[pytest]\n")

    done = project.run("-p", "no:ozeki-simulator", process=True, status=1)

    done.stdout.fnmatch_lines(["E*fixture 'pbx' not found"])
