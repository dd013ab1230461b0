"""`run --app` and `list --app`: scenarios call an app that is named on the command line."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from simulator.drivers.serving import ServerThread
from simulator.scenario import command
from tests.command_line import run_cli

APP = """
import os

with open("starts.txt", "a") as file:
    file.write("started ")

async def app(scope, receive, send):
    if scope["type"] == "http":
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
        text = f"<Response><Speak>This is NAME at {scope['path']}.</Speak></Response>"
        await send({"type": "http.response.body", "body": text.encode()})
"""

WSGI = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/xml")])
    return [b"<Response><Speak>This is old at ", environ["PATH_INFO"].encode(), b".</Speak></Response>"]
"""

SERVES = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.end_headers()
        self.wfile.write(f"<Response><Speak>This is a program at {self.path}.</Speak></Response>".encode())

    def log_message(self, *_):
        pass

HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""

PYTHON = shlex.quote(sys.executable)


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """A working directory with the app `mine:app`, and scenario files without an app in two folders below it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    Path("mine.py").write_text(APP.replace("NAME", "mine"), encoding="utf-8")
    for folder in ("a", "b"):
        Path(folder).mkdir()
        Path(folder, f"{folder}.yaml").write_text("caller: [hears: This is mine at /.]\n", encoding="utf-8")
    return tmp_path


def write(scenario: str, name: str = "s.yaml") -> str:
    Path(name).write_text(scenario, encoding="utf-8")
    return name


def heard(*options: str, app: str = "nowhere:app", path: str = "/own") -> str:
    """What is heard in a scenario that names an app of its own."""
    write(f"app: {{asgi: '{app}', path: {path}}}\n")
    done = run_cli("run", "s.yaml", *options, "-v")
    assert done.returncode == 0, done.stdout + done.stderr
    return re.search(r"speaks 'This is ([^']*)\.'", " ".join(done.stdout.split()))[1]


# -- which app is called ---------------------------------------------------------------------------------------------


def test_scenarios_without_an_app_call_the_given_one_which_is_started_once(here):
    done = run_cli("run", ".", "--app", "mine:app")

    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1].startswith("2 passed")
    assert Path("starts.txt").read_text() == "started "


def test_a_given_app_comes_before_the_one_that_a_scenario_names(here):
    assert heard("--app", "mine:app") == "mine at /own"
    assert heard("--app", "mine:app", "--path", "/given") == "mine at /given"
    assert heard("--path", "/given", app="mine:app") == "mine at /given"


def test_it_may_be_a_wsgi_app_a_command_or_an_address(here):
    Path("old.py").write_text(WSGI, encoding="utf-8")
    Path("program.py").write_text(SERVES, encoding="utf-8")

    assert heard("--app", "old:app") == "old at /own"
    assert heard("--app", f"{PYTHON} program.py {{port}}") == "a program at /own"
    with ServerThread(answering_with_its_path) as server:
        assert heard("--app", server.url) == "a server at /own"
        assert heard("--app", f"{server.url}/in") == "a server at /in"


async def answering_with_its_path(scope, receive, send):
    if scope["type"] == "http":
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
        text = f"<Response><Speak>This is a server at {scope['path']}.</Speak></Response>"
        await send({"type": "http.response.body", "body": text.encode()})


def test_modules_are_looked_for_in_the_working_directory_and_then_beside_the_scenario(here):
    for folder in ("a", "b"):
        Path(folder, "mine.py").write_text(APP.replace("NAME", "another one"), encoding="utf-8")
        Path(folder, "its.py").write_text(APP.replace("NAME", f"its of {folder}"), encoding="utf-8")
        write(f"caller: [hears: This is its of {folder}]\n", f"{folder}/{folder}.yaml")

    beside = run_cli("run", "a", "b", "--app", "its:app")

    assert beside.returncode == 0, beside.stdout
    assert heard("--app", "mine:app") == "mine at /own"


def test_a_module_that_is_nowhere_is_told_with_where_it_was_looked_for(here):
    done = run_cli("run", "a", "--app", "mien:app", "-q")

    assert done.returncode == 1
    assert "cannot import the app 'mien:app': there is no module 'mien'; did you mean 'mine'?" in done.stdout


def test_addresses_of_the_office_count_from_the_given_app(here):
    write(
        "app: http://127.0.0.1:1/nobody\noffice: {call changed: /changed}\n"
        "caller: [hears: This is mine at /nobody, hangs_up]\n"
    )

    done = run_cli("run", "s.yaml", "--app", "mine:app", "-v")

    assert "POST http://app/changed CallChanged" in " ".join(done.stdout.split())


# -- how it is repeated, listed and refused --------------------------------------------------------------------------


def test_the_command_that_repeats_a_failure_calls_the_same_app(here):
    Path("program.py").write_text(SERVES, encoding="utf-8")
    write("name: Anna\ncaller: [hears: Goodbye]\n")
    app = f"{PYTHON} program.py {{port}}"
    first = run_cli("run", "s.yaml", "--path", "/in", "-q", "--app", app)
    (repeat,) = re.findall(r"^  repeat: ozeki-simulator (.+)$", first.stdout, re.MULTILINE)

    again = run_cli(*shlex.split(repeat), "-q")

    assert shlex.split(repeat) == ["run", "s.yaml::Anna", "--seed", "0", "--app", app, "--path", "/in"]
    assert again.returncode == 1
    assert again.stdout.splitlines()[:-1] == first.stdout.splitlines()[:-1]


def test_scenarios_are_listed_with_the_given_app(here):
    write("name: Anna\napp: {asgi: 'own:app', path: /in}\n", "a/a.yaml")

    done = run_cli("list", ".", "--app", "mine:app")

    assert re.findall(r"^    (\S+ \S+); ", done.stdout, re.MULTILINE) == ["mine:app /in", "mine:app /"]


def test_without_it_a_scenario_has_to_name_its_app(here):
    done = run_cli("run", "a")

    assert done.returncode == 4
    assert done.stderr.splitlines() == [
        "a/a.yaml:1:1: the key 'app' is missing; "
        "name the app there, or for all scenarios with `run --app` (in pytest: `pbx_app`)"
    ]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            ["--app", "node app.js"],
            "app: 'node app.js' is no address and no import path; a command needs {port}: node app.js {port}",
        ),
        (["--app", "mine:app", "--path", "in"], "path: expected a path that begins with '/', such as '/incoming'"),
        (["--app", "http://app.test/in", "--path", "/x"], "path: the address 'http://app.test/in' has its path"),
    ],
)
@pytest.mark.parametrize("name", ["run", "list"])
def test_what_cannot_be_called_is_refused_before_any_call(here, name, options, told):
    done = run_cli(name, "a", *options)

    assert done.returncode == 4
    assert done.stderr.startswith(f"--{told}")


def test_a_command_that_does_not_heed_its_port_is_told_of_it(here, monkeypatch):
    monkeypatch.setattr(command, "START_SECONDS", 0.05)

    done = run_cli("run", "a", "-q", "--app", f"{PYTHON} -c 'import threading; threading.Event().wait()' {{port}}")

    assert done.returncode == 1
    assert re.search(
        r"never listened on port [0-9]+ in 0\.05 s; does it take the port from `\{port\}` or the variable PORT\?",
        " ".join(done.stdout.split()),
    )
