"""Finds a clip again in a sound that holds it, perhaps with noise, perhaps at another level.

A tenth of a second of the clip, where it is loudest, is looked for first, block by block of the sound; where that is
most like it, the whole clip is compared. Likeness is the normalised cross-correlation: 1 for the same sound at any
level, about 0 for another one; noise that is 20 dB below the clip leaves 0.995 of it, at 5 dB it is 0.87.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from simulator.audio.pcm import SAMPLE_WIDTH, Pcm, audioop, rms, seconds_from_samples
from simulator.errors import AudioError

LEAST_LIKENESS: Final = 0.8
"""Of the whole clip. Different words of one voice stay below 0.5; 0.8 is left where noise is 2.5 dB below the clip."""

_BLOCK: Final = 80
"""Samples that are judged together when the edges of a clip are looked for: 10 ms."""
_EXCERPT: Final = 800
"""Samples that are looked for first."""
_STRIDE: Final = 4_000
"""Samples of the sound that are searched at a time; each gives one candidate."""
_AUDIBLE: Final = 100
"""The edges of a clip that are 40 dB below its loudest block count as silence: they need not be in the sound."""
_SLACK: Final = 80
"""Samples of the clip that may be cut off at either end of the sound."""
_STEPS: Final = 3
"""Excerpts that are tried; a key pressed over the loudest one hides it."""


def find_clip(clip: Pcm, sound: Pcm, *, least_likeness: float = LEAST_LIKENESS) -> float | None:
    """Find where a clip begins in a sound.

    Args:
        clip: what to look for; silence at its ends does not count.
        sound: where to look, of any length. A minute of speech takes up to a second.
        least_likeness: how much alike they must be, from 0 to 1.

    Returns:
        Seconds from the start of the sound to the first thing that is heard of the clip; None if it is not there.

    Raises:
        AudioError: there is nothing but silence in the clip.
    """
    core = _without_silent_ends(clip)
    slack = bytes(_SLACK * SAMPLE_WIDTH)
    padded = slack + sound + slack
    for excerpt, position in _excerpts(core):
        for offset in _candidates(excerpt, padded):
            start = offset - position
            if start >= 0 and _likeness(core, _samples(padded, start, len(core) // SAMPLE_WIDTH)) >= least_likeness:
                return max(0.0, seconds_from_samples(start - _SLACK))
    return None


def _without_silent_ends(clip: Pcm) -> Pcm:
    size = _BLOCK * SAMPLE_WIDTH
    levels = [rms(clip[n : n + size]) for n in range(0, len(clip), size)]
    loudest = max(levels, default=0)
    if not loudest:
        raise AudioError("there is nothing but silence in the clip")
    loud = [n for n, level in enumerate(levels) if level * _AUDIBLE >= loudest]
    return clip[loud[0] * size : (loud[-1] + 1) * size]


def _excerpts(core: Pcm) -> Iterator[tuple[Pcm, int]]:
    """The loudest stretch of each third of a clip, the loudest one first, and where it begins, in samples."""
    count = len(core) // SAMPLE_WIDTH
    length = min(_EXCERPT, count)
    starts = range(0, count - length + 1, _BLOCK)
    levels = {start: rms(_samples(core, start, length)) for start in starts}
    third = max(1, -(-(starts[-1] + 1) // _STEPS))
    loudest = {max((s for s in starts if s // third == n), key=levels.__getitem__, default=-1) for n in range(_STEPS)}
    for start in sorted(loudest - {-1}, key=lambda one: -levels[one]):
        if levels[start]:
            yield _samples(core, start, length), start


def _candidates(excerpt: Pcm, sound: Pcm) -> Iterator[int]:
    """Where in each block of a sound an excerpt fits best, in samples; blocks of silence have no such place."""
    length = len(excerpt) // SAMPLE_WIDTH
    one = (1).to_bytes(SAMPLE_WIDTH, "little")
    for start in range(0, len(sound) // SAMPLE_WIDTH - length + 1, _STRIDE):
        block = _samples(sound, start, _STRIDE + length)
        if audioop.max(block, SAMPLE_WIDTH) > 1:
            # `findfit` gives up where it begins with silence; so it begins with something else, which fits nowhere.
            offset, _ = audioop.findfit(one + block, excerpt)
            if offset:
                yield start + offset - 1


def _likeness(clip: Pcm, sound: Pcm) -> float:
    """The normalised cross-correlation of two sounds; 0 if one is shorter than the other."""
    level = rms(sound)
    if len(sound) != len(clip) or not level:
        return 0.0
    return audioop.findfactor(sound, clip) * rms(clip) / level


def _samples(pcm: Pcm, start: int, count: int) -> Pcm:
    return pcm[start * SAMPLE_WIDTH : (start + count) * SAMPLE_WIDTH]
