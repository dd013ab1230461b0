"""What pytest tells of apps that fail outside of their answers: what they print, raise at their import, or end."""

from __future__ import annotations

from xml.etree import ElementTree

from simulator.report.json_file import read_run
from tests.pytest_plugin.test_failures import assert_there, parts

pytest_plugins = ["pytester"]

DYING_APP = """
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Dying(BaseHTTPRequestHandler):
    def do_POST(self):
        print("no database, giving up", flush=True)
        os._exit(7)

HTTPServer(("127.0.0.1", int(sys.argv[1])), Dying).serve_forever()
"""

BROKEN_APP = """
import os

DATABASE = os.environ["ACME_DB"]
"""

ON_FAILING_APPS = """
import sys

import pytest

@pytest.fixture
def dying(pbx):
    pbx.set_up(app=f"{sys.executable} dying.py {{port}}")
    return pbx

def test_step(dying):
    dying.call().hears("PIN")

def test_check(dying):
    dying.call().expects(hears="PIN")

def test_swallowed(dying):
    dying.call()

def test_own_error(dying):
    assert dying.call().heard == ["PIN"]

def test_in_time(pbx):
    pbx.call().hears("Goodbye", within=1)

def test_broken(pbx):
    pbx.set_up(app="broken:app")
    pbx.call()

@pytest.fixture
def called(new_pbx):
    return new_pbx(app="no_python:app").call()

def test_no_python(called):
    pass
"""

SAID = ("the app said", "  | no database, giving up", "the app has ended with exit code 7")


def test_what_an_app_printed_and_raised_is_beside_the_failure(project):
    project.write(dying_py=DYING_APP, broken_py=BROKEN_APP, no_python_py="def (\n", test_it_py=ON_FAILING_APPS)

    done = project.run(
        "-q", "--junit-xml=report.xml", "--pbx-json=run.json", "--pbx-html=run.html", process=True, status=1
    )

    failed = parts(done)
    for name in ("test_step", "test_check"):
        told = [*(f"E         {line}" for line in SAID), f"E         repeat: pytest test_it.py::{name} --pbx-seed 0"]
        assert_there(failed[name], *told)
    for name in ("test_swallowed", "test_own_error"):
        assert_there(failed[name], *(f"  {line}" for line in SAID), f"  repeat: pytest test_it.py::{name} --pbx-seed 0")
    assert [line for line in failed["test_in_time"] if "the app said" in line] == []
    assert_the_users_own_lines_are_told(failed)
    assert_reports_have_it(project.folder)


def assert_the_users_own_lines_are_told(failed):
    assert_there(
        failed["test_broken"],
        '>   DATABASE = os.environ["ACME_DB"]',
        "broken.py:4: KeyError",
        ">       pbx.call()",
        "E       simulator.errors.AppError: cannot import the app 'broken:app': KeyError: 'ACME_DB'*",
        "test_it.py:*: AppError",
    )
    assert_there(
        failed["test_no_python"],
        '>       return new_pbx(app="no_python:app").call()',
        "E       simulator.errors.AppError: cannot import the app 'no_python:app': SyntaxError: *",
        "test_it.py:*: AppError",
    )
    told = [line for part in failed.values() for line in part]
    assert [line for line in told if "/simulator/" in line or "importer.py" in line or "importlib" in line] == []


def assert_reports_have_it(folder):
    records = {one.name: (one.app_output, one.app_end) for one in read_run(folder / "run.json").scenarios}
    said = (("no database, giving up",), "ended with exit code 7")
    assert records == {
        "test_step": said,
        "test_check": said,
        "test_swallowed": said,
        "test_own_error": said,
        "test_in_time": ((), ""),
    }
    assert "no database, giving up" in (folder / "run.html").read_text(encoding="utf-8")
    cases = ElementTree.parse(folder / "report.xml").getroot().iter("testcase")  # noqa: S314 - our own
    told = {case.get("name"): ElementTree.tostring(case, encoding="unicode") for case in cases}
    assert "the app has ended with exit code 7" in told["test_step"]
    assert "the app has ended with exit code 7" in told["test_swallowed"]


LEAVING_APP = """
import os

async def app(scope, receive, send):
    if scope["type"] == "http":
        os._exit(0)
"""


def test_an_app_that_ends_the_process_of_pytest_is_no_success(project):
    project.write(app_py=LEAVING_APP, test_it_py="def test_leaves(pbx):\n    pbx.call()\n")

    done = project.run("-q", process=True, status=1)

    done.stderr.fnmatch_lines(["test_it.py::test_leaves (call): the app ended this process by os._exit(0); *"])
