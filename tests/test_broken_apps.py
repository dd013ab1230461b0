"""An app is broken on purpose: the report names the cause within its first lines, and the run fails."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from simulator.drivers.ports import free_port
from simulator.drivers.session import Session
from simulator.report.failure import failure
from simulator.scenario.load import load_file
from simulator.scenario.run import ScenarioRun, exit_status, run_scenarios
from simulator.settings import Settings
from simulator.status import ExitStatus

APPS = Path(__file__).parent / "apps"
DIES = json.dumps({"command": [sys.executable, "-c", "print('no licence'); raise SystemExit(3)"]})


@dataclass
class Report:
    run: ScenarioRun
    text: str

    @property
    def first_lines(self) -> str:
        """The first 15 lines, unfolded, as a terminal of 80 columns shows them."""
        return " ".join(line.strip() for line in self.text.splitlines()[:15])


def report_on(app: str, tmp_path: Path, steps: str = "[stays_silent]") -> Report:
    file = tmp_path / "broken.yaml"
    file.write_text(f"name: broken\napp: {app}\ncaller: {steps}\n", encoding="utf-8")

    async def run():
        async with Session() as session:
            return await run_scenarios(load_file(file, Settings()), session, jobs=1)

    (done,) = asyncio.run(run())
    console = Console(file=io.StringIO(), width=80)
    console.print(failure(done))
    return Report(done, console.file.getvalue())


@pytest.mark.parametrize(
    ("path", "cause"),
    [
        ("/500", "http://app/500: the app answered 500 Internal Server Error, expected 200 with OzML"),
        ("/html", "http://app/html:1:1: the answer is an HTML page, not OzML; it begins '<!DOCTYPE html> <html>"),
        ("/truncated", "http://app/truncated:3:15: not well-formed XML: the document ends in the middle"),
        ("/unknown", "http://app/unknown:3:3: <Spaek> is not an OzML command; did you mean 'Speak'?"),
        ("/attribute", "http://app/attribute:2:3: <Record> has no attribute 'Inactivty'; did you mean 'Inactivity'?"),
        ("/goto", "http://app/goto:1:11: endless <GoTo>: 100 in a row without anything that takes time"),
        ("/ampersand", "http://app/ampersand:1:23: not well-formed XML: a bare '&'; write '&amp;'"),
        ("/json", 'http://app/json:1:1: the answer is not XML, it begins \'{"Response": {"Speak": "Hello"}}\''),
        ("/empty", "http://app/empty:1:1: the answer is empty, expected OzML"),
        ("/record", "http://app/500: the app answered 500 Internal Server Error"),
        ("/endless-record", "stalled: nothing can happen any more"),
    ],
)
def test_the_report_names_what_the_app_did_wrong(path, cause, tmp_path, monkeypatch):
    monkeypatch.chdir(APPS)

    report = report_on(f'{{asgi: "broken:app", path: {path}}}', tmp_path)

    assert cause in report.first_lines
    assert exit_status([report.run]) is ExitStatus.FAILED


def test_the_report_shows_the_line_of_the_answer_with_a_caret(tmp_path, monkeypatch):
    monkeypatch.chdir(APPS)

    report = report_on('{asgi: "broken:app", path: /unknown}', tmp_path)

    lines = [line.strip() for line in report.text.splitlines()]
    answer = lines.index("200 text/xml, 68 bytes") + 1
    assert lines[answer : answer + 5] == [
        "1 | <Response>",
        "2 |   <Speak>Hello</Speak>",
        "> 3 |   <Spaek>World</Spaek>",
        "|   ^",
        "4 | </Response>",
    ]


def test_a_refused_connection_names_the_address(tmp_path):
    port = free_port()

    report = report_on(f'{{url: "http://127.0.0.1:{port}/incoming"}}', tmp_path)

    assert f"no answer from the app: cannot connect to 127.0.0.1:{port}" in report.first_lines


@pytest.mark.parametrize(
    ("app", "cause"),
    [
        ('{asgi: "no_such_module:app"}', "cannot import the app 'no_such_module:app'"),
        ('{asgi: "broken:application"}', "cannot import the app 'broken:application'"),
        ("{command: 'no-such-program-anywhere {port}'}", "cannot start"),
        (DIES, "ended with exit code 3"),
    ],
)
def test_an_app_that_cannot_be_started_is_a_failure_with_its_reason(app, cause, tmp_path, monkeypatch):
    monkeypatch.chdir(APPS)

    report = report_on(app, tmp_path)

    assert cause in report.first_lines
    assert exit_status([report.run]) is ExitStatus.FAILED


def test_what_a_command_printed_before_it_died_is_shown(tmp_path):
    report = report_on(DIES, tmp_path)

    assert "| no licence" in report.first_lines


def test_malformed_xml_is_told_once_and_shown_with_a_caret(tmp_path, monkeypatch):
    monkeypatch.chdir(APPS)

    report = report_on('{asgi: "broken:app", path: /ampersand}', tmp_path)

    lines = [line.strip() for line in report.text.splitlines()]
    assert lines.count("http://app/ampersand:1:23: not well-formed XML: a bare '&'; write '&amp;'") == 1
    assert lines[lines.index("200 text/xml, 48 bytes") + 2] == "|                       ^"
