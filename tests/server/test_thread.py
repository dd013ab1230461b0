from __future__ import annotations

import asyncio
import re
import threading
from contextlib import ExitStack
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from simulator.drivers.ports import free_port
from simulator.drivers.serving import ServerThread
from simulator.drivers.session import Session
from simulator.drivers.world import World
from simulator.errors import ScenarioError, SimulatorError
from simulator.server.thread import pbx_server, serving_session
from simulator.settings import Settings
from simulator.steps import hears, pauses, says, stays_silent
from tests.server.conftest import download


def status(url: str) -> int:
    try:
        with urlopen(url, timeout=5) as answer:
            return answer.status
    except HTTPError as error:
        with error:
            return error.code


def test_recordings_can_be_downloaded_while_a_session_is_open(small_app):
    async def run():
        with ServerThread(small_app) as app:
            async with serving_session(Settings(speech="pseudo")) as session:
                steps = [hears("message"), pauses(0.5), says("Hello"), stays_silent()]
                result = await session.open_call(f"{app.url}/incoming", steps).run()
                (recording,) = result.recordings
                return recording, await asyncio.to_thread(download, recording.url)

    recording, data = asyncio.run(run())

    assert data == recording.data()
    assert small_app.downloads[recording.finished.call_id] == data


def test_an_empty_archive_has_nothing():
    with pbx_server(Session()) as url:
        assert status(f"{url}/HttpRecordings/x.mp3") == 404


def test_several_servers_run_at_once_on_ports_of_their_own():
    with ExitStack() as stack:
        urls = {stack.enter_context(pbx_server(Session())) for _ in range(5)}

        assert len(urls) == 5
        assert {status(f"{url}/") for url in urls} == {404}
    assert not [thread for thread in threading.enumerate() if thread.name in urls]


def test_a_port_in_use_is_an_error_that_says_what_to_do():
    with pbx_server(Session()) as url:
        port = int(url.rpartition(":")[2])

        with pytest.raises(SimulatorError, match=f"^port {port} is in use; choose another with --port$"):
            pbx_server(Session(), port=port).__enter__()


def test_a_port_is_free_again_at_once():
    with pbx_server(Session()) as url:
        port = int(url.rpartition(":")[2])
        status(f"{url}/")

    with pbx_server(Session(), port=port) as url:
        assert status(f"{url}/") == 404


# -- commands --------------------------------------------------------------------------------------------------------


def code(url: str, data: bytes | None = None) -> int:
    """Send a command; the code of the answer."""
    with urlopen(Request(url, data), timeout=5) as answer:
        assert answer.headers["Content-Type"] == "application/xml"
        return int(re.search(r"<Code>(\d+)</Code>", answer.read().decode())[1])


async def commanded(*requests: tuple[str, bytes | None]) -> list[int]:
    """Send commands to a PBX that is open; `{pbx}` stands for its address."""
    async with serving_session(Settings(speech="pseudo")) as session:
        shelf = session.free_shelf()
        async with session.open(World(shelf=shelf)) as phone:
            base = phone.shelf.base_url
            return [await asyncio.to_thread(code, path.replace("{pbx}", base), data) for path, data in requests]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("{pbx}/?command=ListActiveCalls", None),
        ("{pbx}?command=ListActiveCalls", None),
        ("{pbx}/command=ListActiveCalls", None),
        ("{pbx}", b"command=ListActiveCalls"),
        ("{pbx}/any/path", b"command=ListActiveCalls"),
    ],
)
def test_a_pbx_takes_commands_below_its_address(path, data):
    assert asyncio.run(commanded((path, data))) == [200]


def test_each_pbx_has_its_own_calls():
    async def run():
        async with (
            serving_session(Settings(speech="pseudo")) as session,
            session.open(World()) as first,
            session.open(World()) as second,
        ):
            await asyncio.to_thread(code, f"{first.shelf.base_url}/?command=Call&Dialed=4711")
            return [[call.dialled for call in phone.pbx.calls] for phone in (first, second)]

    assert asyncio.run(run()) == [["4711"], []]


def test_an_address_without_a_pbx_is_not_found():
    with pbx_server(Session()) as url:
        assert status(f"{url}/7/?command=ListActiveCalls") == 404


def test_a_pbx_that_is_over_takes_no_commands():
    async def run():
        async with serving_session(Settings(speech="pseudo")) as session:
            phone = session.open(World())
            await phone.close()
            return await asyncio.to_thread(status, f"{phone.shelf.base_url}/?command=ListActiveCalls")

    assert asyncio.run(run()) == 503


def test_a_pbx_with_a_port_of_its_own_is_alone_there():
    port = free_port()

    async def run():
        async with serving_session(Settings(speech="pseudo")) as session:
            shelf = session.free_shelf()
            async with session.own_port(shelf, port), session.open(World(shelf=shelf)) as phone:
                commands = ["/?command=ListActiveCalls", "/HttpRecordings/none.mp3"]
                found = [await asyncio.to_thread(status, f"http://127.0.0.1:{port}{path}") for path in commands]
                return phone.shelf.base_url, found

    assert asyncio.run(run()) == (f"http://127.0.0.1:{port}", [200, 404])


def test_a_port_that_is_taken_is_told():
    async def run(session):
        async with session.own_port("1", port):
            raise AssertionError("there is no such port")

    with pbx_server(Session()) as url:
        port = int(url.rpartition(":")[2])

        async def opened():
            async with serving_session() as session:
                await run(session)

        with pytest.raises(ScenarioError, match=f"^the port of the PBX: port {port} is in use$"):
            asyncio.run(opened())


def test_a_session_that_nobody_serves_has_no_ports():
    with pytest.raises(ScenarioError, match=r"^port 7780: nothing here serves PBXs on the network$"):
        Session().own_port("1", 7780)
