"""Speech by espeak-ng, through the library that the package espeakng-loader brings along (extra `speech`).

Source: espeak-ng 1.52, src/include/espeak-ng/speak_lib.h and docs/voices.md.
"""

from __future__ import annotations

import _ctypes
import os
import sys
from ctypes import CDLL, CFUNCTYPE, c_char_p, c_int, c_long, c_size_t, c_uint, c_void_p, string_at
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Final

from simulator.audio.conversion import resampled
from simulator.audio.pcm import SAMPLE_WIDTH, seconds_from_samples
from simulator.audio.stretches import sounding_stretches, without_hiss
from simulator.audio.voice import Speech
from simulator.errors import AudioError
from simulator.telephony.media import Segment

if sys.platform == "win32":
    close_library = _ctypes.FreeLibrary
else:
    close_library = _ctypes.dlclose

DEFAULT_LANGUAGE: Final = "en-us"
ALIASES: Final = {"en-uk": "en-gb"}
"""Language tags that OzML uses and BCP 47 does not know."""

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: hand the samples over, start no thread
_DO_NOT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT: return an error rather than end the process
_UTF_8 = 1  # espeakCHARS_UTF8; neither markup nor phonemes are looked for
_SEED = 1

_Callback = CFUNCTYPE(c_int, c_void_p, c_int, c_void_p)

_LIBRARY = Lock()
"""Held while the library is loaded: it keeps everything in global variables."""


class Espeak:
    """A `Synthesizer` of a hundred languages.

    A voice is a language with or without a variant, `en-us+f3`, or the variant alone, `+f3` or `Annie`.
    """

    name = "espeak"

    def speak(self, text: str, language: str | None = None, voice: str | None = None) -> Speech:
        """Say a text; a blank one gives no sound. Silence before and after it is cut off.

        Raises:
            AudioError: the library cannot be loaded or does not start.
        """
        chosen = _chosen(language, voice)
        return _spoken(text, chosen.name, chosen.warning)

    def duration(self, text: str, language: str | None = None, voice: str | None = None) -> float:
        """How long `speak` takes to say it, in seconds. It is said to find out, and remembered for a while."""
        return self.speak(text, language, voice).duration

    def marks(self, text: str, language: str | None = None, voice: str | None = None) -> tuple[Segment, ...]:
        """Where in it somebody speaks; silence of 0.3 s and more, as between sentences, is a gap."""
        return self.speak(text, language, voice).voice

    def voice_name(self, language: str | None = None, voice: str | None = None) -> str:
        """The voice that would speak, as espeak calls it."""
        return _chosen(language, voice).name

    def warning(self, language: str | None = None, voice: str | None = None) -> str | None:
        """What would have to be replaced, in a sentence; None if nothing."""
        return _chosen(language, voice).warning


@dataclass(frozen=True, slots=True)
class _Choice:
    name: str
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class _Voices:
    """What espeak knows: voices by language tag, and the names of variants, both by their lower case."""

    languages: dict[str, str]
    variants: dict[str, str]

    def of_language(self, tag: str) -> str | None:
        """The voice of a language as spoken in a country, or failing that, of the language."""
        known = tag.strip().lower().replace("_", "-")
        known = ALIASES.get(known, known)
        return self.languages.get(known) or self.languages.get(known.partition("-")[0])


@lru_cache(maxsize=256)
def _chosen(language: str | None, voice: str | None) -> _Choice:
    """Turn what was asked for into a voice that espeak has."""
    voices = _voices()
    usual = voices.of_language(language or DEFAULT_LANGUAGE)
    warnings = []
    if usual is None:
        usual = voices.languages[DEFAULT_LANGUAGE]
        warnings.append(f"espeak does not know the language {language!r} and speaks {usual!r} instead")
    name, variant = usual, None
    if voice:
        tag, _, variant_name = voice.rpartition("+")
        spoken = voices.of_language(tag) if tag else usual
        variant = voices.variants.get(variant_name.lower())
        if spoken and variant:
            name = f"{spoken}+{variant}"
        elif "+" not in voice and voices.of_language(voice):
            name = voices.of_language(voice) or usual
        else:
            warnings.append(f"espeak does not know the voice {voice!r} and speaks with {usual!r} instead")
    return _Choice(name, "; ".join(warnings) or None)


