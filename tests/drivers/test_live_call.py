"""What comes of a world in which more happens than one call: further calls, requests, the history of the PBX."""

from __future__ import annotations

import asyncio

from simulator.drivers.listed_call import ListedCall
from simulator.drivers.serving import ServerThread
from simulator.drivers.session import Session
from simulator.drivers.world import World
from simulator.settings import Settings
from simulator.steps import hangs_up, hears, pauses, says
from simulator.telephony.app_request import AppRequest
from simulator.telephony.call_states import Direction, SessionState
from simulator.telephony.phone import Phone, PhoneOutcome

ANNA = Phone(steps=(says("Anna speaking"), hears("Hello"), hangs_up()))
PHONES = {"2001": (ANNA, Phone(PhoneOutcome.BUSY))}


async def app(scope, receive, send):
    assert scope["type"] == "http"
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


def test_a_result_has_further_calls_the_history_and_what_was_heard_at_each_number():
    async def run():
        async with Session(Settings(speech="pseudo")) as session:
            live = session.open_call(
                "", [hears("Anna"), says("Hello")], to="2001", caller="2000", world=World(phones=PHONES)
            )
            live.phone.place_call("", [pauses(1)], to="20-01", caller="2002", at=1.0)
            return await live.run()

    result = asyncio.run(run())

    assert [(one.number, one.answered) for one in (result, *result.further)] == [("2000", True), ("2002", False)]
    assert [(one.number, str(one.cause)) for one in result.calls] == [
        ("2001", "normal clearing"),
        ("20-01", "user busy"),
    ]
    assert result.heard_by("2001") == ["Hello"]
    assert result.heard_by("2000") == ["Anna speaking"]
    first, second = result.history
    state, talked = SessionState.CALLEE_HUNG_UP, first.talk_seconds
    assert first == ListedCall(result.id, "2000", "2001", "2001", "2000", Direction.INTERNAL, state, 0.0, talked)
    assert 0 < talked < 3
    assert (second.source, second.state, second.began_at) == ("2002", SessionState.BUSY, 1.0)


def test_a_world_may_begin_with_a_request_to_the_app():
    async def run(url):
        async with Session() as session:
            world = World(app_url=f"{url}/", hosted=True)
            return await session.open_request(AppRequest("GET", f"{url}/remind?number=4711"), world=world).run()

    with ServerThread(app) as server:
        result = asyncio.run(run(server.url))

    assert result.failures == []
    assert result.transcript.lines(detail=True) == [
        "0.0 GET http://app/remind?number=4711",
        "0.0 200 no content type, 7 bytes",
    ]
    assert (result.number, result.ended_by, result.commands) == ("", None, [])
