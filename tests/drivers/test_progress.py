"""Apps that send commands from their handlers, over HTTP: the same comes of it every time and on every clock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from time import sleep
from urllib.parse import parse_qsl, urlencode
from urllib.request import urlopen

import pytest

from simulator import Office, place_call
from simulator.drivers.call_result import CallResult
from simulator.drivers.sent_command import sent_commands
from simulator.office import ApiExtension
from simulator.phones import answers
from simulator.steps import pauses, stays_silent
from simulator.telephony.phone import Phone

WATCHED = Office(extensions={"9000": ApiExtension("/in?pbx={pbx}")}, call_changed_url="/changed?pbx={pbx}")
PHONES = {"2001": answers(stays_silent(3), after=5), "2002": answers(stays_silent(3))}
PATIENT_PHONES = {**PHONES, "2001": answers(stays_silent(3), after=2500)}
"""The first one rings so long that the app has done what it does, also on a slow machine and a clock that runs."""
CLOCKS = ["virtual", pytest.param("x50", marks=pytest.mark.wall_clock)]

Phones = Mapping[str, Phone]
Told = Callable[["CommandingApp", dict[str, str]], str]


class CommandingApp:
    """An app in WSGI that calls 2001 as soon as somebody calls it.

    Args:
        told: what it does when a call has changed, and what it answers.
    """

    def __init__(self, told: Told) -> None:
        self.told = told
        self.pbx = ""
        self.url = ""

    def __call__(self, environ, start_response):
        fields = dict(parse_qsl(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()))
        self.pbx = dict(parse_qsl(environ["QUERY_STRING"])).get("pbx", self.pbx)
        self.url = f"http://{environ['HTTP_HOST']}"
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [f"<Response>{self.answer(environ['PATH_INFO'], fields)}</Response>".encode()]

    def answer(self, path: str, fields: dict[str, str]) -> str:
        if path == "/changed":
            return self.told(self, fields)
        if path == "/in" and fields["NotificationName"] == "IncomingCall":
            self.command("Call", Dialed="2001", ApiExtension="9000", Url=f"{self.url}/up")
        return "<Speak>Hello</Speak>"

    def command(self, name: str, **fields: str) -> None:
        with urlopen(f"{self.pbx}/?{urlencode({'command': name, **fields})}", timeout=20) as answer:
            answer.read()


def rings(fields: dict[str, str]) -> bool:
    return fields["Destination"] == "2001" and fields["CallState"] == "Ringing"


def commands(name: str, _app: CommandingApp, fields: dict[str, str]) -> str:
    """What is told: send a command about the call that rings."""
    if rings(fields):
        _app.command(name, CallId=fields["CallID"], **({"Destination": "2002"} if name == "Forward" else {}))
    return ""


def answers_late(delay: float, _app: CommandingApp, fields: dict[str, str]) -> str:
    """What is told: answer the call that rings by forwarding it, after some time outside."""
    sleep(delay)  # a slow app; nothing waits for it but the simulator
    return "<Forward Destination='2002'/>" if rings(fields) else ""


def seen_through(told: Told, *, waits: bool, clock: str = "virtual", phones: Phones = PHONES) -> CallResult:
    return place_call(
        CommandingApp(told),
        [pauses(8)],
        path="/in?pbx={pbx}",
        office=WATCHED,
        phones=phones,
        settings={"call_waits_for_result": waits, "ring_time": 3000.0},
        clock=clock,
        seed=1,
    )


def outcome(result: CallResult) -> tuple[list[tuple[str, int | None]], set[str]]:
    """The commands and their codes, and the numbers that were called."""
    called = {line.rpartition(" to ")[2] for line in result.transcript.lines() if " call from " in line}
    return sorted((one.name, one.code) for one in sent_commands(result.transcript)), called


@pytest.mark.parametrize("waits", [False, True], ids=["at once", "waits for the result"])
def test_commands_from_two_handlers_give_the_same_transcript_every_time(waits):
    def transcript() -> str:
        return "\n".join(seen_through(partial(commands, "Forward"), waits=waits).transcript.lines(detail=True))

    first, *others = [transcript() for _ in range(25)]

    assert "forwarded to 2002" in first
    assert [one for one in others if one != first] == []


@pytest.mark.parametrize("delay", [0.0, 0.001, 0.01, 0.05])
def test_how_long_an_app_takes_to_answer_changes_nothing(delay):
    """The call is forwarded while it rings, although a command waits until somebody answers."""
    result, at_once = (seen_through(partial(answers_late, seconds), waits=True) for seconds in (delay, 0.0))

    assert result.transcript.lines(detail=True) == at_once.transcript.lines(detail=True)
    assert outcome(result) == ([("Call", 200)], {"9000", "2001", "2002"})


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (partial(answers_late, 0.0), ([("Call", 200)], {"9000", "2001", "2002"})),
        (partial(commands, "Forward"), ([("Call", 200), ("Forward", 200)], {"9000", "2001", "2002"})),
        (partial(commands, "Hangup"), ([("Call", 402), ("Hangup", 200)], {"9000", "2001"})),
    ],
    ids=["answers", "forwards", "hangs up"],
)
def test_what_happens_while_a_command_waits_is_the_same_on_every_clock(clock, told, expected):
    """The other number rings for long; the app acts on it long before that is picked up."""
    assert outcome(seen_through(told, waits=True, clock=clock, phones=PATIENT_PHONES)) == expected


def test_an_app_that_does_one_thing_at_a_time_does_not_wait_for_ever():
    """While it waits for the command it takes no request, so the PBX waits for none of them any more."""
    turn = threading.Lock()

    class OneByOne(CommandingApp):
        def answer(self, path, fields):
            with turn:
                return super().answer(path, fields)

    result = place_call(
        OneByOne(lambda _, __: ""),
        [pauses(8)],
        path="/in?pbx={pbx}",
        office=WATCHED,
        phones=PHONES,
        settings={"call_waits_for_result": True, "notification_timeout": 10.0},
    )

    assert result.failures == []
    assert [(one.name, one.code) for one in sent_commands(result.transcript)] == [("Call", 200)]
    assert "5.0 [2001] call answered" in result.transcript.lines()
