"""What makes sessions, and places calls in worlds of their own; each test with both clients."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from simulator import Settings, hears, says, stays_silent
from simulator.client import AsyncSimulator, ControlError, Simulator
from simulator.errors import ScenarioError
from simulator.phones import answers, busy
from simulator.telephony.office import ApiExtension, Office

MESSAGE = [hears("message"), says("Hello, it is me."), stays_silent()]


OZEKI_10 = {"dialect": "ozeki10"}


def names(simulator):
    return [one.id for one in simulator.sessions()]


def test_a_session_is_there_until_its_end(simulator, server):
    with simulator.session("mine") as session:
        assert (session.id, session.pbx_url) == ("mine", f"{server}/sessions/mine")
        assert names(simulator) == ["mine"]

    assert names(simulator) == []


def test_a_session_is_removed_when_the_test_fails(simulator):
    with pytest.raises(ZeroDivisionError), simulator.session("mine"):
        raise ZeroDivisionError

    assert names(simulator) == []


def test_a_session_that_somebody_else_has_removed_needs_no_end(simulator):
    with simulator.session() as session:
        session.remove()

    assert names(simulator) == []


def test_what_went_wrong_first_is_told_when_the_session_is_gone_too(simulator):
    with pytest.raises(ZeroDivisionError), simulator.session() as session:
        assert session.remove() or 1 / 0


def test_a_name_is_taken_once(simulator):
    with (
        simulator.session("mine"),
        pytest.raises(ControlError, match="there is a session 'mine' already") as caught,
        simulator.session("mine"),
    ):
        pass

    assert (caught.value.status, caught.value.type) == (409, "urn:ozeki-simulator:taken")


def test_a_session_begins_as_it_is_ordered(simulator, app, tmp_path):
    (tmp_path / "here.txt").write_text("from here")

    with simulator.session(
        office=Office(extensions={"9001": ApiExtension(f"{app}/list")}),
        phones={"4711": busy(), "4712": "no answer"},
        files={"Uploads/a.txt": "text", "Uploads/b.bin": b"\0\1", "Uploads/c.txt": tmp_path / "here.txt"},
        variables={"who": "Anna"},
        arrays={"voicemails": [{"from": "Bob"}]},
        clock="x1000",
        frozen=True,
        live=True,
        seed=7,
        settings=Settings(ring_time=30, file_folders=("Uploads",)),
        pbx_port=0,
    ) as session:
        report = session.read()
        call = session.place_call(to="9001")
        session.clock.run_until(text="From Bob")
        heard = call.read().heard
        settings = session.settings()

    assert heard[:2] == ["Hello Anna.", "From Bob"]
    assert (report.clock.clock, report.clock.frozen, report.live, report.seed) == ("x1000", True, True, 7)
    assert (settings.ring_time, settings.file_folders) == (30.0, ("Uploads",))
    assert not report.pbx_url.startswith(simulator.url)


def test_files_are_where_the_app_finds_them(simulator, tmp_path):
    (tmp_path / "here.txt").write_text("from here")
    files = {"Uploads/a.txt": "text", "Uploads/b.bin": b"\0\1", "Uploads/c.txt": tmp_path / "here.txt"}

    with simulator.session(files=files) as session:
        found = [Path(session.read().data_folder, name).read_bytes() for name in files]

    assert found == [b"text", b"\0\1", b"from here"]


def test_the_default_session_is_always_there(simulator, server):
    assert simulator.session_named().pbx_url == server


def test_a_session_that_is_not_there_is_not_found(simulator):
    with pytest.raises(ControlError, match="there is no session 'a b'"):
        simulator.session_named("a b")


def test_a_call_in_a_world_of_its_own_says_what_came_of_it(simulator, app):
    call = simulator.place_call(f"{app}/incoming", MESSAGE, to="9001", caller="2000", seed=1)
    report = call.wait()

    assert (report.failures, report.problems, report.error) == ([], [], None)
    assert (report.heard, report.ended_by, str(report.cause)) == (
        ["Leave a message.", "Thank you."],
        "pbx",
        "normal clearing",
    )
    assert (report.to, report.caller, report.number, report.seed) == ("9001", "2000", "2000", 1)
    assert [(one.end, one.format) for one in report.recordings] == [("final-timeout", "mp3")]
    assert [one.id for one in simulator.calls()] == [call.id]
    assert simulator.call(call.id).call_id == call.call_id


def test_what_the_app_sets_going_is_reported_with_the_call(simulator, app):
    phones = {"4711": answers(hears("It is me"), says("Fine"), sms="failed", sms_after=2)}
    call = simulator.place_call(f"{app}/callback", phones=phones)

    report = call.wait()

    (further,) = report.calls
    assert (further.number, further.answered, further.heard) == ("4711", True, ["It is me."])
    assert [(one.recipient, one.text, one.state) for one in report.outbox.sms] == [("4711", "Soon", "Failed")]
    assert call.outbox() == report.outbox
    (recording,) = further.recordings
    assert recording.data()[:4] == b"RIFF"


def test_a_message_in_a_world_of_its_own_says_what_came_of_it(simulator, app):
    message = simulator.send_sms(
        f"{app}/letters", "Hi", sender="4711", to="9001", variables={"who": "Anna"}, settings=OZEKI_10
    )

    report = message.wait()

    assert (report.kind, report.text, report.state, report.cause) == ("sms", "Hi", None, None)
    assert [(one.recipient, one.text) for one in message.outbox().emails] == [("anna@example.com", "From Anna")]
    assert [one.connection for one in message.outbox().messages] == ["admin@localhost"]
    assert ([one.id for one in simulator.messages()], simulator.calls()) == ([message.id], [])


def test_the_clock_of_a_call_is_chosen(simulator, app):
    call = simulator.place_call(f"{app}/menu", clock="x5", live=True, settings={"strict": False})
    assert call.read().clock == "x5"
    call.hang_up()

    assert call.wait().ended_by == "caller"


def test_steps_that_are_none_are_told_before_anything_is_sent(simulator):
    with pytest.raises(ScenarioError, match=r"step 2: expected a step .*; write stays_silent\(\)"):
        simulator.place_call("http://127.0.0.1:1/incoming", [hears("message"), stays_silent, "hangs_up"])


def test_several_threads_use_one_client(server, app):
    def work(number):
        with simulator.session() as session:
            call = session.place_call(MESSAGE, url=f"{app}/incoming", caller=str(number))
            return call.wait().failures, session.read().calls, call.read().caller

    with Simulator(server) as simulator, ThreadPoolExecutor(8) as pool:
        came = list(pool.map(work, range(16)))

    assert came == [([], 1, str(number)) for number in range(16)]


def test_several_tasks_use_one_client(server, app):
    async def work(simulator, number):
        async with simulator.session() as session:
            call = await session.place_call(MESSAGE, url=f"{app}/incoming", caller=str(number))
            return (await call.wait()).failures, (await session.read()).calls, (await call.read()).caller

    async def main():
        async with AsyncSimulator(server) as simulator:
            return await asyncio.gather(*(work(simulator, number) for number in range(16)))

    assert asyncio.run(main()) == [([], 1, str(number)) for number in range(16)]


def test_more_requests_wait_at_once_than_a_usual_pool_has_connections(server):
    async def main():
        async with AsyncSimulator(server) as simulator, simulator.session() as session:
            waiting = [asyncio.ensure_future(session.journal.wait_for(text="Hallo")) for _ in range(120)]
            await session.place_call(to="4711", caller="Hallo")
            return {entry.number for entry in await asyncio.gather(*waiting)}

    assert asyncio.run(main()) == {0}


def test_a_task_that_is_cancelled_leaves_no_session(server):
    async def main():
        async with AsyncSimulator(server) as simulator:
            made = asyncio.Event()

            async def work():
                async with simulator.session("cancelled"):
                    made.set()
                    await asyncio.Event().wait()

            task = asyncio.ensure_future(work())
            await made.wait()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return [one.id for one in await simulator.sessions()]

    assert "cancelled" not in asyncio.run(main())
