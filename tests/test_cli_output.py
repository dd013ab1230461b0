"""Every command where its words cannot be written: a full disk, an encoding without the letters, a file in the way."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from simulator.report.json_file import json_text
from tests.command_line import run_cli, start_cli
from tests.report.recorded import recorded

SCENARIO = "name: Ő hívás ★\napp: {url: 'http://127.0.0.1:9/'}\n"


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    return tmp_path


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk at hand")
@pytest.mark.parametrize(
    "words",
    ["--version", "--help", "list s.yaml", "list s.yaml --json", "settings", "settings --json", "inspect run.json"],
)
def test_a_full_disk_is_told_by_every_command(words, here):
    (here / "run.json").write_text(json_text(recorded()), encoding="utf-8")

    with Path("/dev/full").open("w") as full, start_cli(*words.split(), stdout=full, stderr=subprocess.PIPE) as process:
        _, complaint = process.communicate(timeout=30)

    assert (process.returncode, complaint) == (6, "what is shown cannot be written: No space left on device\n")


@pytest.mark.parametrize("words", [["list", "s.yaml"], ["list", "s.yaml", "--json"]])
def test_letters_that_an_encoding_does_not_have_are_escaped(words, here):
    done = run_cli(*words, encoding="cp1252")

    assert (done.returncode, done.stderr) == (0, "")
    assert "\\u2605" in done.stdout


def test_a_folder_with_such_letters_can_be_made(here):
    done = run_cli("init", "hívás ★", encoding="cp1252")

    assert (done.returncode, done.stderr) == (0, "")
    assert (here / "hívás ★" / "ivr.call.yaml").is_file()


def test_what_a_name_could_do_to_a_terminal_is_not_done_by_list(here):
    (here / "s.yaml").write_text(SCENARIO.replace("Ő hívás ★", '"a\\e[2Jb"'), encoding="utf-8")

    done = run_cli("list", "s.yaml")

    assert "a\N{REPLACEMENT CHARACTER}[2Jb" in done.stdout
    assert "\x1b" not in done.stdout


def test_a_file_where_a_folder_should_be_is_told(here):
    done = run_cli("reference", "--write", "s.yaml")

    assert done.returncode == 4
    assert done.stderr.startswith("s.yaml: cannot be written: ")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has other folders in which nothing can be made")
def test_a_folder_for_recordings_that_cannot_be_made_is_told(here):
    done = run_cli("demo", "--recordings", "/dev/null/sounds")

    assert done.returncode == 4
    assert done.stderr.splitlines()[-1] == "/dev/null/sounds: Not a directory"
    assert "Traceback" not in done.stderr


def test_a_damaged_number_in_a_saved_run_is_told(here):
    damaged = json.loads(json_text(recorded())) | {"wall_seconds": float("inf")}
    (here / "run.json").write_text(json.dumps(damaged), encoding="utf-8")

    done = run_cli("inspect", "run.json")

    assert (done.returncode, done.stderr) == (4, "run.json: is no JSON that can be read: Infinity is no number\n")
