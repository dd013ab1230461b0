"""What clients write: calls and short messages to be placed, and keys to be pressed."""

from __future__ import annotations

from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from simulator.drivers.clock import REAL, VIRTUAL, Clock, clock_from_text
from simulator.drivers.world import World
from simulator.errors import ScenarioError
from simulator.ozml.convert import digits
from simulator.presets import preset_variables
from simulator.server.control_phones import WrittenPhoneBook, phone_book_from_written
from simulator.server.control_steps import CallerStep, Written, mistake
from simulator.settings import Settings, settings_with


def _app_url(written: str) -> str:
    try:
        parts = urlsplit(written)
        reachable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        reachable = False
    if not reachable:
        raise mistake(f"{written!r} is not an http:// or https:// address")
    return written


def _clock(written: str) -> str:
    try:
        clock_from_text(written)
    except ScenarioError as error:
        raise mistake(str(error)) from None
    return written


def _keys(written: str) -> str:
    try:
        return digits(written)
    except ValueError as error:
        raise mistake(f"{written!r} is not {error}") from None


AppUrl = Annotated[str, AfterValidator(_app_url)]


class Order(Written):
    """What a call and a short message have in common."""

    url: AppUrl = Field(description="Where the app takes notifications.")
    to: str = Field("9000", min_length=1, description="The number of the extension.")
    phones: WrittenPhoneBook = Field(
        {},
        description="What happens at the numbers that the app calls, transfers to or writes to. Where a number is not "
        "named, the setting unlisted_numbers counts.",
        examples=[{"4711": {"answers": 5, "does": [{"says": "Anna speaking"}]}, "4712": "busy"}],
    )
    variables: dict[str, str] = Field(
        {}, description="What scripts find set: $name.", examples=[{"who": "Anna", "language": "en"}]
    )
    arrays: dict[str, list[str | dict[str, str]]] = Field(
        {},
        description="Lists that scripts find set, for ForEach: of texts ($item), or of texts with names ($item.from).",
        examples=[{"voicemails": [{"message": "1.wav", "from": "Anna"}], "colours": ["red", "blue"]}],
    )
    clock: Annotated[str, AfterValidator(_clock)] | None = Field(
        None,
        description='"virtual" (no time passes outside), "real", or a factor such as "x10". '
        "Not given: virtual, and real for a live call.",
        examples=["virtual", "real", "x10"],
    )
    seed: int | None = Field(
        None, ge=0, description="Of everything that is drawn by chance, the ID among it. Not given: a fresh one."
    )
    settings: dict[str, Any] = Field(
        {},
        description="How the PBX behaves meanwhile, where it differs from the server's settings: its data_folder and "
        "database_url too.",
        examples=[{"app_latency": 0.2, "strict": False}],
    )

    @model_validator(mode="after")
    def _variables_make_sense(self) -> Self:
        try:
            preset_variables(self.variables, self.arrays)
        except ScenarioError as error:
            raise mistake(str(error)) from None
        return self

    @property
    def chosen_clock(self) -> Clock:
        """The clock that it runs on."""
        return VIRTUAL if self.clock is None else clock_from_text(self.clock)

    def world(self, settings: Settings, *, live: bool = False) -> World:
        """Everything around the call or the message; `settings` are those of the server.

        Raises:
            ScenarioError: a setting makes no sense.
        """
        return World(
            clock=self.chosen_clock,
            settings=settings_with(self.settings, settings, where="#/settings"),
            phones=phone_book_from_written(self.phones),
            variables=preset_variables(self.variables, self.arrays),
            live=live,
        )


class CallOrder(Order):
    """A call to be placed: a scripted human calls an OzML app."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "url": "http://127.0.0.1:8000/incoming",
                    "steps": [{"hears": "message"}, {"pauses": 0.5}, {"says": "Hello, it is me."}, "stays_silent"],
                    "phones": {"4711": {"answers": 5, "does": [{"says": "Anna speaking"}]}, "4712": "busy"},
                    "variables": {"who": "Anna"},
                }
            ]
        }
    )

    url: AppUrl = Field(description="Where the app takes IncomingCall.")
    steps: list[CallerStep] = Field([], description="What the caller does, one after the other.")
    caller: str = Field("+3612345678", alias="from", min_length=1, description="The caller's number.")
    live: bool = Field(
        False,
        description="Somebody will press keys or hang up, so the call is not given up when nothing can happen. "
        "Needs a real clock.",
    )

    @model_validator(mode="after")
    def _live_calls_are_real(self) -> Self:
        if self.live and self.chosen_clock == VIRTUAL:
            raise mistake("a live call needs a real clock: 'real' or a factor such as 'x10'")
        return self

    @property
    def chosen_clock(self) -> Clock:
        """The clock that the call runs on."""
        return REAL if self.live and self.clock is None else super().chosen_clock


class SmsOrder(Order):
    """A short message to be placed: somebody writes to an OzML app."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "url": "http://127.0.0.1:8000/sms",
                    "text": "Call me back",
                    "from": "+36301234567",
                    "phones": {"+36301234567": {"answers": 5, "sms": "delivered"}},
                }
            ]
        }
    )

    url: AppUrl = Field(description="Where the app takes IncomingSMS.")
    text: str = Field(description="What the message says.", examples=["Call me back"])
    sender: str = Field("+3612345678", alias="from", min_length=1, description="Who has sent it.")


class KeysOrder(Written):
    """Keys to be pressed, one after the other."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"keys": "1#"}]})

    keys: Annotated[str, AfterValidator(_keys)] = Field(min_length=1, description="Out of 0-9, *, # and A-D.")
