"""Finds the signalling tones of alarm receivers, 1,400 and 2,300 Hz, in a sound. Keys are found by `dtmf_decoder`.

A tone carries nearly all of the sound, at one pitch, for at least 60 ms. So the sound is probed every 24 ms through a
window of 8 ms, which is so short that a tone 3 % beside its frequency still shows in it. Around a probe that shows one,
a window every 4 ms follows the tone to both of its ends, and the phase of the tone from window to window tells its
frequency. Once that is known, so is its power: what is left beside it must be small. A voice may have a harmonic at one
of these frequencies, but never almost nothing else; a whistle glides.
"""

from __future__ import annotations

from cmath import phase, rect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, sin
from statistics import fmean, median_high
from typing import Final

from simulator.audio.pcm import FULL_SCALE, SAMPLE_WIDTH, Pcm, audioop, pcm_from_numbers, seconds_from_samples
from simulator.telephony.contact_id import HIGH_HZ, LOW_HZ
from simulator.telephony.media import SAMPLE_RATE_HZ, ToneMark

WINDOW: Final = 64
"""Samples looked at together: 8 ms."""
HOP: Final = 32
"""Samples from one window to the next while a tone is followed: 4 ms."""
PROBE_HOP: Final = 6 * HOP
"""Samples from one probe to the next: 24 ms, so that two of them lie within any tone."""

LEAST_RMS: Final = round(FULL_SCALE * 10 ** (-45 / 20))
"""-45 dBFS, as for keys."""
LEAST_WINDOW_SHARE: Final = 0.2
"""The part of a window's power at the nominal frequency. A tone at 2,369 Hz, 10 dB above noise, has 0.29."""
LEAST_LENGTH: Final = 0.055 * SAMPLE_RATE_HZ
"""In samples, as measured: ramps and noise take some of the 60 ms."""
MOST_DEVIATION: Final = 0.035
"""How far a frequency may be from the nominal one. DC-05 wants 3 %; the nearest key, 1,336 Hz, is 4.6 % away."""
LEAST_STEADINESS: Final = 0.9
"""How well the phase advances agree, 1 for a pure tone."""
LEAST_SHARE: Final = 0.75
"""The part of the power that a tone carries in the middle of its windows: 5 dB above everything else."""
LEAST_EVENNESS: Final = 0.5
"""The smallest amplitude of a tone between its ends, relative to the median."""

REFERENCE_AMPLITUDE: Final = 32_000


@dataclass(frozen=True, slots=True)
class Tone:
    """A frequency to look for, and a cosine and a sine to correlate a window with."""

    frequency_hz: float
    cosine: Pcm
    sine: Pcm


@dataclass(frozen=True, slots=True)
class Hit:
    """A window, `position` samples from the start, in which a tone shows."""

    position: int
    amplitude: complex
    power: float


def _tone(frequency_hz: float) -> Tone:
    """Make the references of a frequency; their phase is zero in the middle of the window."""
    angles = [2 * pi * frequency_hz / SAMPLE_RATE_HZ * (n - (WINDOW - 1) / 2) for n in range(WINDOW)]
    return Tone(
        frequency_hz,
        pcm_from_numbers(REFERENCE_AMPLITUDE * cos(angle) for angle in angles),
        pcm_from_numbers(REFERENCE_AMPLITUDE * sin(angle) for angle in angles),
    )


TONES: Final = tuple(_tone(frequency_hz) for frequency_hz in (LOW_HZ, HIGH_HZ))


