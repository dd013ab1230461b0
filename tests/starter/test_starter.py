"""The project that `init` writes: whole in every language, and run for real where the language is there."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from simulator.scenario.load import load_file
from simulator.settings import Settings
from simulator.starter import IN_CI, LANGUAGES, RUN, project
from simulator.starter.origin import PLACEHOLDER, Origin, origin_of
from tests.command_line import ROOT, run_cli

ELSEWHERE = Origin("-e /opt/simulator", is_shared=False)
PROGRAMS = {"python": sys.executable, "node": "node", "php": "php", "csharp": "dotnet"}
NEEDED = {"README.md", "ivr.call.yaml", ".github/workflows/test.yml", ".gitlab-ci.yml"}


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    environment.pop("PYTEST_ADDOPTS", None)
    return subprocess.run(
        command, check=False, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=120
    )


def written(folder: Path, language: str) -> Path:
    done = run_cli("init", "ivr", "--language", language, cwd=folder)
    assert (done.stderr, done.returncode) == ("", 0)
    return folder / "ivr"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_an_app_a_scenario_a_page_and_ci(language):
    files = project(language, ELSEWHERE)

    assert NEEDED | set(LANGUAGES[language].files) <= set(files)
    assert [path for path, text in files.items() if not text.endswith("\n") or "\r" in text] == []
    assert len(files["README.md"].splitlines()) <= 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_scenarios_and_ci_are_yaml_that_means_something(language, tmp_path):
    files = project(language, ELSEWHERE)
    (tmp_path / "ivr.call.yaml").write_text(files["ivr.call.yaml"], encoding="utf-8")

    github, gitlab = yaml.safe_load(files[".github/workflows/test.yml"]), yaml.safe_load(files[".gitlab-ci.yml"])

    runs = [step["run"] for step in github["jobs"]["calls"]["steps"] if "run" in step]
    assert len(load_file(tmp_path / "ivr.call.yaml", Settings())) == 3
    commands = [IN_CI if one == RUN else one for one in LANGUAGES[language].commands]
    assert runs == [f"pip install {PLACEHOLDER}{LANGUAGES[language].needs}", *commands]
    assert gitlab["calls"]["script"][-len(runs) :] == runs


@pytest.mark.parametrize("language", LANGUAGES)
def test_ci_keeps_the_reports_that_it_writes_whatever_comes(language):
    files = project(language, ELSEWHERE)

    github, gitlab = yaml.safe_load(files[".github/workflows/test.yml"]), yaml.safe_load(files[".gitlab-ci.yml"])

    upload, artifacts = github["jobs"]["calls"]["steps"][-1], gitlab["calls"]["artifacts"]
    written = set(re.findall(r"--(?:junit|html) (\S+)", IN_CI))
    assert (upload["if"], set(upload["with"]["path"].split())) == ("always()", written)
    assert (artifacts["when"], {*artifacts["paths"], artifacts["reports"]["junit"]}) == ("always", written)


def test_an_app_in_csharp_starts_on_later_versions_of_dotnet_too():
    assert "<RollForward>Major</RollForward>" in project("csharp", ELSEWHERE)["ivr.csproj"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_simulator_is_installed_from_its_address_and_never_by_its_name_alone(language):
    """It is on no index of packages, so `pip install ozeki-simulator` would fetch what a stranger has put there."""
    text = "\n".join(project(language, ELSEWHERE).values())

    assert PLACEHOLDER in project(language, ELSEWHERE)["README.md"]
    assert "submodule" not in text
    assert re.findall(r"^ozeki-simulator\s*$|pip install (?:.* )?ozeki-simulator", text, re.MULTILINE) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_its_address_is_known_nobody_has_to_put_one(language):
    files = project(language, Origin("git+https://git.example.org/it.git", is_shared=True))

    text = "\n".join(files.values())
    assert PLACEHOLDER.removeprefix("git+") not in text
    assert "your address" not in text
    assert text.count("pip install git+https://git.example.org/it.git") == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_reaches_pip_as_it_is_whatever_a_shell_would_make_of_it(language):
    address = "https://files.example.org/get?file=it.zip&version=1"
    simulator = origin_of(json.dumps({"url": address, "archive_info": {}, "subdirectory": "it"}))

    files = project(language, simulator)

    github, gitlab = yaml.safe_load(files[".github/workflows/test.yml"]), yaml.safe_load(files[".gitlab-ci.yml"])
    ran = [step.get("run", "") for step in github["jobs"]["calls"]["steps"]]
    installs = [one for one in (*ran, *gitlab["calls"]["script"], *files["README.md"].splitlines()) if "it.zip" in one]
    assert [shlex.split(one)[2] for one in installs] == [f"{address}#subdirectory=it"] * 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_project_passes_as_it_is_written(language, tmp_path):
    if shutil.which(PROGRAMS[language]) is None:
        pytest.skip(f"{PROGRAMS[language]} is not on this machine")
    folder = written(tmp_path, language)
    if language == "csharp":
        assert run(folder, "dotnet", "build").returncode == 0

    done = run_cli("run", "ivr.call.yaml", cwd=folder)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout


def test_the_python_of_the_project_has_no_lint(tmp_path):
    folder = written(tmp_path, "python")

    done = run(folder, sys.executable, "-m", "ruff", "check", "--isolated", "--line-length", "120", ".")

    assert done.returncode == 0, done.stdout
