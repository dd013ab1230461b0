"""What can be expected of recordings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Self

from simulator.errors import ScenarioError
from simulator.scenario.document import Node, TextNode
from simulator.scenario.expectation import Expectation, Mismatch, Occurrence, exclusion, expectation, traits
from simulator.scenario.measure import Measure, count_from_text
from simulator.scenario.numbers import number_or_pattern
from simulator.scenario.reading import Reader, converted, mistaken, refused, whole
from simulator.scenario.recording_traits import READERS, TRAITS, RecordedSound, WantedClip
from simulator.telephony.number_match import number_fits

if TYPE_CHECKING:
    from simulator.drivers.call_result import CallResult
    from simulator.drivers.recordings import StoredRecording
    from simulator.scenario.sounds import ClipFolders


@expectation("recording")
@dataclass(frozen=True, slots=True)
class ExpectedRecording(Expectation):
    """A recording as described.

    `voice` is where somebody speaks in the file, `silent` that nobody does; `level` is how loud the voice is, `peak`
    the loudest instant, `longest silence` without voice and keys, from end to end; `contains` a sound file that is
    heard in it, `keys` those that are, or `none`; `of` is the number of the person whose call was recorded.
    """

    wanted: Mapping[str, Any]
    number: int | None = None
    of: str | None = None

    @classmethod
    def read(cls, node: Node) -> Self:
        """Any of these.

        `number` (from 1), `of`, `ended_by`, `format`, `length`, `url`, `voice` (`[0.5s, 1.7s]`: its start and its end;
        `[[0.5s, 1.7s], [3s, 4s]]`: each stretch), `silent`, `level`, `peak` (`-20 dBFS ± 3`), `longest silence`,
        `keys` and `contains`.
        """
        values = traits(node, _READERS, "what the recording is like, such as `{format: wav}`")
        wanted = {name: values[name] for name in TRAITS if name in values}
        return cls(wanted, values.get("number"), values.get("of"), place=node.place)

    def with_clips(self, clips: ClipFolders) -> Self:
        """The same, with the file that it contains."""
        written: WantedClip | None = self.wanted.get("contains")
        if written is None or written.path is not None:
            return self
        try:
            found = replace(written, path=clips.find(written.name))
        except ScenarioError as error:
            raise mistaken(TextNode(written.name, written.place), str(error)) from None
        return replace(self, wanted={**self.wanted, "contains": found})

    def check(self, result: CallResult) -> list[Mismatch]:
        """Compare what is said of it."""
        made, number = self._those(result), self.number or 1
        subject = f"recording {number}{f' of {self.of}' if self.of else ''}"
        if number > len(made):
            return [self.mismatch(subject, "", "to be made", f"not ({len(made)} made)")]
        found: dict[str, Mismatch] = {}
        for name, difference in self._differences(made[number - 1], result):
            trait = "voice" if name == "silent" else name
            found.setdefault(trait, self.mismatch(subject, trait, *difference))
        return list(found.values())

    def occurrences(self, result: CallResult) -> Iterator[Occurrence]:
        """Those that are as described, when they began."""
        made = self._those(result)
        for number, one in enumerate(made, start=1):
            if self.number in (None, number) and not any(self._differences(one, result)):
                yield Occurrence(one.finished.started_at, f"recording {number} of {len(made)}")

    def described(self) -> str:
        """What is said of it, in words."""
        words = {name: str(value).lower() if isinstance(value, bool) else value for name, value in self.wanted.items()}
        return " and ".join(f"{name} {value}" for name, value in words.items()) or "any"

    def _those(self, result: CallResult) -> list[StoredRecording]:
        """The recordings that it may be one of."""
        if self.of is None:
            return list(result.recordings)
        everybody = (result, *result.further, *result.calls)
        return [recording for one in everybody if number_fits(self.of, one.number) for recording in one.recordings]

    def _differences(
        self, recording: StoredRecording, result: CallResult
    ) -> Iterator[tuple[str, tuple[object, object]]]:
        sound = RecordedSound(recording)
        for name, expected in self.wanted.items():
            difference = TRAITS[name](expected, sound, result)
            if difference is not None:
                yield name, difference


@exclusion("recording")
@dataclass(frozen=True, slots=True)
class ExcludedRecording(Expectation):
    """No recording was to be as described: `{silent: true}`."""

    like: ExpectedRecording

    @classmethod
    def read(cls, node: Node) -> Self:
        """What no recording is like, as in `expects`; with `number` only that one is meant."""
        return cls(ExpectedRecording.read(node), place=node.place)

    def with_clips(self, clips: ClipFolders) -> Self:
        """The same, with the file that it contains."""
        return replace(self, like=self.like.with_clips(clips))

    def check(self, result: CallResult) -> list[Mismatch]:
        """Look for the first that is like that."""
        return self.violations("recording", f"one with {self.like.described()}", self.like.occurrences(result))


@expectation("recordings")
@dataclass(frozen=True, slots=True)
class ExpectedRecordings(Expectation):
    """So many recordings."""

    count: Measure

    @classmethod
    def read(cls, node: Node) -> Self:
        """A whole number, or `at least 1`, `at most 3`, `1 to 3`."""
        return cls(_count(node), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Count them."""
        made = len(result.recordings)
        return [] if self.count.allows(made) else [self.mismatch("recordings", "", self.count, made)]


@exclusion("recordings")
@dataclass(frozen=True, slots=True)
class ExcludedRecordings(Expectation):
    """So many recordings were not to be made."""

    count: Measure

    @classmethod
    def read(cls, node: Node) -> Self:
        """A whole number, or `at least 2`."""
        return cls(_count(node), place=node.place)

    def check(self, result: CallResult) -> list[Mismatch]:
        """Look for the one with which there were so many."""
        made = len(result.recordings)
        if not self.count.allows(made):
            return []
        began = [result.started_at, *(one.finished.started_at for one in result.recordings)]
        first = next(number for number in range(made + 1) if self.count.allows(number))
        words = str(made) if first == made else f"{made}, {first} of them"
        return self.violations("recordings", self.count, [Occurrence(began[first], words)])


# -- reading -----------------------------------------------------------------------------------------------------------


def _count(node: Node) -> Measure:
    return converted(node, count_from_text, "a whole number such as 4, or at least 4")


def _number(node: Node) -> int:
    number = whole(node)
    if number < 1:
        raise refused(node, "a number from 1")
    return number


_READERS: Final[dict[str, Reader[Any]]] = {"number": _number, "of": number_or_pattern, **READERS}
