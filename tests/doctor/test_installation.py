"""What is said about Python, the packages and the surroundings."""

from __future__ import annotations

import io
import sys
import tempfile
from importlib.metadata import PackageNotFoundError

import pytest

from simulator.doctor import installation
from simulator.doctor.finding import Verdict


@pytest.fixture
def installed(monkeypatch):
    """Say what is installed: `installed({"rich": "13.0"}, needs=["rich>=14"])`."""

    def install(versions: dict[str, str], needs: list[str]) -> None:
        def version(name: str) -> str:
            if name not in versions:
                raise PackageNotFoundError(name)
            return versions[name]

        monkeypatch.setattr(installation, "version", version)
        monkeypatch.setattr(installation, "requires", lambda _: needs)

    return install


def test_packages_that_fit_are_counted_without_those_of_extras_and_other_systems(installed):
    needs = ["rich>=14", "numpy>=2 ; extra == 'test'", "pywin32>=1 ; sys_platform == 'none'"]
    installed({"ozeki-simulator": "0.1.0", "rich": "14.1"}, needs=needs)

    found = installation.packages()

    assert (found.verdict, found.text) == (Verdict.OK, "ozeki-simulator 0.1.0 and the 1 packages that it needs")


def test_packages_that_are_too_old_or_missing_are_named_with_what_is_needed(installed):
    installed({"ozeki-simulator": "0.1.0", "rich": "13.0"}, needs=["rich>=14; python_version >= '3.11'", "typer>=0.29"])

    found = installation.packages()

    assert (found.verdict, found.text) == (Verdict.WRONG, "rich is 13.0, needed is >=14; typer is missing")
    assert found.advice == 'pip install "rich>=14" "typer>=0.29"'


def test_a_simulator_that_was_never_installed_is_worth_knowing(monkeypatch):
    def requires(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(installation, "requires", requires)

    assert installation.packages().verdict is Verdict.NOTE


def test_an_old_python_is_wrong(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))

    found = installation.python()

    assert (found.verdict, found.advice) == (Verdict.WRONG, "install Python 3.11 or later")


def test_a_folder_that_cannot_be_written_is_wrong(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    found = installation.temporary_folder()

    assert found.verdict is Verdict.WRONG
    assert "TMPDIR" in found.advice


@pytest.mark.parametrize(
    ("encoding", "verdict"), [("utf-8", Verdict.OK), ("cp1252", Verdict.NOTE), ("ascii", Verdict.NOTE)]
)
def test_a_console_without_the_signs_of_reports_is_told(monkeypatch, encoding, verdict):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))

    found = installation.console()

    assert found.verdict is verdict


def test_a_pytest_without_the_plugin_is_told(monkeypatch):
    monkeypatch.setattr(installation, "entry_points", lambda **_: [])

    found = installation.pytest_plugin()

    assert (found.verdict, found.text.endswith("does not know it")) == (Verdict.NOTE, True)


def test_without_pytest_there_is_nothing_to_register_with(installed):
    installed({}, needs=[])

    assert installation.pytest_plugin().text == "pytest is not installed"
