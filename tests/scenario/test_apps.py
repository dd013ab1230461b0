"""Apps under test, of every kind: started once, reached over real HTTP, and gone at the end."""

from __future__ import annotations

import asyncio
import re
import shlex
import sys
import threading
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.applications import Starlette

from simulator.drivers.app_voice import AppVoice
from simulator.drivers.http import AppClient
from simulator.errors import AppError
from simulator.scenario.apps import Apps
from simulator.scenario.command import START_SECONDS
from simulator.scenario.model import AppKind, AppSpec
from simulator.settings import Settings
from tests.drivers.standing_still import run_on_such_a_machine, stand_still

ASGI = """
starts = []

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        starts.append(1)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": f"asgi {scope['path']} {len(starts)}".encode()})
"""

WSGI = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"wsgi ", environ["PATH_INFO"].encode(), b" ", environ["wsgi.input"].read()]
"""

FAILS_TO_START = """
from contextlib import asynccontextmanager
from starlette.applications import Starlette

@asynccontextmanager
async def lifespan(_):
    raise ValueError("no database")
    yield

app = Starlette(lifespan=lifespan)
"""

SERVES = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from os import environ

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"command {self.path}".encode())

    def log_message(self, *_):
        pass

HTTPServer(("127.0.0.1", int(sys.argv[1] if sys.argv[1:] else environ["PORT"])), Handler).serve_forever()
"""

STARTS_A_CHILD = "import subprocess, sys; subprocess.run([sys.executable, 'serves.py', *sys.argv[1:]])"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of a scenario, whose modules are forgotten afterwards."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    known = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - known:
        if getattr(sys.modules[name], "__file__", None) and tmp_path in Path(sys.modules[name].__file__).parents:
            del sys.modules[name]


def write(folder: Path, name: str, text: str, kind: AppKind = AppKind.ASGI, **more) -> AppSpec:
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return AppSpec(kind, f"{name}:app", folder=folder, **more)


def command_in(folder: Path, *arguments: str) -> AppSpec:
    return AppSpec(AppKind.COMMAND, arguments=(sys.executable, *arguments), folder=folder)


def ask(*specs: AppSpec) -> list[str]:
    """Start apps, post to each, and stop them; what they answered."""

    async def run():
        async with Apps() as apps, AppClient() as client:
            urls = await asyncio.gather(*(apps.address(spec) for spec in specs))
            return [(await client.post(url, b"a=b", Settings())).body.decode() for url in urls]

    return asyncio.run(run())


def refusal(spec: AppSpec) -> str:
    with pytest.raises(AppError) as refused:
        ask(spec)
    return str(refused.value)


# -- applications to import ------------------------------------------------------------------------------------------


def test_an_asgi_application_is_served(folder):
    assert ask(write(folder, "served_asgi", ASGI, path="/in")) == ["asgi /in 1"]


def test_a_wsgi_application_is_served(folder):
    assert ask(write(folder, "served_wsgi", WSGI, AppKind.WSGI, path="/in")) == ["wsgi /in a=b"]


def test_an_application_is_started_once_however_many_scenarios_call_it(folder):
    first = write(folder, "shared_asgi", ASGI, path="/first")
    second = AppSpec(AppKind.ASGI, "shared_asgi:app", path="/second", folder=folder)

    assert ask(first, second, first) == ["asgi /first 1", "asgi /second 1", "asgi /first 1"]


def test_everybody_who_asks_for_an_application_that_cannot_be_started_is_told(folder):
    spec = write(folder, "fails_for_all", FAILS_TO_START)

    async def run():
        async with Apps() as apps:
            return await asyncio.gather(*(apps.address(spec) for _ in range(3)), return_exceptions=True)

    where = f'({(folder / "fails_for_all.py").as_posix()}:7, in lifespan: raise ValueError("no database"))'
    assert [str(error) for error in asyncio.run(run())] == [
        f"the app did not start: ValueError: no database {where}"
    ] * 3


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "\napp = 1 / 0",
            "cannot import the app 'refused_app:app': ZeroDivisionError: division by zero "
            "(refused_app.py:2, in <module>: app = 1 / 0)",
        ),
        (
            "import nothing_like_it",
            "ModuleNotFoundError: No module named 'nothing_like_it' "
            "(refused_app.py:1, in <module>: import nothing_like_it)",
        ),
        ("applicatoin = None", "cannot import the app 'refused_app:app': the module 'refused_app' has no 'app'"),
        ("def incoming(): ...", "the module 'refused_app' has no 'app'; known: 'incoming'"),
        ("class App:\n    __call__ = print\nmain = App()", "has no 'app'; known: 'main'"),
        (
            "import sys; sys.exit('no licence')",
            "the app 'refused_app:app' left with 'no licence' while it was imported "
            "(refused_app.py:1, in <module>: import sys; sys.exit('no licence'))",
        ),
        (
            "\nmenu = = 1",
            "cannot import the app 'refused_app:app': SyntaxError: invalid syntax "
            "(refused_app.py:2, in <module>: menu = = 1)",
        ),
        ("app = 7", "the app 'refused_app:app' is no application but a int"),
        (WSGI, "the app 'refused_app:app' is not asynchronous; if it is a WSGI app, write `wsgi:`"),
    ],
    ids=[
        "raises",
        "lacks a module",
        "misspelt",
        "only a function",
        "an object",
        "leaves",
        "no Python",
        "no application",
        "another kind",
    ],
)
def test_what_cannot_be_imported_says_why_and_where(folder, monkeypatch, text, reason):
    monkeypatch.chdir(folder)

    assert reason in refusal(write(folder, "refused_app", text))


