"""An app behind real HTTP which does something to the phone system while that waits for its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from math import inf

from simulator.drivers.phone_system import PhoneSystem
from simulator.drivers.serving import ServerThread
from simulator.drivers.session import Session
from simulator.drivers.world import World
from simulator.settings import Settings
from simulator.telephony.call import Call, CallState
from simulator.telephony.events import CallAnswered, CallEnded, Event
from simulator.telephony.kernel import Steps, Wait
from simulator.telephony.outbound import CallOrder
from simulator.telephony.transcript import Entry

Meanwhile = Callable[[PhoneSystem], Awaitable[object]]

PSEUDO = Settings(speech="pseudo")


class InjectingApp:
    """Answers by path. What stands under a path in `meanwhile` is done first, in the loop of the phone system."""

    def __init__(self, answers: Mapping[str, str], meanwhile: Mapping[str, Meanwhile] | None = None) -> None:
        self.answers = answers
        self.meanwhile = meanwhile or {}
        self.phone: PhoneSystem | None = None
        self.url = ""
        self.asked: list[str] = []
        self.results: list[object] = []

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return
        while (await receive()).get("more_body"):
            pass
        path = scope["path"]
        self.asked.append(path)
        if path in self.meanwhile and self.phone is not None:
            phone, meanwhile = self.phone, self.meanwhile[path]
            self.results.append(await asyncio.wrap_future(phone.from_thread(lambda: meanwhile(phone))))
        answer = f"<Response>{self.answers[path]}</Response>".encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
        await send({"type": "http.response.body", "body": answer})


@asynccontextmanager
async def opened(app: InjectingApp, **world):
    """A phone system, and the address of an app that knows it."""
    with ServerThread(app) as server:
        async with Session(PSEUDO) as session, session.open(World(hosted=True, **world)) as phone:
            app.phone, app.url = phone, server.url
            yield phone, server.url


def rings_until_answered(phone: PhoneSystem, number: str = "4711") -> Steps[float]:
    """A command: call a number, wait until it is picked up; the instant at which it is."""
    call = phone.pbx.switchboard.place_call(number, CallOrder(ring_time=60), extension="9000")
    while call.state is CallState.RINGING:
        yield Wait(call, (CallAnswered, CallEnded))
    return phone.pbx.kernel.now


def waits(seconds: float, topic: object = None) -> Steps[str]:
    """A command: let so much time pass."""
    yield Wait(topic, (), seconds)
    return "waited"


def waits_for(call: Call, *events: type[Event], until: float = inf) -> Steps[Event | None]:
    """A command: wait for something on a call."""
    return (yield from call.wait(*events, until=until))


def is_a(*kinds: type[Event]) -> Callable[[Entry], bool]:
    """Whether an entry is about one of some kinds of event."""
    return lambda entry: isinstance(entry.event, kinds)
