"""What benches are set up with: configuration, command line, fixtures, markers, the test; the stronger ones later."""

from __future__ import annotations

pytest_plugins = ["pytester"]

OTHER_APP = """
async def app(scope, receive, send):
    if scope["type"] == "http":
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
        text = f"Other app at {scope['path']}."
        await send({"type": "http.response.body", "body": f"<Response><Speak>{text}</Speak></Response>".encode()})
"""

TESTS = """
import pytest
from other import app as other
from simulator.settings import Settings

starts = []

@pytest.fixture(scope="session")
def session_app():
    starts.append("session_app")
    return other

def first(pbx):
    call = pbx.call()
    return call.hears("", at="end")

def test_configuration(pbx):
    assert first(pbx) == "Please enter your PIN."
    assert pbx.transcript.lines()[0] == "0.0 call from +3612345678 to 9000"

class TestFixture:
    @pytest.fixture
    def pbx_setup(self, session_app):
        return {"app": session_app, "path": "/fixture", "caller": "2001"}

    @pytest.mark.parametrize("number", ["one", "two"])
    def test_fixture(self, pbx, number):
        assert first(pbx) == "Other app at /fixture."
        assert starts == ["session_app"]
        assert "call from 2001" in pbx.transcript.lines()[0]

    @pytest.mark.pbx(path="/marker", caller="2002")
    def test_marker(self, pbx):
        assert first(pbx) == "Other app at /marker."
        assert "call from 2002" in pbx.transcript.lines()[0]

    @pytest.mark.pbx(path="/marker")
    def test_factory(self, new_pbx):
        assert first(new_pbx(path="/factory")) == "Other app at /factory."

    @pytest.mark.pbx(path="/marker")
    def test_the_test(self, pbx):
        pbx.set_up(path="/test")
        assert first(pbx) == "Other app at /test."

@pytest.mark.pbx(path="/class", app=other)
class TestMarkers:
    def test_class(self, pbx):
        assert first(pbx) == "Other app at /class."

    @pytest.mark.pbx(path="/function")
    def test_function(self, pbx):
        assert first(pbx) == "Other app at /function."

class TestSettings:
    @pytest.fixture
    def pbx_settings(self):
        return {"key_seconds": 0.5}

    def test_settings(self, pbx):
        call = pbx.call()
        call.presses("1")
        assert pbx.now == 0.5

    @pytest.mark.pbx(settings={"key_seconds": 0.25})
    def test_settings_of_a_marker(self, pbx):
        pbx.call().presses("1")
        assert pbx.now == 0.25

def test_settings_of_the_configuration(pbx):
    pbx.call().presses("1")
    assert pbx.now == 0.75
"""


def test_the_nearer_to_the_test_the_stronger(project):
    (project.folder / "pytest.ini").unlink()
    project.file(
        "pyproject.toml",
        """
[tool.pytest.ini_options]
pythonpath = ["."]
pbx_app = "app:app"
pbx_path = "/incoming"
pbx_settings = "pbx.toml"
""",
    )
    project.write(other_py=OTHER_APP, test_it_py=TESTS, pbx_toml='key_seconds = 0.75\nspeech = "pseudo"\n')

    project.run("-q", "--strict-markers", "--strict-config", status=0).assert_outcomes(passed=11)


def test_the_command_line_names_an_app_a_seed_and_a_clock(project):
    project.write(
        other_py=OTHER_APP,
        test_it_py="""
import pytest

def test_app(pbx):
    pbx.call().hears("Other app at /there")

@pytest.mark.pbx(seed=5, clock="virtual")
def test_seed(pbx):
    print("the call is", pbx.call().id, "on", pbx.now > 0)
    pbx.set_up
    assert False
""",
    )

    arguments = ["-q", "--pbx-app=other:app", "--pbx-path=/there", "--pbx-clock=x50"]
    first = project.run(*arguments, "--pbx-seed=7", status=1)
    again = project.run(*arguments, "--pbx-seed=7", "-k", "seed", status=1)

    first.assert_outcomes(passed=1, failed=1)
    (named,) = [line for line in first.outlines if line.startswith("the call is")]
    assert named.endswith("on True")
    assert named in again.outlines
    first.stdout.fnmatch_lines(
        ["  repeat: pytest test_it.py::test_seed --pbx-seed 7 --pbx-app other:app --pbx-path /there --pbx-clock x50"]
    )


def test_a_wrong_configuration_is_told_in_a_line(project):
    project.file("pytest.ini", "[pytest]\npbx_path = /incoming\n")
    project.write(test_it_py="def test_one(pbx):\n    pass\n\ndef test_none():\n    pass\n")

    missing = project.run("-q", status=1)

    missing.assert_outcomes(passed=1, errors=1)
    missing.stdout.fnmatch_lines(["pbx_path: there is no pbx_app that it could belong to"])
    assert "Traceback" not in missing.stdout.str()
