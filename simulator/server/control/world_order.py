"""What clients write of a world: its numbers, its clock, its settings, and what scripts find set."""

from __future__ import annotations

from typing import Annotated, Any, Final, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from simulator.drivers.clock import VIRTUAL, Clock, clock_from_text
from simulator.drivers.world import World
from simulator.errors import ScenarioError
from simulator.presets import preset_variables
from simulator.server.control.faults import AnyFault, fault_from_written
from simulator.server.control.phones import WrittenPhoneBook, phone_book_from_written
from simulator.server.control.written import Written, mistake
from simulator.settings import Settings, settings_with

SLOWEST: Final = 0.001
FASTEST: Final = 10_000
"""Seconds of a call for each second outside. A calendar has an end, which a faster clock would reach some day."""

MOST_FAULTS: Final = 100
"""Faults of one world: each notification is held against all of them."""


def _app_url(written: str) -> str:
    try:
        parts = urlsplit(written)
        reachable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        reachable = reachable and not any(letter <= " " or letter == "\x7f" for letter in written)
    except ValueError:
        reachable = False
    if not reachable:
        raise mistake(f"{written!r} is not an http:// or https:// address")
    return written


def _clock(written: str) -> str:
    try:
        factor = clock_from_text(written).factor
    except ScenarioError as error:
        raise mistake(str(error)) from None
    if factor is not None and not SLOWEST <= factor <= FASTEST:
        raise mistake(f"a factor is between x{SLOWEST:g} and x{FASTEST:g}, not {written!r}")
    return written


AppUrl = Annotated[str, AfterValidator(_app_url), Field(json_schema_extra={"format": "uri"})]

ClockText = Annotated[
    str,
    AfterValidator(_clock),
    Field(json_schema_extra={"pattern": "^ *([Vv]irtual|VIRTUAL|[Rr]eal|REAL|[xX][0-9].*) *$"}),
]


class Presets(Written):
    """What the scripts of calls and messages find set."""

    variables: dict[str, str] = Field(
        {}, description="What scripts find set: $name.", examples=[{"who": "Anna", "language": "en"}]
    )
    arrays: dict[str, list[str | dict[str, str]]] = Field(
        {},
        description="Lists that scripts find set, for ForEach: of texts ($item), or of texts with names ($item.from).",
        examples=[{"voicemails": [{"message": "1.wav", "from": "Anna"}], "colours": ["red", "blue"]}],
    )

    @model_validator(mode="after")
    def _variables_make_sense(self) -> Self:
        try:
            preset_variables(self.variables, self.arrays)
        except ScenarioError as error:
            raise mistake(str(error)) from None
        return self


class WorldOrder(Presets):
    """What a call in a world of its own, a message in one, and a session have in common."""

    phones: WrittenPhoneBook = Field(
        {},
        description="What happens at the numbers that the app calls, transfers to or writes to. Where a number is not "
        "named, the setting unlisted_numbers counts.",
        examples=[{"4711": {"answers": 5, "does": [{"says": "Anna speaking"}]}, "4712": "busy"}],
    )
    faults: list[AnyFault] = Field(
        [],
        max_length=MOST_FAULTS,
        description="What goes wrong between the PBX and apps, with recordings, and on lines.",
        examples=[["drop", {"delay": {"notification": "DtmfEntered", "by": 3}}, {"line_drops": "12s"}]],
    )
    clock: ClockText | None = Field(
        None,
        description='"virtual" (no time passes outside), "real", or a factor such as "x10". '
        "Not given: virtual, and real for a live call in a world of its own.",
        examples=["virtual", "real", "x10"],
    )
    seed: int | None = Field(
        None,
        ge=0,
        lt=2**63,
        description="Of everything that is drawn by chance, the IDs among it. Not given: a fresh one.",
    )
    settings: dict[str, Any] = Field(
        {},
        description="How the PBX behaves, where it differs from the server's settings: its data_folder and "
        "database_url too.",
        examples=[{"app_latency": 0.2, "strict": False}],
    )

    @property
    def chosen_clock(self) -> Clock:
        """The clock that it runs on."""
        return VIRTUAL if self.clock is None else clock_from_text(self.clock)

    def world(self, settings: Settings) -> World:
        """Everything around the call or the message; `settings` are those of the server.

        Raises:
            ScenarioError: a setting makes no sense.
        """
        return World(
            clock=self.chosen_clock,
            settings=settings_with(self.settings, settings, where="#/settings"),
            phones=phone_book_from_written(self.phones),
            faults=tuple(fault_from_written(one) for one in self.faults),
            variables=preset_variables(self.variables, self.arrays),
        )
