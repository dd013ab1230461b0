"""Sets a test up on a session: the world with whole addresses, and everything that happens in it by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial

from simulator.drivers.further_call import FurtherCall
from simulator.drivers.live_call import LiveCall
from simulator.drivers.session import Session
from simulator.drivers.world import World
from simulator.scenario.addresses import Neighbours
from simulator.scenario.written_request import WrittenRequest
from simulator.telephony.step import Step


@dataclass(frozen=True, slots=True)
class Stage:
    """Where one test takes place; `staged` makes it.

    Args:
        session: where the phone system comes from.
        neighbours: where the app and the PBX are found.
        world: everything else that there is.
    """

    session: Session
    neighbours: Neighbours
    world: World

    def call(self, steps: Sequence[Step], *, to: str, caller: str) -> LiveCall:
        """Begin with a call."""
        return self.session.open_call("", steps, to=to, caller=caller, world=self.world)

    def sms(self, text: str, *, to: str, sender: str) -> LiveCall:
        """Begin with a short message.

        Raises:
            ScenarioError: no app is known that could be told of it.
        """
        return self.session.open_sms("", text, to=to, sender=sender, world=self.world)

    def request(self, request: WrittenRequest) -> LiveCall:
        """Begin with a request to the app."""
        return self.session.open_request(request.between(self.neighbours), world=self.world)

    def further(self, live: LiveCall, calls: Iterable[FurtherCall], requests: Iterable[WrittenRequest] = ()) -> None:
        """Let other people call, and other requests reach the app, each when its time has come."""
        phone = live.phone
        for call in calls:
            phone.place_call("", call.steps, to=call.to, caller=call.caller, at=call.at)
        for request in requests:
            phone.act(partial(phone.pbx.send_request, request.between(self.neighbours)))


@asynccontextmanager
async def staged(
    session: Session, world: World, *, app_url: str, to: str, port: int | None = None
) -> AsyncIterator[Stage]:
    """Set a test up.

    Args:
        session: where its phone system comes from.
        world: everything that there is; addresses of its office may be relative to the app.
        app_url: where the app takes IncomingCall; it may hold `{pbx}`.
        to: the number of the app, if the office names no extensions.
        port: the one at which the PBX takes commands; one of the session if not given.

    Raises:
        ScenarioError: the port cannot be had.
    """
    shelf = session.free_shelf()
    if port is None:
        yield _stage(session, world, app_url, to, shelf)
    else:
        async with session.own_port(shelf, port):
            yield _stage(session, world, app_url, to, shelf)


def _stage(session: Session, world: World, app_url: str, to: str, shelf: str) -> Stage:
    pbx_url = session.archive.shelf(shelf).base_url
    neighbours = Neighbours(Neighbours(app_url, pbx_url).filled(app_url), pbx_url)
    office = neighbours.whole_office(world.office, world.phones, to)
    return Stage(session, neighbours, replace(world, office=office, shelf=shelf, app_url=neighbours.app_url))