def test_a_module_that_is_not_there_may_be_a_misspelt_one(folder):
    write(folder, "voicemail_app", ASGI)

    said = refusal(AppSpec(AppKind.ASGI, "voicemial_app:app", folder=folder))

    assert said.endswith("there is no module 'voicemial_app'; did you mean 'voicemail_app'?")


def test_a_package_that_is_not_there_is_no_mistake_of_the_app(folder):
    said = refusal(AppSpec(AppKind.ASGI, "no_such_package.voicemail:app", folder=folder))

    assert ": there is no module 'no_such_package.voicemail'; looked in " in said


@pytest.mark.parametrize(("text", "answer"), [(ASGI, "asgi / 1"), (WSGI, "wsgi / a=b")], ids=["ASGI", "WSGI"])
def test_an_app_without_a_kind_is_served_whatever_its_kind(folder, text, answer):
    assert ask(write(folder, "either_kind", text, AppKind.PYTHON)) == [answer]


def test_an_app_with_and_without_its_kind_is_one_app_and_its_kind_is_looked_at_all_the_same(folder):
    spec = write(folder, "three_kinds", ASGI, AppKind.PYTHON)

    async def run():
        async with Apps() as apps:
            urls = [await apps.address(replace(spec, kind=kind)) for kind in (AppKind.PYTHON, AppKind.ASGI)]
            with pytest.raises(AppError, match="write `asgi:`"):
                await apps.address(replace(spec, kind=AppKind.WSGI))
            return urls

    first, second = asyncio.run(run())

    assert first == second


def test_an_app_does_not_hide_a_module_of_python(folder):
    before = sys.modules["calendar"]

    said = refusal(write(folder, "calendar", ASGI))

    assert said.endswith("calendar.py has the name of a module of Python itself, 'calendar'; give it another one")
    assert sys.modules["calendar"] is before


def test_an_asynchronous_application_is_no_wsgi_application(folder):
    spec = write(folder, "not_wsgi", ASGI, AppKind.WSGI)

    assert refusal(spec) == "the app 'not_wsgi:app' is asynchronous; if it is an ASGI app, write `asgi:`"


# -- applications at hand --------------------------------------------------------------------------------------------


class Answering:
    """An ASGI application that is an object."""

    async def __call__(self, scope, receive, send):
        assert scope["type"] == "http"
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"object"})


def wsgi(environ, start_response):
    start_response("200 OK", [])
    return [b"function"]


@pytest.mark.parametrize(("app", "answer"), [(Answering(), b"object"), (wsgi, b"function")], ids=["ASGI", "WSGI"])
def test_an_application_at_hand_is_served_whatever_its_kind(app, answer):
    async def run():
        async with Apps() as apps, AppClient() as client:
            return await client.post(await apps.served(app), b"", Settings())

    assert asyncio.run(run()).body == answer


def test_applications_are_shut_down_at_the_end():
    seen = []

    @asynccontextmanager
    async def lifespan(_):
        seen.append("up")
        yield
        seen.append("down")

    async def run():
        async with Apps() as apps:
            await apps.served(Starlette(lifespan=lifespan))
            seen.append("used")

    asyncio.run(run())

    assert seen == ["up", "used", "down"]


def test_an_address_is_used_as_it_is_and_nothing_is_started():
    async def run():
        async with Apps() as apps:
            return await apps.address(AppSpec(AppKind.URL, "http://app.example/in?a=b"))

    assert asyncio.run(run()) == "http://app.example/in?a=b"


# -- commands --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [("serves.py", "{port}"), ("serves.py",)], ids=["{port}", "PORT"])
def test_a_command_is_started_in_the_folder_of_the_scenario_and_told_its_port(folder, arguments):
    write(folder, "serves", SERVES)

    assert ask(command_in(folder, *arguments)) == ["command /"]


@pytest.mark.parametrize("code", [SERVES, STARTS_A_CHILD], ids=["itself", "a child of it"])
def test_a_command_is_gone_at_the_end(folder, code):
    write(folder, "serves", SERVES)

    async def run():
        async with AppClient() as client:
            async with Apps() as apps:
                url = await apps.address(command_in(folder, "-c", code, "{port}"))
                answered = await client.post(url, b"", Settings())
            return answered, await client.post(url, b"", Settings())

    answered, refused = asyncio.run(run())

    assert answered.body == b"command /"
    assert (refused.status, refused.body) == (0, b"")


