"""The steps of a caller as the control API takes them: the language of scenario files, in JSON.

Each step is an object whose one key says what is done, or a plain word.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from math import inf
from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from simulator import api
from simulator.errors import ScenarioError, suggestion
from simulator.telephony.caller import HangsUp, Step
from simulator.telephony.effects import AudioFile


def mistake(sentence: str) -> PydanticCustomError:
    """An error whose message is a sentence of ours, as it is."""
    return PydanticCustomError("mistake", "{sentence}", {"sentence": sentence})


class Written(BaseModel):
    """Something that a client writes: unknown names are errors, with a guess at what was meant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _names_are_known(cls, data: object) -> object:
        known = [field.alias or name for name, field in cls.model_fields.items()]
        if isinstance(data, Mapping):
            for name in data:
                if name not in known:
                    raise mistake(f"unknown name {name!r}{suggestion(str(name), known)}")
        return data


_UNITS: Final = {"ms": 0.001, "s": 1.0, "min": 60.0}


def _seconds(value: object) -> object:
    """Read a length of time: a number of seconds, or a text such as "0.5s", "500ms" or "2min"."""
    if isinstance(value, bool):
        raise mistake("expected seconds, as a number or as a text such as '0.5s'")
    if not isinstance(value, str):
        return value
    unit = next((unit for unit in _UNITS if value.strip().endswith(unit)), "s")
    try:
        return float(value.strip().removesuffix(unit)) * _UNITS[unit]
    except ValueError:
        raise mistake(f"{value!r} is not a length of time; expected seconds such as 0.5 or '0.5s'") from None


Seconds = Annotated[
    float,
    Field(ge=0, allow_inf_nan=False),
    BeforeValidator(_seconds),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0},
                {"type": "string", "pattern": r"^\s*\d*\.?\d+\s*(ms|s|min)?\s*$"},
            ],
            "description": 'Seconds, or a text such as "0.5s", "500ms" or "2min".',
            "examples": [0.5, "2min"],
        }
    ),
]


def _form(forms: Mapping[str, str], what: str) -> Callable[[object], object]:
    """A check that something takes exactly one of some forms: an object with one of these keys; or else a text."""
    known = ", ".join(forms.values())

    def check(value: object) -> object:
        if isinstance(value, Mapping):
            keys = [key for key in value if key in forms]
            if len(keys) > 1:
                raise mistake(f"{what} has one of {', '.join(map(repr, keys))}, not several")
            if not keys:
                first = next((str(key) for key in value), "")
                raise mistake(f"unknown {what} {first!r}{suggestion(first, forms)}" if first else f"expected {known}")
        return value

    return check


def _key_of(*keys: str) -> Callable[[object], str | None]:
    """Tell forms apart: by the key that an object has, or "plain" for whatever is no object."""

    def key(value: object) -> str | None:
        if isinstance(value, Mapping):
            return next((one for one in keys if one in value), None)
        if isinstance(value, BaseModel):
            return next((one for one in keys if one in type(value).model_fields), None)
        return "plain"

    return key


