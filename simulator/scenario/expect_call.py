"""What can be expected of one call as a whole: when it was answered, how it ended, and what was wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from simulator.scenario.document import ListNode, MappingNode, Node
from simulator.scenario.expectation import (
    Expectation,
    Mismatch,
    Occurrence,
    exclusion,
    expectation,
    in_seconds,
    listed,
    traits,
)
from simulator.scenario.measure import Measure
from simulator.scenario.reading import flag, items, matched_text, measure, one_of, only_entry
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.phone import CAUSES
from simulator.telephony.problem import RULES, Problem, Severity
from simulator.telephony.script_events import ProblemFound
from simulator.telephony.text_match import TextMatch

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult


def read_cause(node: Node) -> HangupCause:
    """Read why a call ends."""
    return CAUSES[one_of(CAUSES, "a reason why calls end")(node)]


@expectation("call")
@dataclass(frozen=True, slots=True)
class ExpectedCall(Expectation):
    """How the call went; None is whatever it may be.

    `answered` says whether it was picked up; `answered_at` and `ended_at` are instants since it was placed, and
    `duration` is how long it took, ringing included.
    """

    ended_by: Side | None = None
    cause: HangupCause | None = None
    duration: Measure | None = None
    answered: bool | None = None
    answered_at: Measure | None = None
    ended_at: Measure | None = None

    @classmethod
    def read(cls, node: Node) -> Self:
        """Any of ended_by, cause, duration, answered, answered at and ended at."""
        readers = {
            "ended_by": one_of(Side, "a side of the call"),
            "cause": read_cause,
            "duration": measure,
            "answered": flag,
            "answered at": measure,
            "ended at": measure,
        }
        values = traits(node, readers, "what the call is like, such as `{ended_by: pbx}`")
        return cls(**{name.replace(" ", "_"): value for name, value in values.items()}, place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Compare what is said of it."""
        found: list[Mismatch] = []
        if self.answered not in (None, result.answered):
            found.append(self.mismatch("call", "answered", _yes_no(self.answered), _yes_no(result.answered)))
        if self.ended_by not in (None, result.ended_by):
            found.append(self.mismatch("call", "ended_by", self.ended_by, result.ended_by or "nobody"))
        if self.cause not in (None, result.cause):
            found.append(self.mismatch("call", "cause", self.cause, result.cause or "none"))
        ended_at = None if result.ended_by is None else result.duration
        for name, expected, actual in (
            ("duration", self.duration, result.duration),
            ("answered at", self.answered_at, result.answered_at),
            ("ended at", self.ended_at, ended_at),
        ):
            if expected is not None and (actual is None or not expected.allows(actual)):
                found.append(self.mismatch("call", name, expected, "never" if actual is None else in_seconds(actual)))
        return found


# -- what was wrong --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WantedProblem:
    """A mistake of the app: its rule, and what is said of its message."""

    rule: str
    message: TextMatch | None = None

    def __str__(self) -> str:
        return f"{self.rule} {self.message}" if self.message else self.rule

    def is_said_of(self, problem: Problem) -> bool:
        """Whether the message is like that."""
        return self.message is None or self.message.found_in(problem.message)


@expectation("problems")
@dataclass(frozen=True, slots=True)
class ExpectedProblems(Expectation):
    """Exactly these mistakes of the app (their rules), in this order, leaving warnings of other rules aside.

    A rule that was found as a warning only counts once, where it was found first. `{unknown-element: Spaek}` also says
    what is in the message.
    """

    problems: tuple[WantedProblem, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules alone."""
        return tuple(one.rule for one in self.problems)

    @classmethod
    def read(cls, node: Node) -> Self:
        """A rule, or a list of rules; `[]` for none; in place of a rule also `{unknown-element: TEXT}`."""
        return cls(_problems(node), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Compare the rules, then the messages."""
        found = self._counted(result.problems)
        if [problem.rule for problem in found] != list(self.rules):
            shown = [one.rule if one.severity is Severity.ERROR else f"{one.rule} (a warning)" for one in found]
            return [self.mismatch("problems", "", listed(self.rules), listed(shown))]
        return [
            self.mismatch(f"problem {number} ({one.rule})", "message", wanted.message, repr(one.message))
            for number, (wanted, one) in enumerate(zip(self.problems, found, strict=True), start=1)
            if not wanted.is_said_of(one)
        ]

    def _counted(self, problems: Sequence[Problem]) -> list[Problem]:
        """The errors, and of each named rule that is not among them the first warning."""
        seen = {one.rule for one in problems if one.severity is Severity.ERROR}
        counted = []
        for one in problems:
            is_news = one.severity is Severity.WARNING and one.rule in self.rules and one.rule not in seen
            if one.severity is Severity.ERROR or is_news:
                seen.add(one.rule)
                counted.append(one)
        return counted


@exclusion("problems")
@dataclass(frozen=True, slots=True)
class ExcludedProblems(Expectation):
    """The app was to make none of these mistakes, not even as a warning."""

    problems: tuple[WantedProblem, ...]

    @classmethod
    def read(cls, node: Node) -> Self:
        """A rule, or a list of rules; in place of a rule also `{unknown-element: TEXT}`."""
        return cls(_problems(node), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Look for the first of each."""
        return [
            mismatch
            for one in self.problems
            for mismatch in self.violations("problems", one, _occurrences(one, result))
        ]


def _occurrences(wanted: WantedProblem, result: CallResult) -> Iterator[Occurrence]:
    for entry in result.transcript:
        if isinstance(entry.event, ProblemFound):
            problem = entry.event.problem
            if problem.rule == wanted.rule and wanted.is_said_of(problem):
                yield Occurrence(entry.at, f"{problem.severity} {result.transcript.shortened(str(problem))!r}")


# -- reading and wording ---------------------------------------------------------------------------------------------


def _problems(node: Node) -> tuple[WantedProblem, ...]:
    expected = "a list of problems"
    return items(node, _problem, expected) if isinstance(node, ListNode) else (_problem(node),)


def _problem(node: Node) -> WantedProblem:
    rule = one_of(RULES, "a kind of problem")
    if not isinstance(node, MappingNode):
        return WantedProblem(rule(node))
    key, message = only_entry(node, "problem")
    return WantedProblem(rule(key), TextMatch(matched_text(message)))


def _yes_no(flag: bool | None) -> str:  # noqa: FBT001 - it is what is worded
    return "true" if flag else "false"
