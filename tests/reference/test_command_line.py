"""The command line describes itself as `--help` does."""

from __future__ import annotations

import re
import subprocess
import sys

import typer

from simulator.cli import app
from simulator.reference.command_line import command_line_page
from simulator.status import ExitStatus

PAGE = command_line_page(typer.main.get_command(app))


def test_every_command_has_a_chapter():
    known = typer.main.get_command(app).commands

    assert re.findall(r"^## ([\w-]+)$", PAGE, re.MULTILINE) == list(known)


def test_a_choice_is_told_with_its_words_and_its_default():
    assert "| `--fail-on` | `error`, `warning`, `never` |" in PAGE
    assert re.search(r"^\| `--language`, `-l` \| .*`php`.* \| `python` \|$", PAGE, re.MULTILINE)


def test_a_flag_wants_no_value_and_an_argument_is_needed():
    assert re.search(r"^\| `--verbose`, `-v` \| \| .* \| \|$", PAGE, re.MULTILINE)
    assert re.search(
        r"^\| `PATH` \| one or several \| Scenario files, .*FILE::NAME\. \| needed \|$", PAGE, re.MULTILINE
    )


def test_a_page_that_nobody_names_is_a_wrong_usage():
    command = [sys.executable, "-m", "simulator", "reference"]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", timeout=60)

    assert done.returncode == ExitStatus.USAGE
    assert "control-api" in done.stderr
