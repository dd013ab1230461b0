"""Whether sound works: a second of it is made, encoded, decoded, and listened to."""

from __future__ import annotations

from typing import Final

from simulator.audio.codec import audio_file, read_audio
from simulator.audio.pcm import duration
from simulator.audio.pseudo import PseudoSpeech
from simulator.audio.tones import beep
from simulator.audio.vad import voiced_segments
from simulator.audio.voice import synthesizer
from simulator.doctor.finding import Finding, bad, good, note
from simulator.doctor.installation import reinstall
from simulator.errors import AudioError
from simulator.starter.origin import NAME

SENTENCE: Final = "Hello, this is Anna."
_CLOSE: Final = 0.1
"""Seconds that a decoded second may be off."""


def mp3() -> Finding:
    """Encode a second, and decode it."""
    try:
        data = audio_file("mp3", beep(1.0))
        seconds = duration(read_audio(data, "a second"))
    except AudioError as error:
        return bad("mp3", str(error), reinstall())
    if abs(seconds - 1.0) > _CLOSE:
        return bad("mp3", f"a second of sound is {seconds:g} s long when it was encoded and decoded", reinstall())
    return good("mp3", f"a second was encoded ({len(data)} bytes) and decoded")


def speech() -> Finding:
    """Have the engine that is used by default say something."""
    try:
        engine = synthesizer()
        spoken = engine.speak(SENTENCE)
    except AudioError as error:
        return bad("speech", str(error), f'pip install "{NAME}[speech]", or speech = "pseudo"')
    if not spoken.voice:
        return bad("speech", f"{engine.name} has said {SENTENCE!r}, and nothing is heard", 'use speech = "pseudo"')
    said = f"{engine.name} says {SENTENCE!r} in {spoken.duration:.1f} s"
    if isinstance(engine, PseudoSpeech):
        return note("speech", f"{said}, without words", f'pip install "{NAME}[speech]" for real ones (espeak-ng)')
    return good("speech", said)


def voice_detection() -> Finding:
    """Tell speech from silence and from a tone."""
    found, tone = voiced_segments(PseudoSpeech().speak(SENTENCE).pcm), voiced_segments(beep(1.0))
    if not found or tone:
        heard = "a tone is taken for a voice" if tone else "a voice is not found"
        return bad("voice detection", heard, reinstall())
    return good("voice detection", "a voice is found, and a tone is none")
