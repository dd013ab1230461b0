"""What `run` and `lint` write is written over nothing that they look at; `-` is standard output, for `inspect` too."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from junitparser import JUnitXml
from lxml import html

from tests.command_line import run_cli, start_cli

APP = """
print("imported")

async def app(scope, receive, send):
    if scope["type"] == "http":
        print("asked")
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
        await send({"type": "http.response.body", "body": "<Response><Speak>Grüße</Speak></Response>".encode()})
"""

SCENARIO = """
name: Anna ${who}
include: shared/_common.yaml
examples: who.csv
caller:
  - include: shared/_steps.yaml
expects:
  - conversation: talk.txt
---
name: Béla
app: {command: "python start.py {port}"}
caller: [says: yes.wav]
"""

FILES = {
    "app.py": APP,
    "start.py": "raise SystemExit(3)",
    "calls/a.yaml": SCENARIO,
    "calls/b.yaml": "app: app:app\ncaller: [hears: Grüße]\n",
    "calls/shared/_common.yaml": "app: app:app\n",
    "calls/shared/_steps.yaml": "- hears: Grüße\n",
    "calls/who.csv": "who\nhere\nthere\n",
    "calls/talk.txt": "",
    "calls/start.py": "raise SystemExit(3)",
    "calls/yes.wav": "",
    "golden/calls/b/b.txt": "",
    "settings.toml": "speech = 'pseudo'\n",
    "world.yaml": "phones: {4711: busy}\n",
}


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    return tmp_path


def contents() -> dict[str, str]:
    return {one.as_posix(): one.read_text(encoding="utf-8") for one in Path().rglob("*") if one.is_file()}


# -- what is looked at -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("calls/b.yaml", "calls/b.yaml, which holds scenarios"),
        ("calls/shared/../b.yaml", "calls/b.yaml, which holds scenarios"),
        ("calls/shared/_common.yaml", "calls/shared/_common.yaml, which belongs to calls/a.yaml"),
        ("calls/shared/_steps.yaml", "calls/shared/_steps.yaml, which belongs to calls/a.yaml"),
        ("calls/who.csv", "calls/who.csv, which belongs to calls/a.yaml"),
        ("calls/talk.txt", "calls/talk.txt, which belongs to calls/a.yaml"),
        ("calls/start.py", "calls/start.py, which belongs to calls/a.yaml"),
        ("calls/yes.wav", "calls/yes.wav, which belongs to calls/a.yaml"),
        ("golden/calls/b/b.txt", "golden/calls/b/b.txt, which is a golden conversation"),
        ("golden/calls/a/Béla.txt", "golden/calls/a/Béla.txt, which is a golden conversation"),
        ("settings.toml", "settings.toml, which is given with --settings"),
        ("world.yaml", "world.yaml, which is given with --world"),
    ],
)
@pytest.mark.parametrize("option", ["--json", "--junit", "--html", "--baseline"])
def test_a_run_writes_nothing_over_what_it_looks_at_and_runs_nothing(option, name, what, here):
    words = ["calls", "--settings", "settings.toml", "--world", "world.yaml", "--golden", "golden", "--update"]
    done = run_cli("run", *words, option, name, columns=160)

    assert f"Invalid value for {option}: it would be written over {what}" in done.stderr
    assert (done.returncode, done.stdout) == (4, "")
    assert contents() == FILES


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few users make links")
@pytest.mark.parametrize("link", [Path.symlink_to, Path.hardlink_to], ids=["a symbolic link", "a hard link"])
def test_another_name_of_a_file_is_that_file(link, here):
    link(Path("report.html"), here / "calls/b.yaml")

    done = run_cli("run", "calls/b.yaml", "--html", "report.html", columns=160)

    assert "it would be written over calls/b.yaml, which holds scenarios" in done.stderr
    assert Path("calls/b.yaml").read_text(encoding="utf-8") == FILES["calls/b.yaml"]


def test_a_scenario_that_is_not_asked_for_is_not_written_over_either(here):
    done = run_cli("run", "calls", "-k", "Béla", "--junit", "calls/b.yaml", columns=160)

    assert (done.returncode, contents()) == (4, FILES)


def test_a_report_is_written_over_an_earlier_one(here):
    codes = [run_cli("run", "calls/b.yaml", "--html", "report.html").returncode for _ in range(2)]

    assert codes == [0, 0]


@pytest.mark.parametrize("words", [["answers"], ["answers/a.xml"]], ids=["in a folder", "itself"])
def test_lint_writes_no_report_over_what_it_lints(words, here):
    Path("answers").mkdir()
    Path("answers/a.xml").write_text("<Response/>")

    done = run_cli("lint", *words, "--output", "./answers/a.xml", columns=160)

    assert done.returncode == 4
    assert "Invalid value for --output: it would be written over answers/a.xml, which is linted" in done.stderr
    assert Path("answers/a.xml").read_text() == "<Response/>"


# -- standard output -------------------------------------------------------------------------------------------------


def test_a_report_on_standard_output_is_alone_there(here):
    """What people read, and what the app prints, is on standard error."""
    done = run_cli("run", "calls/b.yaml", "--json", "-", "--junit", "junit.xml")

    assert [one["outcome"] for one in json.loads(done.stdout)["scenarios"]] == ["passed"]
    assert done.stderr.startswith("imported\nasked\nPASSED calls/b.yaml::b ")
    assert "\n1 passed in " in done.stderr
    assert not Path("-").exists()
    assert Path("junit.xml").exists()


def test_each_report_may_be_on_standard_output_in_utf_8(here):
    page, suites = (run_cli("run", "calls/b.yaml", option, "-").stdout for option in ("--html", "--junit"))

    assert html.fromstring(page.encode()).findtext(".//h1").strip() == "The scenario passed"
    assert [suite.tests for suite in JUnitXml.fromstring(suites.encode())] == [1]
    assert "Grüße" in suites


def test_a_report_on_standard_output_changes_nothing_about_the_exit_code(here):
    Path("calls/b.yaml").write_text("app: app:app\ncaller: [hears: Goodbye]\n")

    done = run_cli("run", "calls/b.yaml", "--json", "-")

    assert done.returncode == 1
    assert json.loads(done.stdout)["scenarios"][0]["outcome"] == "failed"
    assert "expected  Goodbye" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk at hand")
def test_a_report_on_standard_output_that_cannot_be_written_is_told(here):
    with (
        Path("/dev/full").open("w") as full,
        start_cli("run", "calls/b.yaml", "--json", "-", stdout=full, stderr=subprocess.PIPE) as process,
    ):
        _, said = process.communicate()

    assert said.endswith("what is shown cannot be written: No space left on device\n")
    assert process.returncode == 6


def test_two_reports_cannot_both_be_on_standard_output(here):
    done = run_cli("run", "calls/b.yaml", "--json", "-", "--html", "-", columns=160)

    assert (done.returncode, done.stdout) == (4, "")
    assert "--json and --html would both be written to standard output" in done.stderr


def test_a_baseline_has_to_be_a_file(here):
    done = run_cli("run", "calls/b.yaml", "--baseline", "-", columns=160)

    assert done.returncode == 4
    assert "Invalid value for --baseline: it is read by later runs, so it has to be a file" in done.stderr


@pytest.mark.parametrize("option", ["--baseline-relative", "--baseline-floor"])
def test_what_a_baseline_allows_is_said_in_vain_without_one(here, option):
    done = run_cli("run", "calls/b.yaml", option, "5", columns=160)

    assert done.returncode == 4
    assert f"Invalid value for {option}: it says what --baseline FILE allows, and there is none" in done.stderr


def test_inspect_makes_a_report_for_standard_output(here):
    run_cli("run", "calls/b.yaml", "--json", "run.json")

    done = run_cli("inspect", "run.json", "1", "--junit", "-")

    assert [suite.tests for suite in JUnitXml.fromstring(done.stdout.encode())] == [1]
    assert "PASSED calls/b.yaml::b" in done.stderr


def test_lint_takes_standard_output_for_a_file_too(here):
    Path("a.xml").write_text("<Response/>")

    shown, written = (run_cli("lint", "a.xml", "--format", "json", *more) for more in ([], ["-o", "-"]))

    assert json.loads(shown.stdout) == json.loads(written.stdout)
    assert not Path("-").exists()


def test_an_argument_that_is_too_long_for_a_path_is_none(here):
    command = f"python -c '{'x' * 300}' {{port}}"
    Path("calls/long.yaml").write_text(f"app: {{command: {json.dumps(command)}}}\n", encoding="utf-8")

    done = run_cli("run", "calls/long.yaml", "--json", "o.json")

    assert done.returncode == 1  # the command ends at once
    assert Path("o.json").is_file()
