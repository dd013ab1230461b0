"""What the scripted human does, as Python writes it: each function makes a step, or says why it cannot be one."""

from __future__ import annotations

from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from simulator.errors import ScenarioError
from simulator.ozml.convert import digits
from simulator.scenario.sounds import names_a_clip
from simulator.telephony.effects import AudioFile, Given, Noise, Sound, Spoken
from simulator.telephony.steps import HangsUp, Hears, Pauses, Point, Presses, Says, StaysSilent, Step

if TYPE_CHECKING:
    from pydub import AudioSegment


def hears(text: str, *, at: Literal["start", "end"] = "end", within: float = inf) -> Step:
    """Wait until a prompt that contains a text has been heard, or, with `at="start"`, until it begins.

    Args:
        text: matched anywhere in what is spoken (or in the name of the file that is played), without regard to case.
        at: which end of the prompt to wait for.
        within: longest wait in seconds.
    """
    return Hears(text, Point(at), within)


def says(sound: str | Path | AudioSegment | Sound, *, language: str | None = None, background: bool = False) -> Step:
    """Speak, or make another sound, to its end.

    Args:
        sound: a text to be spoken; the path of an audio file (a text that ends in .wav, .mp3, .flac or .ogg is one);
            a pydub segment; or what `noise` makes.
        language: of a text, such as "en-GB".
        background: go on with the next step at once.
    """
    return Says(_sound(sound, language), background)


def noise(kind: Literal["white", "pink", "hum"] = "white", *, level_dbfs: float = -40.0, seconds: float = inf) -> Sound:
    """Stationary noise, to be used with `says`."""
    return Noise(kind, level_dbfs, seconds)


def presses(keys: str) -> Step:
    """Press keys, one after the other.

    Raises:
        ScenarioError: there is something else than 0-9, *, # and A-D among them.
    """
    try:
        pressed = digits(keys)
    except ValueError as error:
        raise ScenarioError(f"presses({keys!r}): expected {error}") from None
    if not pressed:
        raise ScenarioError("presses(''): expected at least one key")
    return Presses(pressed)


def pauses(seconds: float) -> Step:
    """Do nothing for a while."""
    if not 0 <= seconds < inf:
        raise ScenarioError(f"pauses({seconds!r}): `seconds` must be a finite number, not negative")
    return Pauses(float(seconds))


def stays_silent(seconds: float = inf) -> Step:
    """Stay on the line without a sound, until the PBX hangs up or for a while."""
    if not seconds >= 0:
        raise ScenarioError(f"stays_silent({seconds!r}): `seconds` must not be negative")
    return StaysSilent(float(seconds))


def hangs_up() -> Step:
    """Hang up."""
    return HangsUp()


def _sound(sound: object, language: str | None) -> Sound:
    match sound:
        case str() if names_a_clip(sound):
            return AudioFile(sound)
        case str():
            return Spoken(sound, language)
        case Path():
            return AudioFile(str(sound))
        case Spoken() | AudioFile() | Noise() | Given():
            return sound
        case _ if hasattr(sound, "raw_data"):
            return Given(sound)
        case _:
            raise ScenarioError(
                f"says({sound!r}): expected a text, the path of an audio file, a pydub AudioSegment or noise()"
            )
