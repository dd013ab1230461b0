"""What the scripted human does, as Python writes it: each function makes a step, or says why it cannot be one."""

from __future__ import annotations

from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from simulator.errors import ScenarioError
from simulator.ozml.convert import digits
from simulator.scenario.sounds import names_a_clip
from simulator.telephony.alarm_steps import ReceivesAlarm, SendsAlarm
from simulator.telephony.contact_id import message_as_written
from simulator.telephony.effects import AudioFile, Given, Noise, Sound, Spoken
from simulator.telephony.steps import (
    HangsUp,
    Hears,
    Pauses,
    Point,
    Presses,
    Says,
    SendsMessage,
    SendsSms,
    StaysSilent,
    Step,
)

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


def sends_sms(text: str) -> Step:
    """Send a short message to the extension that the call is about."""
    return SendsSms(text)


def sends_message(text: str, *, connection: str) -> Step:
    """Send a message of Ozeki 10 from a connection such as "admin@localhost", for WaitForMsg."""
    return SendsMessage(connection, text)


def sends_alarm(
    account: str,
    event: str,
    *,
    qualifier: Literal["NewEvent", "NewRestore", "StatusReport"] = "NewEvent",
    partition: str = "0",
    zone: str = "0",
    spoilt: int = 0,
) -> Step:
    """Be an alarm panel: wait for the handshake and send a Contact ID message until it is acknowledged.

    Args:
        account: which panel it is, 4 digits.
        event: its code, such as "131".
        qualifier: whether it begins, ends or is still there.
        partition: up to 2 digits.
        zone: up to 3 digits.
        spoilt: so many attempts arrive with a wrong checksum first.

    Raises:
        ScenarioError: a part of the message is something else than it must be.
    """
    try:
        return SendsAlarm(message_as_written(account, event, qualifier, partition, zone), spoilt)
    except ValueError as error:
        raise ScenarioError(f"sends_alarm(...): {error}") from None


def receives_alarm(event: str = "", *, ignored: int = 0) -> Step:
    """Be a monitoring station: take a Contact ID message and acknowledge it.

    Args:
        event: the code that it must have; any will do if it is empty.
        ignored: so many messages are not acknowledged first.
    """
    return ReceivesAlarm(event, ignored)


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
