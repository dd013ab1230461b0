"""An app that ends the process of a run: the run has failed, whatever status the app leaves with."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from simulator.scenario.app_exit import heeding_app_exit
from tests.command_line import start_cli

APP = """
import os

def incoming(path):
    if path == "/dies":
        os._exit(0)
    return b"<Response><Speak>Hello</Speak></Response>"

async def app(scope, receive, send):
    if scope["type"] == "http":
        await receive()
        body = incoming(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
        await send({"type": "http.response.body", "body": body})
"""

SCENARIOS = """
name: fine
app: leaving:app
caller: [hears: Hello]
---
name: dies
app: {asgi: "leaving:app", path: /dies}
"""


@pytest.mark.wall_clock
def test_a_run_fails_and_tells_which_line_of_the_app_has_ended_it_and_reports_what_was_over(tmp_path):
    (tmp_path / "leaving.py").write_text(APP, encoding="utf-8")
    (tmp_path / "s.yaml").write_text(SCENARIOS, encoding="utf-8")

    words = ["run", "s.yaml", "-j", "1", "--json", "run.json"]
    with start_cli(*words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        printed, said = process.communicate(timeout=60)

    where = "(leaving.py:6, in incoming: os._exit(0))"
    assert said == f"the app ended this process by os._exit(0); what was under way is lost {where}\n"
    assert process.returncode == 1
    assert printed.splitlines()[-1].startswith("1 passed, interrupted in ")
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert (record["interrupted"], [one["name"] for one in record["scenarios"]]) == (True, ["fine"])


@pytest.mark.skipif(sys.platform == "win32", reason="nothing can be forked")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_child_that_is_forked_leaves_as_it_likes():
    with heeding_app_exit():
        child = os.fork()
        if child == 0:
            os._exit(7)
        _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 7


def test_afterwards_nothing_is_heeded_any_more():
    before = os._exit

    with heeding_app_exit():
        within = os._exit

    assert within is not before
    assert os._exit is before


def test_two_of_them_may_end_in_any_order(monkeypatch):
    monkeypatch.setattr(os, "_exit", sys.exit)
    first, second = heeding_app_exit(), heeding_app_exit()
    for one in (first, second):
        one.__enter__()
    for one in (first, second):
        one.__exit__(None, None, None)

    with pytest.raises(SystemExit) as left:
        os._exit(7)

    assert left.value.code == 7
