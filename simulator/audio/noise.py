"""Stationary noise behind a voice: white, pink or mains hum, the same samples every time.

A few seconds of each noise are made once and repeated without a seam, so that noise as long as a call costs a copy.
The exact samples depend on nothing but kind, level and seed: not on the Python version, not on what was asked before.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from math import exp, fsum, inf, pi, sin, sqrt
from random import Random
from typing import Final

from simulator.audio.pcm import SAMPLE_WIDTH, Pcm, at_level, audioop, pcm_from_numbers, sample_count, scaled
from simulator.errors import AudioError
from simulator.telephony.media import SAMPLE_RATE_HZ

LOOP_SECONDS: Final = 4
LOOP_SAMPLES: Final = LOOP_SECONDS * SAMPLE_RATE_HZ
LOOP_LEVEL_DBFS: Final = -18.0
"""Of the loops as they are kept: loud enough for fine steps, low enough that no peak is clipped."""

MAINS_HZ: Final = 50
HUM_HARMONICS: Final = 20
"""Up to 1 kHz; hum of rectified mains holds all multiples, the higher the fainter."""

PINK_CORNERS_HZ: Final = tuple(15.0 * 2**octave for octave in range(9))
"""One relaxation per octave of the telephone's band, 15 Hz to 3,840 Hz."""
SETTLING_SAMPLES: Final = 2_000
"""After a quarter of a second the slowest of them has forgotten how it began, to one part in 10^10."""


class NoiseKind(StrEnum):
    """What noise sounds like."""

    WHITE = "white"
    """Equal power per Hz: a hiss."""
    PINK = "pink"
    """Equal power per octave: rain, a ventilator, a street far away."""
    HUM = "hum"
    """50 Hz and its multiples: a badly shielded line."""


@dataclass(frozen=True, slots=True)
class Noise:
    """Noise without beginning or end; `between` cuts a stretch out of it.

    `level_dbfs` is its RMS level, at most -12; -inf is silence. Equal `kind` and `seed` mean equal noise, only louder
    or fainter.

    Raises:
        AudioError: the level is above -12 dBFS, where peaks would be clipped, or not a number.
    """

    kind: NoiseKind
    level_dbfs: float
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.level_dbfs <= -12:
            raise AudioError(f"`level_dbfs` of noise must be at most -12, not {self.level_dbfs!r}")

    def between(self, start: float, end: float) -> Pcm:
        """Cut a stretch out of the noise.

        Args:
            start: seconds from wherever its time begins; finite.
            end: seconds, finite. Stretches that meet there join without a seam.

        Returns:
            The samples; none if `end` is not after `start`.
        """
        first, last = sample_count(start), sample_count(end)
        offset = first % LOOP_SAMPLES
        repeats = -(-(offset + last - first) // LOOP_SAMPLES)
        looped = _loop_at(self.kind, self.seed, self.level_dbfs) * repeats
        return looped[offset * SAMPLE_WIDTH : (offset + last - first) * SAMPLE_WIDTH] if last > first else b""


def noise(kind: NoiseKind, seconds: float, level_dbfs: float, seed: int = 0) -> Pcm:
    """Make some noise.

    Args:
        kind: what it sounds like.
        seconds: how long it lasts, 0 or more and finite.
        level_dbfs: its RMS level, at most -12.
        seed: tells one noise from another of the same kind.

    Raises:
        AudioError: it would last for ever or less than no time, or is too loud.
    """
    if not 0 <= seconds < inf:
        raise AudioError(f"`seconds` of noise must be finite and not negative, not {seconds!r}")
    return Noise(NoiseKind(kind), level_dbfs, seed).between(0, seconds)


@lru_cache(maxsize=16)
def _loop_at(kind: NoiseKind, seed: int, level_dbfs: float) -> Pcm:
    return scaled(_loop(kind, seed), 10 ** ((level_dbfs - LOOP_LEVEL_DBFS) / 20))


@lru_cache(maxsize=16)
def _loop(kind: NoiseKind, seed: int) -> Pcm:
    """Four seconds of a noise whose end leads into its beginning."""
    match kind:
        case NoiseKind.WHITE:
            loop = _white(Random(seed))
        case NoiseKind.PINK:
            loop = _pink(Random(seed))
        case NoiseKind.HUM:
            loop = _hum(Random(seed))
    return at_level(loop, LOOP_LEVEL_DBFS)


def _white(random: Random) -> Pcm:
    """Add up eight uniform noises, which is close to a normal distribution (Irwin-Hall) and done in C."""
    loop = bytes(LOOP_SAMPLES * SAMPLE_WIDTH)
    for _ in range(8):
        loop = audioop.add(loop, scaled(random.randbytes(LOOP_SAMPLES * SAMPLE_WIDTH), 1 / 8), SAMPLE_WIDTH)
    return loop


def _pink(random: Random) -> Pcm:
    """Add up relaxations, one per octave and all equally strong, which gives 1/f (J. Bernamont, 1937)."""
    relaxations = [
        _relaxation(random.randbytes(LOOP_SAMPLES * SAMPLE_WIDTH), corner_hz) for corner_hz in PINK_CORNERS_HZ
    ]
    return pcm_from_numbers(map(fsum, zip(*relaxations, strict=True)))


def _relaxation(uniform: Pcm, corner_hz: float) -> list[float]:
    """Pass uniform noise, repeated for ever, through a low-pass of first order.

    Returns:
        One period of what comes out, at an RMS of -26 dBFS, so that nine of them together are not clipped.
    """
    keeps = round(exp(-2 * pi * corner_hz / SAMPLE_RATE_HZ), 6)  # rounded, for the same samples on every platform
    gain = 10 ** (-26 / 20) * sqrt(3 * (1 - keeps * keeps))
    samples = [gain * sample for sample in array("h", uniform)]
    settled = list(accumulate(samples[-SETTLING_SAMPLES:], lambda state, sample: keeps * state + sample))[-1]
    return list(accumulate(samples, lambda state, sample: keeps * state + sample, initial=settled))[1:]


def _hum(random: Random) -> Pcm:
    """Add up the harmonics, each as strong as its number is low, in random phases."""
    phases = [2 * pi * random.random() for _ in range(HUM_HARMONICS)]
    period = SAMPLE_RATE_HZ // MAINS_HZ
    samples = [
        fsum(sin(2 * pi * number * n / period + phases[number - 1]) / number for number in range(1, HUM_HARMONICS + 1))
        for n in range(period)
    ]
    return pcm_from_numbers(4_000 * sample for sample in samples) * (LOOP_SAMPLES // period)
