"""The tests that the documentation of the client shows are run, against a real server."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.client import SessionCall
from simulator.demo.voicemail import app as voicemail
from simulator.drivers.serving import ServerThread

PAGE = (Path(__file__).parents[2] / "docs" / "client.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_what_the_documentation_shows_passes(server, tmp_path):
    with ServerThread(voicemail) as app:
        for number, snippet in enumerate(SNIPPETS):
            program = snippet.replace("http://127.0.0.1:7780", server).replace("http://127.0.0.1:8000", app.url)
            (tmp_path / f"test_{number}.py").write_text(program, encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-W",
            "error",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:asyncio",
            ".",
        ]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert re.search(rf"^{PAGE.count('def test_')} passed", done.stdout, re.MULTILINE), done.stdout
    assert all("def test_" in snippet for snippet in SNIPPETS)


@pytest.mark.parametrize("name", [name for name in dir(SessionCall) if not name.startswith("_")])
def test_every_method_of_a_call_is_shown(name):
    assert f"`{name}(" in PAGE
