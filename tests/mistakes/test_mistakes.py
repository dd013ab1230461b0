"""Planted mistakes, and what their authors read: the whole report on each, to the letter.

Beside each app, scenario or test with a mistake stands the report on it. `REWRITE_REPORTS=1 pytest tests/mistakes`
writes the reports as they are now; a change of one is to be read as whoever made the mistake would read it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.status import ExitStatus
from tests.command_line import run_cli

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
REWRITES = bool(os.environ.get("REWRITE_REPORTS"))

WARNED = {"wrong_content_type"}
"""Mistakes of apps that fail nothing."""

OF_RUNS = (
    (re.compile(r" in (\d+ ms|\d+\.\d\d s)(?=$| \()", re.MULTILINE), " in TIME"),
    (re.compile(r"\d+\.\d+ s (?=\(IncomingCall http)"), "TIME "),
    (re.compile(r"(?<=\.js |\.py )\d+"), "PORT"),
    (re.compile(r" +$", re.MULTILINE), ""),
)
"""What differs from run to run, and what stands for it in the reports."""

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
ENVIRONMENT |= {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"}
"""Of processes that know nothing of the tests around them."""

Read = Callable[[Path], tuple[str, str, int]]
"""Runs a scenario file: what is printed, what is said on standard error, and the exit code."""


def mistakes(folder: str) -> pytest.MarkDecorator:
    """The files with mistakes in a folder; those that others include are not among them."""
    files = [path for path in sorted((HERE / folder).rglob("*.yaml")) if not path.name.startswith("_")]
    return pytest.mark.parametrize("mistaken", files, ids=[path.stem for path in files])


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """The command line in this process, with 80 columns and without the extra `speech`."""
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)

    def run(mistaken: Path) -> tuple[str, str, int]:
        done = run_cli("run", mistaken.name, cwd=mistaken.parent, columns=80)
        return done.stdout, done.stderr, done.returncode

    return run


def check(report: str, mistaken: Path) -> None:
    """Compare a report with the one beside the mistake."""
    for pattern, instead in OF_RUNS:
        report = pattern.sub(instead, report)
    expected = mistaken.with_suffix(".txt")
    if REWRITES:
        expected.write_text(report, encoding="utf-8")
    assert report == expected.read_text(encoding="utf-8")


@mistakes("apps")
def test_what_an_app_does_wrong_is_explained(mistaken, read):
    printed, _, status = read(mistaken)

    check(printed, mistaken)
    assert status == (ExitStatus.PASSED if mistaken.stem in WARNED else ExitStatus.FAILED)


@mistakes("scenarios/failing")
def test_what_does_not_come_true_is_explained(mistaken, read):
    printed, said, status = read(mistaken)

    check(printed, mistaken)
    assert (said, status) == ("", ExitStatus.FAILED)


@mistakes("scenarios/misread")
def test_a_scenario_that_cannot_be_understood_is_explained_before_any_call(mistaken, read):
    printed, said, status = read(mistaken)

    check(said, mistaken)
    assert (printed, status) == ("", ExitStatus.USAGE)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("apps/html_answer.yaml", ExitStatus.FAILED),
        ("apps/wrong_content_type.yaml", ExitStatus.PASSED),
        ("scenarios/misread/misspelt_step.yaml", ExitStatus.USAGE),
    ],
)
def test_a_process_of_its_own_says_the_same(name, status):
    mistaken = HERE / name
    done = subprocess.run(
        [sys.executable, "-m", "simulator", "run", mistaken.name],
        check=False,
        cwd=mistaken.parent,
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )

    check(done.stdout + done.stderr, mistaken)
    assert done.returncode == status


# -- pytest ----------------------------------------------------------------------------------------------------------

SECTION = re.compile(r"^_+ (?:ERROR at setup of )?(test_\w+) _+\n(.*?)(?=^[_=]+ )", re.MULTILINE | re.DOTALL)
"""What pytest tells of one test."""


def test_tests_with_mistakes_are_told_of_them(subtests):
    """All of them are run in one process."""
    files = sorted((HERE / "pytests").glob("*.py"))
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-n0",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:randomly",
            *[one.name for one in files],
        ],
        check=False,
        cwd=HERE / "pytests",
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    told = dict(SECTION.findall(done.stdout))

    for mistaken in files:
        tests = re.findall(r"^def (test_\w+)", mistaken.read_text(encoding="utf-8"), re.MULTILINE)
        with subtests.test(mistaken=mistaken.name):
            check("\n".join(told[test].lstrip("\n") for test in tests), mistaken)
