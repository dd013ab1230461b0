"""Finds DTMF keys in a sound. It knows the keypad from `tones`, but nothing about who pressed what, or why.

A key is two tones, one of each group, that together carry most of the sound for at least 40 ms. So the sound is looked
at through windows of 16 ms, one every 8 ms, and in each the eight frequencies of the keypad are measured: the
correlation with a cosine and a sine, which is what Goertzel's recurrence computes. `audioop.findfactor` is that
correlation, in C. Windows that agree on a key make a run, and a run is a key if it is long enough, of the right and
steady pitch, loud enough beside everything else, and as abrupt or as even as only a machine is. Single windows of
speech often look like keys; runs of speech fail one of these tests.
"""

from __future__ import annotations

from cmath import phase, rect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, sin
from statistics import fmean, median_high
from typing import Final, TypeAlias

from simulator.audio.pcm import FULL_SCALE, SAMPLE_WIDTH, Pcm, audioop, pcm_from_numbers, seconds_from_samples
from simulator.audio.tones import HIGH_GROUP_HZ, KEYPAD, LOW_GROUP_HZ
from simulator.telephony.media import SAMPLE_RATE_HZ, KeyMark

WINDOW: Final = 128
"""Samples looked at together: 16 ms."""
HOP: Final = 64
"""Samples from one window to the next: 8 ms."""

# What a window needs, to be remembered. One that a tone fills by a third passes.
LEAST_RMS: Final = round(FULL_SCALE * 10 ** (-45 / 20))
"""-45 dBFS: no receiver has to recognise a quieter key."""
LEAST_WINDOW_SHARE: Final = 0.3
"""The part of the power that the strongest tone of each group carry together."""
MOST_WINDOW_TWIST: Final = 10.0
"""The power of one tone relative to the other: 10 dB. Callers send up to 4 dB; so short a window takes 3 dB from a tone
that is 1.8 % beside its frequency, and noise does the rest."""

# What a run needs, to be a key. All of it was measured on keys of 40 ms, 1.8 % beside their frequencies, with 4 dB of
# twist, at 5 dB SNR ("worst keys"), against two hours of prompts spoken by people in five languages.
LEAST_WINDOWS: Final = 4
"""A tone of 40 ms passes in five or six windows, of which noise may spoil one."""
LEAST_LENGTH: Final = 0.033 * SAMPLE_RATE_HZ
"""In samples, as measured; worst keys are found 34 ms long or longer."""
MOST_DEVIATION: Final = 0.021
"""How far a frequency may be from the nominal one. ITU-T Q.24 wants 1.5 % accepted and 3.5 % refused."""
LEAST_STEADINESS: Final = 0.8
"""How well the phase advances from window to window agree, 1 for pure tones; worst keys have 0.9."""
MOST_TWIST: Final = 10 ** (7 / 10)
"""7 dB, now that the frequencies are known and what the window took can be given back."""
LEAST_SHARE: Final = 0.6
"""The part of the power that both tones carry in the three best windows; worst keys have 0.64."""
LONG_RUN: Final = 8
"""Windows from which on a run is judged by its evenness, before that by its abruptness."""
LEAST_EVENNESS: Final = 0.7
"""The median amplitude of a tone relative to its largest: a voice does not hold a level for long."""
MOST_OUTSIDE: Final = 0.5
"""What may be left of either tone just before and after a short run: a voice glides in and out. Worst keys: 0.47."""
GUARD: Final = 16
"""Samples that "just before" and "just after" keep away from the edges, which are known to a few ms: 2 ms."""

REFERENCE_AMPLITUDE: Final = 32_000

Reference: TypeAlias = tuple[Pcm, Pcm]
"""A cosine and a sine to correlate a window with."""


def _reference(frequency_hz: float) -> Reference:
    """Make the reference of a frequency; its phase is zero in the middle of the window."""
    angles = [2 * pi * frequency_hz / SAMPLE_RATE_HZ * (n - (WINDOW - 1) / 2) for n in range(WINDOW)]
    return (
        pcm_from_numbers(REFERENCE_AMPLITUDE * cos(angle) for angle in angles),
        pcm_from_numbers(REFERENCE_AMPLITUDE * sin(angle) for angle in angles),
    )


LOW_GROUP: Final = tuple(_reference(frequency_hz) for frequency_hz in LOW_GROUP_HZ)
HIGH_GROUP: Final = tuple(_reference(frequency_hz) for frequency_hz in HIGH_GROUP_HZ)


