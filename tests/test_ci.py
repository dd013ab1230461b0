"""The recipes for CI are run as their readers run them: the scripts in a shell, twice, with a failure in between."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from simulator.drivers.ports import free_port
from simulator.server.serve import serving
from simulator.settings import Settings
from tests.command_line import ROOT, run_cli
from tests.test_examples import EXAMPLES, built, needs_dotnet, needs_node, needs_php, served, wait_for

HOW_TO = ROOT / "docs" / "how-to"
PAGE = (HOW_TO / "ci.md").read_text("utf-8")
RECIPES = re.compile(r'^```(yml|groovy|bash|dockerfile)(?: title="[^"]+")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
ADDRESS = "git+https://git.example.com/ozeki-simulator.git"
BESIDE_AN_APP = [pytest.param("php", marks=needs_php), pytest.param("csharp", marks=needs_dotnet)]
"""The languages whose scripts start the app too."""

needs_bash = pytest.mark.skipif(
    os.name == "nt" or not (shutil.which("bash") and shutil.which("curl")), reason="bash or curl is not installed"
)


@dataclass(frozen=True)
class Recipe:
    """What a page shows to be copied."""

    page: str
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}: {self.text.splitlines()[0]}"


def recipes(*languages: str) -> list[Recipe]:
    """The recipes of all pages about CI."""
    return [
        Recipe(page.name, language, text)
        for page in [*sorted(HOW_TO.glob("*.md")), ROOT / "docs" / "linter.md"]
        for language, text in RECIPES.findall(page.read_text("utf-8"))
        if language in languages
    ]


@pytest.fixture
def programs(tmp_path) -> str:
    """The search path on which the command line of this checkout is."""
    program = tmp_path / "bin" / "ozeki-simulator"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m simulator "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return f"{program.parent}{os.pathsep}{os.environ['PATH']}"


@dataclass(frozen=True)
class Desk:
    """A copy of an example, where its script for CI is run at ports of its own."""

    folder: Path
    programs: str
    app_port: int

    def script(self, port: int) -> subprocess.CompletedProcess[str]:
        """What comes of `bash calls.sh`, once nobody holds its output any more."""
        script = (self.folder / "calls.sh").read_text("utf-8")
        assert "ozeki-simulator serve >" in script
        moved = script.replace("simulator serve", f"simulator serve --port {port}").replace("8000", str(self.app_port))
        at = {"SIMULATOR": f"http://127.0.0.1:{port}"}
        if "8000" in script:  # it starts the app too
            at["APP"] = f"http://127.0.0.1:{self.app_port}"
        return bash(moved, self.folder, {**at, "PATH": self.programs})


def bash(script: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a script as a file, as CI does."""
    (folder / "moved.sh").write_text(script, encoding="utf-8")
    return subprocess.run(
        ["bash", "moved.sh"],
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


@pytest.fixture
def desk(language, tmp_path, programs) -> Desk:
    return Desk(shutil.copytree(EXAMPLES / language, tmp_path / language), programs, free_port())


@needs_bash
@needs_node
@pytest.mark.wall_clock
@pytest.mark.parametrize("language", ["node"])
def test_a_script_leaves_nothing_in_the_way_of_the_next_run(desk):
    tests, port = desk.folder / "ivr.test.js", free_port()
    right = tests.read_text("utf-8")
    tests.write_text(right.replace("press 2", "press 9"), encoding="utf-8")

    failed = desk.script(port)
    tests.write_text(right, encoding="utf-8")
    passed = desk.script(port)

    assert failed.returncode == 1
    assert "step 1 failed: hears 'press 9'" in failed.stdout
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "4 passed" in passed.stdout
    assert {"calls.xml", "calls.html"} <= {file.name for file in desk.folder.iterdir()}


@needs_bash
@pytest.mark.wall_clock
@pytest.mark.parametrize("language", BESIDE_AN_APP)
def test_a_script_does_not_take_the_server_of_another_one_for_its_own(desk):
    with serving(Settings(speech="pseudo")) as older:
        port = urlsplit(older).port
        done = desk.script(port)

    assert done.returncode == 1
    assert f"port {port} is in use" in done.stderr
    assert re.search(r"\bok\b.*PIN", done.stdout) is None  # no test was run


@needs_bash
@needs_php
@pytest.mark.wall_clock
@pytest.mark.parametrize("language", ["php"])
def test_a_script_does_not_take_the_app_of_somebody_else_for_its_own(desk):
    with served("php", desk.folder) as older:
        port = urlsplit(older).port
        done = replace(desk, app_port=port).script(free_port())

    assert done.returncode == 1
    assert f"port {port} is in use" in done.stderr
    assert re.search(r"\bok\b.*PIN", done.stdout) is None


@dataclass(frozen=True)
class Place:
    """Where a call from a shell is made: between a server and the sample app."""

    folder: Path
    simulator: str
    app: str

    def call(self, right: str = "", wrong: str = "") -> subprocess.CompletedProcess[str]:
        """What comes of `bash call.sh`, with a mistake in it."""
        script = (EXAMPLES / "call.sh").read_text("utf-8")
        assert right in script
        moved = script.replace("http://127.0.0.1:7780", self.simulator).replace("http://127.0.0.1:8000", self.app)
        return bash(moved.replace(right, wrong) if right else moved, self.folder, {})


@pytest.fixture
def place(tmp_path) -> Iterator[Place]:
    folder = built("node", shutil.copytree(EXAMPLES / "node", tmp_path / "node"))
    with serving(Settings(speech="pseudo")) as simulator, served("node", folder) as app:
        yield Place(tmp_path, simulator, app)


@needs_bash
@needs_node
@pytest.mark.wall_clock
def test_a_call_from_a_shell_passes_as_the_page_has_it(place):
    done = place.call()

    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


@needs_bash
@needs_node
@pytest.mark.wall_clock
def test_a_call_from_a_shell_that_fails_prints_its_report(place):
    done = place.call('{"hears": "Thank you"}', '{"hears": "Thanks, Anna"}')

    assert done.returncode == 1
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert "step 6 failed: hears 'Thanks, Anna'" in lines
    assert any(line.startswith("heard     Thank you. Your message has") for line in lines)


@needs_bash
@needs_node
@pytest.mark.wall_clock
def test_a_misspelt_step_of_a_call_from_a_shell_is_named(place):
    done = place.call('{"hears": "press 2"}', '{"haers": "press 2"}')

    assert done.returncode == 1
    assert "#/steps/0: unknown step 'haers'; did you mean 'hears'?" in done.stdout


@needs_bash
def test_a_call_from_a_shell_without_a_server_names_the_address(tmp_path):
    port = free_port()

    done = Place(tmp_path, f"http://127.0.0.1:{port}", "http://127.0.0.1:8000").call()

    assert done.returncode == 1
    assert re.search(rf"127\.0\.0\.1 port {port}\b", done.stderr)


@needs_node
def test_scenarios_in_a_folder_of_their_own_start_the_app_as_the_page_says(tmp_path):
    folder = shutil.copytree(EXAMPLES / "node", tmp_path / "node")
    (app,) = re.findall(r"`(\{command: \"node \.\./[^`]+)`", PAGE)
    calls = (folder / "ivr.call.yaml").read_text("utf-8")
    (folder / "ivr.call.yaml").unlink()
    (folder / "calls").mkdir()
    moved = re.sub(r"app: \{.*\}", lambda _: f"app: {app}", calls, count=1)
    (folder / "calls" / "ivr.call.yaml").write_text(moved, encoding="utf-8")

    done = run_cli("run", "calls/", cwd=folder)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 passed" in done.stdout


def test_the_recipe_with_pytest_passes_in_a_new_project_and_writes_both_reports(tmp_path):
    (command,) = re.findall(r"- run: pytest (.+)$", PAGE, re.MULTILINE)
    assert run_cli("init", "ivr", cwd=tmp_path).returncode == 0
    folder = tmp_path / "ivr"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    environment.pop("PYTEST_ADDOPTS", None)

    done = subprocess.run(
        [sys.executable, "-m", "pytest", *command.replace("-n auto", "").split()],
        check=False,
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 passed" in done.stdout
    assert {"calls.xml", "calls.html"} <= {file.name for file in folder.iterdir()}


@pytest.mark.parametrize("recipe", recipes("yml", "groovy", "bash"), ids=str)
def test_whatever_is_started_in_the_background_is_ended(recipe):
    """A job that fails, too, must not leave a process that holds its output or a port."""
    started = re.findall(r"^[^#\n]*[^&\n]&$", recipe.text, re.MULTILINE)
    ended = re.findall(r"^trap 'kill ([^;']+); wait' EXIT", recipe.text, re.MULTILINE)

    assert len(started) == sum(len(one.split()) for one in ended)


@pytest.mark.parametrize("recipe", recipes("yml", "groovy", "dockerfile"), ids=str)
def test_a_recipe_gets_the_simulator_from_the_one_address_and_never_into_the_project(recipe):
    installed = [one for one in re.findall(r"pip install (.*)", recipe.text) if "simulator" in one]

    assert installed or "ozeki-simulator serve" not in recipe.text
    assert [one for one in installed if ADDRESS not in one.split()] == []
    assert "submodule" not in recipe.text.lower()


@pytest.mark.parametrize("recipe", [one for one in recipes("yml") if "runs-on" in one.text], ids=str)
def test_a_workflow_keeps_every_report_that_it_writes(recipe):
    job = next(iter(yaml.safe_load(recipe.text)["jobs"].values()))
    commands = " ".join(step.get("run", "") for step in job["steps"])
    if "calls.sh" in commands:
        commands += (EXAMPLES / "node" / "calls.sh").read_text("utf-8")
    written = set(re.findall(r"--(?:junit|html|junitxml|pbx-html|output)[ =](\S+)", commands))

    (kept,) = [step for step in job["steps"] if "upload" in step.get("uses", "")]

    assert kept["if"] == "always()"
    assert written == set((kept["with"].get("path") or kept["with"]["sarif_file"]).split())


def test_containers_wait_for_each_other_and_find_each_other():
    (services,) = [yaml.safe_load(one.text)["services"] for one in recipes("yml") if "services:" in one.text]
    (image,) = [one.text for one in recipes("dockerfile")]
    tests = services["tests"]

    assert tests["depends_on"] == {name: {"condition": "service_healthy"} for name in ("pbx", "app")}
    assert "HEALTHCHECK" in image
    assert services["pbx"] == {"build": "pbx"}  # that of the Dockerfile
    assert services["app"]["healthcheck"]["test"][-1] == "http://127.0.0.1:8000"
    assert services["app"]["command"] == "node app.js 8000 0.0.0.0"
    assert tests["environment"] == {"SIMULATOR": "http://pbx:7780", "APP": "http://app:8000"}
    assert '"--public-url", "http://pbx:7780"' in image


@needs_node
@pytest.mark.skipif(sys.platform != "linux", reason="only there all of 127.0.0.0/8 is this computer")
def test_the_app_in_node_listens_where_the_container_tells_it_to():
    port = free_port()

    with subprocess.Popen(["node", EXAMPLES / "node" / "app.js", str(port), "0.0.0.0"]) as process:
        try:
            wait_for(f"http://127.0.0.2:{port}")  # fails if nobody is there
        finally:
            process.kill()
