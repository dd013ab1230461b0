"""What `run` shows of what apps say beside their answers: in the report of a failure, and with -v as it comes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import run_cli, start_cli

APP = """
async def app(scope, receive, send):
    if scope["type"] == "http":
        raise KeyError(f"customer {object()}")
"""

COMMAND = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        print("no such page\\x1b[2J", flush=True)
        self.send_response(404 if self.path == "/lost" else 200)
        self.end_headers()
        self.wfile.write(b"<Response><Speak>Hello</Speak></Response>")

    def log_message(self, *_):
        pass

HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    (tmp_path / "s.yaml").write_text("---\n".join(scenario("app: app:app", name) for name in ("one", "two")))
    return tmp_path


def scenario(app: str, name: str = "one") -> str:
    return f"name: {name}\n{app}\ncaller: [hears: Hello]\n"


def transcripts() -> list[object]:
    return [one["transcript"] for one in json.loads(Path("run.json").read_text(encoding="utf-8"))["scenarios"]]


# -- Python apps -----------------------------------------------------------------------------------------------------


def test_what_an_app_raised_is_in_the_report_and_not_on_standard_error(here):
    done = run_cli("run", "s.yaml", columns=200)

    assert (
        done.stdout.count("  http://app/: the app raised KeyError: 'customer <object object at 0x...>' (app.py:4, ")
        == 2
    )
    assert (done.returncode, done.stderr) == (1, "")


def test_with_v_the_traceback_is_on_standard_error_once(here):
    done = run_cli("run", "s.yaml", "-v", columns=200)

    first, second, third, *_, last = done.stderr.splitlines()
    assert (first, second) == ("the app raised, when it was asked POST /:", "Traceback (most recent call last):")
    assert third == f'  File "{here / "app.py"}", line 4, in app'
    assert last == "KeyError: 'customer <object object at 0x...>'"
    assert done.stderr.count("Traceback") == 1


def test_transcripts_are_the_same_in_every_run(here):
    run_cli("run", "s.yaml", "--json", "run.json")
    first = transcripts()
    run_cli("run", "s.yaml", "--json", "run.json")

    assert transcripts() == first


def test_an_app_that_cannot_be_imported_is_told_with_its_line_and_with_v_its_traceback(here):
    (here / "app.py").write_text("import os\n\nDATABASE = os.environ['NO_SUCH_DATABASE']\n", encoding="utf-8")

    quiet, loud = (run_cli("run", "s.yaml", *options, columns=200) for options in ((), ("-v",)))

    reason = "KeyError: 'NO_SUCH_DATABASE' (app.py:3, in <module>: DATABASE = os.environ['NO_SUCH_DATABASE'])"
    assert quiet.stdout.count(f"  cannot import the app 'app:app': {reason}") == 2
    assert quiet.stderr == ""
    first, second, third, *_, last = loud.stderr.splitlines()
    assert (first, second) == ("the app raised, while it was imported:", "Traceback (most recent call last):")
    assert third == f'  File "{here / "app.py"}", line 3, in <module>'
    assert last == "KeyError: 'NO_SUCH_DATABASE'"


FLASK = """
from flask import Flask

app = Flask(__name__)

@app.post("/")
def incoming():
    raise KeyError("customer")
"""

DJANGO = """
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.urls import path

settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__)

def incoming(request):
    raise KeyError("customer")

urlpatterns = [path("", incoming)]
app = WSGIHandler()
"""


@pytest.mark.wall_clock
@pytest.mark.parametrize("app", [FLASK, DJANGO], ids=["Flask", "Django"])
def test_frameworks_that_make_a_page_of_an_exception_are_seen_through(here, app):
    """In a process of its own: pytest takes what is logged, and Flask asks who does."""
    (here / "app.py").write_text(app, encoding="utf-8")
    (here / "s.yaml").write_text(scenario("app: {wsgi: 'app:app'}"))

    with start_cli("run", "s.yaml", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        printed, said = process.communicate(timeout=60)

    told = " ".join(printed.split())
    assert "http://app/: the app raised KeyError: 'customer' (app.py:" in told
    assert 'in incoming: raise KeyError("customer")) and answered 500 Internal Server Error' in told
    assert "Traceback" not in printed + said
    assert len(said.splitlines()) <= 2  # what it says itself, and the exception in a line


# -- commands --------------------------------------------------------------------------------------------------------


@pytest.fixture
def command(here) -> str:
    (here / "command.py").write_text(COMMAND, encoding="utf-8")
    python = sys.executable.replace("\\", "/")
    return json.dumps({"command": f"'{python}' command.py {{port}}", "path": "/lost"})


DIES = """
import os, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

two = threading.Barrier(2)

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        if self.path == "/both":
            two.wait()
        if self.path != "/":
            os._exit(1)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<Response><Speak>Hello</Speak></Response>")

    def log_message(self, *_):
        pass

ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


@pytest.mark.wall_clock
def test_a_command_that_dies_takes_no_later_scenario_with_it(here, command):
    Path("command.py").write_text(DIES, encoding="utf-8")
    calls = [("before", "/"), ("dies", "/lost"), ("after", "/")]
    Path("s.yaml").write_text(
        "---\n".join(scenario(f"app: {command.replace('/lost', path)}", name) for name, path in calls)
    )

    done = run_cli("run", "s.yaml", "-j", "1")

    assert [line.split("  ")[0] for line in done.stdout.splitlines()[:3]] == [
        "PASSED s.yaml::before",
        "FAILED s.yaml::dies",
        "PASSED s.yaml::after",
    ]
    assert done.stdout.count("\n  the app has ended with exit code 1\n") == 1
    assert "try -j 1" not in done.stdout
    assert done.stderr.endswith("' ended with exit code 1; it is started again\n")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.wall_clock
def test_those_who_were_there_when_a_command_died_are_told_that_it_may_have_been_another_one(here, command):
    Path("command.py").write_text(DIES, encoding="utf-8")
    Path("s.yaml").write_text(
        "---\n".join(scenario(f"app: {command.replace('/lost', '/both')}", name) for name in ("one", "two"))
    )

    done = run_cli("run", "s.yaml", "-q")

    hint = "  also: the app ended (exit code 1) while other calls were under way; try -j 1"
    assert done.stdout.splitlines().count(hint) == 2


@pytest.mark.wall_clock
def test_what_a_command_printed_stands_at_the_end_of_what_is_told_of_a_failure(here, command):
    Path("s.yaml").write_text(scenario(f"app: {command}"))

    done = run_cli("run", "s.yaml", "--json", "run.json")

    *_, said, line, repeat, _, _ = done.stdout.splitlines()
    assert (said, line) == ("  the app said", "    | no such page\N{REPLACEMENT CHARACTER}[2J")
    assert repeat.startswith("  repeat: ")
    assert done.stderr == ""
    (recorded,) = json.loads(Path("run.json").read_text(encoding="utf-8"))["scenarios"]
    assert (recorded["app_output"], recorded["app_end"]) == (["no such page\x1b[2J"], "")


@pytest.mark.wall_clock
def test_while_all_is_well_nothing_of_it_is_shown_but_with_v(here, command):
    Path("s.yaml").write_text(scenario(f"app: {command.replace('/lost', '/')}"))

    quiet, loud = run_cli("run", "s.yaml"), run_cli("run", "s.yaml", "-v")

    assert (quiet.returncode, quiet.stderr) == (0, "")
    assert "the app said" not in quiet.stdout + loud.stdout
    assert loud.stderr == f"{Path(sys.executable).name}: no such page\N{REPLACEMENT CHARACTER}[2J\n"
