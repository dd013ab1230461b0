"""How loud a sound is where somebody speaks, how loud at most, and how long nobody does."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, log10

from simulator.audio.pcm import FULL_SCALE, SAMPLE_WIDTH, Pcm, audioop, cut, duration, level_dbfs
from simulator.telephony.media import KeyMark, Segment


def voice_level_dbfs(pcm: Pcm, voice: Sequence[Segment]) -> float:
    """The RMS level of the stretches in which somebody speaks, taken together; -inf if nobody does."""
    return level_dbfs(b"".join(cut(pcm, one.start, one.end) for one in voice))


def peak_dbfs(pcm: Pcm) -> float:
    """The level of the loudest sample, at most 0; -inf for digital silence."""
    loudest = audioop.max(pcm, SAMPLE_WIDTH) if pcm else 0
    return 20 * log10(loudest / FULL_SCALE) if loudest else -inf


def longest_silence(pcm: Pcm, voice: Sequence[Segment], keys: Sequence[KeyMark] = ()) -> Segment:
    """The longest stretch in which nobody speaks and no key sounds, from one end of the sound to the other.

    Returns:
        The first of those that are equally long, in seconds from the start; it may be of no length.
    """
    longest, silent_from = Segment(0.0, 0.0), 0.0
    sounding = sorted([(one.start, one.end) for one in voice] + [(one.start, one.end) for one in keys])
    for start, end in (*sounding, (duration(pcm), duration(pcm))):
        if start - silent_from > longest.end - longest.start:
            longest = Segment(silent_from, start)
        silent_from = max(silent_from, end)
    return longest
