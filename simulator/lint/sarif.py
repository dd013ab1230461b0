"""What was found as SARIF 2.1.0, which GitHub code scanning, Azure DevOps and editors read.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0. Regions end behind the name of the
element, because GitHub wants an end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

from simulator import __version__
from simulator.lint.source import Linted, is_address
from simulator.ozml.lint import FOUND
from simulator.telephony.problem import RULES, Problem

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_INDEX: Final = {rule: index for index, rule in enumerate(FOUND)}
_TAG: Final = re.compile(r"</?[^\s<>/]*")


def as_sarif(results: Sequence[Linted], folder: Path) -> str:
    """The problems as a SARIF log of one run.

    Args:
        results: what was found.
        folder: that of the checkout; addresses of files in it are relative to it.
    """
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "ozeki-simulator",
                        "version": __version__,
                        "rules": [_rule(rule) for rule in FOUND],
                    }
                },
                "columnKind": "utf16CodeUnits",
                "results": [_result(problem, one, folder) for one in results for problem in one.problems],
            }
        ],
    }
    return json.dumps(log, indent=2, ensure_ascii=False)


def _rule(rule: str) -> Mapping[str, object]:
    return {
        "id": rule,
        "shortDescription": {"text": RULES[rule]},
        "defaultConfiguration": {"level": str(FOUND[rule])},
    }


def _result(problem: Problem, linted: Linted, folder: Path) -> Mapping[str, object]:
    return {
        "ruleId": problem.rule,
        "ruleIndex": _INDEX[problem.rule],
        "level": str(problem.severity),
        "message": {"text": problem.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(linted.name, folder)},
                    "region": _region(problem, linted.lines),
                }
            }
        ],
    }


def _region(problem: Problem, lines: Sequence[str]) -> Mapping[str, int]:
    """Where it is, in UTF-16 code units; the first character if that is not known."""
    number, column = max(problem.place.line, 1), max(problem.place.column, 1)
    line = lines[number - 1] if number <= len(lines) else ""
    tag = _TAG.match(line, column - 1)
    start = _utf16_length(line[: column - 1]) + 1
    end = _utf16_length(line[: tag.end()]) + 1 if tag else start + 1
    return {"startLine": number, "startColumn": start, "endLine": number, "endColumn": end}


def _utf16_length(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _uri(name: str, folder: Path) -> str:
    """A relative reference for a file in the folder, an absolute address for another."""
    if is_address(name):
        return name
    path = Path(folder, name).resolve()
    if path.is_relative_to(folder.resolve()):
        return quote(path.relative_to(folder.resolve()).as_posix())
    return path.as_uri()
