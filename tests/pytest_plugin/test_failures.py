"""What a test shows that fails, and which ones do: each run of pytest here has many tests, told apart by name."""

from __future__ import annotations

import re

import pytest

from simulator.report.json_file import read_run

pytest_plugins = ["pytester"]

MISSPELT = "http://app/pin:1:11: <Spaek> is not an OzML command; did you mean 'Speak'?"

FAILING = """
import pytest
from simulator import StepFailedError

def pin(pbx, keys="1234"):
    call = pbx.call("9000")
    call.hears("PIN")
    call.presses(keys)
    return call

def test_step(pbx):
    call = pin(pbx)
    call.hears("your account has 42 euros")

def test_swallowed(pbx):
    pin(pbx, "0000").hears("balance")

def test_own_error(pbx):
    call = pin(pbx, "0000")
    assert call.heard == ["Please enter your PIN.", "Hello."]

def test_expectation(pbx):
    call = pin(pbx)
    call.ends()
    call.expects(hears="your account", recordings=1)

def test_mistake(pbx):
    pbx.set_up(phnes={})

def test_later_error(pbx):
    call = pin(pbx)
    with pytest.raises(StepFailedError) as failed:
        call.hears("Goodbye")
    assert failed.value.step == "hears 'Goodby'"

def test_two(new_pbx):
    one, other = new_pbx(), new_pbx()
    one.call(caller="2001").hears("PIN")
    other.call(caller="2002").hears("Goodbye", within=1)

@pytest.mark.pbx(fones={})
def test_marker(pbx):
    pass

@pytest.fixture
def welcomed(pbx):
    call = pbx.call()
    call.hears("Welcome", within=2)
    return call

def test_setup(welcomed):
    pass

@pytest.fixture
def checked(pbx):
    yield pbx
    assert pbx.outbox.sms

def test_teardown(checked):
    pin(checked)

@pytest.mark.pbx(seed=7)
def test_seeded(pbx):
    pbx.call().hears("x", within=1)
"""


def parts(done):
    """The output of pytest, by the name of the test."""
    found = re.split(r"^_{3,} (?:ERROR at \w+ of )?(?:\w+\.)?(test_\w+) _{3,}$", done.stdout.str(), flags=re.MULTILINE)
    return {name: part.strip("\n").splitlines() for name, part in zip(found[1::2], found[2::2], strict=True)}


def test_a_failure_explains_itself(project):
    project.write(test_it_py=FAILING)
    done = project.run("-q", status=1)
    failed = parts(done)

    done.assert_outcomes(failed=8, errors=3, passed=1)
    assert failed["test_step"][:7] == [
        "pbx = <Bench of 'app:app'>",
        "",
        "    def test_step(pbx):",
        "        call = pin(pbx)",
        '>       call.hears("your account has 42 euros")',
        "E       simulator.StepFailedError: hears 'your account has 42 euros': "
        "the call ended (normal clearing) before that",
        "E       ",
    ]
    assert_there(
        failed["test_step"],
        "E         nearest   Your balance is 42 euros.",
        "E         the last request before that, at *",
        "E           > 1 | <Response><Speak>Your balance is 42 euros.</Speak>*",
        "E       >  * step 3 failed: hears 'your*",
        "E         repeat: pytest test_it.py::test_step --pbx-seed 0",
        "test_it.py:*: StepFailedError",
    )
    assert_there(
        failed["test_swallowed"],
        "http://app/pin:1:11: <Spaek> is not an OzML command; did you mean 'Speak'?",
        "    > 1 | <Response><Spaek>Hello.</Spaek>*",
        ">  * error: http://app/pin:1:11: <Spaek> is not an OzML*",
        "  repeat: pytest test_it.py::test_swallowed --pbx-seed 0",
    )
    assert_there(
        failed["test_expectation"],
        '>       call.expects(hears="your account", recordings=1)',
        "E       AssertionError: not as expected: hears, recordings",
        "E         hears: not heard",
        "E           nearest   Your balance is 42 euros.",
        "E         recordings",
        "E           expected  1",
        "E           was       0",
    )
    unknown = "unknown parameter"
    assert_there(failed["test_mistake"], f"E *set_up(...): {unknown} 'phnes'; did you mean 'phones'?")
    assert failed["test_marker"][0] == f"pytest.mark.pbx(...): {unknown} 'fones'; did you mean 'phones'?"
    assert len([line for line in failed["test_marker"] if "pytest.mark.pbx" in line]) == 1
    assert_there(failed["test_setup"], '>       call.hears("Welcome", within=2)')
    assert_there(failed["test_seeded"], "E         repeat: pytest test_it.py::test_seeded")
    assert_the_conversation_is_beside_other_errors(failed)