class WrittenStep(Written, ABC):
    """A step that is an object."""

    @abstractmethod
    def as_step(self) -> Step:
        """The step as the core has it."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        try:
            self.as_step()
        except ScenarioError as error:
            raise mistake(str(error)) from error
        return self


def _with_example(*examples: object) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": list(examples)})


class Prompt(Written):
    """A prompt, and when the caller goes on."""

    text: str = Field(description="Found anywhere in what is heard, without regard to case.")
    at: Literal["start", "end"] = Field("end", description="Wait until it begins, or until it has been heard.")
    within: Seconds | None = Field(None, description="Longest wait.")


class HearsStep(WrittenStep):
    """Waits for a prompt."""

    model_config = _with_example(
        {"hears": "leave a message"}, {"hears": {"text": "press 1", "at": "start", "within": 5}}
    )

    hears: Annotated[
        Annotated[str, Tag("plain")] | Annotated[Prompt, Tag("text")],
        Discriminator(_key_of("text")),
        BeforeValidator(_form({"text": "a text or {'text': ...}"}, "prompt")),
    ]

    def as_step(self) -> Step:
        """The step as the core has it."""
        if isinstance(self.hears, str):
            return api.hears(self.hears)
        within = inf if self.hears.within is None else self.hears.within
        return api.hears(self.hears.text, at=self.hears.at, within=within)


class SpokenText(Written):
    """Words, read aloud."""

    text: str
    language: str | None = Field(None, description="Such as en-GB.")


class Clip(Written):
    """An audio file."""

    clip: str = Field(description="Its path, as the server sees it.")


class NoiseSound(Written):
    """Stationary noise."""

    noise: Literal["white", "pink", "hum"]
    level: float = Field(-40.0, le=0, allow_inf_nan=False, description="dBFS.")
    seconds: Seconds | None = Field(None, alias="for", description="How long; for ever if not given.")


class SaysStep(WrittenStep):
    """Speaks, or makes another sound."""

    model_config = _with_example(
        {"says": "Hello, it is me."},
        {"says": {"text": "Guten Tag", "language": "de-DE"}},
        {"says": {"clip": "fixtures/audio/hello.wav"}},
        {"says": {"noise": "white", "level": -40, "for": 20}, "background": True},
    )

    says: Annotated[
        Annotated[str, Tag("plain")]
        | Annotated[SpokenText, Tag("text")]
        | Annotated[Clip, Tag("clip")]
        | Annotated[NoiseSound, Tag("noise")],
        Discriminator(_key_of("text", "clip", "noise")),
        BeforeValidator(
            _form({"text": "a text, {'text': ...}", "clip": "{'clip': ...}", "noise": "{'noise': ...}"}, "sound")
        ),
    ] = Field(description="A text, or the path of a .wav, .mp3, .flac or .ogg file; or an object that says which.")
    background: bool = Field(False, description="Go on with the next step at once.")

    def as_step(self) -> Step:
        """The step as the core has it."""
        match self.says:
            case str(text):
                return api.says(text, background=self.background)
            case SpokenText(text=text, language=language):
                return api.says(text, language=language, background=self.background)
            case Clip(clip=path):
                return api.says(AudioFile(path), background=self.background)
            case NoiseSound() as noise:
                seconds = inf if noise.seconds is None else noise.seconds
                sound = api.noise(noise.noise, level_dbfs=noise.level, seconds=seconds)
                return api.says(sound, background=self.background)


class PressesStep(WrittenStep):
    """Presses keys, one after the other."""

    model_config = _with_example({"presses": "12#"})

    presses: str = Field(description="Out of 0-9, *, # and A-D; a text, so that 0 stays in front.")

    def as_step(self) -> Step:
        """The step as the core has it."""
        return api.presses(self.presses)


class PausesStep(WrittenStep):
    """Does nothing for a while."""

    model_config = _with_example({"pauses": 0.5}, {"pauses": "500ms"})

    pauses: Seconds

    def as_step(self) -> Step:
        """The step as the core has it."""
        return api.pauses(self.pauses)


class StaysSilentStep(WrittenStep):
    """Stays on the line without a sound, for a while."""

    model_config = _with_example({"stays_silent": 10})

    stays_silent: Seconds

    def as_step(self) -> Step:
        """The step as the core has it."""
        return api.stays_silent(self.stays_silent)


PlainStep = Annotated[
    Literal["stays_silent", "hangs_up"],
    Field(description="Stays on the line until the PBX hangs up; or hangs up.", examples=["stays_silent", "hangs_up"]),
]

_KEYS: Final = ("hears", "says", "presses", "pauses", "stays_silent")
_PLAIN: Final = ("stays_silent", "hangs_up")


def _known_step(value: object) -> object:
    """Check that a step is one, before its parts are looked at."""
    if isinstance(value, str) and value not in _PLAIN:
        if value in _KEYS:
            raise mistake(f"the step {value!r} says of what: expected an object {{{value!r}: ...}}")
        raise mistake(f"unknown step {value!r}{suggestion(value, {*_KEYS, *_PLAIN})}")
    if isinstance(value, Mapping):
        if list(value) == ["hangs_up"]:
            return "hangs_up"
        return _form({key: key for key in (*_KEYS, "hangs_up")}, "step")(value)
    if not isinstance(value, str | BaseModel):
        raise mistake("expected a step: an object such as {'says': 'Hello'}, or 'stays_silent' or 'hangs_up'")
    return value


CallerStep: TypeAlias = Annotated[
    Annotated[HearsStep, Tag("hears")]
    | Annotated[SaysStep, Tag("says")]
    | Annotated[PressesStep, Tag("presses")]
    | Annotated[PausesStep, Tag("pauses")]
    | Annotated[StaysSilentStep, Tag("stays_silent")]
    | Annotated[PlainStep, Tag("plain")],
    Discriminator(_key_of(*_KEYS)),
    BeforeValidator(_known_step),
]


def step_from_written(written: WrittenStep | str) -> Step:
    """A step as the core has it."""
    if isinstance(written, WrittenStep):
        return written.as_step()
    return HangsUp() if written == "hangs_up" else api.stays_silent()


def any_example() -> list[Any]:
    """A caller who leaves a message, for the documentation."""
    return [{"hears": "message"}, {"pauses": 0.5}, {"says": "Hello, it is me."}, "stays_silent"]
