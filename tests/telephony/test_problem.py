"""Kinds of mistakes have stable names, and no others are reported."""

from __future__ import annotations

import ast
from pathlib import Path

from simulator.telephony.problem import RULES, Place, Problem

SOURCE = Path(__file__).parent.parent.parent / "simulator"
REPORTERS = {"report", "_error", "_warn", "Mistake"}


def called(function) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def reported_rules() -> set[str]:
    rules = set()
    for file in [*(SOURCE / "ozml").rglob("*.py"), *(SOURCE / "telephony").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node.func) in REPORTERS:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant):
                    rules.add(first.value)
            elif isinstance(node, ast.Assign) and called(node.targets[0]) == "rule":  # of a kind of error
                rules.add(node.value.value)
    return rules - {""}


def test_every_rule_that_is_reported_is_listed_and_every_listed_one_is_reported():
    assert reported_rules() == set(RULES)


def test_a_problem_says_where_and_what():
    problem = Problem("unknown-element", "<Spaek> is not an OzML command", Place("http://app/x", 3, 5))

    assert str(problem) == "http://app/x:3:5: <Spaek> is not an OzML command"
