"""What is told of tests that have passed although something should be mended: warnings of pytest."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

IN_VAIN = "PbxWarning: nothing came of the fault `drop: SMSDeliveryReport`: what it was to meet never happened"
NO_XML = "PbxWarning: the answer's Content-Type is 'application/json', expected XML or text"

TESTS = """
import pytest
from simulator.faults import drops

@pytest.mark.parametrize("keys", ["1", "2"])
@pytest.mark.pbx(faults=[drops("SMSDeliveryReport")])
def test_in_vain(pbx, keys):
    pbx.call().hears("PIN")
"""

MET_LATER = """
import pytest
from simulator.faults import delays

@pytest.fixture
def later(pbx):
    yield pbx
    call = pbx.call()
    call.hears("PIN")
    call.presses("1234")
    call.hears("balance")

@pytest.mark.pbx(faults=[delays("DtmfEntered", by=1)])
def test_it(later):
    later.call().hears("PIN")
"""

ASKS = """
import pytest

def test_pin(pbx):
    pbx.call().hears("PIN")

@pytest.mark.asyncio
async def test_coroutine(async_pbx):
    call = await async_pbx.call()
    await call.hears("PIN")

def test_accepted(pbx):
    pbx.accepts_problems("content-type")
    pbx.call().hears("PIN")

def test_expected(pbx):
    pbx.call().hears("PIN")
    pbx.expects(problems=["content-type"])

def test_failed(pbx):
    pbx.call().hears("PIN")
    assert False
"""

SCENARIO = """
caller: [hears: PIN, hangs_up]
faults: [{drop: SMSDeliveryReport}]
phones: {47l1: busy}
"""


@pytest.fixture
def project(project):
    """A project that has its own mind about warnings, whatever those of the simulator are."""
    ini = project.folder / "pytest.ini"
    ini.write_text(f"{ini.read_text()}filterwarnings = default\n")
    return project


@pytest.fixture
def sloppy(project):
    """A project whose app sends its answers as JSON."""
    app = project.folder / "app.py"
    app.write_text(app.read_text().replace("text/xml", "application/json"))
    return project


def test_a_fault_that_met_nothing_is_a_warning_where_the_test_stands(project):
    project.write(test_it_py=TESTS)

    done = project.run("-q", status=0)

    done.assert_outcomes(passed=2, warnings=2)
    done.stdout.fnmatch_lines(
        ["test_it.py::test_in_vain?1?", "test_it.py::test_in_vain?2?", f"  test_it.py:5: {IN_VAIN}"]
    )


def test_a_fault_that_a_fixture_lets_be_met_is_not_in_vain(project):
    project.write(test_it_py=MET_LATER)

    project.run("-q", status=0).assert_outcomes(passed=1, warnings=0)


def test_a_warning_of_the_app_is_told_once_for_all_tests_unless_a_test_names_or_fails(sloppy):
    sloppy.write(test_it_py=ASKS)

    done = sloppy.run("-q", coroutines=True, status=1)

    done.assert_outcomes(passed=4, failed=1, warnings=2)
    done.stdout.fnmatch_lines(
        ["test_it.py::test_pin", "test_it.py::test_coroutine", f"  http://app/incoming:1: {NO_XML}"]
    )


def test_a_scenario_tells_what_the_command_line_tells(sloppy):
    sloppy.file("a.call.yaml", SCENARIO)

    done = sloppy.run("-q", status=0)

    done.assert_outcomes(passed=1, warnings=3)
    done.stdout.fnmatch_lines(
        [
            f"  http://app/incoming:1: {NO_XML}",
            f"  a.call.yaml:2: {IN_VAIN}",
            "  a.call.yaml:2: PbxWarning: nobody called the phone 47l1; *did you mean '4711'?",
        ]
    )


def test_warnings_may_be_errors_or_nothing(sloppy):
    sloppy.file("a.call.yaml", SCENARIO)
    sloppy.write(test_it_py=ASKS.partition("@")[0])

    strict = sloppy.run("-q", "-Werror::simulator.PbxWarning", status=1)
    deaf = sloppy.run("-q", "-Wignore::simulator.PbxWarning", status=0)

    strict.assert_outcomes(passed=1, failed=1, errors=1)
    strict.stdout.fnmatch_lines(
        [NO_XML.replace(" the", " http://app/incoming: the"), IN_VAIN.replace(" no", " a.call.yaml:2: no")]
    )
    assert "/simulator/" not in strict.stdout.str()
    deaf.assert_outcomes(passed=2, warnings=0)


def test_workers_hand_warnings_over(project):
    project.write(test_it_py=TESTS)

    done = project.run("-q", "-n2", status=0)

    done.assert_outcomes(passed=2, warnings=2)
    done.stdout.fnmatch_lines([f"  test_it.py:5: {IN_VAIN}"])