def test_a_command_that_never_listens_is_given_up_with_what_it_printed(folder):
    """The machine stands still, until its time is over, as soon as it has printed something."""
    spec = command_in(
        folder, "-c", "import threading; print('thinking', flush=True); threading.Event().wait()", "{port}"
    )

    async def run():
        here = asyncio.get_running_loop()
        async with Apps(AppVoice(lambda _: stand_still(START_SECONDS, here), loud=True)) as apps:
            await apps.address(spec)

    with pytest.raises(AppError) as refused:
        run_on_such_a_machine(run())

    said = str(refused.value)
    (port,) = re.findall(r" never listened on port ([0-9]+) in 30 s; ", said)
    assert said.startswith(f"the app {shlex.join([*spec.arguments[:-1], port])!r} never listened")
    assert said.endswith(" 30 s; does it take the port from `{port}` or the variable PORT?\n  | thinking")


def test_a_command_that_ends_shows_its_last_lines(folder):
    said = refusal(command_in(folder, "-c", "print('\\n'.join(map(str, range(1000)))); raise SystemExit(3)"))

    assert "ended with exit code 3 before it took a call\n  | 980\n" in said
    assert said.endswith("\n  | 999")


def test_a_command_that_ends_without_a_word_says_so(folder):
    said = refusal(command_in(folder, "-c", "raise SystemExit(3)"))

    assert said.endswith("ended with exit code 3 before it took a call (it printed nothing)")


def test_a_program_that_does_not_exist_is_named(folder):
    said = refusal(AppSpec(AppKind.COMMAND, arguments=("no-such-program", "{port}"), folder=folder))

    assert said.startswith("cannot start 'no-such-program ")
    assert said.endswith("there is no program 'no-such-program'")


ANSWERS_ITS_NAME = """
from helper import NAME

async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": NAME})
"""


def test_apps_of_two_folders_may_have_the_same_names(folder):
    specs = []
    for name in ("one", "two"):
        (folder / name).mkdir()
        (folder / name / "helper.py").write_text(f"NAME = b{name!r}")
        specs.append(write(folder / name, "same_name", ANSWERS_ITS_NAME))

    assert ask(*specs) == ["one", "two"]


def test_the_folder_of_the_scenario_comes_before_the_working_directory(folder, monkeypatch):
    for name in ("here", "elsewhere"):
        (folder / name).mkdir()
        (folder / name / "helper.py").write_text(f"NAME = b{name!r}")
    spec = write(folder / "here", "twice_there", ANSWERS_ITS_NAME)
    write(folder / "elsewhere", "twice_there", "app = None")
    monkeypatch.chdir(folder / "elsewhere")

    assert ask(spec) == ["here"]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (WSGI, AppKind.ASGI, "is not asynchronous; if it is a WSGI app, write `wsgi:`"),
        (ASGI, AppKind.WSGI, "is asynchronous; if it is an ASGI app, write `asgi:`"),
        ("app = 3", AppKind.ASGI, "is no application but a int"),
    ],
)
def test_an_app_of_another_kind_than_the_scenario_says_is_refused(folder, text, kind, expected):
    assert refusal(write(folder, "other_kind", text, kind)).endswith(expected)


def test_a_command_may_print_as_much_as_it_likes(folder):
    (folder / "serves.py").write_text(SERVES)
    (folder / "talks.py").write_text("print('x' * 1_000_000, flush=True)\nimport runpy\nrunpy.run_path('serves.py')\n")

    assert ask(command_in(folder, "talks.py", "{port}")) == ["command /"]


class SlowApp:
    """An app that comes up when it is told so."""

    def __init__(self):
        self.asked, self.seen = threading.Event(), []

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            self.loop, self.up = asyncio.get_running_loop(), asyncio.Event()
            self.asked.set()
            await self.up.wait()
            self.seen.append("up")
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await receive()
            self.seen.append("down")
            await send({"type": "lifespan.shutdown.complete"})

    def comes_up(self):
        self.loop.call_soon_threadsafe(self.up.set)


def test_who_gives_up_while_an_app_starts_leaves_it_to_the_others():
    app = SlowApp()

    async def run():
        async with Apps() as apps:
            first = asyncio.create_task(apps.served(app))
            await asyncio.to_thread(app.asked.wait)
            first.cancel()
            await asyncio.wait({first})
            second = asyncio.create_task(apps.served(app))
            app.comes_up()
            return first.cancelled(), await second, await apps.served(app)

    given_up, url, again = asyncio.run(run())

    assert given_up
    assert url == again
    assert app.seen == ["up", "down"]


def test_an_app_that_is_about_to_start_is_stopped_at_the_end():
    app = SlowApp()
    before = threading.enumerate()

    async def run():
        async with Apps() as apps:
            first = asyncio.create_task(apps.served(app))
            await asyncio.to_thread(app.asked.wait)
            first.cancel()

    asyncio.run(run())

    assert app.seen == []
    assert [one for one in threading.enumerate() if one not in before] == []
