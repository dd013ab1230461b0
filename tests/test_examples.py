"""The apps of `examples/` pass their scenarios and their own tests, and the pages about them show their files."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

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


def app_command(language: str, port: int) -> list[str]:
    """What serves an app; its scenarios say it in the same way."""
    (line,) = re.findall(r'app: \{command: "([^"]+)"', (EXAMPLES / language / "ivr.call.yaml").read_text("utf-8"))
    return line.replace("{port}", str(port)).split()


@pytest.fixture
def example(language, tmp_path) -> Path:
    """A copy of an example, built if it has to be."""
    folder = shutil.copytree(EXAMPLES / language, tmp_path / language)
    if language == "csharp":
        subprocess.run(["dotnet", "build", "app"], cwd=folder, check=True, capture_output=True, timeout=300)
    return folder


@contextmanager
def served(language: str, folder: Path) -> Iterator[str]:
    """The address of an app that runs, as somebody would start it beside the tests."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with subprocess.Popen(app_command(language, port), cwd=folder, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def _wait_for(url: str) -> None:
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
    with serving(Settings(speech="pseudo")) as simulator, served(language, example) as app:
        environment = {**os.environ, "SIMULATOR": simulator, "APP": app}
        done = subprocess.run(
            TESTS[language],
            cwd=example,
            env=environment,
            check=False,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )

    assert done.returncode == 0, done.stdout + done.stderr
    assert len(re.findall(r"^(?:ok|# Subtest:|✔) .*\b(?:balance|PIN|message)\b", done.stdout, re.MULTILINE)) >= 3


@pytest.mark.wall_clock
@needs_php
def test_a_failure_of_an_example_tells_what_was_heard(tmp_path):
    folder = shutil.copytree(EXAMPLES / "php", tmp_path / "php")
    app = folder / "app.php"
    app.write_text(app.read_text("utf-8").replace("120 euros", "nothing"), encoding="utf-8")

    with serving(Settings(speech="pseudo")) as simulator, served("php", folder) as url:
        environment = {**os.environ, "SIMULATOR": simulator, "APP": url}
        done = subprocess.run(
            TESTS["php"], cwd=folder, env=environment, check=False, capture_output=True, encoding="utf-8", timeout=120
        )

    assert done.returncode == 1
    assert "not ok the balance is told to whoever has the PIN: " in done.stdout
    assert "Your balance is nothing." in done.stdout


@pytest.mark.parametrize("language", ["php", "csharp"])
def test_the_scenarios_are_the_same_in_every_language(language):
    def scenarios(name: str) -> str:
        return (EXAMPLES / name / "ivr.call.yaml").read_text("utf-8").split("---\n", 1)[1]

    assert scenarios(language) == scenarios("node")


@pytest.mark.parametrize(
    ("page", "folder"), [("node", "node"), ("php", "php"), ("csharp", "csharp"), ("ci", ".")], ids=str
)
def test_a_page_shows_the_files_as_they_are(page, folder):
    shown = dict(TITLED.findall((ROOT / "docs" / "how-to" / f"{page}.md").read_text("utf-8")))

    assert shown == {name: (EXAMPLES / folder / name).read_text("utf-8") for name in shown}
    assert shown
