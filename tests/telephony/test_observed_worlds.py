"""Whatever people do and apps command: lines, calls, notifications and listings fit together at every instant.

The worlds are drawn by `random.Random`, each from a number of its own; `invariants` says what holds in all of them. To
look at one: `print(*World(number).play().story(), sep="\\n")`, with `drawn` for `World`.
"""

from __future__ import annotations

import re
from random import Random

import pytest
from lxml import etree

from simulator.telephony.effects import Response
from simulator.telephony.office import Office
from simulator.telephony.phone import Phone
from simulator.telephony.step import Step
from simulator.telephony.steps import HangsUp, Hears, Holds, Pauses, Presses, StaysSilent, misfit_among
from tests.conftest import APP
from tests.telephony.rows import says
from tests.telephony.worlds import APPS, BUSY, GONE, NOWHERE, SILENT, World, picks_up, refuses

WORLDS = 150
PEOPLE = ("2000", "2001", "2002", "2003")
NUMBERS = (*PEOPLE, "9000", "9001", "provider", "0611")
LETTERS = "AAABBBCD"
STATES = ("Ringing", "Answered", "InCall", "Hold", "Transferred", "Completed", "Cancelled", "Busy", "Error")
SCRIPTS = (
    "<Speak>welcome to this place</Speak>",
    "<Delay>7</Delay>",
    '<Play Repeat="true">tune.wav</Play>',
    '<Record Duration="5" FinishedUrl="/recorded"/><Speak>thank you</Speak>',
    '<UserInput Timeout="3" Repeat="true"><InitialCommands><Speak>Which key?</Speak></InitialCommands>'
    '<Inputs><Input Key="1"><Hangup/></Input></Inputs></UserInput>',
    "<BlindTransfer>2002</BlindTransfer><Speak>not there</Speak>",
    "<BlindTransfer>9001</BlindTransfer>",
    '<Delay>1</Delay><Call Url="/up" ErrorUrl="/error">2003</Call><Delay>8</Delay>',
    '<SendAlarmNotification PhoneNumber="2003" AccountNumber="1234" EventCode="110" PartitionNumber="01"'
    ' ZoneNumber="15"/><Delay>9</Delay>',
    "<Reject/>",
    "",
)


class Chance(Random):
    """Draws everything that there is in a world."""

    def once_in(self, times: int) -> bool:
        return self.randrange(times) == 0

    def seconds(self, most: int) -> float:
        """In quarters, so that things often happen at one instant."""
        return self.randrange(most * 4) / 4

    def steps(self) -> tuple[Step, ...]:
        drawn = [self.step() for _ in range(self.randrange(1, 5))]
        drawn.append(self.choice((HangsUp(), HangsUp(), StaysSilent(), StaysSilent(2.0), Pauses(40.0))))
        assert misfit_among(drawn) is None
        return tuple(drawn)

    def step(self) -> Step:
        steps: tuple[Step, ...] = (
            Pauses(self.seconds(9)),
            Pauses(self.seconds(15)),
            says("x" * self.randrange(1, 60)),
            Presses("12"),
            Holds(self.seconds(5)),
            Hears("x", within=self.seconds(9) + 1.0),
        )
        return self.choice(steps)

    def phone(self) -> Phone:
        if self.once_in(6):
            return self.choice((BUSY, GONE, SILENT, refuses(self.seconds(3))))
        return picks_up(*self.steps(), after=self.seconds(4))

    def command(self) -> str:
        call, party = f"CallId={self.choice(LETTERS)}", f"Party={self.choice(('caller', 'callee', 'all'))}"
        number = self.choice(NUMBERS)
        return self.choice(
            (
                f"Hold {call}",
                f"Hold {call}",
                f"Unhold {call}",
                f"Hangup {call}",
                f"Forward {call} Destination={number}",
                f"Forward {call} Destination={number}",
                f"BlindTransfer {call} TransferorParty=caller Target={number} FinishedUrl={APP}/done",
                f"BlindTransfer {call} TransferorParty=callee Target={number}",
                f"BlindTransfer {call} TransferorParty=callee Target={number}",
                f"AttendedTransfer TransferredCallId={self.choice(LETTERS)} TargetCallId={self.choice(LETTERS)}",
                f"AttendedTransfer TransferredCallId={self.choice(LETTERS)} TargetCallId={self.choice(LETTERS)}",
                f"Speak {call} {party} Text='a text'",
                f"Play {call} {party} AudioFile=tune.wav Repeat={self.choice(('true', 'false'))}",
                f"SendDTMF {call} {party} Keys=12",
                f"Record {call} FinishedURL={APP}/done",
            )
        )

    def commands(self) -> str:
        if self.once_in(4):
            moved, target = self.choice(("AB", "BA", "AC", "BC"))
            return f"Hold CallId={moved}; AttendedTransfer TransferredCallId={moved} TargetCallId={target}"
        return "; ".join(self.command() for _ in range(1 + self.randrange(3)))

    def own(self) -> str:
        """Commands about the call of the notification."""
        return re.sub(r" CallId=\w", "", self.commands())

    def answers(self) -> dict[str, str | Response]:
        told = {f"{self.choice('ABCD')} {self.choice(STATES)}": self.own() for _ in range(self.randrange(4))}
        broken = {"A InCall": Response("", 500, b"")} if self.once_in(8) else {}
        scripts = {path: self.choice(SCRIPTS) for path in ("/9000", "/9001", "/up", "/recorded")}
        routes = {f"/route {n}" if n > 1 else "/route": self.route() for n in range(1, 5)}
        return {
            **told,
            **broken,
            **scripts,
            **routes,
            "/done": self.commands() if self.once_in(3) else "",
            "/error": "",
        }

    def route(self) -> str:
        return "" if self.once_in(3) else f'<Route Destination="{self.choice(NUMBERS)}" RingTime="5"/>'


