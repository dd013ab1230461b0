"""What people do on the phone, as YAML has it. A step is a key; each function here reads the value of one."""

from __future__ import annotations

import re
from math import inf
from typing import Any, Final

from simulator.audio.noise import NoiseKind
from simulator.errors import ScenarioError
from simulator.scenario.document import MappingNode, Node, TextNode
from simulator.scenario.mistakes import MisreadError
from simulator.scenario.reading import (
    Reader,
    flag,
    keys,
    mapping,
    matched_text,
    mistaken,
    one_of,
    refused,
    seconds,
    text,
    whole,
)
from simulator.scenario.sounds import LOUDEST_NOISE_DBFS, USUAL_NOISE_DBFS, ClipFolders, names_a_clip
from simulator.scenario.step_reading import step
from simulator.telephony.alarm_steps import ReceivesAlarm, SendsAlarm
from simulator.telephony.contact_id import message_as_written
from simulator.telephony.effects import AudioFile, Noise, Sound, Spoken
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

_LEVEL: Final = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)\s*(?:dbfs)?", re.IGNORECASE)

# -- one function a step ---------------------------------------------------------------------------------------------


@step("hears")
def _hears(node: Node, _clips: ClipFolders) -> Step:
    """A text that a prompt holds, waited for to its end; or `{text: ..., at: start, within: 5s}`."""
    return prompt(node)


def prompt(node: Node, *, instead: str = "") -> Hears:
    """The prompt that somebody waits for: the value of `hears`; `instead` is where `within` belongs, if not here."""
    if isinstance(node, TextNode):
        return Hears(matched_text(node))
    readers: dict[str, Reader[Any]] = {
        "text": matched_text,
        "at": one_of(Point, "an end of the prompt"),
        "within": seconds,
    }
    heard = Hears(**mapping(node, readers, "a text", required=["text"]))
    if instead and heard.within < inf:
        raise mistaken(node, f"'within' does not belong to this text; {instead}")
    return heard


@step("says")
def _says(node: Node, clips: ClipFolders) -> Step:
    """A text to be spoken, the name of a clip, or `{text: ...}`, `{clip: ...}` or `{noise: ...}` with `background`."""
    if isinstance(node, MappingNode):
        return _says_in_full(node, clips)
    written = text(node)
    try:
        return Says(_clip(node, clips) if names_a_clip(written) else Spoken(written))
    except ScenarioError as error:
        raise error if isinstance(error, MisreadError) else mistaken(node, str(error)) from None


@step("presses")
def _presses(node: Node, _clips: ClipFolders) -> Step:
    """Keys, one after the other: 0-9, *, # (in quotes) and A-D."""
    return Presses(keys(node))


@step("pauses")
def _pauses(node: Node, _clips: ClipFolders) -> Step:
    """A length of time such as `0.5s`."""
    return Pauses(seconds(node))


@step("holds")
def _holds(node: Node, _clips: ClipFolders) -> Step:
    """A length of time such as `5s`: whoever is at the other end is on hold, then both talk on."""
    return Holds(seconds(node))


@step("stays_silent", alone=True)
def _stays_silent(node: Node, _clips: ClipFolders) -> Step:
    """Nothing (until the PBX hangs up), or a length of time such as `10s`."""
    if isinstance(node, TextNode) and node.empty:
        return StaysSilent()
    return StaysSilent(seconds(node))


@step("hangs_up", alone=True)
def _hangs_up(node: Node, _clips: ClipFolders) -> Step:
    """Nothing."""
    if not (isinstance(node, TextNode) and node.empty):
        raise refused(node, "nothing behind 'hangs_up'")
    return HangsUp()


@step("sends_sms")
def _sends_sms(node: Node, _clips: ClipFolders) -> Step:
    """A text, which goes to the extension as a short message."""
    return SendsSms(text(node))


@step("sends_message")
def _sends_message(node: Node, _clips: ClipFolders) -> Step:
    """`{from: ..., text: ...}`, a message of Ozeki 10 from one of its connections."""
    expected = "a message such as `{from: admin@localhost, text: yes}`"
    values = mapping(node, {"from": text, "text": text}, expected, required=["from", "text"])
    return SendsMessage(values["from"], values["text"])


@step("sends_alarm")
def _sends_alarm(node: Node, _clips: ClipFolders) -> Step:
    """`{account: 1234, event: 131}`; also qualifier, partition, zone, and `spoilt`, a number of attempts that fail."""
    expected = "an alarm such as `{account: 1234, event: 131, zone: 15}`"
    digits = ("account", "event", "qualifier", "partition", "zone")
    values = mapping(node, {**dict.fromkeys(digits, text), "spoilt": whole}, expected, required=["account", "event"])
    spoilt = values.pop("spoilt", 0)
    try:
        return SendsAlarm(message_as_written(code=values.pop("event"), **values), spoilt)
    except ValueError as error:
        raise mistaken(node, str(error)) from None


@step("receives_alarm", alone=True)
def _receives_alarm(node: Node, _clips: ClipFolders) -> Step:
    """Nothing, the code of the event that it must be, or `{event: 131, ignored: 2}`."""
    if isinstance(node, TextNode):
        return ReceivesAlarm("" if node.empty else text(node))
    values = mapping(node, {"event": text, "ignored": whole}, "an alarm such as `{event: 131, ignored: 2}`")
    return ReceivesAlarm(values.get("event", ""), values.get("ignored", 0))


# -- sounds ----------------------------------------------------------------------------------------------------------


def _level(node: Node) -> float:
    match = _LEVEL.fullmatch(text(node, "a level in dBFS such as -40"))
    if not match or not -inf < float(match[1]) <= LOUDEST_NOISE_DBFS:
        raise refused(node, f"a level of at most {LOUDEST_NOISE_DBFS:g} dBFS such as -40")
    return float(match[1])


def _clip(node: Node, clips: ClipFolders) -> Sound:
    try:
        return AudioFile(str(clips.find(text(node, "the name of a clip"))))
    except ScenarioError as error:
        raise error if isinstance(error, MisreadError) else mistaken(node, str(error)) from None


_SOUNDS: Final[dict[str, dict[str, Reader[Any]]]] = {
    "text": {"text": text, "language": text, "voice": text},
    "clip": {"clip": text},
    "noise": {"noise": one_of(NoiseKind, "a kind of noise"), "level": _level, "for": seconds},
}
"""What tells one kind of sound from another -> the keys that go with it."""

_ALL_KEYS: Final = {**_SOUNDS["text"], **_SOUNDS["clip"], **_SOUNDS["noise"], "background": flag}


def _says_in_full(node: MappingNode, clips: ClipFolders) -> Step:
    kind = _kind_of_sound(node)
    values = mapping(node, {**_SOUNDS[kind], "background": flag}, "a sound")
    sound: Sound
    match kind:
        case "text":
            sound = Spoken(values["text"], values.get("language"), values.get("voice"))
        case "clip":
            sound = _clip(node.get("clip") or node, clips)
        case _:
            sound = Noise(values["noise"].value, values.get("level", USUAL_NOISE_DBFS), values.get("for", inf))
    return Says(sound, values.get("background", False))


def _kind_of_sound(node: MappingNode) -> str:
    kinds = [name.text for name, _ in node.entries if name.text in _SOUNDS]
    if len(kinds) != 1:
        mapping(node, _ALL_KEYS, "a sound")  # an unknown key is the likelier mistake
        raise mistaken(node, "expected one of the keys 'text', 'clip' and 'noise'")
    return kinds[0]