def tones_in(pcm: Pcm) -> tuple[ToneMark, ...]:
    """Find the signalling tones that sound in a recording or prompt.

    Every tone of at least 60 ms is found that is within 3 % of its frequency and 10 dB louder than what else sounds
    with it. Two tones of one frequency need a pause of 20 ms between them. Marks are within 15 ms of the tone, within
    4 ms when it is undisturbed.

    Args:
        pcm: the sound, of any length.

    Returns:
        The tones in the order in which they sound, under their nominal frequencies.

    Source: SIA DC-05-1999.09 for the frequencies and how exact they are.
    """
    padded = b"".join((bytes(WINDOW * SAMPLE_WIDTH), pcm, bytes(WINDOW * SAMPLE_WIDTH)))
    followed = dict.fromkeys(TONES, 0)
    marks = []
    for position, tone in _probes(padded):
        if position < followed[tone]:
            continue
        run = _run_around(padded, position, tone, followed[tone])
        followed[tone] = run[-1].position + 1
        mark = _mark(_without_faint_ends(run), tone, len(pcm) // SAMPLE_WIDTH)
        if mark:
            marks.append(mark)
    return tuple(sorted(marks, key=lambda mark: mark.start))


def _probes(pcm: Pcm) -> Iterator[tuple[int, Tone]]:
    """Look for windows in which a tone shows."""
    for position in range(0, len(pcm) // SAMPLE_WIDTH - WINDOW + 1, PROBE_HOP):
        window = pcm[position * SAMPLE_WIDTH : (position + WINDOW) * SAMPLE_WIDTH]
        variance = _variance(window)
        if variance >= LEAST_RMS**2:
            for tone in TONES:
                if _hit(window, position, tone, variance):
                    yield position, tone


def _variance(window: Pcm) -> int:
    """The power without the offset, which is no sound."""
    rms: int = audioop.rms(window, SAMPLE_WIDTH)
    mean: int = audioop.avg(window, SAMPLE_WIDTH)
    return rms * rms - mean * mean


def _hit(window: Pcm, position: int, tone: Tone, variance: int) -> Hit | None:
    real, imaginary = audioop.findfactor(window, tone.cosine), -audioop.findfactor(window, tone.sine)
    power = 2 * variance / REFERENCE_AMPLITUDE**2
    if real * real + imaginary * imaginary < LEAST_WINDOW_SHARE * power:
        return None
    return Hit(position, complex(real, imaginary), power)


def _look(pcm: Pcm, position: int, tone: Tone) -> Hit | None:
    window = pcm[position * SAMPLE_WIDTH : (position + WINDOW) * SAMPLE_WIDTH]
    variance = _variance(window)
    return _hit(window, position, tone, variance) if variance >= LEAST_RMS**2 else None


def _run_around(pcm: Pcm, position: int, tone: Tone, first: int) -> list[Hit]:
    """Follow a tone to both of its ends, but not to before `first`; one window on the way may be spoilt."""
    last = len(pcm) // SAMPLE_WIDTH - WINDOW
    before = list(_followed(pcm, range(position, first - 1, -HOP), tone))
    after = list(_followed(pcm, range(position + HOP, last + 1, HOP), tone))
    return [*reversed(before), *after]


def _followed(pcm: Pcm, positions: range, tone: Tone) -> Iterator[Hit]:
    missed = 0
    for position in positions:
        hit = _look(pcm, position, tone)
        missed = 0 if hit else missed + 1
        if missed > 1:
            return
        if hit:
            yield hit


def _without_faint_ends(run: list[Hit]) -> list[Hit]:
    """Leave out what a tone fills less than half: there is always a window behind it that it fills more."""
    half = median_high(abs(hit.amplitude) for hit in run) / 2
    full = [n for n, hit in enumerate(run) if abs(hit.amplitude) >= half]
    return run[full[0] : full[-1] + 1]


def _mark(run: Sequence[Hit], tone: Tone, length: int) -> ToneMark | None:
    """Judge a run: its length, its pitch, and what else sounds; `length` is that of the sound in samples."""
    median = median_high(abs(hit.amplitude) for hit in run)
    begin = run[0].position + round(WINDOW * (1 - min(1.0, abs(run[0].amplitude) / median)))
    end = run[-1].position + round(WINDOW * min(1.0, abs(run[-1].amplitude) / median))
    if end - begin < LEAST_LENGTH or min(abs(hit.amplitude) for hit in run) < LEAST_EVENNESS * median:
        return None
    turn, total = 0j, 0.0
    for one, other in pairwise(run):
        if other.position - one.position == HOP:
            turn += other.amplitude * one.amplitude.conjugate()
            total += abs(other.amplitude) * abs(one.amplitude)
    expected = 2 * pi * tone.frequency_hz * HOP / SAMPLE_RATE_HZ
    surplus = phase(turn * rect(1, -expected))
    if abs(surplus) > MOST_DEVIATION * expected or abs(turn) < LEAST_STEADINESS * total:
        return None
    half = surplus * WINDOW / HOP / 2
    kept = (sin(half) / half) ** 2 if half else 1.0  # a rectangular window's response beside its centre
    if fmean(abs(hit.amplitude) ** 2 / kept / hit.power for hit in run) < LEAST_SHARE:
        return None
    return ToneMark(
        tone.frequency_hz,
        start=seconds_from_samples(max(0, begin - WINDOW)),
        end=seconds_from_samples(min(length, end - WINDOW)),
    )
