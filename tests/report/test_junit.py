"""The JUnit report: as its readers want it, whatever the texts are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from junitparser import Error, Failure, JUnitXml
from lxml import etree

from simulator.report.junit import LONGEST_OUTPUT, junit_xml
from simulator.report.record import ReasonRecord
from tests.report.recorded import HOSTILE, happened, recorded, written_run, written_scenario

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("junit.xsd")))

BROKEN = written_scenario("Broken", "broken", reasons=(ReasonRecord("went wrong"),), text="BROKEN\nTraceback")


def parsed(record):
    root = etree.fromstring(junit_xml(record).encode())
    SCHEMA.assertValid(root)
    return root


def test_a_reader_finds_what_there_is():
    found = JUnitXml.fromstring(junit_xml(recorded()).encode())

    (suite,) = found
    assert (suite.name, suite.tests, suite.failures, suite.errors, suite.skipped) == ("calls/s.yaml", 4, 2, 0, 0)
    assert suite.timestamp == "2026-01-02T03:04:05"
    assert [(case.classname, case.name, len(case.result)) for case in suite] == [
        ("calls.s", "A <b>PIN</b> is asked for", 1),
        ("calls.s", "The app answers with a web page", 1),
        ("calls.s", "Anna leaves a message", 0),
        ("calls.s", "A menu that goes round for half an hour", 0),
    ]
    assert suite.time == pytest.approx(sum(one.wall_seconds for one in recorded().scenarios), abs=0.01)


def test_a_report_of_real_calls_is_as_the_schema_says():
    assert parsed(recorded()).get("tests") == "4"


def test_a_failure_has_its_first_reason_and_the_text_of_the_terminal():
    scenario = recorded().scenarios[HOSTILE]
    case = next(iter(next(iter(JUnitXml.fromstring(junit_xml(recorded()).encode())))))

    (failure,) = case.result
    assert type(failure) is Failure
    assert failure.message == scenario.reasons[0].text
    assert failure.text == scenario.text.replace("\N{RIGHT-TO-LEFT OVERRIDE}", "\N{REPLACEMENT CHARACTER}")
    assert max(map(len, failure.text.splitlines()[1:-3])) <= 80


def message_of(**reason) -> str:
    scenario = written_scenario(outcome="failed", reasons=(ReasonRecord("all of it", **reason), ReasonRecord("more")))
    return parsed(written_run(scenario)).find(".//failure").get("message")


@pytest.mark.parametrize(
    ("wanted", "heard", "words"),
    [
        ("Good evening", (), "nothing was heard"),
        ("Good evening", ("Welcome.", "Your PIN?"), "heard 'Your PIN?'"),
        ("Good evening", ("Good morning.", "Your PIN?"), "nearest 'Good morning.'"),
    ],
    ids=["nothing", "others", "a near one"],
)
def test_the_message_has_what_was_to_be_heard_and_what_was_heard(wanted, heard, words):
    head = "step 2 failed: hears 'Good evening'"

    message = message_of(head=head, why="the call ended", wanted=wanted, heard=heard)

    assert message == f"{head}; the call ended; expected 'Good evening'; {words}"


def test_long_texts_are_shortened_in_the_message():
    message = message_of(head="hears: not heard", wanted="on " * 400, heard=("and " * 400,))

    assert len(message) < 250
    assert message.count("...'") == 2


def test_the_message_of_another_conversation_is_one_line():
    message = message_of(head="conversation: differs from gold/x.txt", why="run again", diff=("-a", "+b"))

    assert message == "conversation: differs from gold/x.txt"


def test_a_mistake_of_the_simulator_is_an_error():
    (suite,) = JUnitXml.fromstring(junit_xml(written_run(BROKEN)).encode())
    (case,) = suite

    assert (suite.failures, suite.errors) == (0, 1)
    assert [(type(one), one.message, one.text) for one in case.result] == [(Error, "went wrong", "BROKEN\nTraceback")]


def test_each_file_is_a_suite_and_scenarios_keep_their_order():
    one, two = written_scenario("b"), replace(written_scenario("a"), file="other/t.yml")

    root = parsed(written_run(one, two, replace(one, name="a")))

    assert [(suite.get("name"), [case.get("name") for case in suite.iter("testcase")]) for suite in root] == [
        ("calls/s.yaml", ["b", "a"]),
        ("other/t.yml", ["a"]),
    ]
    assert root[1].find("testcase").get("classname") == "other.t"


def test_a_test_case_has_its_place_its_seed_and_its_conversation():
    root = parsed(recorded())
    case = root.find(".//testcase[@name='Anna leaves a message']")

    assert (case.get("file"), case.get("line")) == ("calls/s.yaml", "11")
    assert {one.get("name"): one.get("value") for one in case.iter("property")} == {
        "seed": "0",
        "clock": "virtual",
        "repeat": "ozeki-simulator run 'calls/s.yaml::Anna leaves a message' --seed 0",
    }
    assert case.findtext("system-out").splitlines()[:2] == [
        "0.0 call from +3612345678 to 9000",
        "0.0 POST http://app/incoming IncomingCall",
    ]
    assert {one.get("name"): one.get("value") for one in root[0].find("properties")}["seed"] == "7"


def test_what_xml_cannot_hold_is_replaced():
    nasty = "a\x00b\x1b[31m\ud800\uffff]]>&<\r\n\t\N{SNOWMAN}\N{PILE OF POO}"

    root = parsed(written_run(written_scenario(nasty, "failed", reasons=(ReasonRecord(nasty),), text=nasty)))

    mark = "\N{REPLACEMENT CHARACTER}"
    shown = f"a{mark}b{mark}[31m{mark}{mark}]]>&<"
    case = root.find(".//testcase")
    assert case.get("name").startswith(shown)
    assert case.findtext("failure").endswith("\t\N{SNOWMAN}\N{PILE OF POO}")
    assert case.find("failure").get("message").startswith(shown)


def test_of_a_long_conversation_the_middle_is_left_out():
    scenario = happened(*[(at, "PromptStarted", {"text": "x"}) for at in range(10_000)])

    out = parsed(written_run(scenario)).findtext(".//system-out")

    assert len(out) < LONGEST_OUTPUT + 100
    assert out.startswith("0.0 PromptStarted\n")
    assert out.endswith("9999.0 PromptStarted")


def test_a_run_without_scenarios_is_a_report_without_suites():
    assert len(parsed(written_run())) == 0


@pytest.mark.parametrize("scenarios", [(), (written_scenario(),)], ids=["nothing was over", "something was"])
def test_an_interrupted_run_is_not_green(scenarios):
    record = replace(written_run(*scenarios), interrupted=True)

    root = parsed(record)

    assert (root.get("tests"), root.get("errors")) == (str(len(scenarios) + 1), "1")
    (case,) = [one for one in root.iter("testcase") if one.find("error") is not None]
    assert (case.get("name"), case.find("error").get("type")) == ("interrupted", "Interrupted")
    for suite in root:
        assert {one.get("name"): one.get("value") for one in suite.find("properties")}["interrupted"] == "true"
    assert (sum(int(suite.get("tests")) for suite in root)) == len(scenarios) + 1
