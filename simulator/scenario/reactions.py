"""Steps that are no plain ones, as YAML has them: `repeats`, `when`, `fault`, and what a ringing phone is for."""

from __future__ import annotations

from math import inf
from typing import Any

from simulator.scenario.document import ListNode, Node, TextNode
from simulator.scenario.faults import read_fault
from simulator.scenario.plain_steps import prompt
from simulator.scenario.reading import (
    Reader,
    flag,
    items,
    mapping,
    mistaken,
    refused,
    rings,
    seconds,
    whole,
)
from simulator.scenario.sounds import ClipFolders
from simulator.scenario.step_reading import read_steps, step
from simulator.telephony.fault_step import Suffers
from simulator.telephony.phone_steps import Answers, Rejects
from simulator.telephony.reactions import MOST_TIMES, ROUNDS, Branch, Repeats, When
from simulator.telephony.step import Step

# -- again, and in answer to something -------------------------------------------------------------------------------


@step("repeats")
def _repeats(node: Node, clips: ClipFolders) -> Step:
    """`{times: 3, does: [...]}`, or `{until: TEXT, does: [...]}` until it is heard, `at most: 100` times."""
    readers: dict[str, Reader[Any]] = {
        "times": _rounds,
        "until": lambda one: prompt(one, instead="'at most' says how many rounds there may be"),
        "at most": _rounds,
        "does": lambda steps: read_steps(steps, clips),
    }
    values = mapping(node, readers, "what is repeated, such as `{times: 3, does: [...]}`", required=["does"])
    if ("times" in values) is ("until" in values):
        raise mistaken(node, "expected one of the keys 'times' and 'until'")
    if "at most" in values and "times" in values:
        raise mistaken(node, "'at most' goes with 'until'; 'times' is exact")
    return Repeats(values["does"], values.get("times", values.get("at most", ROUNDS)), values.get("until"))


def _rounds(node: Node) -> int:
    """How often steps are taken."""
    rounds = whole(node)
    if rounds > MOST_TIMES:
        raise refused(node, f"at most {MOST_TIMES} rounds")
    return rounds


@step("when")
def _when(node: Node, clips: ClipFolders) -> Step:
    """`{hears: TEXT, does: [...]}`, or a list of such branches; with `otherwise: [...]` or `optional`, and `within`."""
    entries = node.items if isinstance(node, ListNode) else (node,)
    readers: dict[str, Reader[Any]] = {
        "hears": lambda one: prompt(one, instead="write it beside 'hears', where it holds for all branches"),
        "does": lambda steps: read_steps(steps, clips),
        "otherwise": lambda steps: read_steps(steps, clips),
        "optional": flag,
        "within": seconds,
    }
    expected = "what is done when something is heard, such as `{hears: PIN, does: [presses: 1234]}`"
    written = items(ListNode(tuple(entries), node.place), lambda one: mapping(one, readers, expected), expected)
    branches = tuple(Branch(one["hears"], one.get("does", ())) for one in written if "hears" in one)
    if not branches:
        raise mistaken(node, "expected at least one branch such as `{hears: PIN, does: [presses: 1234]}`")
    for one, entry in zip(written, entries, strict=True):
        if "does" in one and "hears" not in one:
            raise mistaken(
                entry, "'does' goes with 'hears', which says when; what is done if nothing of that comes is 'otherwise'"
            )
    otherwise = _only(node, written, "otherwise")
    if _only(node, written, "optional"):
        if otherwise:
            raise mistaken(node, "'optional' and 'otherwise' do not go together; optional is otherwise nothing")
        otherwise = ()
    within = _only(node, written, "within")
    return When(branches, otherwise, inf if within is None else within)


def _only(node: Node, written: tuple[dict[str, Any], ...], key: str) -> Any:  # noqa: ANN401 - as the readers give it
    """The value of a key that stands once in all branches; None if it is not there."""
    values = [one[key] for one in written if key in one]
    if len(values) > 1:
        raise mistaken(node, f"{key!r} stands {len(values)} times here; it holds for all branches")
    return values[0] if values else None


@step("fault")
def _fault(node: Node, _clips: ClipFolders) -> Step:
    """What goes wrong from now on, such as `{drop: RecordCompleted}`: as under `faults`."""
    return Suffers(read_fault(node))


# -- a phone that rings ----------------------------------------------------------------------------------------------


@step("answers", alone=True)
def _answers(node: Node, _clips: ClipFolders) -> Step:
    """Nothing, or how long the phone rings before: `5s` or `3 rings`; among the steps of a phone, before the others."""
    return Answers(None if isinstance(node, TextNode) and node.empty else rings(node))


@step("rejects", alone=True)
def _rejects(node: Node, _clips: ClipFolders) -> Step:
    """Nothing, or how long the phone rings before: `5s` or `3 rings`; among the steps of a phone, as the last one."""
    return Rejects(None if isinstance(node, TextNode) and node.empty else rings(node))
