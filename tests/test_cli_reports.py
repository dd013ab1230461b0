"""Reports as a user gets them: written by `run`, looked at with `inspect`; and what `list` lists."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer

import jsonschema
import pytest
from junitparser import JUnitXml
from lxml import html
from typer.testing import CliRunner

from simulator.cli import app as command_line
from simulator.errors import ScenarioError
from simulator.report.json_file import json_schema
from simulator.status import ExitStatus
from tests.command_line import run_cli, start_cli

SCENARIOS = """
name: Anna leaves a message
app: {asgi: 'simulator.demo.voicemail:app', path: /incoming}
caller: [{hears: message}, {says: This is Anna.}, stays_silent]
expects: [{recordings: 1}]
---
name: Nobody says that
app: {asgi: 'simulator.demo.voicemail:app', path: /incoming}
caller: [{hears: Good evening}, hangs_up]
expects: [{recordings: 1}, {hears: Good evening}]
"""


@pytest.fixture
def folder(tmp_path):
    """A folder with two scenarios, one that passes and one that fails."""
    (tmp_path / "s.yaml").write_text(SCENARIOS, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """What `run --json` has written about them, once for all."""
    folder = tmp_path_factory.mktemp("record")
    (folder / "s.yaml").write_text(SCENARIOS, encoding="utf-8")
    run_cli("run", "s.yaml", "--json", "run.json", cwd=folder)
    return (folder / "run.json").read_bytes()


@pytest.fixture
def saved(folder, record):
    """The folder, with the run saved in it as run.json."""
    (folder / "run.json").write_bytes(record)
    return folder


@pytest.fixture
def tell(folder, monkeypatch):
    """Run a command that needs no process of its own, in the folder; what it printed, and how it left."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "120")

    def told(*words: str) -> tuple[str, int]:
        done = CliRunner().invoke(command_line, list(words))
        if isinstance(done.exception, ScenarioError):
            return str(done.exception), ExitStatus.USAGE
        return done.output, done.exit_code

    return told


# -- run -------------------------------------------------------------------------------------------------------------


def test_all_reports_are_written_into_folders_that_are_made(folder):
    done = run_cli(
        "run", "s.yaml", "--json", "a/b/run.json", "--junit", "a/c/junit.xml", "--html", "a/run.html", cwd=folder
    )

    data = json.loads((folder / "a/b/run.json").read_text(encoding="utf-8"))
    (suite,) = JUnitXml.fromfile(str(folder / "a/c/junit.xml"))
    page = html.parse(str(folder / "a/run.html"))
    jsonschema.validate(data, json_schema())
    assert done.returncode == 1
    assert done.stderr == ""
    assert [one["outcome"] for one in data["scenarios"]] == ["passed", "failed"]
    assert (suite.tests, suite.failures) == (2, 1)
    assert page.findtext(".//h1").strip() == "1 of 2 scenarios did not pass"


def test_what_the_command_line_said_is_recorded(folder):
    run_cli("run", "s.yaml", "-k", "anna", "--seed", "5", "--clock", "virtual", "--json", "run.json", cwd=folder)

    data = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert (data["seed"], data["clock"]) == (5, "virtual")
    assert [(one["seed"], one["repeat"]) for one in data["scenarios"]] == [
        (5, "ozeki-simulator run 's.yaml::Anna leaves a message' --seed 5 --clock virtual")
    ]


@pytest.mark.parametrize(("keyword", "status"), [("Anna", 6), ("Nobody", 1), ("", 1), ("no such scenario", 5)])
def test_a_report_that_cannot_be_written_makes_nothing_better_and_stops_no_other(folder, keyword, status):
    (folder / "file").write_text("")

    done = run_cli("run", "s.yaml", "-k", keyword, "--json", "file/run.json", "--junit", "junit.xml", cwd=folder)

    assert done.returncode == status
    assert "the report file/run.json cannot be written: " in done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "junit.xml").exists()


@pytest.mark.parametrize(
    "words",
    [("--json", "x", "--junit", "./x"), ("--junit", "x", "--html", "../{}/x"), ("--baseline", "x", "--html", "x")],
)
def test_two_files_cannot_be_one(folder, words):
    done = run_cli("run", "s.yaml", *[word.format(folder.name) for word in words], cwd=folder)

    assert (done.returncode, done.stdout) == (4, "")
    assert "would both be written to" in done.stderr
    assert not (folder / "x").exists()


