"""Pseudo-speech: syllables without words, as long as real speech would be, made of nothing but arithmetic.

Voice detectors take it for a voice: pulses at the pitch of a man, ringing at the formants of vowels. A text becomes a
plan first (which syllables, which pauses), from which its length is known; joining cached syllables gives the sound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import exp, pi, sin
from typing import Final
from zlib import crc32

from simulator.audio.pcm import SAMPLE_WIDTH, Pcm, at_level, pcm_from_numbers, seconds_from_samples
from simulator.audio.voice import Speech
from simulator.telephony.media import SAMPLE_RATE_HZ, Segment

CHARACTER: Final = 534
"""Samples per character, spaces included: 15 characters a second, about 180 words a minute."""

SENTENCE_PAUSE: Final = 1_600
"""Samples between sentences: 0.2 s. Between words it is one character: 0.07 s."""

SHORTEST: Final = 3_200
"""Samples that anything said takes at least: 0.4 s."""

LEVEL_DBFS: Final = -20.0

# G. E. Peterson, H. L. Barney, "Control methods used in a study of the vowels", 1952, table II: formants of men, in Hz.
FORMANTS_HZ: Final = (
    (270, 2_290, 3_010),
    (390, 1_990, 2_550),
    (530, 1_840, 2_480),
    (660, 1_720, 2_410),
    (730, 1_090, 2_440),
    (570, 840, 2_410),
    (440, 1_020, 2_240),
    (300, 870, 2_240),
    (640, 1_190, 2_390),
    (490, 1_350, 1_690),
)
_BANDWIDTHS_HZ = (60, 90, 150)
_STRENGTHS = (1.0, 0.5, 0.25)
_RINGING = 180
"""Samples after which a pulse has died away."""

_HIGHEST_PITCH_HZ, _LOWEST_PITCH_HZ = 130.0, 108.0
_ATTACK, _DECAY = 120, 320
_AUDIBLE = 24
"""What a syllable begins and ends with, so that its first and last sample are not silent."""

_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？")  # noqa: RUF001 - the full-width ones are meant
_LONGEST_SYLLABLE = 3


@dataclass(frozen=True, slots=True)
class _Word:
    """What is spoken without a pause: the syllables' vowels and lengths, and the samples of silence after it."""

    syllables: tuple[tuple[int, int], ...]
    pause: int

    @property
    def samples(self) -> int:
        return sum(characters for _, characters in self.syllables) * CHARACTER + self.pause


class PseudoSpeech:
    """A `Synthesizer` of one voice for all languages; it takes any language or voice asked for without a word."""

    name = "pseudo"

    def speak(self, text: str, language: str | None = None, voice: str | None = None) -> Speech:
        """Say a text; a blank one gives no sound."""
        return Speech(b"".join(_parts(text)), self.marks(text, language, voice))

    def duration(self, text: str, language: str | None = None, voice: str | None = None) -> float:  # noqa: ARG002 - it has one voice
        """How long `speak` takes to say it, in seconds; no samples are made to find out."""
        return seconds_from_samples(sum(word.samples for word in _plan(text)))

    def marks(self, text: str, language: str | None = None, voice: str | None = None) -> tuple[Segment, ...]:
        """One segment from beginning to end, as no pause is as long as 0.3 s; none in a blank text."""
        length = self.duration(text, language, voice)
        return (Segment(0.0, length),) if length else ()

    def voice_name(self, language: str | None = None, voice: str | None = None) -> str:  # noqa: ARG002 - it has one voice
        """The only voice there is."""
        return "man"

    def warning(self, language: str | None = None, voice: str | None = None) -> None:
        """Nothing: whoever chose an engine without words expects no language of it."""


def _plan(text: str) -> tuple[_Word, ...]:
    """Which syllables and pauses a text is made of; the last word has no pause."""
    words = text.split()
    lengths = [len(word) for word in words]
    pauses = [SENTENCE_PAUSE if word.endswith(_SENTENCE_ENDS) else CHARACTER for word in words[:-1]] + [0]
    if words:
        missing = SHORTEST - sum(lengths) * CHARACTER - sum(pauses)
        lengths[-1] += max(0, -(-missing // CHARACTER))
    return tuple(
        _Word(tuple(_syllables(word, length)), pause)
        for word, length, pause in zip(words, lengths, pauses, strict=False)
    )


def _syllables(word: str, length: int) -> Iterator[tuple[int, int]]:
    """Split a word of so many characters into syllables of about equal length; its letters choose the vowels."""
    count = -(-length // _LONGEST_SYLLABLE)
    shorter, longer_ones = divmod(length, count)
    letters = crc32(word.encode())
    for number in range(count):
        yield (letters + number * number * 7) % len(FORMANTS_HZ), shorter + (number < longer_ones)


def _parts(text: str) -> Iterator[Pcm]:
    for word in _plan(text):
        for vowel, characters in word.syllables:
            yield _syllable(vowel, characters)
        yield bytes(word.pause * SAMPLE_WIDTH)


@cache  # 10 vowels of 3 lengths: 64 kB
def _syllable(vowel: int, characters: int) -> Pcm:
    count = characters * CHARACTER
    response = _response(vowel)
    samples = [0.0] * (count + _RINGING)
    position = 0.0
    while position < count:
        at = int(position)
        for n, value in enumerate(response, at):
            samples[n] += value
        pitch_hz = _HIGHEST_PITCH_HZ + (_LOWEST_PITCH_HZ - _HIGHEST_PITCH_HZ) * position / count
        position += SAMPLE_RATE_HZ / pitch_hz
    shaped = (samples[n] * min(1.0, (n + 1) / _ATTACK, (count - n) / _DECAY) for n in range(count))
    voiced = at_level(pcm_from_numbers(shaped), LEVEL_DBFS)
    edge = pcm_from_numbers((_AUDIBLE,))
    return edge + voiced[SAMPLE_WIDTH:-SAMPLE_WIDTH] + edge


def _response(vowel: int) -> list[float]:
    """What one pulse of the vocal cords sounds like through the mouth: a decaying sine for each formant."""
    formants = tuple(zip(FORMANTS_HZ[vowel], _BANDWIDTHS_HZ, _STRENGTHS, strict=True))
    return [
        5_000.0
        * sum(
            strength * exp(-pi * bandwidth_hz * t) * sin(2 * pi * formant_hz * t)
            for formant_hz, bandwidth_hz, strength in formants
        )
        for t in (n / SAMPLE_RATE_HZ for n in range(_RINGING))
    ]
