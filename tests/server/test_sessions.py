"""Sessions without HTTP: their limits, and that nothing of them stays."""

from __future__ import annotations

import asyncio
import gc
import sys
import weakref
from pathlib import Path

import pytest

from simulator.drivers.phone_system import PhoneSystem
from simulator.drivers.recordings import Archive
from simulator.drivers.session import Session
from simulator.drivers.world import World
from simulator.server import lone_calls, served_session, sessions
from simulator.server.control.calls import resource_of
from simulator.server.own_ports import OwnPorts
from simulator.server.served_session import FullError
from simulator.server.session_plan import PlannedFile, SessionPlan
from simulator.server.sessions import DEFAULT, Sessions, TakenError
from simulator.settings import Settings
from simulator.steps import says, stays_silent
from simulator.telephony.variables import Variables

PSEUDO = Settings(speech="pseudo")


def with_sessions(test):
    """Run a test, which is a coroutine function, with the sessions of a server."""

    async def run():
        archive = Archive("http://127.0.0.1:1")
        ports = OwnPorts("127.0.0.1", archive)
        async with Session(PSEUDO, archive) as simulator, Sessions(simulator, ports) as opened:
            return await test(opened)

    return asyncio.run(run())


async def use(session):
    """A call that nobody answers, as far as it goes, which leaves a journal and a recording of nothing."""
    call = session.place("", [says("Hello"), stays_silent(1)], to="4711", caller="1", variables=Variables(), live=False)
    await call.wait(10)
    assert call.over


def test_hundreds_of_sessions_leave_nothing_behind():
    """Phone systems, files and shelves of recordings are gone, and the number of all objects is what it was."""
    alive, folders = weakref.WeakSet(), set()

    async def rounds(opened, number):
        for _ in range(number):
            session = await opened.open(plan=SessionPlan(own_folder=True, files={"a.txt": PlannedFile(b"x")}))
            folders.add(session.settings.data_folder)
            alive.add(session.phone)
            await use(session)
            await opened.remove(session)

    async def test(opened):
        await rounds(opened, 20)  # what is made once is made
        gc.collect()
        before = len(gc.get_objects())
        await rounds(opened, 300)
        gc.collect()
        return len(gc.get_objects()) - before, len(alive), list(opened.simulator.archive._shelves)

    more, left, shelves = with_sessions(test)

    assert left == 0
    assert shelves == []
    assert len(folders) == 320
    assert not any(Path(folder).exists() for folder in folders)
    assert more < 100  # far less than one object for each session


def test_a_reset_leaves_nothing_of_the_phone_system_before():
    async def test(opened):
        session = await opened.open()
        before = [weakref.ref(session.phone)]
        for _ in range(20):
            await use(session)
            await session.reset()
            before.append(weakref.ref(session.phone))
        gc.collect()
        return [one() for one in before[:-1]]

    assert with_sessions(test) == [None] * 20


def test_there_are_only_so_many_sessions(monkeypatch):
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 2)

    async def test(opened):
        first = await opened.open("first")
        await opened.open("second")
        with pytest.raises(FullError, match=r"^there are 2 sessions, which is the limit; remove some$"):
            await opened.open("third")
        await opened.remove(first)
        return (await opened.open("third")).name

    assert with_sessions(test) == "third"


def test_a_name_that_is_being_opened_is_taken():
    """Its files are written in a thread meanwhile."""
    plan = SessionPlan(own_folder=True, files={"a.txt": PlannedFile(b"x")})

    async def test(opened):
        one, other = await asyncio.gather(opened.open("a", plan), opened.open("a", plan), return_exceptions=True)
        return one.name, other

    name, refused = with_sessions(test)

    assert name == "a"
    assert isinstance(refused, TakenError)


def test_the_default_session_may_be_made_as_somebody_wants_it():
    async def test(opened):
        made = await opened.open(DEFAULT, SessionPlan(seed=17))
        return made is await opened.get_or_default(DEFAULT), made.seed, made.pbx_url

    assert with_sessions(test) == (True, 17, "http://127.0.0.1:1")


def test_a_session_takes_only_so_many_calls(monkeypatch):
    monkeypatch.setattr(served_session, "MOST_CALLS", 3)

    async def test(opened):
        session = await opened.open("busy")
        for _ in range(3):
            await use(session)
        with pytest.raises(FullError, match=r"^3 calls and messages have been placed in 'busy'; reset it$"):
            await use(session)
        await session.reset()
        await use(session)

    with_sessions(test)


def test_a_call_is_read_without_a_look_at_the_others():
    """The functions that are called meanwhile are counted."""

    async def test(opened):
        session = await opened.open()
        await use(session)
        first, _ = session.calls
        counts = []
        for _ in range(2):
            resource_of(session.get(first.id), "")  # what is new by then is put where it is found
            counts.append(functions_called(lambda: (resource_of(session.get(first.id), ""), session.number_of_calls)))
            for _ in range(100):
                await use(session)
        return counts, session.number_of_calls, len(session.calls)

    (alone, among_others), number, listed = with_sessions(test)

    assert alone > 10
    assert among_others < alone + 50  # far less than one for each of the two hundred others
    assert number == listed == 402  # with the phones that were called


def functions_called(action):
    """How many functions are called in an action, those aside that take garbage of others apart."""
    number = 0

    def count(_, event, __):
        nonlocal number
        number += event in ("call", "c_call")

    before = sys.getprofile()
    gc.disable()
    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(before)
        gc.enable()
    return number


def test_a_journal_has_an_end(monkeypatch):
    monkeypatch.setattr(served_session, "MOST_ENTRIES", 5)

    async def test(opened):
        session = await opened.open("long")
        await use(session)
        with pytest.raises(FullError, match=r"^the journal of the session 'long' has more than 5 entries; reset it$"):
            await use(session)

    with_sessions(test)


def test_the_oldest_lone_calls_that_are_over_are_forgotten(monkeypatch):
    monkeypatch.setattr(lone_calls, "MOST_KEPT", 3)

    async def test(opened):
        placed = []
        for _ in range(5):
            call = opened.lone_calls.place("http://127.0.0.1:9/", [], to="9000", caller="1", world=World(), seed=None)
            await call.wait(10)
            placed.append(call.id)
        return placed, [call.id for call in opened.lone_calls]

    placed, left = with_sessions(test)

    assert left == placed[2:]


def test_seeds_that_somebody_has_chosen_are_not_given_to_others():
    async def test(opened):
        chosen = await opened.open(plan=SessionPlan(seed=2))
        return chosen.seed, [(await opened.open()).seed for _ in range(3)]

    assert with_sessions(test) == (2, [1, 3, 4])


def test_a_session_that_cannot_begin_is_not_there():
    plan = SessionPlan(own_folder=True, files={"a": PlannedFile(copy_of=Path("/nowhere"))}, port=0)

    async def test(opened):
        with pytest.raises(Exception, match="/nowhere"):
            await opened.open("a", plan)
        return opened.get("a"), (await opened.open("a")).there

    assert with_sessions(test) == (None, True)


def test_phone_systems_are_closed_at_the_end():
    phones: list[PhoneSystem] = []

    async def test(opened):
        phones.append((await opened.open()).phone)
        phones.append((await opened.get_or_default(DEFAULT)).phone)

    with_sessions(test)

    assert [phone.closed for phone in phones] == [True, True]