@lru_cache(maxsize=1)
def _voices() -> _Voices:
    """Read the voice files, as `docs/voices.md` describes them: `language en-gb 2`, where a low number is preferred."""
    import espeakng_loader  # an extra

    data = Path(espeakng_loader.get_data_path())
    offers: list[tuple[int, str, str]] = []
    for file in (data / "lang").rglob("*"):
        if file.is_file():
            offers.append((0, file.name, file.name.lower()))
            for line in file.read_text(encoding="utf-8").splitlines():
                match line.split():
                    case ["language", tag, *rest]:
                        offers.append((int(rest[0]) if rest else 5, file.name, tag.lower()))
    languages: dict[str, str] = {}
    for _, name, tag in sorted(offers):
        languages.setdefault(tag, name)
    variants = {file.name.lower(): file.name for file in sorted((data / "voices" / "!v").iterdir())}
    return _Voices(languages, variants)


@lru_cache(maxsize=32)
def _spoken(text: str, voice: str, warning: str | None) -> Speech:
    if not text.strip():
        return Speech(b"", (), warning)
    samples, rate_hz = _synthesized(text, voice)
    pcm = resampled(samples, rate_hz)
    stretches = sounding_stretches(pcm)
    offset = stretches[0][0] if stretches else 0
    marks = tuple(
        Segment(seconds_from_samples(first - offset), seconds_from_samples(last - offset)) for first, last in stretches
    )
    return Speech(without_hiss(pcm, stretches), marks, warning)


def _synthesized(text: str, voice: str) -> tuple[bytes, int]:
    """Say a text with a library that was never used before, as the last utterance would be heard in the next one.

    Ending and starting espeak anew is not enough: variables of its wave generator survive, and only loading it again
    (7 ms) sets them back. And the breath of some voices (f3, whisper) is seeded with the time of day if we do not.

    Returns:
        int16 mono, and its sample rate in Hz.
    """
    import espeakng_loader  # an extra

    chunks: list[bytes] = []

    def collect(samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            chunks.append(string_at(samples, count * SAMPLE_WIDTH))
        return 0

    callback = _Callback(collect)  # to be kept as long as the library may call it
    with _LIBRARY:
        try:
            library = CDLL(espeakng_loader.get_library_path())
        except OSError as error:
            raise AudioError(f"the library of espeak-ng cannot be loaded: {error}") from error
        try:
            rate_hz = _started(library, os.fsencode(espeakng_loader.get_data_path()))
            library.espeak_SetSynthCallback(callback)
            if library.espeak_SetVoiceByName(voice.encode()):
                raise AudioError(f"espeak-ng cannot load its voice {voice!r}")
            said = text.replace("\0", " ").encode()
            library.espeak_Synth(said, len(said) + 1, 0, 0, 0, _UTF_8, None, None)
            library.espeak_Synchronize()
            library.espeak_Terminate()
        finally:
            close_library(library._handle)  # noqa: SLF001 - ctypes offers no other way to unload
    return b"".join(chunks), rate_hz


def _started(library: CDLL, data_path: bytes) -> int:
    """Declare what is called, start it, and return its sample rate in Hz."""
    library.espeak_Initialize.argtypes = (c_int, c_int, c_char_p, c_int)
    library.espeak_SetSynthCallback.argtypes = (_Callback,)
    library.espeak_SetVoiceByName.argtypes = (c_char_p,)
    library.espeak_Synth.argtypes = (c_char_p, c_size_t, c_uint, c_int, c_uint, c_uint, c_void_p, c_void_p)
    library.espeak_ng_SetRandSeed.argtypes = (c_long,)
    rate_hz = int(library.espeak_Initialize(_SYNCHRONOUS, 0, data_path, _DO_NOT_EXIT))
    if rate_hz <= 0:
        raise AudioError(f"espeak-ng does not start with the data in {os.fsdecode(data_path)}")
    library.espeak_ng_SetRandSeed(_SEED)
    return rate_hz
