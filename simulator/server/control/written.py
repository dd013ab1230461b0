"""What clients write has in common: its mistakes are told in sentences, its lengths of time are texts or numbers."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Annotated, Self, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from simulator.errors import ScenarioError, suggestion
from simulator.scenario.measure import seconds_from_text
from simulator.telephony.step import Step


def mistake(sentence: str) -> PydanticCustomError:
    """An error whose message is a sentence of ours, as it is."""
    return PydanticCustomError("mistake", "{sentence}", {"sentence": sentence})


Parts: TypeAlias = tuple[str | int, ...]
"""Where something is within JSON: the names and the numbers that lead there."""


def mistakes(found: Sequence[tuple[Parts, str]]) -> PydanticCustomError:
    """An error that holds several sentences of ours, each about a part of the value that is wrong."""
    return PydanticCustomError(
        "mistakes", "{sentence}", {"sentence": "; ".join(one for _, one in found), "within": found}
    )


def pointer_part(part: str | int) -> str:
    """A name or a number as a JSON pointer has it (RFC 6901, 3)."""
    return str(part).replace("~", "~0").replace("/", "~1")


class Written(BaseModel):
    """Something that a client writes: unknown names are errors, with a guess at what was meant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _texts_are_texts(cls, data: object) -> object:
        """JSON can name half a character, which nothing can be written with."""
        try:
            json.dumps(data, ensure_ascii=False, default=str).encode()
        except UnicodeEncodeError as error:
            raise mistake(f"{error.object[error.start]!r} is no character, but half of one") from None
        return data

    @model_validator(mode="before")
    @classmethod
    def _names_are_known(cls, data: object) -> object:
        known = [field.alias or name for name, field in cls.model_fields.items()]
        if isinstance(data, Mapping):
            for name in data:
                if name not in known:
                    raise mistake(f"unknown name {name!r}{suggestion(str(name), known)}")
        return data


def _seconds(value: object) -> object:
    """Read a length of time that is a text; leave numbers to pydantic."""
    if isinstance(value, str):
        try:
            return seconds_from_text(value)
        except ValueError as error:
            raise mistake(f"{value!r} is not {error}") from None
    if isinstance(value, bool):
        raise mistake("expected seconds, as a number or as a text such as '0.5s'")
    return value


Seconds = Annotated[
    float,
    Field(ge=0, allow_inf_nan=False),
    BeforeValidator(_seconds),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0},
                {"type": "string", "pattern": r"^([0-9]+(\.[0-9]+)?|\.[0-9]+) *(ms|s|min)?$"},
            ],
            "description": 'Seconds, or a text such as "0.5s", "500ms" or "2min".',
            "examples": [0.5, "2min"],
        }
    ),
]


def one_of(what: str, keys: Collection[str]) -> Callable[[object], object]:
    """Make a check that an object has exactly one of some keys, which tells what it is."""

    def check(value: object) -> object:
        if isinstance(value, Mapping):
            names = [str(name) for name in value]
            telling = [name for name in names if name in keys]
            if len(telling) > 1:
                raise mistake(f"a {what} has one of the names {' and '.join(map(repr, telling))}, not both")
            if not telling and names:
                raise mistake(f"unknown {what} {names[0]!r}{suggestion(names[0], keys)}")
            if not telling:
                raise mistake(f"expected a {what}: an object with one of the names {', '.join(map(repr, keys))}")
        return value

    return check


def kind_of(*keys: str) -> Callable[[object], str]:
    """Tell kinds of object apart by the key that they have; "plain" is whatever is no object.

    The kinds are named "a text" and so on: no key is called so, and pydantic puts them into the place of a mistake.
    """

    def kind(value: object) -> str:
        if isinstance(value, Mapping):
            return f"a {next((key for key in keys if key in value), keys[0])}"
        return "plain"

    return kind


def with_example(*examples: JsonValue) -> ConfigDict:
    """Show examples in the documentation of a model."""
    return ConfigDict(json_schema_extra={"examples": list(examples)})


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
