"""Rows of the tables: a world, the commands that are sent in it and when, and the whole story that comes of it.

In most rows 2000 calls 2001, who picks up after two seconds; twenty seconds later the caller hangs up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from simulator.telephony.effects import Response, Spoken
from simulator.telephony.phone import Phone
from simulator.telephony.step import Step
from simulator.telephony.steps import HangsUp, Pauses, Says
from tests.telephony.worlds import World, told

WAYS = ("answer", "http")

TALK = """
    0.0 A Ringing
    2.0 2000 connected with 2001
    2.0 2001 connected with 2000
    2.0 A Answered
    2.0 A InCall
"""
"""How a call begins."""

END = """
    22.0 2000 call ended by caller: normal clearing
    22.0 2001 call ended by caller: normal clearing
    22.0 A Completed
"""
"""How it ends if nothing comes between."""

WAITS: tuple[Step, ...] = (Pauses(20.0), HangsUp())


@dataclass(frozen=True)
class Row:
    """A world and its story. `commands` are sent at instants (seconds), as `World.send` has them."""

    story: str
    commands: Mapping[float, str] = field(default_factory=dict)
    caller: tuple[Step, ...] = WAITS
    who: str = "2000"
    to: str = "2001"
    phones: Mapping[str, Phone | tuple[Phone, ...]] = field(default_factory=dict)
    answers: Mapping[str, str | Response] = field(default_factory=dict)
    also: Mapping[float, tuple[str, str, tuple[Step, ...]]] = field(default_factory=dict)
    """Other calls by when they are placed: from whom, to whom, and what the caller does."""
    world: Mapping[str, object] = field(default_factory=dict)
    """The office, slow paths, and settings."""

    def played(self, way: str) -> World:
        """The world, played to its end."""
        world = World(phones=self.phones, answers=self.answers, **self.world)
        world.calls(self.who, self.to, *self.caller)
        for at, (caller, to, steps) in self.also.items():
            world.calls(caller, to, *steps, at=at)
        for at, commands in self.commands.items():
            world.send(at, commands, way)
        return world.play()


Table = Mapping[str, Row]


def both_ways(*tables: Table) -> list[object]:
    """Every row, with its commands in answers and over HTTP; once if it has none."""
    return [
        pytest.param(row, way, id=f"{name} [{way}]" if row.commands else name)
        for table in tables
        for name, row in table.items()
        for way in (WAYS if row.commands else WAYS[:1])
    ]


def assert_story(world: World, story: str) -> None:
    """Compare stories line by line.

    CallChanged is posted when the app has answered those before it of that call, and what else happens at that instant
    does not wait for it (http-api q17); so the notifications of each call are a list of their own.
    """
    expected, happened = divided(told(story)), divided(world.story())
    assert happened[""] == expected[""]
    assert happened == expected


def divided(lines: list[str]) -> dict[str, list[str]]:
    """The lines about CallChanged by the letter of the call; all others have none."""
    by_letter: dict[str, list[str]] = {"": []}
    for line in lines:
        about = line.split()[1]
        by_letter.setdefault(about if len(about) == 1 else "", []).append(line)
    return by_letter


def says(text: str) -> Says:
    """Ten characters take a second."""
    return Says(Spoken(text))
