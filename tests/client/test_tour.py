"""Every operation of the API is reached by a method: what goes over the wire is held against the document."""

from __future__ import annotations

import re

import pytest

from simulator import hears
from simulator.server.control.api import control_api
from tests.client.awaited import Awaited

METHODS = ("get", "post", "patch", "delete", "put")


def operations():
    """What there is: (method, path) -> the operation's name."""
    paths = control_api().openapi()["paths"].items()
    return {
        (method.upper(), path): operation["operationId"]
        for path, described in paths
        for method, operation in described.items()
        if method in METHODS
    }


def reached(requests):
    """The names of the operations that requests have reached."""
    found = set()
    for (method, path), name in operations().items():
        pattern = re.compile(re.sub(r"{\w+}", "[^/]+", f"/control/v1{path}"))
        found |= {name for one in requests if one[0] == method and pattern.fullmatch(one[1])}
    return found


@pytest.fixture
def requests(simulator):
    """What the client sends: the method and the path of each request."""
    sent = []
    client = simulator.inner if isinstance(simulator, Awaited) else simulator

    def note(request):
        sent.append((request.method, request.url.path))

    async def note_later(request):
        note(request)

    client._transport._client.event_hooks["request"] = [note_later if client is not simulator else note]
    return sent


def test_every_operation_of_the_api_has_a_method(simulator, app, requests):
    simulator.reset()
    call = simulator.place_call(f"{app}/menu", clock="x5", live=True)
    acts_on_the_line(call)
    reads(call)
    call.outbox()
    simulator.send_sms(f"{app}/report", "Hi").wait()
    simulator.calls()
    simulator.sessions()
    with simulator.session(frozen=True, live=True) as session:
        session.read()
        session.place_call(to="2001", caller="2000", live=True)
        session.place_call(to="2001", caller="2000", live=True)
        callees = [one for one in session.calls() if one.number == "2001"]
        callees[0].reject()
        callees[1].answer()
        callees[1].hold()
        callees[1].unhold()
        acts_on_the_line(callees[1])
        reads(callees[1])
        session.send_sms("Hi", url=f"{app}/report").wait()
        session.active_calls()
        session.outbox()
        session.recordings()
        session.settings()
        steers_time(session)
        session.reset()

    assert reached(requests) | {"hold", "unhold"} == set(operations().values())


def acts_on_the_line(call):
    call.press("2")
    call.says("Hello")
    call.hang_up()


def reads(call):
    call.wait()
    call.lines()
    call.report()
    call.expect({"recordings": 0})
    call.recordings()
    with call.follow() as entries:
        list(entries)


def steers_time(session):
    session.clock.read()
    session.clock.thaw()
    session.clock.freeze()
    session.clock.advance(1)
    session.clock.run_until_idle()
    session.journal.entries()
    session.journal.wait_for(event="CallOffered")
    session.journal.never(1, notification="Error")
    with session.journal.follow() as entries:
        next(entries)


def test_a_person_in_a_world_of_its_own_puts_another_one_on_hold(simulator, app, requests):
    call = simulator.place_call(
        f"{app}/transfer", [hears("nobody")], clock="x100", live=True, phones={"4711": "answers"}
    )
    with call.follow() as entries:
        next(entry for entry in entries if entry.event == "PartiesConnected")

    call.hold()
    call.unhold()
    call.hang_up()
    call.wait()

    assert {"hold", "unhold"} <= reached(requests)
