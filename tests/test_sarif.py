"""The report that code scanning reads: the rules of SARIF 2.1.0 that its readers rely on."""

from __future__ import annotations

import json
from pathlib import Path

from simulator.lint.sarif import as_sarif
from simulator.lint.source import Linted
from simulator.ozml.lint import FOUND, lint
from simulator.settings import Settings
from simulator.telephony.problem import RULES, Place, Problem

FOLDER = Path("/checkout")


def log(text, name="answers/a.xml"):
    linted = Linted(name, tuple(text.split("\n")), tuple(lint(text.encode(), name, Settings())))
    return json.loads(as_sarif([linted], FOLDER))


def run(text, name="answers/a.xml"):
    (one,) = log(text, name)["runs"]
    return one


def region(text):
    return run(text)["results"][0]["locations"][0]["physicalLocation"]["region"]


def uri(name):
    return run("<Response><Spaek/></Response>", name)["results"][0]["locations"][0]["physicalLocation"][
        "artifactLocation"
    ]


def test_a_log_names_its_version_its_tool_and_how_it_counts_columns():
    one = log("<Response/>")

    assert one["version"] == "2.1.0"
    assert one["$schema"].endswith("sarif-schema-2.1.0.json")
    assert one["runs"][0]["tool"]["driver"]["name"] == "ozeki-simulator"
    assert one["runs"][0]["columnKind"] == "utf16CodeUnits"


def test_a_log_without_problems_has_an_empty_list_of_results():
    """Section 3.14.23: null would mean that nothing was looked at."""
    assert run("<Response/>")["results"] == []


def test_every_rule_has_a_description_and_a_level():
    rules = run("<Response/>")["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == list(FOUND)
    assert {rule["id"]: rule["shortDescription"]["text"] for rule in rules} == {rule: RULES[rule] for rule in FOUND}
    assert {rule["defaultConfiguration"]["level"] for rule in rules} == {"error", "warning", "note"}


def test_a_result_points_to_its_rule():
    one = run("<Response><Spaek/>\n<Record Duration='0'/><Call Url='/x' Dialed='1'/></Response>")
    rules = one["tool"]["driver"]["rules"]

    assert [(result["ruleId"], result["level"]) for result in one["results"]] == [
        ("unknown-element", "error"),
        ("zero", "warning"),
        ("alias", "note"),
    ]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in one["results"])
    assert one["results"][0]["message"]["text"] == "<Spaek> is not an OzML command; did you mean 'Speak'?"


def test_a_region_goes_from_the_tag_to_the_end_of_its_name():
    assert region("<Response>\n  <Spaek/>\n</Response>") == {
        "startLine": 2,
        "startColumn": 3,
        "endLine": 2,
        "endColumn": 9,
    }


def test_columns_count_utf_16_code_units():
    """Section 3.30.6: a character beyond the first plane is two of them."""
    assert region("<Response>\n<!-- \U0001f4de\u00e9 --><Spaek/>\n</Response>")["startColumn"] == 13
    assert region("<Response>\n<!-- \U0001f4de\u00e9 --><Spa\U0001d400k/>\n</Response>")["endColumn"] == 20


def test_a_place_that_is_no_tag_is_one_character_wide():
    assert region("<Response>Tom & Anna</Response>") == {
        "startLine": 1,
        "startColumn": 15,
        "endLine": 1,
        "endColumn": 16,
    }


def test_a_problem_without_a_place_stands_at_the_beginning():
    """GitHub refuses results without a line."""
    problem = Problem("no-answer", "no answer", Place("http://app/"))
    written = json.loads(as_sarif([Linted("http://app/", (), (problem,))], FOLDER))

    location = written["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {"uri": "http://app/"}
    assert location["region"] == {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2}


def test_files_of_the_checkout_have_relative_addresses():
    assert uri("answers/the menu.xml") == {"uri": "answers/the%20menu.xml"}
    assert uri("/checkout/a.xml") == {"uri": "a.xml"}
    assert uri("answers/../b.xml") == {"uri": "b.xml"}
    assert uri("/elsewhere/a.xml") == {"uri": Path("/elsewhere/a.xml").resolve().as_uri()}
