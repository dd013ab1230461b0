"""Writes steps as the control API has them: `hears("menu")` becomes `{"hears": {"text": "menu"}}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from simulator.client.written_reactions import written_reaction
from simulator.errors import ScenarioError
from simulator.steps import checked_steps, says
from simulator.telephony.alarm_steps import ReceivesAlarm, SendsAlarm
from simulator.telephony.effects import AudioFile, Noise, Sound, Spoken
from simulator.telephony.fault_step import Suffers
from simulator.telephony.reactions import Repeats, When
from simulator.telephony.step import Step
from simulator.telephony.steps import HangsUp, Hears, Holds, Pauses, Presses, Says, SendsMessage, SendsSms, StaysSilent
from simulator.telephony.waits_for import WaitsFor

if TYPE_CHECKING:
    from pydub import AudioSegment

StepLike: TypeAlias = Step | Mapping[str, object] | str
"""A step as `simulator.steps` makes it, or as the control API has it: an object, or a plain word."""

Steps: TypeAlias = StepLike | Iterable[StepLike]
"""Steps, or a single one."""

Written: TypeAlias = Mapping[str, object] | str

PLAIN_STEPS: Final = frozenset({"hangs_up", "receives_alarm", "stays_silent"})
"""Steps that the control API takes as plain words."""


def written_steps(steps: Steps) -> list[Written]:
    """Steps as the control API has them. What has that form already is left as it is.

    Raises:
        ScenarioError: there is something else among them, or something that cannot be sent.
    """
    if isinstance(steps, Mapping):
        return [steps]
    if isinstance(steps, str) or not isinstance(steps, Iterable):
        return [written_step(step) for step in checked_steps(steps)]
    return [step if isinstance(step, Mapping | str) else written_step(step) for step in _only_steps(steps)]


def written_step(step: Step) -> Written:
    """One step as the control API has it.

    Raises:
        ScenarioError: it is a step of the user's own, or has a sound that cannot be sent.
    """
    match step:
        case Hears(text, at, within):
            return {"hears": {"text": text, "at": str(at), **_unless_endless("within", within)}}
        case Repeats() | When() | WaitsFor() | Suffers():
            return written_reaction(step, written_step)
        case Says(sound, background):
            return _written_says(sound, background=background)
        case Presses(keys):
            return {"presses": keys}
        case Pauses(seconds):
            return {"pauses": seconds}
        case Holds(seconds):
            return {"holds": seconds}
        case StaysSilent(seconds):
            return {"stays_silent": None if seconds == inf else seconds}
        case HangsUp():
            return "hangs_up"
        case SendsSms(text):
            return {"sends_sms": text}
        case SendsMessage(connection, text):
            return {"sends_message": {"from": connection, "text": text}}
        case SendsAlarm() | ReceivesAlarm():
            return _written_alarm(step)
        case _:
            raise ScenarioError(f"{step!r}: only the steps of simulator.steps can be sent to a server")


def written_saying(
    sound: str | Path | AudioSegment | Sound, language: str | None, voice: str | None
) -> Mapping[str, object]:
    """The step `says` as the control API has it.

    Raises:
        ScenarioError: it is nothing that can be heard, or cannot be sent.
    """
    step = says(sound, language=language, voice=voice)
    assert isinstance(step, Says)  # noqa: S101 - as says makes it
    return _written_says(step.sound, background=step.background)


def _written_says(sound: Sound, *, background: bool) -> Mapping[str, object]:
    return {"says": {**_written_sound(sound), **({"background": True} if background else {})}}


def _only_steps(steps: Iterable[StepLike]) -> list[StepLike]:
    taken = list(steps)
    checked_steps([step for step in taken if not isinstance(step, Mapping | str)])
    return taken


def _written_sound(sound: Sound) -> dict[str, object]:
    match sound:
        case Spoken(text, language, voice):
            given = {"language": language, "voice": voice}
            return {"text": text, **{name: value for name, value in given.items() if value is not None}}
        case AudioFile(path):
            return {"clip": path}
        case Noise(kind, level_dbfs, seconds):
            return {"noise": kind, "level": level_dbfs, **_unless_endless("for", seconds)}
        case _:
            raise ScenarioError(
                f"says({sound!s}): a sound that a variable holds cannot be sent; write it to a file that the server "
                "sees, and say the path"
            )


def _written_alarm(step: SendsAlarm | ReceivesAlarm) -> Written:
    if isinstance(step, ReceivesAlarm):
        event = {"event": step.code} if step.code else {}
        return {"receives_alarm": {**event, "ignored": step.ignored}}
    message = step.message
    return {
        "sends_alarm": {
            "account": message.account,
            "event": message.code,
            "qualifier": str(message.qualifier),
            "partition": message.partition,
            "zone": message.zone,
            "spoilt": step.spoilt,
        }
    }


def _unless_endless(name: str, seconds: float) -> dict[str, object]:
    return {} if seconds == inf else {name: seconds}
