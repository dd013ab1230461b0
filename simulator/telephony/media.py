"""Sound as the core sees it: what was sounded, when, and where in it somebody speaks. No samples."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

SAMPLE_RATE_HZ = 8_000
"""Telephone quality. Everything on the line is 16-bit mono at this rate."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of voice, in seconds from the start of its clip."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class KeyMark:
    """A DTMF tone inside a clip, in seconds from the start of the clip."""

    key: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class ToneMark:
    """A single signalling tone inside a clip, in seconds from the start of the clip."""

    frequency_hz: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Clip:
    """A piece of sound that can be played on the line.

    `key` is how `simulator.audio` finds the samples again; equal keys mean equal samples.
    `label` is what a reader of the transcript sees: the text spoken, or the file's name.
    `duration` is in seconds and may be `inf` (noise that goes on for ever).
    """

    key: str
    label: str
    duration: float
    voice: tuple[Segment, ...] = ()
    keys: tuple[KeyMark, ...] = ()
    tones: tuple[ToneMark, ...] = ()


@dataclass(slots=True)
class Sounding:
    """A clip on the line: it started at `at` and stopped, or will stop, at `end`.

    `muted` holds the stretches (seconds of the call) that nobody hears: a key that a command consumed.
    """

    clip: Clip
    at: float
    end: float
    muted: tuple[Segment, ...] = ()

    def overlaps(self, start: float, end: float) -> bool:
        """Whether any of it sounds between two instants of the call."""
        return self.at < end and self.end > start


@dataclass(slots=True)
class Track:
    """Everything one party sends, in the order in which it began."""

    soundings: list[Sounding] = field(default_factory=list)

    def start(self, clip: Clip, at: float) -> Sounding:
        """Put a clip on the line."""
        sounding = Sounding(clip, at, at + clip.duration)
        self.soundings.append(sounding)
        return sounding

    def between(self, start: float, end: float = inf) -> tuple[Sounding, ...]:
        """Copies of what sounds between two instants of the call, which later events no longer change."""
        return tuple(
            Sounding(one.clip, one.at, one.end, one.muted) for one in self.soundings if one.overlaps(start, end)
        )
