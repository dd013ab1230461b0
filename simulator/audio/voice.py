"""Speech: what somebody says, as sound, with the exact stretches in which they say it.

Two engines make it: espeak-ng, which speaks a hundred languages, and pseudo-speech, which needs nothing installed and
has no words.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal, Protocol, TypeAlias

from simulator.audio.pcm import Pcm, duration
from simulator.errors import AudioError, suggestion
from simulator.telephony.media import Segment

Engine: TypeAlias = Literal["auto", "espeak", "pseudo"]
ENGINES: tuple[Engine, ...] = ("auto", "espeak", "pseudo")


@dataclass(frozen=True, slots=True)
class Speech:
    """A text as sound.

    `voice` holds where somebody speaks, to the sample; pauses under 0.3 s belong to it.
    `warning` says what had to be replaced: a language or a voice that the engine does not have.
    """

    pcm: Pcm
    voice: tuple[Segment, ...]
    warning: str | None = None

    @property
    def duration(self) -> float:
        """How long it takes, in seconds."""
        return duration(self.pcm)


class Synthesizer(Protocol):
    """Makes speech of text. The same text, language and voice give the same bytes, in any order and on any thread."""

    @property
    def name(self) -> str:
        """What the engine is called in settings and clip keys."""

    def speak(self, text: str, language: str | None = None, voice: str | None = None) -> Speech:
        """Say a text; a blank one gives no sound.

        Args:
            text: any text, as plain characters.
            language: as OzML has it, `en-US`, `pt-BR` or `hu`; the engine's own if not given or not known.
            voice: as the engine has it; its usual one if not given or not known.

        Raises:
            AudioError: the engine does not work here.
        """

    def duration(self, text: str, language: str | None = None, voice: str | None = None) -> float:
        """How long `speak` takes to say it, in seconds: a whole number of samples."""

    def marks(self, text: str, language: str | None = None, voice: str | None = None) -> tuple[Segment, ...]:
        """Where in it somebody speaks, as `Speech.voice` has it."""

    def voice_name(self, language: str | None = None, voice: str | None = None) -> str:
        """The voice that would speak; equal names sound equal."""

    def warning(self, language: str | None = None, voice: str | None = None) -> str | None:
        """What would have to be replaced, in a sentence; None if nothing."""


def synthesizer(engine: str = "auto") -> Synthesizer:
    """Choose a speech engine.

    Args:
        engine: "espeak", "pseudo", or "auto" for espeak where the extra `speech` is installed and pseudo elsewhere.

    Raises:
        AudioError: there is no such engine, or espeak is asked for and not installed.
    """
    if engine not in ENGINES:
        raise AudioError(f"{engine!r} is not a speech engine{suggestion(engine, ENGINES)}")
    installed = find_spec("espeakng_loader") is not None
    if engine == "pseudo" or (engine == "auto" and not installed):
        from simulator.audio.pseudo import PseudoSpeech  # it imports this file

        return PseudoSpeech()
    if not installed:
        raise AudioError("'espeak' needs the package 'espeakng-loader': pip install -e '.[speech]'")
    from simulator.audio.espeak import Espeak  # it imports this file

    return Espeak()
