"""Tones of the telephone: the sixteen DTMF keys and the beep. It makes them; `dtmf_decoder` finds them."""

from __future__ import annotations

from functools import lru_cache
from math import cos, fsum, inf, pi, sin, sqrt
from typing import Final

from simulator.audio.pcm import FULL_SCALE, Pcm, pcm_from_numbers, sample_count
from simulator.errors import AudioError
from simulator.telephony.media import SAMPLE_RATE_HZ

# ITU-T Q.23: one frequency of the low group is the row of the key, one of the high group its column.
LOW_GROUP_HZ: Final = (697.0, 770.0, 852.0, 941.0)
HIGH_GROUP_HZ: Final = (1_209.0, 1_336.0, 1_477.0, 1_633.0)
KEYPAD: Final = ("123A", "456B", "789C", "*0#D")

KEYS: Final = "0123456789*#ABCD"
"""Every key there is, in the order in which people list them."""

TONE_LEVEL_DBFS: Final = -13.0
"""RMS of each of the two tones; together -10 dBFS, well above speech, and the peaks stay below full scale."""

BEEP_LEVEL_DBFS: Final = -16.0
RAMP: Final = 0.003
"""Seconds in which a tone rises and falls; without a ramp its edges click. Half of it is lost at either end."""


def frequencies(key: str) -> tuple[float, float]:
    """Look up the two tones of a key.

    Args:
        key: one of `KEYS`.

    Returns:
        The frequency of the low group and that of the high group, in Hz.

    Raises:
        AudioError: there is no such key.

    Source: ITU-T Q.23.
    """
    for low_hz, row in zip(LOW_GROUP_HZ, KEYPAD, strict=True):
        if len(key) == 1 and key in row:
            return low_hz, HIGH_GROUP_HZ[row.index(key)]
    raise AudioError(f"{key!r} is not a DTMF key; known: {' '.join(KEYS)}")


def dtmf_tone(key: str, seconds: float = 0.1) -> Pcm:
    """Sound a key: both of its tones at once, equally loud, -10 dBFS together.

    Args:
        key: one of `KEYS`.
        seconds: how long it sounds, ramps included; at least 0.04 s is what ITU-T Q.24 asks a receiver to recognise.

    Returns:
        The tone alone, without a pause around it.

    Raises:
        AudioError: there is no such key, or `seconds` is not a positive, finite number.
    """
    return _tones(frequencies(key), _checked(seconds), TONE_LEVEL_DBFS)


def beep(seconds: float = 0.25, frequency_hz: float = 1_000.0, level_dbfs: float = BEEP_LEVEL_DBFS) -> Pcm:
    """Sound a single tone, as an answering machine does before it records.

    Args:
        seconds: how long it sounds, ramps included.
        frequency_hz: above 0 and below 4,000, half of the sample rate.
        level_dbfs: its RMS level; a sine is clipped above -3.01.

    Raises:
        AudioError: `seconds` is not a positive, finite number, or the telephone cannot carry the frequency or level.
    """
    if not 0 < frequency_hz < SAMPLE_RATE_HZ / 2:
        raise AudioError(f"`frequency_hz` must be above 0 and below {SAMPLE_RATE_HZ // 2}, not {frequency_hz!r}")
    if not level_dbfs <= -3.01:
        raise AudioError(f"`level_dbfs` must be at most -3.01, the loudest sine there is, not {level_dbfs!r}")
    return _tones((frequency_hz,), _checked(seconds), level_dbfs)


def _checked(seconds: float) -> float:
    if not 0 < seconds < inf:
        raise AudioError(f"`seconds` must be positive and finite, not {seconds!r}")
    return seconds


@lru_cache(maxsize=256)
def _tones(frequencies_hz: tuple[float, ...], seconds: float, level_dbfs: float) -> Pcm:
    """Sines that sound together, each at the level, with raised-cosine ramps."""
    count = sample_count(seconds)
    ramp = min(sample_count(RAMP), count // 2)
    amplitude = FULL_SCALE * 10 ** (level_dbfs / 20) * sqrt(2)
    steps = [2 * pi * frequency_hz / SAMPLE_RATE_HZ for frequency_hz in frequencies_hz]
    samples = [amplitude * fsum(sin(step * n) for step in steps) for n in range(count)]
    for n in range(ramp):
        gain = (1 - cos(pi * (n + 0.5) / ramp)) / 2
        samples[n] *= gain
        samples[-1 - n] *= gain
    return pcm_from_numbers(samples)
