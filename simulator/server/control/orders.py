"""What clients write: calls and short messages to be placed, and what people on the line are to do now."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import AfterValidator, Field

from simulator.drivers.clock import REAL, Clock
from simulator.drivers.world import World
from simulator.ozml.convert import digits
from simulator.server.control.expected import Expecting
from simulator.server.control.steps import CallerStep
from simulator.server.control.world_order import AppUrl, Presets, WorldOrder
from simulator.server.control.written import Written, mistake, with_example
from simulator.settings import Settings

MOST_STEPS = 1_000
"""Steps of one person."""


def _keys(written: str) -> str:
    try:
        return digits(written)
    except ValueError as error:
        raise mistake(f"{written!r} is not {error}") from None


Number = Annotated[str, Field(min_length=1, max_length=200)]

CallerSteps = Annotated[list[CallerStep], Field(max_length=MOST_STEPS)]

Caller = Annotated[Number, Field(alias="from", description="The caller's number.")]

# -- in a world of their own -----------------------------------------------------------------------------------------


class CallOrder(Expecting, WorldOrder):
    """A call to be placed: a scripted human calls an OzML app."""

    model_config = with_example(
        {
            "url": "http://127.0.0.1:8000/incoming",
            "steps": [{"hears": "message"}, {"pauses": 0.5}, {"says": "Hello, it is me."}, "stays_silent"],
            "phones": {"4711": {"answers": 5, "does": [{"says": "Anna speaking"}]}, "4712": "busy"},
            "variables": {"who": "Anna"},
            "expects": [{"recording": {"ended_by": "final-timeout", "length": "at least 1s"}}, {"hears": "Thank you"}],
            "never": [{"notifications": "Error"}],
        }
    )

    url: AppUrl = Field(description="Where the app takes IncomingCall.")
    to: Number = Field("9000", description="The number of the extension.")
    steps: CallerSteps = Field([], description="What the caller does, one after the other.")
    caller: Caller = "+3612345678"
    live: bool = Field(
        False,
        description="Somebody will press keys, speak or hang up, so the call is not given up when nothing can happen.",
    )

    @property
    def chosen_clock(self) -> Clock:
        """The clock that the call runs on."""
        return REAL if self.live and self.clock is None else super().chosen_clock

    def world(self, settings: Settings) -> World:
        """Everything around the call; see `WorldOrder.world`."""
        return replace(super().world(settings), live=self.live)


class SmsOrder(Expecting, WorldOrder):
    """A short message to be placed: somebody writes to an OzML app."""

    model_config = with_example(
        {
            "url": "http://127.0.0.1:8000/sms",
            "text": "Call me back",
            "from": "+36301234567",
            "phones": {"+36301234567": {"answers": 5, "sms": "delivered"}},
        }
    )

    url: AppUrl = Field(description="Where the app takes IncomingSMS.")
    to: Number = Field("9000", description="The number of the extension.")
    text: str = Field(description="What the message says.", examples=["Call me back"])
    sender: Number = Field("+3612345678", alias="from", description="Who has sent it.")


# -- in a session ----------------------------------------------------------------------------------------------------


class SessionCallOrder(Expecting, Presets):
    """A call to be placed in a session: a scripted human calls an extension, or another person."""

    model_config = with_example(
        {
            "url": "http://127.0.0.1:8000/incoming",
            "steps": [{"hears": "message"}, {"says": "Hello, it is me."}, "stays_silent"],
            "expects": {"recordings": 1, "call": {"ended_by": "pbx"}},
        },
        {"from": "2000", "to": "2001", "steps": [{"says": "Hello, Bob."}], "live": True},
    )

    url: AppUrl | None = Field(
        None,
        description="Where the app takes IncomingCall, if `to` is an API extension that the office of the session does "
        "not name. Not given: the office knows, or `to` is the number of a person.",
    )
    to: Number = Field("9000", description="The number that is called.")
    steps: CallerSteps = Field([], description="What the caller does, one after the other.")
    caller: Caller = "+3612345678"
    live: bool = Field(
        False,
        description="Somebody will act for the caller, so nothing is given up while this call is up.",
    )


class SessionSmsOrder(Expecting, Presets):
    """A short message to be placed in a session: somebody writes to an API extension."""

    model_config = with_example({"url": "http://127.0.0.1:8000/sms", "text": "Call me back", "from": "+36301234567"})

    url: AppUrl | None = Field(
        None, description="Where the app takes IncomingSMS. Not given: where the office says that the extension does."
    )
    to: Number = Field("9000", description="The number of the extension.")
    text: str = Field(description="What the message says.", examples=["Call me back"])
    sender: Number = Field("+3612345678", alias="from", description="Who has sent it.")


# -- what people do now ----------------------------------------------------------------------------------------------


class KeysOrder(Written):
    """Keys to be pressed, one after the other."""

    model_config = with_example({"keys": "1#"})

    keys: Annotated[str, AfterValidator(_keys)] = Field(
        min_length=1, max_length=1_000, description="Out of 0-9, *, # and A-D."
    )