def assert_the_conversation_is_beside_other_errors(failed):
    with_story = [
        name for name, part in failed.items() if any(line.strip("-") == " the phone system " for line in part)
    ]
    assert with_story == ["test_teardown", "test_own_error", "test_later_error", "test_two"]
    assert_there(
        failed["test_own_error"],
        ">       assert call.heard == [*",
        "E         At index 1 diff: 'Your balance is 42 euros.' != 'Hello.'",
        "*the phone system*",
        "*error: http://app/pin:1:11: <Spaek> is not an OzML*",
        "  repeat: pytest test_it.py::test_own_error --pbx-seed 0",
    )
    assert [line for line in failed["test_two"] if "call from 200" in line] == [
        "E              0.0  call from 2002 to 9000",
        "       0.0  call from 2001 to 9000",
    ]
    told = [line for part in failed.values() for line in part]
    assert [line for line in told if "/simulator/" in line] == []
    assert [line for line in told if len(line) > 100 and "Error: " not in line] == []


def assert_there(lines, *patterns):
    """Each pattern is that of a line, in this order."""
    pytest.LineMatcher(lines).fnmatch_lines([pattern.replace("[", "[[]") for pattern in patterns])


BEHAVING = """
import pytest
from simulator import StepFailedError

@pytest.fixture
def call(pbx):
    call = pbx.call()
    call.hears("PIN")
    call.presses("0000")
    return call

@pytest.mark.xfail(strict=True)
def test_expected_to_fail(call):
    call.hears("balance")

@pytest.mark.xfail(raises=StepFailedError, strict=True)
def test_expected_error(call):
    call.hears("Goodbye")

def test_skipped(call):
    pytest.skip("later")

def test_accepted(pbx, call):
    pbx.accepts_problems("unknown-element")
    with pytest.raises(StepFailedError):
        call.hears("Goodbye")

def test_asserted(call):
    call.expects(problems=["unknown-element"])

@pytest.mark.pbx(settings={"strict": False})
def test_lenient(call):
    call.hears("balance")

def test_golden(pbx):
    call = pbx.call()
    call.hears("PIN")
    call.matches("golden/pin.txt")

def test_closed(pbx, call):
    pbx.accepts_problems("unknown-element")
    pbx.close()

def test_worth_a_look(call):
    call.hears("balance")
"""


def test_only_what_is_wrong_fails_a_test(project):
    project.file("tests/test_it.py", BEHAVING)

    reports = ("--junit-xml=report.xml", "--pbx-json=out/run.json", "--pbx-html=out/run.html")
    done = project.run("-q", "-Wdefault", *reports, status=1)

    done.assert_outcomes(passed=4, failed=2, skipped=1, xfailed=2, warnings=1)
    done.stdout.fnmatch_lines(
        ["*AssertionError: conversation: there is no tests/golden/pin.txt", "*again with --pbx-update, which writes*"]
    )
    report = (project.folder / "report.xml").read_text(encoding="utf-8")
    assert "error: http://app/pin:1:11: &lt;Spaek&gt; is not an OzML" in report
    assert_reports_tell_all(project.folder / "out", done)
    updated = project.run("-q", "--pbx-update", "-k", "golden", status=0)
    updated.assert_outcomes(passed=1)
    golden = (project.folder / "tests" / "golden" / "pin.txt").read_text(encoding="utf-8")
    assert golden.startswith("# test_golden\n\n         call from +3612345678 to 9000\n")


def assert_reports_tell_all(folder, done):
    done.stdout.fnmatch_lines(["report: *run.json", "report: *run.html"])
    records = {one.name: one for one in read_run(folder / "run.json").scenarios}
    outcomes = {name: one.outcome for name, one in records.items()}
    assert outcomes.pop("test_golden") == outcomes.pop("test_worth_a_look") == "failed"
    assert set(outcomes.values()) == {"passed"}
    look = records["test_worth_a_look"]
    assert [one.text for one in look.reasons] == [MISSPELT]
    assert look.app == "app:app /incoming"
    assert look.repeat == "pytest tests/test_it.py::test_worth_a_look --pbx-seed 0"
    assert look.text.splitlines()[-1].strip() == f"repeat: {look.repeat}"
    page = (folder / "run.html").read_text(encoding="utf-8")
    assert "test_expected_to_fail" in page
    assert "test_worth_a_look" in page


def test_whoever_interrupts_a_test_or_looks_into_it_waits_for_nothing(project):
    project.write(
        test_it_py="""
import pytest

def test_fails(pbx):
    call = pbx.call()
    call.hears("Goodbye", within=1)

def test_interrupted(pbx):
    pbx.set_up(clock="real")
    pbx.call()
    raise KeyboardInterrupt
"""
    )

    stopped = project.run("-q", "-x", "--lf", status=1)
    debugged = project.run("-q", "--pdb", stdin=b"p 'looking at', call\nc\n", status=2)

    stopped.assert_outcomes(failed=1)
    debugged.stdout.fnmatch_lines(
        [
            "*hears 'Goodbye': not within 1.0 s*",
            "> *test_it.py(6)test_fails()",
            "*('looking at', <BenchCall from +3612345678 to 9000>)",
            "*KeyboardInterrupt*",
        ]
    )
