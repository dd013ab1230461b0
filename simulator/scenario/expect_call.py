"""What can be expected of one call: what was asked, heard and recorded, how it ended, what was wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from simulator.scenario.document import ListNode, MappingNode, Node
from simulator.scenario.expectation import Expectation, Mismatch, expectation, in_seconds, listed
from simulator.scenario.measure import Measure
from simulator.scenario.numbers import by_number
from simulator.scenario.presets import any_text
from simulator.scenario.reading import (
    flag,
    items,
    mapping,
    measure,
    mistaken,
    named,
    one_of,
    one_or_more,
    only_entry,
    refused,
    text,
    whole,
)
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.notifications import NotificationName
from simulator.telephony.problem import RULES, Problem, Severity
from simulator.telephony.recording import AudioFormat, RecordEnd
from simulator.telephony.text_match import folded

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult
    from simulator.drivers.recordings import StoredRecording

PROMPTS_SHOWN: Final = 5
"""Of what was heard instead, the closest ones."""


@expectation("notifications")
@dataclass(frozen=True, slots=True)
class ExpectedNotifications(Expectation):
    """Exactly these notifications, in this order; `fields` has what is said of each, by the names on the wire."""

    names: tuple[NotificationName, ...]
    fields: tuple[Mapping[str, str], ...] = ()

    @classmethod
    def read(cls, node: Node) -> Self:
        """A name, or a list of names; in place of a name also `{CallChanged: {CallState: Ringing}}`."""
        expected = "a list of notifications"
        named = items(node, _notification, expected) if isinstance(node, ListNode) else (_notification(node),)
        fields = tuple(one.fields for one in named)
        return cls(tuple(one.name for one in named), fields if any(fields) else (), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Compare the names, then the fields."""
        sent = [notification.name for notification in result.notifications]
        if sent != list(self.names):
            return [self.mismatch("notifications", "", listed(self.names), listed(sent))]
        found: list[Mismatch] = []
        for number, (wanted, notification) in enumerate(zip(self.fields, result.notifications, strict=False), start=1):
            for name, value in wanted.items():
                actual = notification.fields.get(name)
                if actual is None or result.transcript.shortened(actual) != value:
                    subject = f"notification {number} ({notification.name})"
                    shown = "not there" if actual is None else repr(result.transcript.shortened(actual))
                    found.append(self.mismatch(subject, name, repr(value), shown))
        return found


@expectation("hears")
@dataclass(frozen=True, slots=True)
class ExpectedPrompt(Expectation):
    """A prompt held this text; compared as in the step `hears`. `elsewhere` has texts by the number of who hears them.

    Without a text only those count.
    """

    text: str = ""
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, node: Node) -> Self:
        """A text, or a mapping of numbers and what is heard there: a text or several."""
        if isinstance(node, MappingNode):
            expected = "a text, or a list of texts"
            heard = by_number(node, lambda one: one_or_more(one, text, expected), "a text, or a mapping of numbers")
            return cls(elsewhere=heard, place=node.place)
        return cls(text(node), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Look for it among the prompts."""
        found = self._check("hears", self.text, result.heard) if self.text else []
        for number, texts in self.elsewhere.items():
            heard = result.heard_by(number)
            for one in texts:
                found += self._check(f"{number} hears", one, heard)
        return found

    def _check(self, subject: str, text: str, prompts: Sequence[str]) -> list[Mismatch]:
        wanted = folded(text)
        if any(wanted in folded(heard) for heard in prompts):
            return []
        closest = sorted(dict.fromkeys(prompts), key=lambda heard: -_likeness(wanted, folded(heard)))
        shown = listed([repr(heard) for heard in closest[:PROMPTS_SHOWN]])
        return [self.mismatch(subject, "", repr(text), shown + (" (closest first)" if len(closest) > 1 else ""))]


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


class _Notification(NamedTuple):
    """The name of a notification, and what is said of its fields."""

    name: NotificationName
    fields: Mapping[str, str]


def _notification(node: Node) -> _Notification:
    name = one_of(NotificationName, "the name of a notification")
    if not isinstance(node, MappingNode):
        return _Notification(name(node), {})
    key, fields = only_entry(node, "notification")
    return _Notification(name(key), named(fields, any_text, "a mapping of fields such as `{CallState: Ringing}`"))


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
