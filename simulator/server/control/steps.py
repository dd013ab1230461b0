"""The steps of a caller as the control API takes them: the language of scenario files, in JSON.

Each step is an object whose one key says what is done, or a plain word.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, Discriminator, Field, Tag

from simulator import steps
from simulator.audio.noise import NoiseKind
from simulator.errors import suggestion
from simulator.scenario.sounds import LOUDEST_NOISE_DBFS, USUAL_NOISE_DBFS
from simulator.server.control.alarm_steps import ReceivesAlarmStep, SendsAlarmStep
from simulator.server.control.reaction_steps import FaultStep, RepeatsStep, WaitsForStep, WhenStep
from simulator.server.control.written import Seconds, Written, WrittenStep, kind_of, mistake, one_of, with_example
from simulator.telephony.effects import AudioFile, Noise, Spoken
from simulator.telephony.step import Step
from simulator.telephony.steps import Says


class Prompt(Written):
    """A prompt, and when the caller goes on."""

    text: str = Field(description="Found anywhere in what is heard, without regard to case.")
    at: Literal["start", "end"] = Field("end", description="Wait until it begins, or until it has been heard.")
    within: Seconds | None = Field(None, description="Longest wait.")


class HearsStep(WrittenStep):
    """Waits for a prompt."""

    model_config = with_example(
        {"hears": "leave a message"}, {"hears": {"text": "press 1", "at": "start", "within": 5}}
    )

    hears: Annotated[
        Annotated[str, Tag("plain")] | Annotated[Prompt, Tag("a text")],
        Discriminator(kind_of("text")),
    ]

    def as_step(self) -> Step:
        """The step as the core has it."""
        if isinstance(self.hears, str):
            return steps.hears(self.hears)
        within = inf if self.hears.within is None else self.hears.within
        return steps.hears(self.hears.text, at=self.hears.at, within=within)


class InBackground(Written):
    """Something that may sound while the caller goes on."""

    background: bool = Field(False, description="Go on with the next step at once.")


class SpokenText(InBackground):
    """Words, read aloud."""

    text: str
    language: str | None = Field(None, description="Such as en-GB.")
    voice: str | None = Field(None, description="Of the synthesizer.")


class Clip(InBackground):
    """An audio file."""

    clip: str = Field(description="Its path, as the server sees it.")


class NoiseSound(InBackground):
    """Stationary noise."""

    noise: NoiseKind
    level: float = Field(USUAL_NOISE_DBFS, le=LOUDEST_NOISE_DBFS, allow_inf_nan=False, description="dBFS.")
    seconds: Seconds | None = Field(None, alias="for", description="How long; for ever if not given.")


class SaysStep(WrittenStep):
    """Speaks, or makes another sound."""

    model_config = with_example(
        {"says": "Hello, it is me."},
        {"says": {"text": "Guten Tag", "language": "de-DE"}},
        {"says": {"clip": "fixtures/audio/hello.wav"}},
        {"says": {"noise": "white", "level": -40, "for": 20, "background": True}},
    )

    says: Annotated[
        Annotated[str, Tag("plain")]
        | Annotated[SpokenText, Tag("a text")]
        | Annotated[Clip, Tag("a clip")]
        | Annotated[NoiseSound, Tag("a noise")],
        Discriminator(kind_of("text", "clip", "noise")),
        BeforeValidator(one_of("sound", ("text", "clip", "noise"))),
    ] = Field(description="A text, or the path of a .wav, .mp3, .flac or .ogg file; or an object that says which.")

    def as_step(self) -> Step:
        """The step as the core has it."""
        match self.says:
            case str(text):
                return steps.says(text)
            case SpokenText() as spoken:
                return Says(Spoken(spoken.text, spoken.language, spoken.voice), spoken.background)
            case Clip() as file:
                return Says(AudioFile(file.clip), file.background)
            case NoiseSound() as noise:
                seconds = inf if noise.seconds is None else noise.seconds
                return Says(Noise(noise.noise.value, noise.level, seconds), noise.background)


def _keys(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        raise mistake(f'keys are a text, so that 0 stays in front: write "{value}"')
    return value


class PressesStep(WrittenStep):
    """Presses keys, one after the other."""

    model_config = with_example({"presses": "12#"})

    presses: Annotated[str, BeforeValidator(_keys)] = Field(
        description="Out of 0-9, *, # and A-D; a text, so that 0 stays in front."
    )

    def as_step(self) -> Step:
        """The step as the core has it."""
        return steps.presses(self.presses)


class PausesStep(WrittenStep):
    """Does nothing for a while."""

    model_config = with_example({"pauses": 0.5}, {"pauses": "500ms"})

    pauses: Seconds

    def as_step(self) -> Step:
        """The step as the core has it."""
        return steps.pauses(self.pauses)


class HoldsStep(WrittenStep):
    """Puts whoever is at the other end on hold for a while, then talks on."""

    model_config = with_example({"holds": 0.5}, {"holds": "500ms"})

    holds: Seconds

    def as_step(self) -> Step:
        """The step as the core has it."""
        return steps.holds(self.holds)


class StaysSilentStep(WrittenStep):
    """Stays on the line without a sound, for a while, or until the PBX hangs up (null, or the plain word)."""

    model_config = with_example({"stays_silent": 10})

    stays_silent: Seconds | None

    def as_step(self) -> Step:
        """The step as the core has it."""
        return steps.stays_silent(inf if self.stays_silent is None else self.stays_silent)


class HangsUpStep(WrittenStep):
    """Hangs up: `{"hangs_up": null}`, or the plain word."""

    hangs_up: None

    def as_step(self) -> Step:
        """The step as the core has it."""
        return steps.hangs_up()


class SendsSmsStep(WrittenStep):
    """Sends a short message to the extension that the call is about."""

    model_config = with_example({"sends_sms": "Call me back"})

    sends_sms: str

    def as_step(self) -> Step:
        """The step as the core has it."""
        return steps.sends_sms(self.sends_sms)


class ChatMessage(Written):
    """A message of Ozeki 10."""

    connection: str = Field(alias="from", description="Such as admin@localhost.")
    text: str


class SendsMessageStep(WrittenStep):
    """Sends a message of Ozeki 10, for WaitForMsg."""

    model_config = with_example({"sends_message": {"from": "admin@localhost", "text": "yes"}})

    sends_message: ChatMessage

    def as_step(self) -> Step:
        """The step as the core has it."""
        return steps.sends_message(self.sends_message.text, connection=self.sends_message.connection)


PlainStep = Annotated[
    Literal["stays_silent", "hangs_up", "receives_alarm"],
    Field(description="A step that needs no more words.", examples=["stays_silent", "hangs_up"]),
]

_PLAIN: Final = {
    "stays_silent": steps.stays_silent,
    "hangs_up": steps.hangs_up,
    "receives_alarm": steps.receives_alarm,
}
_REACTIONS: Final = ("repeats", "when", "waits_for", "fault")
_KEYS: Final = (
    *("hears", "says", "presses", "pauses", "holds", "sends_sms", "sends_message", "sends_alarm"),
    *_REACTIONS,
    *_PLAIN,
)


def _known_step(value: object) -> object:
    """Check that a step is one, before its parts are looked at."""
    match value:
        case str() if value in _PLAIN:
            return value
        case str() if value in _KEYS:
            raise mistake(f"the step {value!r} needs a value, in an object with the name {value!r}")
        case str():
            raise mistake(f"unknown step {value!r}{suggestion(value, _KEYS)}")
        case Mapping():
            return one_of("step", _KEYS)(value)
        case BaseModel():
            return value
        case _:
            raise mistake("expected a step: an object such as {'says': 'Hello'}, 'stays_silent' or 'hangs_up'")


CallerStep: TypeAlias = Annotated[
    Annotated[HearsStep, Tag("a hears")]
    | Annotated[SaysStep, Tag("a says")]
    | Annotated[PressesStep, Tag("a presses")]
    | Annotated[PausesStep, Tag("a pauses")]
    | Annotated[HoldsStep, Tag("a holds")]
    | Annotated[StaysSilentStep, Tag("a stays_silent")]
    | Annotated[HangsUpStep, Tag("a hangs_up")]
    | Annotated[SendsSmsStep, Tag("a sends_sms")]
    | Annotated[SendsMessageStep, Tag("a sends_message")]
    | Annotated[SendsAlarmStep, Tag("a sends_alarm")]
    | Annotated[ReceivesAlarmStep, Tag("a receives_alarm")]
    | Annotated[RepeatsStep, Tag("a repeats")]
    | Annotated[WhenStep, Tag("a when")]
    | Annotated[WaitsForStep, Tag("a waits_for")]
    | Annotated[FaultStep, Tag("a fault")]
    | Annotated[PlainStep, Tag("plain")],
    Discriminator(kind_of(*_KEYS)),
    BeforeValidator(_known_step),
]


def step_from_written(written: WrittenStep | str) -> Step:
    """The step as the core has it."""
    if isinstance(written, WrittenStep):
        return written.as_step()
    return _PLAIN[written]()
