"""The tutorial, step by step: what a newcomer types does what the page says."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.command_line import ROOT, Done, run_cli

PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")


def snippets(language: str, heading: str) -> list[str]:
    """The snippets in a section of the page."""
    section = PAGE.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    return re.findall(rf"^```{language}\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


def typed(line: str, folder: Path) -> Done:
    """Run what somebody types."""
    program, *words = shlex.split(line)
    if program == "ozeki-simulator":
        return run_cli(*words, cwd=folder, columns=120)
    if program == "pip":
        return installed(folder, *words)
    assert program == "pytest"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "120"}
    environment.pop("PYTEST_ADDOPTS", None)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        check=False,
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def installed(folder: Path, command: str, option: str, file: str) -> Done:
    """What `pip install -r FILE` would say where all of it is there already, without asking any index."""
    assert (command, option) == ("install", "-r")
    names = (folder / file).read_text(encoding="utf-8").split()
    return Done(0, "".join(f"Requirement already satisfied: {name} {version(name)}\n" for name in names), "")


@pytest.fixture
def my_ivr(tmp_path) -> Path:
    """The folder after the second step's first command."""
    (command,) = snippets("console", "2. Begin")
    assert typed(command, tmp_path).returncode == 0
    return tmp_path / "my-ivr"


def test_the_calls_pass_and_the_page_shows_what_is_printed(my_ivr):
    commands, printed = snippets("text", "2. Begin")
    entered, run = commands.splitlines()

    done = typed(run, my_ivr)

    assert entered == f"cd {my_ivr.name}"
    assert done.returncode == 0
    assert [line for line in printed.splitlines() if line not in done.stdout] == []


def test_the_call_that_is_read_is_the_first_one_of_the_file(my_ivr):
    (call,) = snippets("yaml", "3. Read")

    _, calls = (my_ivr / "ivr.call.yaml").read_text(encoding="utf-8").split("\n\n", 1)

    assert calls.split("---\n")[0] == call


def test_the_slip_fails_as_the_page_shows(my_ivr):
    (was, becomes) = re.findall(r"`(Inactivity=[^`]+)`", PAGE)
    run, printed = snippets("text", "4. Let it fail")
    app = my_ivr / "app.py"
    app.write_text(app.read_text(encoding="utf-8").replace(was, becomes), encoding="utf-8")

    done = typed(run, my_ivr)

    assert done.returncode == 1
    assert [line for line in printed.splitlines() if line not in done.stdout] == []


def test_the_tests_that_one_writes_pass_once_pytest_is_installed(my_ivr):
    (scenario,), (test, commands, printed) = snippets("yaml", "5. A test"), snippets("text", "5. A test")
    with (my_ivr / "ivr.call.yaml").open("a", encoding="utf-8") as calls:
        calls.write(f"---\n{scenario}")
    with (my_ivr / "test_ivr.py").open("a", encoding="utf-8") as tests:
        tests.write(f"\n\n{test}")
    install, run = commands.splitlines()

    got, done = typed(install, my_ivr), typed(run, my_ivr)

    assert "satisfied: pytest " in got.stdout
    assert done.returncode == 0, done.stdout
    assert printed.strip() in done.stdout


def test_no_step_uses_pytest_before_it_is_installed():
    before, _, _ = PAGE.partition("pip install -r requirements.txt")

    assert "\npytest" not in before
