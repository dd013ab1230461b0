"""Raw sound: 16-bit little-endian mono at 8,000 Hz, as plain bytes, which is what the hot paths pass around.

`audioop` (C, in the standard library until 3.12, then the package audioop-lts) does the arithmetic.
"""

from __future__ import annotations

import warnings
from array import array
from collections.abc import Iterable
from math import isfinite, log10
from sys import byteorder
from typing import TypeAlias

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # PEP 594 announces the removal of audioop; audioop-lts replaces it from 3.13 on
    import audioop as audioop  # noqa: PLC0414 - the alias is how mypy knows that others import it from here

from simulator.telephony.media import SAMPLE_RATE_HZ

Pcm: TypeAlias = bytes
"""Samples as bytes: int16, little-endian, mono, 8,000 per second."""

SAMPLE_WIDTH = 2
FULL_SCALE = 32_768


def sample_count(seconds: float) -> int:
    """How many samples make up a stretch of time, to the nearest sample."""
    return round(seconds * SAMPLE_RATE_HZ)


def seconds_from_samples(samples: int) -> float:
    """How long a number of samples lasts; always a whole number of microseconds."""
    return samples / SAMPLE_RATE_HZ


def duration(pcm: Pcm) -> float:
    """How long a sound lasts, in seconds."""
    return seconds_from_samples(len(pcm) // SAMPLE_WIDTH)


def silence(seconds: float) -> Pcm:
    """Digital silence."""
    return bytes(sample_count(seconds) * SAMPLE_WIDTH)


def pcm_from_numbers(numbers: Iterable[float]) -> Pcm:
    """Round numbers in -32768..32767 to samples."""
    samples = array("h", map(round, numbers))
    if byteorder == "big":
        samples.byteswap()
    return samples.tobytes()


def cut(pcm: Pcm, start: float, end: float) -> Pcm:
    """The stretch of a sound between two instants, in seconds from its start."""
    return pcm[sample_count(start) * SAMPLE_WIDTH : sample_count(end) * SAMPLE_WIDTH]


def mixed(first: Pcm, second: Pcm) -> Pcm:
    """Two sounds of equal length at once; what is too loud is clipped."""
    return audioop.add(first, second, SAMPLE_WIDTH)


def scaled(pcm: Pcm, factor: float) -> Pcm:
    """A sound made louder or quieter by an amplitude factor."""
    return audioop.mul(pcm, SAMPLE_WIDTH, factor)


def rms(pcm: Pcm) -> int:
    """The root mean square of the samples, 0..32768."""
    return audioop.rms(pcm, SAMPLE_WIDTH)


def level_dbfs(pcm: Pcm) -> float:
    """How loud a sound is: its RMS relative to a full-scale square wave, in dB; -inf for digital silence."""
    amplitude = rms(pcm)
    return 20 * log10(amplitude / FULL_SCALE) if amplitude else float("-inf")


def at_level(pcm: Pcm, wanted_dbfs: float) -> Pcm:
    """The same sound brought to an RMS level; digital silence stays as it is."""
    present = level_dbfs(pcm)
    return scaled(pcm, 10 ** ((wanted_dbfs - present) / 20)) if isfinite(present) else pcm
