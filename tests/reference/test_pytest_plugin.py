"""The page of the pytest plugin tells everything that the plugin has, and in every class that its fixtures give."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from simulator import pytest_plugin
from simulator.bench.aio.bench import AsyncBench
from simulator.bench.blocking.bench import Bench
from simulator.bench.blocking.call import BenchCall, BenchPhone
from simulator.bench.blocking.person import Person
from simulator.bench.plan import Setup
from simulator.reference.plugin_source import fixtures
from simulator.reference.pytest_plugin import PARTS, pytest_page

PAGE = pytest_page()


def test_every_fixture_is_there(pytestconfig):
    known = pytestconfig.pluginmanager.get_plugin("ozeki-simulator") or pytest_plugin
    names = [name for name, one in vars(known).items() if type(one) is type(pytest_plugin.pbx)]

    assert [one.name for one in fixtures()] == names
    assert [name for name in names if f"| `{name}` |" not in PAGE] == []


def test_every_option_is_there(pytestconfig):
    options = re.findall(r"--pbx-\w+", pytestconfig._parser.optparser.format_help())

    assert set(options) == set(re.findall(r"^\| `(--pbx-\w+)", PAGE, re.MULTILINE))


@pytest.mark.parametrize("name", Setup.__annotations__)
def test_everything_that_can_be_set_up_is_there(name):
    assert re.search(rf"^\| `{name}` \| `.+` \| \S.* \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("kind", [Bench, Person, BenchCall, BenchPhone, *(part.kind for part in PARTS)])
def test_every_public_member_is_there_unless_it_is_named_as_not_for_tests(kind):
    hidden = {name for part in PARTS if part.kind is kind for name in part.without}
    members = {name for name in vars(kind) if not name.startswith("_") and name not in {"column", "detail", "silent"}}

    missing = [
        name
        for name in members - hidden
        if f"| `{name}` |" not in PAGE and not re.search(rf"\.{name}\(.*`\*\*$", PAGE, re.M)
    ]

    assert missing == []
    assert hidden <= members


def test_no_method_of_a_bench_or_of_a_person_is_without_a_word():
    silent = re.findall(r"^\*\*`.+`\*\*\n\n(?![A-Z])", PAGE, re.MULTILINE)

    assert silent == []


def test_what_is_not_awaited_is_named():
    assert "methods are awaited, but for `set_up`, `phone`\nand `accepts_problems`" in PAGE
    assert {name for name in vars(Bench) if not name.startswith("_")} == {
        name for name in vars(AsyncBench) if not name.startswith("_")
    }


def test_the_page_needs_no_pytest():
    program = (
        "import sys; sys.modules['pytest'] = None\n"
        "from simulator.reference import reference_page; print(len(reference_page('pytest')))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert int(done.stdout) == len(PAGE)
