"""What is expected of a call, checked when it is over. A check gives the differences, not a yes or no.

To add an expectation, add a class with `@expectation("key")`, or with `@exclusion("key")` for what must never happen;
its docstring tells a user what the value may be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from simulator.scenario import (  # noqa: F401 - they register what they know
    expect_calls,
    expect_commands,
    expect_conversation,
    expect_files,
    expect_heard,
    expect_notifications,
    expect_office,
    expect_outbox,
    expect_ozml,
    expect_recording,
    expect_timing,
)
from simulator.scenario.document import ListNode, MappingNode, Node, TextNode
from simulator.scenario.expect_call import ExpectedProblems
from simulator.scenario.expectation import EXCLUSIONS as EXCLUSIONS  # noqa: PLC0414 - for those who want all of them
from simulator.scenario.expectation import EXPECTATIONS as EXPECTATIONS  # noqa: PLC0414 - likewise
from simulator.scenario.expectation import Expectation, Mismatch, spelt
from simulator.scenario.mistakes import Mistakes
from simulator.scenario.reading import items, known_reader, mistaken, only_entry, refused
from simulator.telephony.problem import Severity

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult
    from simulator.scenario.model import Scenario
    from simulator.scenario.sounds import ClipFolders


def read_expectations(node: Node, clips: ClipFolders | None = None) -> tuple[Expectation, ...]:
    """Read what is expected: a list of checks, or a mapping if none is there twice.

    Args:
        node: what stands there.
        clips: where sound files are looked for that recordings contain.

    Raises:
        MisreadError: it is not understood.
    """
    return _read(node, EXPECTATIONS, clips)


def read_exclusions(node: Node, clips: ClipFolders | None = None) -> tuple[Expectation, ...]:
    """Read what must never happen, as `read_expectations`."""
    return _read(node, EXCLUSIONS, clips)


Kinds: TypeAlias = Mapping[str, type[Expectation]]


def _read(node: Node, kinds: Kinds, clips: ClipFolders | None) -> tuple[Expectation, ...]:
    def with_clips(check: Expectation) -> Expectation:
        return check.with_clips(clips) if clips is not None else check

    match node:
        case MappingNode():
            return _checks(node, kinds, with_clips)
        case ListNode():
            return items(node, lambda one: with_clips(_check(one, kinds)), "a list of checks")
        case _:
            raise refused(node, "a list of checks, each behind '- '")


def _checks(
    node: MappingNode, kinds: Kinds, with_clips: Callable[[Expectation], Expectation]
) -> tuple[Expectation, ...]:
    mistakes = Mistakes()
    checks: list[Expectation] = []
    for key, value in spelt(node, kinds).entries:
        with mistakes.noted():
            checks.append(with_clips(known_reader(key, value, kinds).read(value)))
    mistakes.check()
    return tuple(checks)


def _check(node: Node, kinds: Kinds) -> Expectation:
    if isinstance(node, TextNode) and node.text in kinds:
        raise mistaken(node, f"{node.text!r} needs a value: `{node.text}: ...`")
    if not isinstance(node, MappingNode):
        raise refused(node, "a check such as `recordings: 1`")
    key, value = only_entry(spelt(node, kinds), "check")
    return known_reader(key, value, kinds).read(value)


def check_all(scenario: Scenario, result: CallResult, *, warnings_fail: bool = False) -> list[str | Mismatch]:
    """Say why a call was not what its scenario wanted.

    Args:
        scenario: what was wanted.
        result: what came of it.
        warnings_fail: count warnings as the app's errors, those aside whose rules the scenario expects.

    Returns:
        First what went wrong on the way (a step that could not be done, a stall, in strict mode the app's errors,
        without those that the scenario expects), then what is not as expected; empty if all is well.
    """
    reasons: list[str | Mismatch] = [*unexpected_failures(scenario.expectations, result)]
    if warnings_fail and result.strict:
        # A fault is the test's own doing.
        reasons += _warnings(result, {"fault", *_expected_rules(scenario.expectations)})
    return reasons + [mismatch for one in scenario.expectations for mismatch in one.check(result)]


def unexpected_failures(expectations: Iterable[Expectation], result: CallResult) -> list[str]:
    """Say what went wrong on the way: `result.failures` without the errors of the app that are expected."""
    expected = Counter(_expected_rules(expectations))
    forgiven: Counter[str] = Counter()
    for problem in result.problems:
        if problem.severity is Severity.ERROR and expected[problem.rule] > 0:
            expected[problem.rule] -= 1
            forgiven[result.transcript.shortened(str(problem))] += 1
    failures: list[str] = []
    for failure in result.failures:
        if forgiven[failure] > 0:
            forgiven[failure] -= 1
        else:
            failures.append(failure)
    return failures


def _expected_rules(expectations: Iterable[Expectation]) -> list[str]:
    return [rule for one in expectations if isinstance(one, ExpectedProblems) for rule in one.rules]


def _warnings(result: CallResult, forgiven: Container[str]) -> list[str]:
    """The warnings of other rules, each once."""
    found = [one for one in result.problems if one.severity is Severity.WARNING and one.rule not in forgiven]
    return list(dict.fromkeys(f"warning: {result.transcript.shortened(str(one))}" for one in found))
