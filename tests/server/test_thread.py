from __future__ import annotations

import asyncio
import threading
from contextlib import ExitStack
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from simulator.drivers.recordings import Archive
from simulator.drivers.serving import ServerThread
from simulator.errors import SimulatorError
from simulator.server.thread import recordings_server, serving_session
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
    with recordings_server(Archive()) as url:
        assert status(f"{url}/HttpRecordings/x.mp3") == 404


def test_several_servers_run_at_once_on_ports_of_their_own():
    with ExitStack() as stack:
        urls = {stack.enter_context(recordings_server(Archive())) for _ in range(5)}

        assert len(urls) == 5
        assert {status(f"{url}/") for url in urls} == {404}
    assert not [thread for thread in threading.enumerate() if thread.name in urls]


def test_a_port_in_use_is_an_error_that_says_what_to_do():
    with recordings_server(Archive()) as url:
        port = int(url.rpartition(":")[2])

        with pytest.raises(SimulatorError, match=f"^port {port} is in use; choose another with --port$"):
            recordings_server(Archive(), port=port).__enter__()


def test_a_port_is_free_again_at_once():
    with recordings_server(Archive()) as url:
        port = int(url.rpartition(":")[2])
        status(f"{url}/")

    with recordings_server(Archive(), port=port) as url:
        assert status(f"{url}/") == 404
