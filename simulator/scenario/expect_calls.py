"""What can be expected of the calls that scripts placed: to whom, how each went, what was heard there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Self

from simulator.scenario.document import ListNode, Node, TextNode
from simulator.scenario.expect_call import ExpectedCall, read_cause
from simulator.scenario.expect_heard import ExpectedPrompt
from simulator.scenario.expect_recording import ExpectedRecording, ExpectedRecordings
from simulator.scenario.expectation import Expectation, Mismatch, Occurrence, exclusion, expectation, listed, traits
from simulator.scenario.numbers import number_or_pattern
from simulator.scenario.reading import Reader, flag, items, matched_text, measure, one_of, one_or_more
from simulator.telephony.causes import Side
from simulator.telephony.number_match import number_fits
from simulator.telephony.problem import Place

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult
    from simulator.scenario.sounds import ClipFolders


@dataclass(frozen=True, slots=True)
class PlacedCall:
    """One call that a script placed. `to` and `answered` are None where they may be whatever they are."""

    to: str | None = None
    answered: bool | None = None
    checks: tuple[Expectation, ...] = ()
    words: str = field(default="", compare=False)

    def is_to(self, call: CallResult) -> bool:
        """Whether a call went to this number."""
        return self.to is None or number_fits(self.to, call.number)

    def differences(self, subject: str, call: CallResult, place: Place | None) -> Iterator[Mismatch]:
        """What is otherwise, beside the number."""
        if self.answered not in (None, call.answered):
            yield Mismatch(subject, "answered", _yes_no(self.answered), _yes_no(call.answered), place)
        # A call that a script placed is as long as it was there; the result has the instants since the first one.
        alone = replace(call, duration=round(call.duration - call.started_at, 6))
        for check in self.checks:
            for one in check.check(alone):
                yield replace(one, subject=subject if one.subject == "call" else f"{subject}: {one.subject}")

    def with_clips(self, clips: ClipFolders) -> PlacedCall:
        """The same, with the clips that it is about."""
        return replace(self, checks=tuple(one.with_clips(clips) for one in self.checks))


@expectation("calls")
@dataclass(frozen=True, slots=True)
class ExpectedCalls(Expectation):
    """Exactly these calls were placed by scripts (also to transfer somebody), in this order."""

    calls: tuple[PlacedCall, ...]

    @classmethod
    def read(cls, node: Node) -> Self:
        """Numbers, or any of to, answered, ended_by, cause, duration, hears, recordings and recording of each call."""
        return cls(_calls(node), place=node.place)

    def with_clips(self, clips: ClipFolders) -> Self:
        """The same, with the clips that it is about."""
        return replace(self, calls=tuple(one.with_clips(clips) for one in self.calls))

    def check(self, result: CallResult) -> list[Mismatch]:
        """Compare them one by one, if there are as many as expected and to the same numbers."""
        placed = result.calls
        if len(self.calls) != len(placed) or not all(map(PlacedCall.is_to, self.calls, placed)):
            wanted = [one.to or "any number" for one in self.calls]
            return [self.mismatch("calls", "", listed(wanted), listed([call.number for call in placed]))]
        return [
            mismatch
            for expected, call in zip(self.calls, placed, strict=True)
            for mismatch in expected.differences(f"call to {_name(call)}", call, self.place)
        ]


@exclusion("calls")
@dataclass(frozen=True, slots=True)
class ExcludedCalls(Expectation):
    """Scripts were to place no such call."""

    calls: tuple[PlacedCall, ...]

    @classmethod
    def read(cls, node: Node) -> Self:
        """A number, or any of to, answered, ended_by, cause, duration, hears, recordings and recording; or a list."""
        return cls(_calls(node), place=node.place)

    def with_clips(self, clips: ClipFolders) -> Self:
        """The same, with the clips that it is about."""
        return replace(self, calls=tuple(one.with_clips(clips) for one in self.calls))

    def check(self, result: CallResult) -> list[Mismatch]:
        """Look for the first of each."""
        return [
            mismatch
            for one in self.calls
            for mismatch in self.violations("calls", one.words, self._occurrences(one, result))
        ]

    def _occurrences(self, wanted: PlacedCall, result: CallResult) -> Iterator[Occurrence]:
        for call in result.calls:
            if wanted.is_to(call) and not any(wanted.differences("", call, None)):
                yield Occurrence(call.started_at, f"call to {_name(call)}")


# -- reading ---------------------------------------------------------------------------------------------------------


def _calls(node: Node) -> tuple[PlacedCall, ...]:
    return items(node, _placed, "a list of calls") if isinstance(node, ListNode) else (_placed(node),)


def _prompts(node: Node) -> tuple[Expectation, ...]:
    """Texts that are heard, in any order."""
    expected = "a text, or a list of texts"
    return one_or_more(node, lambda one: ExpectedPrompt((matched_text(one),), place=one.place), expected)


def _one(kind: type[Expectation]) -> Reader[tuple[Expectation, ...]]:
    return lambda node: (kind.read(node),)


_CALL: Final[dict[str, Reader[Any]]] = {
    "ended_by": one_of(Side, "a side of the call"),
    "cause": read_cause,
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
        return PlacedCall(number_or_pattern(node, expected), words=node.text)
    values = traits(node, {"to": number_or_pattern, "answered": flag, **_CALL, **_CHECKS}, expected)
    end = {name: values[name] for name in _CALL if name in values}
    checks: list[Expectation] = [ExpectedCall(**end, place=node.place)] if end else []
    for name in _CHECKS:
        checks += values.get(name, ())
    words = " and ".join([values.get("to", "any number"), *(name for name in values if name != "to")])
    return PlacedCall(values.get("to"), values.get("answered"), tuple(checks), words)


# -- wording ---------------------------------------------------------------------------------------------------------


def _name(call: CallResult) -> str:
    return call.transcript.label(call.id) or call.number


def _yes_no(flag: bool | None) -> str:  # noqa: FBT001 - it is what is worded
    return "true" if flag else "false"
