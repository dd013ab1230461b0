"""What a test expects of a call, in Python; each test with both clients."""

from __future__ import annotations

import pickle
import re
from math import inf, nan
from pathlib import Path

import pytest

from simulator import hears, presses, says, stays_silent
from simulator.client import ControlError, UnmetError
from simulator.client.written_checks import written_checks
from simulator.errors import ScenarioError
from simulator.scenario.mistakes import MisreadError
from simulator.scenario.python_data import node_from

STEPS = [hears("message"), says("Hi"), stays_silent()]


def test_what_is_not_as_expected_is_a_failure_of_the_call(session, app):
    call = session.place_call(
        STEPS,
        url=f"{app}/incoming",
        expects={"hears": re.compile("^Thank"), "recordings": 2, "dead air": "4s"},
        never=[{"hears": "error"}],
    )

    report = call.wait()

    assert report.failures == ["recordings: expected 2, was 1"]
    assert [(one.kind, one.name, one.met) for one in report.expectations] == [
        ("expects", "hears", True),
        ("expects", "recordings", False),
        ("expects", "dead air", True),
        ("never", "hears", True),
    ]
    assert [one.name for one in report.latencies] == ["IncomingCall", "RecordCompleted"]


def test_a_call_in_a_world_of_its_own_and_a_message_have_expectations_too(simulator, app):
    expects = [{"recordings": 1}, {"notifications": ("IncomingCall", "RecordCompleted")}]
    call = simulator.place_call(f"{app}/incoming", STEPS, expects=expects)
    message = simulator.send_sms(f"{app}/report", "Hi", expects={"sms": []}, never={"problems": "http-status"})

    assert (call.wait().failures, message.wait().failures) == ([], [])
    assert [one.met for one in message.read().expectations] == [True, True]


def test_a_message_in_a_session_has_expectations(session, app):
    message = session.send_sms("Hi", url=f"{app}/report", expects={"sms": ["Hi"]})

    assert message.wait().failures == ["sms: expected 1 (text 'Hi'), was none"]


def test_a_call_is_as_expected(session, app):
    call = session.place_call(STEPS, url=f"{app}/incoming")

    outcomes = call.expect({"recording": {"ended_by": "final-timeout"}}, never={"hears": "error"}, timeout=10)

    assert [(one.pointer, one.met) for one in outcomes] == [("#/expects/recording", True), ("#/never/hears", True)]


def test_a_call_that_is_not_as_expected_fails_the_test(session, app):
    call = session.place_call([hears("Press"), presses("1"), stays_silent()], url=f"{app}/menu")
    call.wait()

    with pytest.raises(UnmetError) as caught:
        call.expect([{"hears": "Press 2"}, {"recordings": 1}, {"call": {"ended_by": "pbx"}}])

    error = caught.value
    assert isinstance(error, AssertionError)
    differences, _, explained = str(error).partition("\n\n")
    assert differences.splitlines() == [
        f"{call!r} is not as expected",
        "  hears: expected 'Press 2', was 'Press 1.', 'One.' (closest first)",
        "  recordings: expected 1, was 0",
    ]
    assert explained.startswith("FAILED call from +3612345678 to 9000  /control/v1/sessions/")
    assert "    nearest   Press 1.\n" in explained
    assert explained.splitlines()[-2].split() == ["clearing"]  # the conversation goes on to the end of the call
    assert [one.met for one in error.expectations] == [False, False, True]
    assert error.expectations[0].unmet[0].nearest == "Press 1."
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - it is our own


def test_a_call_that_goes_on_is_judged_as_it_stands(session, app):
    call = session.place_call(url=f"{app}/patient", live=True)
    session.journal.wait_for(event="RecordingStarted")

    call.expect({"hears": "message", "recordings": 0})
    call.hang_up()

    assert call.expect({"recordings": 1}, timeout=10)[0].met


def test_a_mistake_in_what_is_expected_is_told_before_the_call(session, app):
    with pytest.raises(ControlError, match="unknown key 'lenght'; did you mean 'length'") as caught:
        session.place_call(STEPS, url=f"{app}/incoming", expects={"recording": {"lenght": "3s"}})

    assert [one.pointer for one in caught.value.mistakes] == ["#/expects/recording/lenght"]
    assert session.calls() == []


def test_paths_and_patterns_are_written_as_scenarios_have_them():
    pattern = re.compile("thank", re.IGNORECASE)

    assert written_checks([{"file": Path("a.txt")}, {"hears": [pattern, re.compile("PIN")]}]) == [
        {"file": "a.txt"},
        {"hears": ["/thank/", "/PIN/c"]},
    ]


def test_what_no_scenario_can_say_is_refused():
    with pytest.raises(ScenarioError, match="expected a text, a number, a list or a mapping, not <object object"):
        written_checks({"recordings": object()})


@pytest.mark.parametrize(
    ("checks", "mistake"),
    [
        ({1: "x"}, "expected texts as keys, not 1"),
        ({"dead air": float("inf")}, "expected a text, a number, a list or a mapping, not inf"),
        ({"hears": re.compile("a b", re.VERBOSE)}, "expected a regular expression with no flag but re.IGNORECASE"),
        ({"hears": re.compile(b"a")}, "expected a regular expression of texts with something in it, not re.compile"),
    ],
)
def test_the_client_and_scenarios_in_python_refuse_the_same(checks, mistake):
    with pytest.raises(ScenarioError) as by_client:
        written_checks(checks)
    with pytest.raises(MisreadError) as by_reader:
        node_from(checks, "expects")

    assert str(by_client.value).startswith(mistake)
    assert mistake in str(by_reader.value)


@pytest.mark.parametrize("timeout", [inf, nan, 601])
def test_a_wait_that_the_server_does_not_take_is_told(session, app, timeout):
    call = session.place_call(STEPS, url=f"{app}/incoming")

    with pytest.raises(ControlError, match="wait: input should be") as caught:
        call.expect({"recordings": 1}, timeout=timeout)

    assert caught.value.status == 422
