"""What can be expected of one call: what was asked, heard and recorded, how it ended, what was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final, Self

from simulator.scenario.document import Node
from simulator.scenario.expectation import Expectation, Mismatch, expectation, in_seconds, listed
from simulator.scenario.measure import Measure
from simulator.scenario.reading import (
    flag,
    items,
    mapping,
    measure,
    mistaken,
    one_of,
    one_or_more,
    refused,
    text,
    whole,
)
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.notifications import NotificationName
from simulator.telephony.problem import RULES, Problem, Severity
from simulator.telephony.recording import AudioFormat, RecordEnd
from simulator.telephony.steps import folded

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult
    from simulator.drivers.recordings import StoredRecording

PROMPTS_SHOWN: Final = 5
"""Of what was heard instead, the closest ones."""


@expectation("notifications")
@dataclass(frozen=True, slots=True)
class ExpectedNotifications(Expectation):
    """Exactly these notifications, in this order."""

    names: tuple[NotificationName, ...]

    @classmethod
    def read(cls, node: Node) -> Self:
        """A name, or a list of names."""
        name = one_of(NotificationName, "the name of a notification")
        return cls(one_or_more(node, name, "a list of notifications"), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Compare the names."""
        sent = [notification.name for notification in result.notifications]
        return (
            [] if sent == list(self.names) else [self.mismatch("notifications", "", listed(self.names), listed(sent))]
        )


@expectation("hears")
@dataclass(frozen=True, slots=True)
class ExpectedPrompt(Expectation):
    """A prompt held this text; compared as in the step `hears`."""

    text: str

    @classmethod
    def read(cls, node: Node) -> Self:
        """A text."""
        return cls(text(node), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Look for it among the prompts."""
        wanted = folded(self.text)
        if any(wanted in folded(heard) for heard in result.heard):
            return []
        closest = sorted(dict.fromkeys(result.heard), key=lambda heard: -_likeness(wanted, folded(heard)))
        shown = listed([repr(heard) for heard in closest[:PROMPTS_SHOWN]])
        return [self.mismatch("hears", "", repr(self.text), shown + (" (closest first)" if len(closest) > 1 else ""))]


@expectation("recording")
@dataclass(frozen=True, slots=True)
class ExpectedRecording(Expectation):
    """A recording as described; None is whatever it may be.

    `voice` is the first start and the last end of voice in the file; `silent` says whether nobody speaks in it.
    """

    number: int = 1
    ended_by: RecordEnd | None = None
    format: AudioFormat | None = None
    length: Measure | None = None
    voice: tuple[Measure, Measure] | None = None
    silent: bool | None = None

    @classmethod
    def read(cls, node: Node) -> Self:
        """Any of number (from 1), ended_by, format, length, voice (its start and its end) and silent."""
        readers = {
            "number": _number,
            "ended_by": one_of(RecordEnd, "a reason why recordings end"),
            "format": one_of(AudioFormat, "a format"),
            "length": measure,
            "voice": _voice,
            "silent": flag,
        }
        return cls(**mapping(node, readers, "what the recording is like, such as `{format: wav}`"), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Compare what is said of it."""
        subject, made = f"recording {self.number}", len(result.recordings)
        if self.number > made:
            return [self.mismatch(subject, "", "to be made", f"not ({made} made)")]
        recording = result.recordings[self.number - 1]
        found: list[Mismatch] = []
        for name, expected, actual in (
            ("ended_by", self.ended_by, recording.end),
            ("format", self.format, recording.format),
        ):
            if expected not in (None, actual):
                found.append(self.mismatch(subject, name, expected, actual))
        if self.length is not None and not self.length.allows(recording.duration):
            found.append(self.mismatch(subject, "length", self.length, in_seconds(recording.duration)))
        if self.voice is not None or self.silent is not None:
            found += self._check_voice(subject, recording)
        return found

    def _check_voice(self, subject: str, recording: StoredRecording) -> list[Mismatch]:
        from simulator.audio.vad import voiced_segments

        segments = voiced_segments(recording.pcm())
        actual = f"{in_seconds(segments[0].start)} to {in_seconds(segments[-1].end)}" if segments else "none"
        if self.silent is not None and self.silent is bool(segments):
            return [self.mismatch(subject, "voice", "none" if self.silent else "some", actual)]
        if self.voice is not None:
            start, end = self.voice
            if not segments or not (start.allows(segments[0].start) and end.allows(segments[-1].end)):
                return [self.mismatch(subject, "voice", f"{start} to {end}", actual)]
        return []


@expectation("recordings")
@dataclass(frozen=True, slots=True)
class ExpectedRecordings(Expectation):
    """So many recordings."""

    count: int

    @classmethod
    def read(cls, node: Node) -> Self:
        """A whole number."""
        return cls(whole(node), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Count them."""
        made = len(result.recordings)
        return [] if made == self.count else [self.mismatch("recordings", "", self.count, made)]


@expectation("call")
@dataclass(frozen=True, slots=True)
class ExpectedCall(Expectation):
    """How the call ended, and how long it took; None is whatever it may be."""

    ended_by: Side | None = None
    cause: HangupCause | None = None
    duration: Measure | None = None

    @classmethod
    def read(cls, node: Node) -> Self:
        """Any of ended_by, cause and duration."""
        readers = {
            "ended_by": one_of(Side, "a side of the call"),
            "cause": one_of(HangupCause, "a reason why calls end"),
            "duration": measure,
        }
        return cls(**mapping(node, readers, "what the call is like, such as `{ended_by: pbx}`"), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Compare what is said of it."""
        found: list[Mismatch] = []
        if self.ended_by not in (None, result.ended_by):
            found.append(self.mismatch("call", "ended_by", self.ended_by, result.ended_by or "nobody"))
        if self.cause not in (None, result.cause):
            found.append(self.mismatch("call", "cause", self.cause, result.cause or "none"))
        if self.duration is not None and not self.duration.allows(result.duration):
            found.append(self.mismatch("call", "duration", self.duration, in_seconds(result.duration)))
        return found


@expectation("problems")
@dataclass(frozen=True, slots=True)
class ExpectedProblems(Expectation):
    """Exactly these mistakes of the app (their rules), in this order, leaving warnings of other rules aside.

    A rule that was found as a warning only counts once, where it was found first.
    """

    rules: tuple[str, ...]

    @classmethod
    def read(cls, node: Node) -> Self:
        """A rule, or a list of rules; `[]` for none."""
        return cls(one_or_more(node, one_of(RULES, "a kind of problem"), "a list of problems"), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Compare the rules."""
        found = self._counted(result.problems)
        if [problem.rule for problem in found] == list(self.rules):
            return []
        shown = [one.rule if one.severity is Severity.ERROR else f"{one.rule} (a warning)" for one in found]
        return [self.mismatch("problems", "", listed(self.rules), listed(shown))]

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


# -- reading and wording ---------------------------------------------------------------------------------------------


def _number(node: Node) -> int:
    number = whole(node)
    if number < 1:
        raise refused(node, "a number from 1")
    return number


def _voice(node: Node) -> tuple[Any, ...]:
    measures = items(node, measure, "the start and the end of voice, such as `[0.5s, 1.7s]`")
    if len(measures) != 2:
        raise mistaken(node, f"expected two lengths of time, start and end, not {len(measures)}")
    return measures


def _likeness(wanted: str, heard: str) -> int:
    """How long the longest part of a text is that was heard."""
    return SequenceMatcher(None, wanted, heard, autojunk=False).find_longest_match().size