def test_a_report_cannot_be_a_folder(folder):
    done = run_cli("run", "s.yaml", "--html", ".", cwd=folder)

    assert done.returncode == 4
    assert done.stdout == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_a_run_that_is_broken_off_reports_what_was_over(folder):
    running: list[subprocess.Popen[str]] = []

    class Interrupting(BaseHTTPRequestHandler):
        def do_POST(self):
            running[0].send_signal(signal.SIGINT)

    with HTTPServer(("127.0.0.1", 0), Interrupting) as server:
        with (folder / "s.yaml").open("a", encoding="utf-8") as file:
            file.write(f"---\nname: Endless\napp: {{url: 'http://127.0.0.1:{server.server_port}/'}}\n")
        with start_cli(
            "run", "s.yaml", "-j1", "--json", "run.json", cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            running.append(process)
            server.handle_request()
            told, complaint = process.communicate(timeout=30)

    assert "step 1 failed: hears 'Good evening'" in told
    assert "repeat: ozeki-simulator run 's.yaml::Nobody says that' --seed 0" in told
    assert re.match(r"1 passed, 1 failed, interrupted in \d+\.\d\d s", told.splitlines()[-1])
    data = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert (process.returncode, complaint) == (2, "interrupted\n")
    assert data["interrupted"] is True
    assert [one["name"] for one in data["scenarios"]] == ["Anna leaves a message", "Nobody says that"]


# -- inspect ---------------------------------------------------------------------------------------------------------


def test_a_saved_run_is_listed(saved, tell):
    text, status = tell("inspect", "run.json")

    lines = text.splitlines()
    assert status == 0
    assert lines[0].startswith("1 passed, 1 failed in ")
    assert lines[1].startswith("   1 PASSED s.yaml::Anna leaves a message  ")
    assert lines[2].startswith("   2 FAILED s.yaml::Nobody says that  ")


@pytest.mark.parametrize("words", [["2"], ["-k", "nobody"]])
def test_one_scenario_is_shown_with_its_reasons_and_its_conversation(saved, tell, words):
    text, status = tell("inspect", "run.json", *words)

    assert status == 0
    assert "FAILED s.yaml::Nobody says that" in text
    assert "    expected  Good evening" in text
    assert "POST http://app/incoming IncomingCall" in text
    assert "repeat: ozeki-simulator run 's.yaml::Nobody says that' --seed 0" in text
    assert "NotificationName: " not in text


def test_the_wire_has_what_was_posted_and_the_lines_of_what_was_answered(saved, tell):
    text, _ = tell("inspect", "run.json", "1", "--wire")

    assert "    NotificationName: RecordCompleted" in text
    assert "     1 | <Response>" in text


def test_a_saved_run_becomes_other_reports_and_its_recordings_files(saved, tell):
    text, status = tell(
        "inspect", "run.json", "-k", "anna", "--html", "o/run.html", "--junit", "o/j.xml", "--recordings", "o/r"
    )

    (recording,) = (saved / "o/r").rglob("*.mp3")
    assert status == 0
    assert recording.parent.name == "1-Anna-leaves-a-message"
    assert str(recording.relative_to(saved)) in text
    assert recording.stat().st_size > 3_000
    assert html.parse(str(saved / "o/run.html")).findtext(".//h1").strip() == "The scenario passed"
    assert [suite.tests for suite in JUnitXml.fromfile(str(saved / "o/j.xml"))] == [1]


def test_a_record_cannot_make_files_elsewhere(saved, tell):
    data = json.loads((saved / "run.json").read_text(encoding="utf-8"))
    data["scenarios"][0]["name"] = "../../evil"
    data["scenarios"][0]["calls"][0]["recordings"][0]["name"] = "../../../evil.mp3"
    (saved / "run.json").write_text(json.dumps(data), encoding="utf-8")

    tell("inspect", "run.json", "1", "--recordings", "r")

    assert [path.relative_to(saved).as_posix() for path in saved.rglob("*evil*") if path.is_file()] == [
        "r/1-..-..-evil/evil.mp3"
    ]


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["no-such.json"], 4, "no-such.json"),
        (["s.yaml"], 4, "s.yaml:2:1: is no JSON"),
        (["run.json", "3"], 4, "run.json: there is no scenario 3; it has 2"),
        (["run.json", "-k", "no scenario is called this"], 5, "-k 'no scenario is called this': this is in no file or"),
        (["run.json", "--html", "s.yaml/run.html"], 6, "the report s.yaml/run.html cannot be written"),
    ],
)
def test_what_cannot_be_shown_is_told(saved, tell, words, status, message):
    text, left = tell("inspect", *words)

    assert left == status
    assert message in text
    assert "Traceback" not in text


# -- list and schema -------------------------------------------------------------------------------------------------


def test_scenarios_are_listed_without_being_run(folder, tell):
    (folder / "t.yaml").write_text(
        "name: Elsewhere\napp: {url: 'http://127.0.0.1:9/in'}\nsms: {from: 4711, text: Hello}\n"
        "---\nname: Asked\napp: {url: 'http://127.0.0.1:9/in'}\nrequest: GET /remind\n"
    )

    text, status = tell("list", ".")

    assert status == 0
    assert text.splitlines() == [
        "s.yaml::Anna leaves a message",
        "    simulator.demo.voicemail:app /incoming; call from +3612345678 to 9000; 3 steps, 1 expectation",
        "s.yaml::Nobody says that",
        "    simulator.demo.voicemail:app /incoming; call from +3612345678 to 9000; 2 steps, 2 expectations",
        "t.yaml::Elsewhere",
        "    http://127.0.0.1:9/in; SMS from 4711 to 9000; 0 steps, 0 expectations",
        "t.yaml::Asked",
        "    http://127.0.0.1:9/in; GET /remind; 0 steps, 0 expectations",
        "4 scenarios in 2 files",
    ]


def test_scenarios_are_listed_as_json(folder, tell):
    text, _ = tell("list", "s.yaml", "-k", "nobody", "--json")

    assert json.loads(text) == {
        "version": 1,
        "scenarios": [
            {
                "id": "s.yaml::Nobody says that",
                "name": "Nobody says that",
                "file": "s.yaml",
                "line": 7,
                "app": "simulator.demo.voicemail:app /incoming",
                "begins": "call from +3612345678 to 9000",
                "steps": 2,
                "expectations": 2,
            }
        ],
    }


def test_where_there_are_no_scenarios_nothing_is_found(folder, tell):
    text, status = tell("list", ".", "-k", "no scenario is called this")

    assert status == 5
    assert text.startswith("0 scenarios in 0 files\n")


def test_the_schema_of_a_saved_run_is_printed(tell):
    assert json.loads(tell("schema", "run")[0]) == json_schema()
