"""What the scripted human does, as Python writes it: each function makes a step, or says why it cannot be one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeGuard

from simulator.arguments import check_count, check_seconds, check_text, is_number, one_of
from simulator.errors import ScenarioError, suggestion
from simulator.ozml.convert import digits
from simulator.scenario.sounds import LOUDEST_NOISE_DBFS, USUAL_NOISE_DBFS, names_a_clip
from simulator.telephony.alarm_steps import ReceivesAlarm, SendsAlarm
from simulator.telephony.contact_id import message_as_written
from simulator.telephony.effects import AudioFile, Given, Noise, Sound, Spoken
from simulator.telephony.step import Step
from simulator.telephony.steps import (
    HangsUp,
    Hears,
    Holds,
    Pauses,
    Point,
    Presses,
    Says,
    SendsMessage,
    SendsSms,
    StaysSilent,
)
from simulator.telephony.text_match import TextMatch

if TYPE_CHECKING:
    from pydub import AudioSegment

_WITHOUT_VALUE: Final = ("hangs_up", "receives_alarm", "stays_silent")
_WITH_VALUE: Final = ("hears", "holds", "pauses", "presses", "says", "sends_alarm", "sends_message", "sends_sms")
"""The names of steps, to guess what was meant by something that is none."""


def hears(text: str, *, at: Literal["start", "end"] = "end", within: float = inf) -> Step:
    """Wait until a prompt that contains a text has been heard, or, with `at="start"`, until it begins.

    Args:
        text: a part of what is spoken (or of the name of the file that is played), without regard to case; `*` in it is
            anything, and `/.../` is a regular expression.
        at: which end of the prompt to wait for.
        within: longest wait in seconds.

    Raises:
        ScenarioError: one of them is something else.
    """
    check_text("hears", "text", text)
    try:
        TextMatch(text)
    except ValueError as error:
        raise ScenarioError(f"hears({text!r}): expected {error}") from None
    check_seconds("hears", "within", within, endless=True)
    return Hears(text, Point(one_of("hears", "at", at, tuple(map(str, Point)))), within)


def says(
    sound: str | Path | AudioSegment | Sound,
    *,
    language: str | None = None,
    voice: str | None = None,
    background: bool = False,
) -> Step:
    """Speak, or make another sound, to its end.

    Args:
        sound: a text to be spoken; the path of an audio file (a text that ends in .wav, .mp3, .flac or .ogg is one);
            a pydub segment; or what `noise` makes.
        language: of a text, such as "en-GB".
        voice: of a text, as engines call theirs.
        background: go on with the next step at once.

    Raises:
        ScenarioError: `sound` is nothing that can be heard.
    """
    if language is not None:
        check_text("says", "language", language)
    if voice is not None:
        check_text("says", "voice", voice)
    return Says(_sound(sound, language, voice), background)


def noise(
    kind: Literal["white", "pink", "hum"] = "white", *, level_dbfs: float = USUAL_NOISE_DBFS, seconds: float = inf
) -> Sound:
    """Stationary noise, to be used with `says`; at most -12 dBFS loud, as louder noise would be clipped.

    Raises:
        ScenarioError: there is no such noise.
    """
    one_of("noise", "kind", kind, ("white", "pink", "hum"))
    if not is_number(level_dbfs) or not -inf < level_dbfs <= LOUDEST_NOISE_DBFS:
        most = f"{LOUDEST_NOISE_DBFS:g}"
        raise ScenarioError(f"noise(level_dbfs={level_dbfs!r}): `level_dbfs` must be a finite number, at most {most}")
    check_seconds("noise", "seconds", seconds, endless=True)
    return Noise(kind, level_dbfs, seconds)


def presses(keys: str) -> Step:
    """Press keys, one after the other.

    Raises:
        ScenarioError: there is something else than 0-9, *, # and A-D among them.
    """
    if not isinstance(keys, str):
        raise ScenarioError(f"presses({keys!r}): expected keys as a text such as '12#'")
    try:
        pressed = digits(keys)
    except ValueError as error:
        raise ScenarioError(f"presses({keys!r}): expected {error}") from None
    if not pressed:
        raise ScenarioError("presses(''): expected at least one key")
    return Presses(pressed)


def pauses(seconds: float) -> Step:
    """Do nothing for a while.

    Raises:
        ScenarioError: `seconds` is no length of time.
    """
    check_seconds("pauses", "seconds", seconds)
    return Pauses(float(seconds))


def holds(seconds: float) -> Step:
    """Put whoever is at the other end on hold for a while, then talk on.

    Raises:
        ScenarioError: `seconds` is no length of time.
    """
    check_seconds("holds", "seconds", seconds)
    return Holds(float(seconds))


def stays_silent(seconds: float = inf) -> Step:
    """Stay on the line without a sound, until the PBX hangs up or for a while.

    Raises:
        ScenarioError: `seconds` is no length of time.
    """
    check_seconds("stays_silent", "seconds", seconds, endless=True)
    return StaysSilent(float(seconds))


def hangs_up() -> Step:
    """Hang up."""
    return HangsUp()


def sends_sms(text: str) -> Step:
    """Send a short message to the extension that the call is about.

    Raises:
        ScenarioError: `text` is none.
    """
    check_text("sends_sms", "text", text)
    return SendsSms(text)


def sends_message(text: str, *, connection: str) -> Step:
    """Send a message of Ozeki 10 from a connection such as "admin@localhost", for WaitForMsg.

    Raises:
        ScenarioError: one of them is no text.
    """
    check_text("sends_message", "text", text)
    check_text("sends_message", "connection", connection)
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
    parts = {"account": account, "event": event, "qualifier": qualifier, "partition": partition, "zone": zone}
    for name, part in parts.items():
        check_text("sends_alarm", name, part)
    check_count("sends_alarm", "spoilt", spoilt)
    try:
        return SendsAlarm(message_as_written(account, event, qualifier, partition, zone), spoilt)
    except ValueError as error:
        raise ScenarioError(f"sends_alarm(...): {error}") from None


def receives_alarm(event: str = "", *, ignored: int = 0) -> Step:
    """Be a monitoring station: take a Contact ID message and acknowledge it.

    Args:
        event: the code that it must have; any will do if it is empty.
        ignored: so many messages are not acknowledged first.

    Raises:
        ScenarioError: one of them is something else.
    """
    check_text("receives_alarm", "event", event)
    check_count("receives_alarm", "ignored", ignored)
    return ReceivesAlarm(event, ignored)


def checked_steps(written: object, where: str = "") -> tuple[Step, ...]:
    """Check that there are only steps in what a user wrote: a list of them, or a single one.

    Args:
        written: the steps.
        where: in front of errors, such as "answers(...): ".

    Raises:
        ScenarioError: there is something else.
    """
    if is_step(written):
        return (written,)
    if not isinstance(written, Iterable) or isinstance(written, str | bytes | Mapping):
        raise ScenarioError(
            f"{where}steps: expected a list of steps such as [says('Hello')], not {written!r}{_hint(written)}"
        )
    steps = tuple(written)
    for number, step in enumerate(steps, start=1):
        if not is_step(step):
            raise ScenarioError(
                f"{where}step {number}: expected a step such as says('Hello'), not {step!r}{_hint(step)}"
            )
    return steps


def is_step(one: object) -> TypeGuard[Step]:
    """Whether something is a step, and not only the class of one."""
    return not isinstance(one, type) and callable(getattr(one, "run", None))


def _hint(written: object) -> str:
    """How to write what was probably meant, to be appended to an error; steps have another form in YAML and JSON."""
    match written:
        case Mapping() if len(written) == 1:
            ((name, value),) = written.items()
            return f"; write {name}({value!r})" if name in _WITH_VALUE and isinstance(value, str | int | float) else ""
        case str():
            name = written
        case _:
            name = getattr(written, "__name__", "")
    if name in _WITHOUT_VALUE:
        return f"; write {name}()"
    if name in _WITH_VALUE:
        return f"; write {name}(...)"
    meant = suggestion(name, (*_WITHOUT_VALUE, *_WITH_VALUE))
    return meant if "did you mean" in meant else ""


def _sound(sound: object, language: str | None, voice: str | None) -> Sound:
    match sound:
        case str() if names_a_clip(sound):
            return AudioFile(sound)
        case str():
            return Spoken(sound, language, voice)
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
