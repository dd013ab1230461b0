"""What can be expected of the calls that scripts placed: to whom, how each went, what was heard there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Self

from simulator.scenario.document import ListNode, Node, TextNode
from simulator.scenario.expect_call import ExpectedCall, ExpectedPrompt, ExpectedRecording, ExpectedRecordings
from simulator.scenario.expectation import Expectation, Mismatch, expectation, listed
from simulator.scenario.reading import Reader, flag, items, mapping, measure, one_of, one_or_more, text
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import CallAnswered
from simulator.telephony.phone import REFUSALS, PhoneOutcome, folded_number

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult


@dataclass(frozen=True, slots=True)
class PlacedCall:
    """One call that a script placed. `to` and `answered` are None where they may be whatever they are."""

    to: str | None = None
    answered: bool | None = None
    checks: tuple[Expectation, ...] = ()


@expectation("calls")
@dataclass(frozen=True, slots=True)
class ExpectedCalls(Expectation):
    """Exactly these calls were placed by scripts (also to transfer somebody), in this order."""

    calls: tuple[PlacedCall, ...]

    @classmethod
    def read(cls, node: Node) -> Self:
        """Numbers, or any of to, answered, ended_by, cause, duration, hears, recordings and recording of each call."""
        calls = items(node, _placed, "a list of calls") if isinstance(node, ListNode) else (_placed(node),)
        return cls(calls, place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Compare them one by one, if there are as many as expected and to the same numbers."""
        wanted = [call.to for call in self.calls]
        placed = [call.number for call in result.calls]
        if len(wanted) != len(placed) or not all(map(_same, wanted, placed)):
            return [self.mismatch("calls", "", listed([one or "any number" for one in wanted]), listed(placed))]
        found: list[Mismatch] = []
        for expected, call in zip(self.calls, result.calls, strict=True):
            found += self._differences(f"call to {_name(call)}", expected, call)
        return found

    def _differences(self, subject: str, expected: PlacedCall, call: CallResult) -> list[Mismatch]:
        found: list[Mismatch] = []
        answered, rang_at = _answered(call), _rang_at(call)
        if expected.answered not in (None, answered):
            found.append(self.mismatch(subject, "answered", _yes_no(expected.answered), _yes_no(answered)))
        # A call that a script placed is as long as it was there; the result has the instants since the first one.
        alone = replace(call, duration=round(call.duration - rang_at, 6))
        for check in expected.checks:
            for one in check.check(alone):
                about = subject if one.subject == "call" else f"{subject}: {one.subject}"
                found.append(replace(one, subject=about))
        return found


# -- reading ---------------------------------------------------------------------------------------------------------


def _prompts(node: Node) -> tuple[Expectation, ...]:
    return one_or_more(node, lambda one: ExpectedPrompt(text(one), place=one.place), "a text, or a list of texts")


def _one(kind: type[Expectation]) -> Reader[tuple[Expectation, ...]]:
    return lambda node: (kind.read(node),)


_CAUSES: Final = {
    **{str(cause): cause for cause in HangupCause},
    **{str(outcome): cause for outcome, cause in REFUSALS.items()},
    str(PhoneOutcome.NO_ANSWER): HangupCause.NO_ANSWER,
}
"""Why a placed call ends: in the words of Q.850, and in those that `phones` has for it."""


def _cause(node: Node) -> HangupCause:
    return _CAUSES[one_of(_CAUSES, "a reason why calls end")(node)]


_CALL: Final[dict[str, Reader[Any]]] = {
    "ended_by": one_of(Side, "a side of the call"),
    "cause": _cause,
    "duration": measure,
}
"""What `ExpectedCall` is about."""

_CHECKS: Final[dict[str, Reader[tuple[Expectation, ...]]]] = {
    "hears": _prompts,
    "recordings": _one(ExpectedRecordings),
    "recording": _one(ExpectedRecording),
}


def _placed(node: Node) -> PlacedCall:
    expected = "a number, or what the call is like, such as `{to: 4711, answered: true}`"
    if isinstance(node, TextNode):
        return PlacedCall(text(node, expected))
    values = mapping(node, {"to": text, "answered": flag, **_CALL, **_CHECKS}, expected)
    end = {name: values[name] for name in _CALL if name in values}
    checks: list[Expectation] = [ExpectedCall(**end, place=node.place)] if end else []
    for name in _CHECKS:
        checks += values.get(name, ())
    return PlacedCall(values.get("to"), values.get("answered"), tuple(checks))


# -- what is known of a call -----------------------------------------------------------------------------------------


def _same(wanted: str | None, number: str) -> bool:
    return wanted is None or folded_number(wanted) == folded_number(number)


def _name(call: CallResult) -> str:
    return call.transcript.label(call.id) or call.number


def _answered(call: CallResult) -> bool:
    return any(entry.call_id == call.id and isinstance(entry.event, CallAnswered) for entry in call.transcript)


def _rang_at(call: CallResult) -> float:
    return next((entry.at for entry in call.transcript if entry.call_id == call.id), 0.0)


def _yes_no(flag: bool | None) -> str:  # noqa: FBT001 - it is what is worded
    return "true" if flag else "false"
