"""The sound of a stretch of a call, made of what sounded in it and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from simulator.audio.pcm import SAMPLE_WIDTH, Pcm, mixed, sample_count, seconds_from_samples
from simulator.telephony.media import Clip, Segment, Sounding

Samples: TypeAlias = Callable[[Clip, float, float], Pcm]
"""Gives the sound of a clip between two instants, in seconds from its start: `ClipLibrary.samples`."""


def render(soundings: Sequence[Sounding], start: float, end: float, samples: Samples) -> Pcm:
    """Make the sound of a stretch of a call.

    What sounds at the same time is added up, and clipped where that is too loud. Sounds that follow each other are
    joined as they are, so that the cost is that of copying them.

    Args:
        soundings: what sounded, in seconds of the call, in any order; muted stretches are silent.
        start: seconds of the call, finite.
        end: seconds of the call, finite.
        samples: where the sound of a clip comes from; only what is heard is asked for.

    Returns:
        Exactly `round((end - start) * 8,000)` samples; none if `end` is not after `start`.

    Raises:
        AudioError: `samples` cannot make the sound of a clip.
    """
    length = max(0, sample_count(end - start)) * SAMPLE_WIDTH
    line = bytearray(length)
    filled = 0  # up to here something sounded already
    for at, pcm in sorted(_heard(soundings, start, end, samples), key=_position):
        common = min(len(pcm), max(0, filled - at))
        line[at : at + common] = mixed(bytes(line[at : at + common]), pcm[:common])
        line[at + common : at + len(pcm)] = pcm[common:]
        filled = max(filled, at + len(pcm))
    del line[length:]  # rounding may have put a sample behind the end
    return bytes(line)


def _position(piece: tuple[int, Pcm]) -> int:
    return piece[0]


def _heard(soundings: Sequence[Sounding], start: float, end: float, samples: Samples) -> Iterator[tuple[int, Pcm]]:
    """Yield what is heard between two instants: where it begins, in bytes from `start`, and its sound."""
    origin = sample_count(start)
    for sounding in soundings:
        began = sample_count(sounding.at)
        for part in _audible(sounding, start, end):
            first, last = sample_count(part.start), sample_count(part.end)
            if first < last:
                pcm = samples(sounding.clip, seconds_from_samples(first - began), seconds_from_samples(last - began))
                yield (first - origin) * SAMPLE_WIDTH, pcm


def _audible(sounding: Sounding, start: float, end: float) -> Iterator[Segment]:
    """Yield the parts of a sounding between two instants that are not muted."""
    position = max(sounding.at, start)
    last = min(sounding.end, end)
    for muted in sorted(sounding.muted, key=lambda segment: segment.start):
        if position < muted.start:
            yield Segment(position, min(muted.start, last))
        position = max(position, muted.end)
    if position < last:
        yield Segment(position, last)
