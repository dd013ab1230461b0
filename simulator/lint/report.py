"""What was found, for people (lines with excerpts) and for programs (JSON); `sarif` has the form that CI reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from simulator.lint.source import Linted
from simulator.telephony.problem import Problem, Severity

VERSION: Final = 1
"""Of the JSON; it grows when a name changes or goes away."""

_WIDEST_LINE: Final = 100
_STYLES: Final = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def text_lines(results: Sequence[Linted], passed_over: int = 0) -> Iterator[Text]:
    """Every problem with the line it stands on, and a summary; `passed_over` counts other XML files that were found."""
    for one in results:
        for problem in one.problems:
            yield _headline(problem)
            yield from _excerpt(one.lines, problem)
    yield _summary(results, passed_over)


def as_json(results: Sequence[Linted]) -> str:
    """The problems as a document for programs; `version` counts changes of its shape."""
    data = {
        "version": VERSION,
        "files": [one.name for one in results],
        "problems": [
            {
                "rule": problem.rule,
                "severity": str(problem.severity),
                "message": problem.message,
                "source": problem.place.source,
                "line": problem.place.line,
                "column": problem.place.column,
            }
            for one in results
            for problem in one.problems
        ],
        "summary": {f"{severity}s": count for severity, count in _counts(results)},
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


# -- inside ----------------------------------------------------------------------------------------------------------


def _headline(problem: Problem) -> Text:
    return Text.assemble(
        (f"{problem.place}: ", "bold"),
        (f"{problem.severity}: ", _STYLES[problem.severity]),
        problem.message,
        (f" [{problem.rule}]", "dim"),
    )


def _excerpt(lines: Sequence[str], problem: Problem) -> Iterator[Text]:
    """The line, or the part of a long one that matters, with a caret below it."""
    number, column = problem.place.line, problem.place.column
    if not 1 <= number <= len(lines) or not lines[number - 1].strip():
        return
    line = lines[number - 1].replace("\t", " ")
    start = max(0, column - _WIDEST_LINE // 2) if len(line) > _WIDEST_LINE else 0
    margin = f"{number:>5} | "
    yield Text.assemble((margin, "dim"), line[start : start + _WIDEST_LINE].rstrip())
    if column:
        before = cell_len(line[start : column - 1])
        yield Text.assemble((f"{'':>5} | ", "dim"), " " * before, ("^", _STYLES[problem.severity]))


def _counts(results: Sequence[Linted]) -> list[tuple[Severity, int]]:
    return [
        (severity, sum(problem.severity is severity for one in results for problem in one.problems))
        for severity in Severity
    ]


def _summary(results: Sequence[Linted], passed_over: int) -> Text:
    others = f"{passed_over} other XML file{'' if passed_over == 1 else 's'} passed over" if passed_over else ""
    if not results:
        return Text(f"no answers found; {others}" if others else "no *.xml or *.ozml files found", "yellow")
    parts = [
        (f"{count} {severity}{'' if count == 1 else 's'}", _STYLES[severity])
        for severity, count in _counts(results)
        if count
    ]
    line = Text(", ").join(Text(*part) for part in parts) if parts else Text("no problems", "green")
    return line.append(f" in {len(results)} answer{'' if len(results) == 1 else 's'}{f'; {others}' if others else ''}")
