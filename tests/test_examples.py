"""The apps of `examples/` pass their scenarios and their own tests, and the pages about them show their files."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from simulator.drivers.ports import free_port
from simulator.scenario.load import load_file
from simulator.scenario.run import run_scenarios
from simulator.server.serve import serving
from simulator.server.thread import serving_session
from simulator.settings import Settings

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
TITLED = re.compile(r'^```\w+ title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
needs_php = pytest.mark.skipif(shutil.which("php") is None, reason="PHP is not installed")
needs_dotnet = pytest.mark.skipif(shutil.which("dotnet") is None, reason="the .NET SDK is not installed")
IN_EACH_LANGUAGE = pytest.mark.parametrize(
    "language",
    [
        pytest.param("node", marks=needs_node),
        pytest.param("php", marks=needs_php),
        pytest.param("csharp", marks=needs_dotnet),
    ],
)
TESTS = {"node": ["node", "--test"], "php": ["php", "test.php"], "csharp": ["dotnet", "run", "--project", "tests"]}
"""How the tests of an app are run."""
APPS = {"node": "app.js", "php": "app.php", "csharp": "app/Program.cs"}


def app_command(language: str, port: int) -> list[str]:
    """What serves an app; its scenarios say it in the same way."""
    (line,) = re.findall(r'app: \{command: "([^"]+)"', (EXAMPLES / language / "ivr.call.yaml").read_text("utf-8"))
    return line.replace("{port}", str(port)).split()


@pytest.fixture
def example(language, tmp_path) -> Path:
    """A copy of an example."""
    return built(language, shutil.copytree(EXAMPLES / language, tmp_path / language))


def built(language: str, folder: Path) -> Path:
    """An example whose app can be started."""
    if language == "csharp":
        subprocess.run(["dotnet", "build", "app"], cwd=folder, check=True, capture_output=True, timeout=300)
    return folder


@contextmanager
def served(language: str, folder: Path) -> Iterator[str]:
    """The address of an app that runs, as somebody would start it beside the tests."""
    port = free_port()
    with subprocess.Popen(app_command(language, port), cwd=folder, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def wait_for(url: str) -> None:
    """Ask until somebody answers, whatever it is; as `curl --retry` does."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError as refused:
            refused.close()
            return
        except OSError:
            continue
        return
    raise AssertionError(f"nobody answers at {url}")


def own_tests(language: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What comes of the tests of an app in its own language."""
    with serving(Settings(speech="pseudo")) as simulator, served(language, folder) as app:
        return own_tests_at(language, folder, simulator, app)


def own_tests_at(language: str, folder: Path, simulator: str, app: str) -> subprocess.CompletedProcess[str]:
    """The same, with these addresses."""
    return subprocess.run(
        TESTS[language],
        cwd=folder,
        env={**os.environ, "SIMULATOR": simulator, "APP": app},
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def mistaken(language: str, folder: Path, right: str, wrong: str) -> Path:
    """An example whose app says something else than it should."""
    app = folder / APPS[language]
    text = app.read_text("utf-8")
    assert right in text
    app.write_text(text.replace(right, wrong), encoding="utf-8")
    return built(language, folder)


@IN_EACH_LANGUAGE
def test_an_example_passes_its_scenarios(language, example):
    async def run():
        async with serving_session() as session:
            return await run_scenarios(load_file(example / "ivr.call.yaml", session.settings), session, jobs=4)

    runs = asyncio.run(run())

    assert [run.reasons for run in runs] == [(), (), (), ()]


@pytest.mark.wall_clock
@IN_EACH_LANGUAGE
def test_an_example_passes_the_tests_in_its_own_language(language, example):
    done = own_tests(language, example)

    assert done.returncode == 0, done.stdout + done.stderr
    assert len(re.findall(r"^(?:ok|# Subtest:|✔) .*\b(?:balance|PIN|message)\b", done.stdout, re.MULTILINE)) >= 3


@pytest.mark.wall_clock
@IN_EACH_LANGUAGE
def test_a_failure_of_an_example_tells_the_conversation_in_two_columns(language, example):
    done = own_tests(language, mistaken(language, example, "balance is 120 euros", "balance is 12 euros"))

    assert done.returncode != 0
    told = done.stdout
    assert re.search(r"^ *not ok .*the balance is told to whoever has the PIN", told, re.MULTILINE), told
    lines = [line.strip() for line in told.splitlines()]
    assert "step 5 failed: hears '120 euros'" in lines
    assert "nearest   Your balance is 12 euros." in lines
    assert any(re.fullmatch(r"> 1 \| .*<Speak>Your balance is 12 euros\.</Speak>.*", line) for line in lines), told
    assert re.search(r"^ *time  caller +app$", told, re.MULTILINE), told
    assert any(re.fullmatch(r"\d+\.\d+ +speaks 'Your balance is 12 euros\.' \(.* s\)", line) for line in lines), told


@pytest.mark.wall_clock
@IN_EACH_LANGUAGE
def test_the_tests_of_an_example_call_the_app_where_they_are_told_it_is(language, example):
    with serving(Settings(speech="pseudo")) as simulator:
        done = own_tests_at(language, example, simulator, "http://127.0.0.1:1")

    assert done.returncode != 0
    assert "cannot connect to 127.0.0.1:1" in done.stdout


@pytest.mark.wall_clock
@IN_EACH_LANGUAGE
def test_without_a_server_the_tests_of_an_example_name_its_address(language, example):
    port = free_port()

    done = own_tests_at(language, example, f"http://127.0.0.1:{port}", "http://127.0.0.1:8000")

    assert done.returncode != 0
    assert f"127.0.0.1:{port}" in done.stdout


@pytest.mark.parametrize("language", ["php", "csharp"])
def test_the_scenarios_are_the_same_in_every_language(language):
    def scenarios(name: str) -> str:
        return (EXAMPLES / name / "ivr.call.yaml").read_text("utf-8").split("---\n", 1)[1]

    assert scenarios(language) == scenarios("node")


@pytest.mark.parametrize("page", ["node", "php", "csharp"])
def test_a_page_shows_every_file_that_one_needs_as_it_is(page):
    files = {file.relative_to(EXAMPLES / page).as_posix(): file for file in (EXAMPLES / page).rglob("*.*")}
    needed = {name: file.read_text("utf-8") for name, file in files.items() if name != "package.json"}

    assert shown_on(page) == needed


def test_the_page_about_ci_shows_the_files_as_they_are():
    files = {"calls.sh": "node/calls.sh", "call.sh": "call.sh", "Dockerfile": "Dockerfile"}

    assert shown_on("ci") == {name: (EXAMPLES / path).read_text("utf-8") for name, path in files.items()}


def shown_on(page: str) -> dict[str, str]:
    """The snippets of a page that have a title, which is the name of their file."""
    return dict(TITLED.findall((ROOT / "docs" / "how-to" / f"{page}.md").read_text("utf-8")))
