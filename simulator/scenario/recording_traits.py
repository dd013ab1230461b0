"""What can be said of a recording, how it is written, and how it is compared.

Everything about the sound is measured in the samples of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from simulator.errors import AudioError, ScenarioError
from simulator.ozml.convert import digits
from simulator.scenario.document import ListNode, Node, TextNode
from simulator.scenario.expectation import in_seconds, listed
from simulator.scenario.measure import Measure, level_from_text
from simulator.scenario.reading import (
    Reader,
    converted,
    flag,
    items,
    matched_text,
    measure,
    mistaken,
    one_of,
    path_text,
)
from simulator.telephony.problem import Place
from simulator.telephony.recording import AudioFormat, RecordEnd
from simulator.telephony.text_match import TextMatch

if TYPE_CHECKING:
    from simulator.audio.pcm import Pcm
    from simulator.drivers.call_result import CallResult
    from simulator.drivers.recordings import StoredRecording
    from simulator.telephony.media import KeyMark, Segment


@dataclass(frozen=True, slots=True)
class WantedClip:
    """A sound file that a recording holds, as it was written and where; `path` once it has been found."""

    name: str
    place: Place
    path: Path | None = None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Stretches:
    """Where somebody speaks: one start and end for each stretch; `whole` for the first start and the last end alone."""

    ends: tuple[tuple[Measure, Measure], ...]
    whole: bool = False

    def __str__(self) -> str:
        return listed([f"{start} to {end}" for start, end in self.ends])

    def allows(self, voice: Sequence[Segment]) -> bool:
        """Whether the voice in a recording lies there."""
        actual = [(voice[0].start, voice[-1].end)] if self.whole and voice else [(one.start, one.end) for one in voice]
        return len(actual) == len(self.ends) and all(
            start.allows(began) and end.allows(over)
            for (start, end), (began, over) in zip(self.ends, actual, strict=True)
        )


class RecordedSound:
    """What is heard in a recording; each thing is found out when somebody first asks."""

    def __init__(self, recording: StoredRecording) -> None:
        self.recording = recording

    @cached_property
    def pcm(self) -> Pcm:
        """Its samples."""
        return self.recording.pcm()

    @cached_property
    def keys(self) -> tuple[KeyMark, ...]:
        """The keys that sound in it."""
        from simulator.audio.dtmf_decoder import keys_in

        return keys_in(self.pcm)

    @cached_property
    def voice(self) -> tuple[Segment, ...]:
        """Where somebody speaks in it."""
        from simulator.audio.vad import voiced_segments

        return voiced_segments(self.pcm, self.keys)


# -- how it is compared ------------------------------------------------------------------------------------------------

Difference: TypeAlias = tuple[object, object] | None
"""What was expected, and what it was; None if it is as expected."""


def _same(expected: object, actual: object) -> Difference:
    return None if expected == actual else (expected, actual)


def _length(expected: Measure, sound: RecordedSound, _: CallResult) -> Difference:
    actual = sound.recording.duration
    return None if expected.allows(actual) else (expected, in_seconds(actual))


def _url(expected: TextMatch, sound: RecordedSound, result: CallResult) -> Difference:
    actual = result.transcript.shortened(sound.recording.url)
    return None if expected.found_in(actual) else (expected, repr(actual))


def _voice(expected: Stretches, sound: RecordedSound, _: CallResult) -> Difference:
    return None if expected.allows(sound.voice) else (expected, _told(sound.voice, whole=expected.whole))


def _silent(expected: bool, sound: RecordedSound, _: CallResult) -> Difference:  # noqa: FBT001 - it is what is expected
    if expected is not bool(sound.voice):
        return None
    return "none" if expected else "some", _told(sound.voice, whole=True)


def _level(expected: Measure, sound: RecordedSound, _: CallResult) -> Difference:
    from simulator.audio.loudness import voice_level_dbfs

    if not sound.voice:
        return expected, "not there: nobody speaks"
    return _loudness(expected, voice_level_dbfs(sound.pcm, sound.voice))


def _peak(expected: Measure, sound: RecordedSound, _: CallResult) -> Difference:
    from simulator.audio.loudness import peak_dbfs

    return _loudness(expected, peak_dbfs(sound.pcm))


def _longest_silence(expected: Measure, sound: RecordedSound, _: CallResult) -> Difference:
    from simulator.audio.loudness import longest_silence

    found = longest_silence(sound.pcm, sound.voice, sound.keys)
    actual = round(found.end - found.start, 6)
    if expected.allows(actual):
        return None
    return expected, f"{in_seconds(actual)} ({in_seconds(found.start)} to {in_seconds(found.end)})"


def _keys(expected: str, sound: RecordedSound, _: CallResult) -> Difference:
    actual = "".join(one.key for one in sound.keys)
    return None if expected == actual else (expected or "none", actual or "none")


def _contains(expected: WantedClip, sound: RecordedSound, _: CallResult) -> Difference:
    from simulator.audio.clip_search import find_clip
    from simulator.audio.codec import read_audio

    try:
        clip = read_audio(expected.path or Path(expected.name))
    except AudioError:  # which may quote a file that whoever names it over the control API need not know
        raise ScenarioError(f"{expected.place}: {expected}: cannot be read as sound") from None
    try:
        if find_clip(clip, sound.pcm) is not None:
            return None
    except AudioError as error:
        raise ScenarioError(f"{expected.place}: {expected}: {error}") from None
    return f"the sound of {expected}", f"not in it (voice: {_told(sound.voice)})"


TRAITS: Final[Mapping[str, Callable[[Any, RecordedSound, CallResult], Difference]]] = {
    "ended_by": lambda expected, sound, _: _same(expected, sound.recording.end),
    "format": lambda expected, sound, _: _same(expected, sound.recording.format),
    "length": _length,
    "url": _url,
    "silent": _silent,
    "voice": _voice,
    "level": _level,
    "peak": _peak,
    "longest silence": _longest_silence,
    "keys": _keys,
    "contains": _contains,
}
"""What can be said of a recording, in the order in which differences are told, and how it is compared."""


# -- how it is written -------------------------------------------------------------------------------------------------


def _dbfs(node: Node) -> Measure:
    return converted(node, level_from_text, "a level such as -20 dBFS ± 3")


def _pair(node: Node) -> tuple[Measure, Measure]:
    measures = items(node, measure, "the start and the end of voice, such as `[0.5s, 1.7s]`")
    if len(measures) != 2:
        raise mistaken(node, f"expected two lengths of time, start and end, not {len(measures)}")
    return measures[0], measures[1]


def _stretches(node: Node) -> Stretches:
    if isinstance(node, ListNode) and any(isinstance(one, ListNode) for one in node.items):
        return Stretches(items(node, _pair, "a list of stretches, such as `[[0.5s, 1.7s], [3s, 4s]]`"))
    return Stretches((_pair(node),), whole=True)


def _written_keys(node: Node) -> str:
    if isinstance(node, TextNode) and node.text.strip().lower() == "none":
        return ""
    return converted(node, digits, "keys such as 123, or none")


def _clip(node: Node) -> WantedClip:
    return WantedClip(path_text(node, "the name of a sound file"), node.place)


READERS: Final[dict[str, Reader[Any]]] = {
    "ended_by": one_of(RecordEnd, "a reason why recordings end"),
    "format": one_of(AudioFormat, "a format"),
    "length": measure,
    "url": lambda node: TextMatch(matched_text(node)),
    "voice": _stretches,
    "silent": flag,
    "level": _dbfs,
    "peak": _dbfs,
    "longest silence": measure,
    "keys": _written_keys,
    "contains": _clip,
}


# -- wording -----------------------------------------------------------------------------------------------------------


def _loudness(expected: Measure, actual: float) -> Difference:
    return None if expected.allows(actual) else (expected, f"{actual:.1f} dBFS")


def _told(voice: Sequence[Segment], *, whole: bool = False) -> str:
    """Where somebody speaks."""
    if not voice:
        return "none"
    if whole:
        return f"{in_seconds(voice[0].start)} to {in_seconds(voice[-1].end)}"
    return listed([f"{in_seconds(one.start)} to {in_seconds(one.end)}" for one in voice])