@dataclass(frozen=True, slots=True)
class Hit:
    """A window, `position` samples from the start, that may hold a key. Amplitudes are in units of the references'."""

    position: int
    row: int
    column: int
    low: complex
    high: complex
    power: float

    @property
    def amplitude(self) -> float:
        """Of both tones together."""
        return abs(self.low) + abs(self.high)


@dataclass(frozen=True, slots=True)
class Pitch:
    """What the phase of a tone says about its frequency."""

    deviation: float
    steadiness: float
    kept: float


def keys_in(pcm: Pcm) -> tuple[KeyMark, ...]:
    """Find the DTMF keys that sound in a recording or prompt.

    Every key of at least 40 ms is found that is within 1.8 % of its frequencies, has up to 4 dB of twist, and is 5 dB
    louder than what else sounds with it; at all of these limits at once, one in a few hundred is missed. Two presses of
    one key need a pause of 20 ms between them, and so do any keys shorter than 70 ms. Marks are within 10 ms of the
    tone, within 3 ms when it is undisturbed.

    Args:
        pcm: the sound, of any length.

    Returns:
        The keys in the order in which they sound; they do not overlap.

    Source: ITU-T Q.23 for the keypad, Q.24 (annex A) for what a receiver must accept and refuse.
    """
    margin = 2 * WINDOW
    padded = b"".join((bytes(margin * SAMPLE_WIDTH), pcm, bytes(margin * SAMPLE_WIDTH)))
    marks = []
    for run in _runs(_hits(padded)):
        begin, end = _edges(run)
        if len(run) >= LEAST_WINDOWS and end - begin >= LEAST_LENGTH and _is_key(run, begin, end, padded):
            marks.append(
                KeyMark(
                    key=KEYPAD[run[0].row][run[0].column],
                    start=seconds_from_samples(max(0, begin - margin)),
                    end=seconds_from_samples(min(len(pcm) // SAMPLE_WIDTH, end - margin)),
                )
            )
    return tuple(marks)


def _hits(pcm: Pcm) -> Iterator[Hit]:
    """Look for windows that may hold a key: through every other one, and through those between only beside a hit."""
    last = len(pcm) // SAMPLE_WIDTH - WINDOW
    probes = [_hit(pcm, position) for position in range(0, last + 1, 2 * HOP)]
    for n, (probe, following) in enumerate(pairwise([*probes, None])):
        if probe:
            yield probe
        position = (2 * n + 1) * HOP
        if (probe or following) and position <= last and (between := _hit(pcm, position)):
            yield between


def _hit(pcm: Pcm, position: int) -> Hit | None:
    """Look into a window; the cheapest test comes first, so that silence costs next to nothing."""
    window = _window(pcm, position)
    # Without its offset, which is no sound; slow noise looks like one in so short a window.
    variance = audioop.rms(window, SAMPLE_WIDTH) ** 2 - audioop.avg(window, SAMPLE_WIDTH) ** 2
    if variance < LEAST_RMS**2:
        return None
    power = 2 * variance / REFERENCE_AMPLITUDE**2
    row, low, low_power = _strongest(window, LOW_GROUP)
    if low_power * (1 + MOST_WINDOW_TWIST) < LEAST_WINDOW_SHARE * power:
        return None
    column, high, high_power = _strongest(window, HIGH_GROUP)
    if low_power + high_power < LEAST_WINDOW_SHARE * power or _twist(low_power, high_power) > MOST_WINDOW_TWIST:
        return None
    return Hit(position, row, column, low, high, power)


def _window(pcm: Pcm, position: int) -> Pcm:
    return pcm[position * SAMPLE_WIDTH : (position + WINDOW) * SAMPLE_WIDTH]


def _strongest(window: Pcm, group: Sequence[Reference]) -> tuple[int, complex, float]:
    """Which frequency of a group a window holds most of: its index, amplitude and power."""
    best_index, best, best_power = 0, 0j, 0.0
    for index, reference in enumerate(group):
        tone = _amplitude(window, reference)
        power = tone.real * tone.real + tone.imag * tone.imag
        if power > best_power:
            best_index, best, best_power = index, tone, power
    return best_index, best, best_power


def _amplitude(window: Pcm, reference: Reference) -> complex:
    """How much of a frequency a window holds, and with which phase in its middle."""
    cosine, sine = reference
    return complex(audioop.findfactor(window, cosine), -audioop.findfactor(window, sine))


def _twist(low_power: float, high_power: float) -> float:
    """How unequal two tones are, whichever is the stronger."""
    fainter = min(low_power, high_power)
    return max(low_power, high_power) / fainter if fainter else float("inf")


def _runs(hits: Iterable[Hit]) -> Iterator[list[Hit]]:
    """Group windows that hold the same key; one window between them may be spoilt."""
    run: list[Hit] = []
    for hit in hits:
        if run and (
            hit.position - run[-1].position > 2 * HOP or (hit.row, hit.column) != (run[-1].row, run[-1].column)
        ):
            yield run
            run = []
        run.append(hit)
    if run:
        yield run


def _edges(run: Sequence[Hit]) -> tuple[int, int]:
    """Where a tone begins and ends, in samples: a window that it half fills holds half of its amplitude."""
    full = median_high(hit.amplitude for hit in run)
    missing_first = WINDOW * (1 - min(1.0, run[0].amplitude / full))
    missing_last = WINDOW * (1 - min(1.0, run[-1].amplitude / full))
    return run[0].position + round(missing_first), run[-1].position + WINDOW - round(missing_last)


def _is_key(run: Sequence[Hit], begin: int, end: int, pcm: Pcm) -> bool:
    """Whether a run was made by a telephone, not by a voice."""
    positions = [hit.position for hit in run]
    low = _pitch(LOW_GROUP_HZ[run[0].row], positions, [hit.low for hit in run])
    high = _pitch(HIGH_GROUP_HZ[run[0].column], positions, [hit.high for hit in run])
    if max(abs(low.deviation), abs(high.deviation)) > MOST_DEVIATION:
        return False
    if min(low.steadiness, high.steadiness) < LEAST_STEADINESS:
        return False
    low_powers = [abs(hit.low) ** 2 / low.kept for hit in run]
    high_powers = [abs(hit.high) ** 2 / high.kept for hit in run]
    if _twist(fmean(low_powers), fmean(high_powers)) > MOST_TWIST:
        return False
    shares = [(low_powers[n] + high_powers[n]) / hit.power for n, hit in enumerate(run)]
    if fmean(sorted(shares)[-3:]) < LEAST_SHARE:
        return False
    return _is_even(run) if len(run) >= LONG_RUN else _is_abrupt(run, begin, end, pcm)


def _pitch(frequency_hz: float, positions: Sequence[int], amplitudes: Sequence[complex]) -> Pitch:
    """Measure a frequency by how far the phase of its tone advances from one window to the next.

    Returns:
        The deviation from the nominal frequency as a part of it, how well the advances agree (0..1), and which part
        of the tone's power a window keeps at the nominal frequency.
    """
    turn, total = 0j, 0.0
    for n in range(1, len(positions)):
        if positions[n] - positions[n - 1] == HOP:
            turn += amplitudes[n] * amplitudes[n - 1].conjugate()
            total += abs(amplitudes[n]) * abs(amplitudes[n - 1])
    if not total:
        return Pitch(deviation=0, steadiness=0, kept=1)
    expected = 2 * pi * frequency_hz * HOP / SAMPLE_RATE_HZ
    surplus = phase(turn * rect(1, -expected))
    half = surplus * WINDOW / HOP / 2
    return Pitch(
        deviation=surplus / expected,
        steadiness=abs(turn) / total,
        kept=(sin(half) / half) ** 2 if half else 1.0,  # a rectangular window's response beside its centre
    )


def _is_even(run: Sequence[Hit]) -> bool:
    """Whether both tones hold their levels."""
    tones = [abs(hit.low) for hit in run], [abs(hit.high) for hit in run]
    return all(median_high(amplitudes) >= LEAST_EVENNESS * max(amplitudes) for amplitudes in tones)


def _is_abrupt(run: Sequence[Hit], begin: int, end: int, pcm: Pcm) -> bool:
    """Whether both tones are absent just before a run, and just after it."""
    low = median_high(abs(hit.low) for hit in run)
    high = median_high(abs(hit.high) for hit in run)
    for position in (begin - GUARD - WINDOW, end + GUARD):
        window = _window(pcm, position)
        low_left = abs(_amplitude(window, LOW_GROUP[run[0].row])) / low
        high_left = abs(_amplitude(window, HIGH_GROUP[run[0].column])) / high
        if max(low_left, high_left) > MOST_OUTSIDE:
            return False
    return True
