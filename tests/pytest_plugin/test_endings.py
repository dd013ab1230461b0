"""The ends of tests: what is judged when, what the reports say of it, and what is told of tests of all kinds."""

from __future__ import annotations

import pytest

from simulator.report.json_file import read_run
from tests.pytest_plugin.test_failures import MISSPELT, parts

pytest_plugins = ["pytester"]

ENDS = """
import unittest

import pytest

def pin(pbx, keys="1234"):
    call = pbx.call("9000")
    call.hears("PIN")
    call.presses(keys)
    call.hears("balance")

@pytest.fixture
def late(pbx):
    yield pbx
    pin(pbx, "0000")

def test_late(late):
    pin(late)

def test_late_after_failure(late):
    assert late is None

def test_told_once(late):
    pin(late, "0000")

@pytest.fixture
def afterwards(pbx):
    yield pbx
    assert pbx.outbox.sms, "no message was sent"

def test_teardown(afterwards):
    pin(afterwards)

def test_parts(pbx, subtests):
    for text in ("PIN", "Goodbye"):
        with subtests.test(text=text):
            pbx.call().hears(text, within=3)

@pytest.mark.xfail(strict=True)
def test_strict(pbx):
    pin(pbx)

@pytest.mark.pbx(seed=77)
def test_seeded(pbx):
    pin(pbx)

class TestOld(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def takes(self, pbx):
        self.pbx = pbx

    def test_old(self):
        self.pbx.call().hears("Goodbye", within=3)
"""


def test_every_end_is_judged_and_noted_once(project):
    project.write(test_it_py=ENDS)

    done = project.run("-q", "--pbx-json=run.json", "--pbx-seed=words", status=1)

    failed = parts(done)
    assert failed["test_late"][0] == MISSPELT
    assert [line for line in failed["test_late"] if "ERROR at" in line] == []
    assert len([line for line in done.outlines if line.startswith("ERROR ")]) == 2
    assert [line for line in done.outlines if "/simulator/" in line] == []
    assert_noted(project.folder / "run.json")


def assert_noted(path):
    noted = [
        (one.name, one.outcome, one.seed, one.reasons[0].text if one.reasons else "")
        for one in read_run(path).scenarios
    ]
    assert noted == [
        ("test_late", "failed", 0, MISSPELT),
        ("test_late_after_failure", "failed", 0, "assert <Bench of 'app:app'> is None"),
        ("test_told_once", "failed", 0, MISSPELT),
        ("test_teardown", "failed", 0, "no message was sent"),
        (
            "test_parts",
            "failed",
            0,
            "[+3612345678] step 1 failed: hears 'Goodbye': not within 3.0 s; heard 'Please enter your PIN.'",
        ),
        ("test_strict", "failed", 0, "the test has passed, and was to fail"),
        ("test_seeded", "passed", 0, ""),
        (
            "TestOld::test_old",
            "failed",
            0,
            "step 1 failed: hears 'Goodbye': not within 3.0 s; heard 'Please enter your PIN.'",
        ),
    ]


def test_the_record_has_the_seed_of_the_test_where_that_is_a_number(project):
    project.write(test_it_py=ENDS)

    project.run("-q", "--pbx-json=run.json", "-k", "seeded or strict", status=1)

    assert [one.seed for one in read_run(project.folder / "run.json").scenarios] == [0, 77]


LOOP = """
import asyncio

import pytest

async def answer(reader, writer):
    head = (await reader.readuntil(b"\\r\\n\\r\\n")).lower()
    length = int(head.partition(b"content-length:")[2].split()[0])
    await reader.readexactly(length)
    body = b'<Response><Speak>Hello.</Speak><Record FinishedUrl="/done"/></Response>'
    writer.write(b"HTTP/1.1 200 OK\\r\\nContent-Type: text/xml\\r\\nConnection: close\\r\\n")
    writer.write(b"Content-Length: %d\\r\\n\\r\\n%b" % (len(body), body))
    await writer.drain()
    writer.close()

async def calls(pbx):
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    pbx.set_up(app=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    call = await pbx.call()
    await call.hears("Hello")

@pytest.mark.asyncio
async def test_asyncio(async_pbx):
    await calls(async_pbx)

class TestAnyio:
    @pytest.fixture
    def anyio_backend(self):
        return "asyncio"

    @pytest.mark.anyio
    async def test_anyio(self, async_pbx):
        await calls(async_pbx)

@pytest.fixture(autouse=True)
def all_is_told(async_pbx):
    yield
    assert [one.name for one in async_pbx.notifications] == ["IncomingCall", "RecordCompleted"]
"""


def test_an_app_in_the_event_loop_of_the_test_is_told_the_end(project):
    project.write(test_it_py=LOOP)

    project.run("-q", coroutines=True, status=0).assert_outcomes(passed=2)


def test_collecting_writes_no_report_and_no_terminal_is_needed(project):
    project.write(test_it_py="def test_pin(pbx):\n    pbx.call().hears('PIN')\n")
    report = project.folder / "run.json"

    project.run("--pbx-json=run.json", "-pno:terminal", process=True, status=0)
    assert [one.name for one in read_run(report).scenarios] == ["test_pin"]
    before = report.read_bytes()

    project.run("-q", "--pbx-json=run.json", "--collect-only", status=0)

    assert report.read_bytes() == before


GROUPED = """
import pytest

@pytest.mark.xdist_group("lines")
def test_grouped(pbx):
    call = pbx.call()
    print("the call is", call.id)
    call.hears("PIN")
    pbx.matches("golden/pin.txt")
    assert False
"""


def test_groups_of_workers_change_neither_the_seed_nor_the_name(project):
    project.write(test_it_py=GROUPED)

    written = project.run("-q", "-n2", "--dist=loadgroup", "--pbx-update", status=1)
    alone = project.run("-q", status=1)

    assert written.outlines[-1].startswith("1 failed")
    assert "written: golden/pin.txt" in written.outlines
    (named,) = [line for line in alone.outlines if line.startswith("the call is")]
    assert named in written.outlines
    repeat = "  repeat: pytest test_it.py::test_grouped --pbx-seed 0"
    assert repeat in written.outlines
    assert repeat in alone.outlines


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--pbx-settings=nowhere.toml", "*nowhere.toml: cannot be read: No such file or directory"),
        ("--pbx-clock=fast", "unknown clock 'fast'; expected 'virtual', 'real' or a factor such as 'x10'"),
    ],
)
def test_wrong_options_are_told_in_a_line_where_there_are_scenario_files_too(project, option, message):
    project.file("pin.call.yaml", 'name: A\napp: {asgi: "app:app", path: /incoming}\ncaller: [hears: PIN]\n')

    done = project.run("-q", option, status=2)

    done.stdout.fnmatch_lines([message])
    assert "Traceback" not in done.stdout.str()
    assert "pluggy" not in done.stdout.str()
