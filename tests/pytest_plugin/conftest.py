"""Projects of users, each in a folder of its own, whose tests are run by a pytest of its own."""

from __future__ import annotations

import importlib
import pkgutil
import textwrap

import pytest

import simulator

MENU_APP = '''
from urllib.parse import parse_qs

ASKS = """<UserInput Digits="4" Timeout="5" ForwardToUrl="/pin">
  <InitialCommands><Speak>Please enter your PIN.</Speak></InitialCommands>
</UserInput>"""
TELLS = "<Speak>Your balance is 42 euros.</Speak><Hangup/>"


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message["body"], message.get("more_body")
    form = parse_qs(body.decode())
    misspelt = "<Spaek>Hello.</Spaek>" if form.get("DtmfDigits") == ["0000"] else ""
    answers = {"/incoming": ASKS, "/pin": misspelt + TELLS}
    answer = f"<Response>{answers[scope['path']]}</Response>".encode()
    headers = [(b"content-type", b"text/xml"), (b"content-length", str(len(answer)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})
'''
"""Without a framework, which would take longer to import than all else takes; those are in test_projects."""

INI = """
[pytest]
pythonpath = .
pbx_app = app:app
pbx_path = /incoming
"""


OTHER_PLUGINS = ("schemathesis", "hypothesispytest", "pytest_cov", "platformdirs", "randomly")
"""Of those that are installed here: what a project of a user need not have, and what takes long to start."""


class Project:
    """A project of a user."""

    def __init__(self, pytester, monkeypatch):
        self.folder = pytester.path
        self._pytester = pytester
        monkeypatch.setenv("COLUMNS", "100")
        monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
        monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)

    def write(self, **files):
        """Write files; `__` in a name stands for `/`, the last `_` for the dot of the suffix."""
        for name, text in files.items():
            stem, _, suffix = name.replace("__", "/").rpartition("_")
            self.file(f"{stem}.{suffix}", text)

    def file(self, name, text):
        """Write a file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")

    def run(self, *arguments, status=None, stdin=None, coroutines=False, process=False):
        """Run its tests, in this process unless there is a reason to start one, which takes four times as long.

        Args:
            arguments: of pytest.
            status: what it has to leave with.
            stdin: what it reads.
            coroutines: whether it has plugins for them.
            process: whether the test is about a process of its own.
        """
        others = OTHER_PLUGINS if coroutines else (*OTHER_PLUGINS, "asyncio", "anyio")
        cache = () if "--lf" in arguments or "--ff" in arguments else ("-p", "no:cacheprovider")
        words = [*(f"-pno:{one}" for one in others), *cache, *arguments]
        if process or coroutines or stdin is not None or any(one.startswith("-n") for one in arguments):
            command = [*self._pytester._getpytestargs(), *words]
            done = self._pytester.run(*command, timeout=60, **({} if stdin is None else {"stdin": stdin}))
        else:
            done = self._pytester.runpytest_inprocess("-pno:xdist", *words)
        if status is not None:
            assert done.ret == status
        return done


@pytest.fixture(scope="session", autouse=True)
def _all_of_ours():
    """Import the whole simulator: what a run within this process imports is forgotten, and would be there twice."""
    for module in pkgutil.walk_packages(simulator.__path__, "simulator."):
        if not module.name.endswith("__main__") and ".demo." not in module.name:
            importlib.import_module(module.name)


@pytest.fixture
def project(pytester, monkeypatch):
    """A project of a user with an app and a configuration."""
    monkeypatch.delenv("CI", raising=False)  # there pytest cuts no line of its summary
    made = Project(pytester, monkeypatch)
    made.write(app_py=MENU_APP, pytest_ini=INI)
    return made
