"""The JUnit report, as Jenkins, GitLab and GitHub read it: a suite for each file, a test case for each scenario."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from simulator.report.comparison import nearest
from simulator.report.record import RunRecord, ScenarioRecord
from simulator.telephony.events import seconds_text

LONGEST_OUTPUT: Final = 40_000
"""Characters of a conversation; of a longer one the middle is left out."""

_LONGEST_QUOTE: Final = 80
"""Characters of a text in a message."""

_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010fffd]")
"""What XML 1.0 cannot hold, or should not: https://www.w3.org/TR/xml/#charsets."""


def junit_xml(record: RunRecord) -> str:
    """A record as a JUnit file."""
    root = ET.Element(
        "testsuites", {"name": "ozeki-simulator", **_counts(record.scenarios, interrupted=record.interrupted)}
    )
    by_file = sorted(enumerate(record.scenarios), key=lambda one: one[1].file)
    for file, found in groupby(by_file, key=lambda one: one[1].file):
        root.append(_suite(file, [scenario for _, scenario in sorted(found, key=lambda one: one[0])], record))
    if record.interrupted:
        root.append(_interruption(record))
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


# -- inside ----------------------------------------------------------------------------------------------------------


def _suite(file: str, scenarios: Sequence[ScenarioRecord], record: RunRecord) -> ET.Element:
    began = record.began[: len("2026-01-01T00:00:00")]
    suite = ET.Element("testsuite", {"name": _text(file), **_counts(scenarios), "timestamp": began})
    said = {"tool": f"ozeki-simulator {record.tool}", "python": record.python}
    if record.seed is not None:
        said["seed"] = str(record.seed)
    if record.clock is not None:
        said["clock"] = record.clock
    if record.interrupted:
        said["interrupted"] = "true"
    _add_properties(suite, said)
    for scenario in scenarios:
        suite.append(_case(scenario))
    return suite


def _interruption(record: RunRecord) -> ET.Element:
    """A suite with one case, which is an error: readers of these files would take what is there for all there is."""
    began = record.began[: len("2026-01-01T00:00:00")]
    attributes = {"name": "ozeki-simulator", **_counts((), interrupted=True), "timestamp": began}
    suite = ET.Element("testsuite", attributes)
    _add_properties(suite, {"tool": f"ozeki-simulator {record.tool}", "interrupted": "true"})
    case = ET.SubElement(suite, "testcase", {"classname": "ozeki-simulator", "name": "interrupted", "time": "0.000"})
    message = "the run was interrupted; scenarios that were not over are missing"
    ET.SubElement(case, "error", {"message": message, "type": "Interrupted"})
    return suite


def _case(scenario: ScenarioRecord) -> ET.Element:
    case = ET.Element(
        "testcase",
        {
            "classname": _text(_class_name(scenario.file)),
            "name": _text(scenario.name),
            "time": _seconds(scenario.wall_seconds),
            "file": _text(scenario.file),
            "line": str(scenario.line),
        },
    )
    _add_properties(case, {"seed": str(scenario.seed), "clock": scenario.clock, "repeat": scenario.repeat})
    if scenario.outcome != "passed":
        tag = "failure" if scenario.outcome == "failed" else "error"
        message = _message(scenario)
        attributes = {"message": _text(message), "type": "ScenarioFailed" if tag == "failure" else "SimulatorBroken"}
        ET.SubElement(case, tag, attributes).text = _text(scenario.text)
    if scenario.transcript is not None:
        ET.SubElement(case, "system-out").text = _text(_conversation(scenario))
    return case


def _message(scenario: ScenarioRecord) -> str:
    """The first reason, in one line: with what was to be heard, and what came nearest to it or was heard last."""
    if not scenario.reasons:
        return scenario.outcome
    first = scenario.reasons[0]
    if first.wanted is None:
        return first.head if first.diff else first.text
    said = [first.head, *([first.why] if first.why else []), f"expected {_quoted(first.wanted)}"]
    near = nearest(first.wanted, first.heard)
    if near is not None:
        said.append(f"nearest {_quoted(near)}")
    elif first.heard:
        said.append(f"heard {_quoted(first.heard[-1])}")
    else:
        said.append("nothing was heard")
    return "; ".join(said)


def _quoted(text: str) -> str:
    """A text in quotes; of a longer one the beginning."""
    line = " ".join(text.split())
    return repr(line if len(line) <= _LONGEST_QUOTE else f"{line[:_LONGEST_QUOTE]}...")


def _counts(scenarios: Sequence[ScenarioRecord], *, interrupted: bool = False) -> dict[str, str]:
    outcomes = [one.outcome for one in scenarios]
    return {
        "tests": str(len(scenarios) + interrupted),
        "failures": str(outcomes.count("failed")),
        "errors": str(outcomes.count("broken") + interrupted),
        "skipped": "0",
        "time": _seconds(sum(one.wall_seconds for one in scenarios)),
    }


def _add_properties(parent: ET.Element, said: dict[str, str]) -> None:
    properties = ET.SubElement(parent, "properties")
    for name, value in said.items():
        ET.SubElement(properties, "property", {"name": name, "value": _text(value)})


def _class_name(file: str) -> str:
    """A file as a class in a package, which is how readers make folders of it: `scenarios.voicemail`."""
    parts = [part for part in re.sub(r"\.ya?ml$", "", file).split("/") if part not in ("", ".", "..")]
    return ".".join(part.replace(".", "_") for part in parts) or "scenarios"


def _conversation(scenario: ScenarioRecord) -> str:
    entries = scenario.transcript.entries if scenario.transcript else ()
    text = "\n".join(f"{seconds_text(one.at)} {one.text}" for one in entries if not one.detail)
    if len(text) <= LONGEST_OUTPUT:
        return text
    half = LONGEST_OUTPUT // 2
    return f"{text[:half]}\n... {len(text) - 2 * half} characters ...\n{text[-half:]}"


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"


def _text(text: str) -> str:
    """A text as XML can hold it; what it cannot is replaced."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
