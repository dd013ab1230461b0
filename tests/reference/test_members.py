"""How the members of classes are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulator.reference.members import grouped, members_of, signature_of


@dataclass(frozen=True, slots=True)
class Kettle:
    """A kettle.

    Attributes:
        litres: how much it holds.
        colour: of its lid.
    """

    litres: float
    colour: str = "red"

    # -- what it does ------------------------------------------------------------------------------------------------

    async def boils(self, *cups: str, at: Literal["home", "work"] = "home", within: float = 5.0) -> Kettle:
        """Make water hot."""
        raise NotImplementedError(cups, at, within)

    def pours(self, cup: str | None = None, **more: object) -> None:
        """Fill a cup."""

    # -- how it stands -----------------------------------------------------------------------------------------------

    @property
    def empty(self) -> bool:
        """Whether nothing is left."""
        return True

    def _inside(self) -> None:
        """Nobody's business."""


def test_members_come_in_the_order_and_the_groups_of_the_source():
    found = {group: [one.name for one in inside] for group, inside in grouped(members_of(Kettle))}

    assert found == {"": ["litres", "colour"], "what it does": ["boils", "pours"], "how it stands": ["empty"]}


def test_values_have_types_and_methods_signatures():
    litres, colour, boils, pours, empty = members_of(Kettle)

    assert (litres.kind, litres.told.text) == ("float", "How much it holds.")
    assert (empty.kind, empty.told.text) == ("bool", "Whether nothing is left.")
    assert boils.written == 'boils(*cups: str, at: Literal["home", "work"] = "home", within: float = 5.0) -> Kettle'
    assert pours.written == "pours(cup: str | None = None, **more)"
    assert [one.is_method for one in (litres, colour, boils, pours, empty)] == [False, False, True, True, False]


def test_what_is_for_others_is_left_out():
    assert [one.name for one in members_of(Kettle, ("colour", "boils", "empty"))] == ["litres", "pours"]


def test_keywords_have_a_star_before_them():
    def taken(first: str, *, second: int = 1, third: object = ...) -> None: ...

    assert signature_of(taken, "taken") == "taken(first: str, *, second: int = 1, third: object = ...)"
