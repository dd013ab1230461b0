"""What tests of commands share: a PBX with people on its lines, whose clock a test moves, and an app that sends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote_plus

import pytest
from lxml import etree

from simulator.http_api.execute import execute
from simulator.http_api.request import CommandRequest
from simulator.pbx import Pbx
from simulator.settings import Settings
from simulator.telephony.call import Call
from simulator.telephony.kernel import Process
from simulator.telephony.media import Clip
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.office import Office
from simulator.telephony.phone import Phone
from simulator.telephony.step import Step
from simulator.telephony.steps import HangsUp, Pauses
from tests.conftest import APP, Answers, CannedApp, CannedOutside, drive

EPOCH = datetime(2024, 5, 2, 9, 15, 30, tzinfo=UTC)

PATIENT = Phone(steps=(Pauses(80.0), HangsUp()), after=3.0)
"""Picks up after three seconds, and stays on the line for a long time."""

CLIPS = {"welcome.wav": Clip("welcome", "welcome.wav", 2.0), "click.wav": Clip("click", "click.wav", 0.1)}


@dataclass(frozen=True)
class Reply:
    """What the PBX has answered."""

    body: bytes

    @property
    def code(self) -> int:
        return int(self.text("Code"))

    @property
    def message(self) -> str:
        return self.text("Message")

    @property
    def lines(self) -> list[str]:
        return self.body.decode().split("\r\n")

    def text(self, path: str) -> str:
        """The text of the one element with a path."""
        (found,) = self.texts(path)
        return found

    def texts(self, path: str) -> list[str]:
        return [one.text or "" for one in etree.fromstring(self.body).findall(path)]

    def rows(self, path: str) -> list[dict[str, str]]:
        """The elements with a path, each as its children have it."""
        return [{child.tag: child.text or "" for child in one} for one in etree.fromstring(self.body).findall(path)]


@dataclass(frozen=True)
class Sending:
    """A command that has been sent; it may not be answered yet."""

    process: Process[bytes]

    @property
    def answered(self) -> bool:
        return not self.process.alive

    @property
    def reply(self) -> Reply:
        assert self.answered, "the PBX has not answered"
        return Reply(self.process.result())


class World:
    """A PBX whose clock is moved by hand."""

    def __init__(
        self,
        *,
        phones: Mapping[str, Phone | tuple[Phone, ...]] | None = None,
        office: Office | None = None,
        answers: Answers | None = None,
        problem: str = "",
        seed: int = 0,
        epoch: datetime = EPOCH,
        **settings,
    ) -> None:
        book = {number: one if isinstance(one, tuple) else (one,) for number, one in (phones or {}).items()}
        self.pbx = Pbx(Settings(**settings), seed=seed, epoch=epoch, phones=book, office=office or Office())
        self.pbx.transcript.origins[APP] = ""
        self.app = CannedApp(answers or (lambda _path, _fields: "<Response/>"))
        self.outside = CannedOutside(self.app, CLIPS, problem=problem)

    # -- people ------------------------------------------------------------------------------------------------------

    def calls(self, caller: str, to: str, *steps: Step) -> Call:
        """Somebody calls somebody, and hangs up after a minute and a half if nothing else is said."""
        return self.pbx.place_call(caller=caller, to=to, steps=steps or (Pauses(90.0), HangsUp()))

    @property
    def observed(self) -> list[ObservedCall]:
        return list(self.pbx.switchboard.observed.values())

    # -- time --------------------------------------------------------------------------------------------------------

    def at(self, instant: float) -> World:
        """Let time pass until an instant; what is due then has happened."""
        kernel = self.pbx.kernel
        kernel.settle()
        self._carry_out()
        while (deadline := kernel.next_deadline()) is not None and deadline <= instant:
            kernel.advance(deadline)
            self._carry_out()
        kernel.advance(instant)
        return self

    def finish(self) -> World:
        """Let everything come to its end."""
        drive(self.pbx, self.outside)
        return self

    def _carry_out(self) -> None:
        kernel = self.pbx.kernel
        while requests := kernel.take_effects():
            for request in requests:
                kernel.reply(request.id, self.outside.perform(request.effect), kernel.now)

    # -- the app -----------------------------------------------------------------------------------------------------

    def begin(self, request: CommandRequest) -> Sending:
        """Send a request, now."""
        process = self.pbx.kernel.spawn(execute(request, self.pbx.switchboard), "the app", "a command")
        self.pbx.kernel.settle()
        self._carry_out()
        return Sending(process)

    def ask(self, query: str | bytes, **request) -> Reply:
        """Send a query string that is answered at once."""
        raw = query.encode() if isinstance(query, str) else query
        return self.begin(CommandRequest(query=raw, **request)).reply

    def send(self, command: str, **parameters: str) -> Reply:
        """Send a command that is answered at once."""
        return self.ask(query_string(command, **parameters))

    # -- what came of it ---------------------------------------------------------------------------------------------

    def lines(self, *, detail: bool = False) -> list[str]:
        return self.pbx.transcript.lines(detail=detail)

    @property
    def requests(self) -> list[tuple[str, dict[str, str]]]:
        return self.app.requests


def query_string(command: str, **parameters: str) -> str:
    fields = {"command": command, **parameters}
    return "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items())


@pytest.fixture
def world():
    """Make a PBX: `world(phones={...}, office=Office(...), setting=value)`."""
    return World


@pytest.fixture
def talking():
    """Make a PBX on which 2000 and 2001 have been talking since second 3; it is second 10."""

    def talk(**options) -> World:
        made = World(**{"phones": {"2001": PATIENT, "2002": PATIENT}, **options})
        made.calls("2000", "2001")
        return made.at(10.0)

    return talk


@pytest.fixture
def ringing():
    """Make a PBX on which 2000 has been ringing at 2001 for one second."""

    def ring(**options) -> World:
        made = World(**{"phones": {"2001": PATIENT, "2002": PATIENT}, **options})
        made.calls("2000", "2001")
        return made.at(1.0)

    return ring