def drawn(number: int) -> World:
    """A world, drawn by its number."""
    chance = Chance(number)
    office = Office(
        extensions=APPS,
        lines={"provider": "06*"},
        call_changed_url="" if chance.once_in(6) else f"{APP}/changed",
        routing_url=f"{APP}/route" if chance.once_in(4) else "",
        error_url=f"{APP}/error" if chance.once_in(4) else "",
    )
    world = World(
        phones={one: (chance.phone(), chance.phone()) for one in PEOPLE} | {NOWHERE: GONE},
        office=office,
        answers=chance.answers(),
        slow={chance.choice(("/changed", "/9000", "/9001", "/up", "/recorded", "/route", "/done")): chance.seconds(3)},
        ring_time=6.0,
        transferor_leaves=not chance.once_in(4),
        order_limit=40,
        max_call_duration=200.0,
    )
    somebody = chance.choice(PEOPLE)
    for _ in range(1 + chance.randrange(4)):
        caller, number = chance.choice((*PEOPLE, somebody)), chance.choice((*NUMBERS, *PEOPLE, somebody))
        world.calls(caller, number, *chance.steps(), at=chance.seconds(6))
    for _ in range(chance.randrange(12)):
        world.send(chance.seconds(18), chance.commands(), chance.choice(("answer", "http")))
    for _ in range(4):
        world.does(chance.seconds(25), lambda: lists_what_is_told(world))
    return world


def lists_what_is_told(world: World) -> None:
    """ListActiveCalls and GetCallHistory agree with the transcript, just now."""
    listed = etree.fromstring(world.ask("ListActiveCalls")).findall("ActiveCalls/CallInfo")
    rows = [{child.tag: child.text or "" for child in one} for one in listed]
    told, past = world.watcher.listing(), world.watcher.history()

    seen = {row["CallId"]: (row["CallState"], int(row["RingDuration"]), int(row["TalkDuration"])) for row in rows}
    history = {one.text for one in etree.fromstring(world.ask("GetCallHistory")).findall("Calls/Call/CallId")}
    assert not history & seen.keys()
    if world.pbx.switchboard.office.call_changed_url:
        assert seen == told
        assert history == past


@pytest.mark.parametrize("number", range(WORLDS))
def test_nothing_comes_apart(number):
    drawn(number).play()


@pytest.mark.parametrize("number", range(0, WORLDS, 10))
def test_the_same_world_is_always_the_same(number):
    first, second = drawn(number).play(), drawn(number).play()

    assert first.pbx.transcript.lines(detail=True) == second.pbx.transcript.lines(detail=True)
