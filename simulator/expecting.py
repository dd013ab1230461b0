"""What is expected of a call, in Python: the same things, under the same names, as a scenario says in YAML.

expect(call, hears="Thank you", recording={"length": "3.5s ± 0.1", "format": "wav"})
never(call, hears="error")

A keyword is a key of `expects` or `never`, with `_` for a blank; a value is what stands behind the key, as Python data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn, TypeAlias

from simulator.errors import ScenarioError, suggestion
from simulator.scenario.document import ListNode, MappingNode, Node, TextNode
from simulator.scenario.expect import EXCLUSIONS, EXPECTATIONS, read_exclusions, read_expectations
from simulator.scenario.python_data import node_from
from simulator.scenario.sounds import ClipFolders
from simulator.scenario.synonyms import suggestion_of_key
from simulator.settings import Settings
from simulator.telephony.problem import Place

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult
    from simulator.scenario.expectation import Expectation, Mismatch

Written: TypeAlias = object
"""What stands behind a key: a text, a number, True or False, a path, a regular expression, a list, a mapping."""

Checks: TypeAlias = Mapping[str, Written] | Sequence[Mapping[str, Written]]
"""What stands behind `expects` or `never`: a mapping, or a list of mappings."""


def expect(result: CallResult, /, **expected: Written) -> None:
    """Check that a call was as expected.

    Args:
        result: what came of it.
        expected: by the keys of `expects` in a scenario: `hears="Thank you"`, `recordings="at least 1"`,
            `call={"ended_by": "pbx"}`, `notifications=["IncomingCall", "RecordCompleted"]`, `dead_air="4s"`.
            Sound files and files of the PBX count from the working folder.

    Raises:
        AssertionError: it was not: what was expected and what was, and the whole call.
        ScenarioError: that cannot be expected; the keyword is named.
    """
    __tracebackhide__ = True
    found = _mismatches(result, _read(_keywords(expected, EXPECTATIONS, "expect"), EXPECTATIONS))
    if found:
        _fail(result, found)


def never(result: CallResult, /, **excluded: Written) -> None:
    """Check that something has never happened on a call.

    Args:
        result: what came of it.
        excluded: by the keys of `never` in a scenario: `hears="error"`, `notifications="Error"`, `calls="4711"`,
            `recording={"silent": True}`, `dead_air="4s"`.

    Raises:
        AssertionError, ScenarioError: as `expect`.
    """
    __tracebackhide__ = True
    found = _mismatches(result, _read(_keywords(excluded, EXCLUSIONS, "never"), EXCLUSIONS))
    if found:
        _fail(result, found)


def unmet(result: CallResult, *, expects: Checks = (), never: Checks = ()) -> list[str]:
    """Say what was not as expected.

    Args:
        result: what came of a call.
        expects: what is expected, as a mapping or a list of mappings, by the keys of a scenario.
        never: what must never happen, likewise.

    Returns:
        A sentence for each difference; empty if all is well. `result.failures` is not looked at.

    Raises:
        ScenarioError: that cannot be expected; the place is named as Python writes it.
    """
    checks = _read(node_from(expects, "expects"), EXPECTATIONS)
    checks += _read(node_from(never, "never"), EXCLUSIONS)
    return [str(one) for one in _mismatches(result, checks)]


def keyword_checks(
    function: Literal["expects", "never"], written: Mapping[str, Written], data_folder: str
) -> tuple[Expectation, ...]:
    """Read the keywords of `expect` or `never`, whatever has happened.

    Args:
        function: what the user has called: `expects` or `never`.
        written: its keywords.
        data_folder: where files of the PBX are.

    Raises:
        ScenarioError: that cannot be expected; the keyword is named.
    """
    kinds = EXPECTATIONS if function == "expects" else EXCLUSIONS
    return _read(_keywords(written, kinds, function), kinds, data_folder)


# -- reading -----------------------------------------------------------------------------------------------------------


def _keywords(written: Mapping[str, Written], kinds: Mapping[str, object], function: str) -> MappingNode:
    """The keywords of a call as a mapping of keys, each of which is there."""
    if not written:
        raise ScenarioError(f"{function}: expected a keyword such as hears=...{suggestion('', _spelt(kinds))}")
    spelt = _spelt(kinds)
    entries: list[tuple[TextNode, Node]] = []
    for name, value in written.items():
        if name not in spelt:
            raise ScenarioError(f"{function}: unknown keyword {name!r}{suggestion_of_key(name, spelt)}")
        entries.append((TextNode(spelt[name], Place(name)), node_from(value, name)))
    return MappingNode(tuple(entries), Place(function))


def _spelt(kinds: Mapping[str, object]) -> dict[str, str]:
    """How Python spells keys, and the keys."""
    return {name.replace(" ", "_"): name for name in kinds}


def _read(node: Node, kinds: Mapping[str, object], data_folder: str = "") -> tuple[Expectation, ...]:
    if isinstance(node, ListNode) and not node.items:
        return ()
    reader = read_expectations if kinds is EXPECTATIONS else read_exclusions
    checks = reader(node, ClipFolders([Path()]))
    return tuple(one.located(Path(data_folder or Settings().data_folder)) for one in checks)


# -- telling -----------------------------------------------------------------------------------------------------------


def _mismatches(result: CallResult, checks: Iterable[Expectation]) -> list[Mismatch]:
    return [mismatch for check in checks for mismatch in check.check(result)]


def _fail(result: CallResult, mismatches: Iterable[Mismatch]) -> NoReturn:
    __tracebackhide__ = True
    lines = ["the call is not as expected"]
    for one in mismatches:
        lines += [
            f"  {one.subject}{f': {one.field}' if one.field else ''}",
            f"    expected {one.expected}",
            f"    was      {one.actual}",
        ]
    if result.failures:
        lines += ["what went wrong on the way", *(f"  {failure}" for failure in result.failures)]
    lines += ["the call", *(f"  {line}" for line in result.transcript.lines())]
    raise AssertionError("\n".join(lines))
