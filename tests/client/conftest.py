"""What the tests of the client share: a real server, small apps, and both clients."""

from __future__ import annotations

import asyncio

import pytest

from simulator.client import AsyncSimulator, Simulator
from simulator.drivers.serving import ServerThread
from simulator.server.serve import serving
from simulator.settings import Settings
from tests.client.awaited import Awaited
from tests.server.conftest import SmallApp, TalkingApp, running


@pytest.fixture(scope="session")
def server():
    """The address of a server."""
    with serving(Settings(speech="pseudo")) as url:
        yield url


@pytest.fixture(scope="session")
def app():
    """The address of an app; `ANSWERS` of tests.server.conftest says what it answers."""
    with ServerThread(SmallApp()) as thread:
        yield thread.url


@pytest.fixture
def talking_app():
    with running(TalkingApp()) as app:
        yield app
    assert app.mistakes == []


@pytest.fixture(params=["blocking", "coroutines"])
def client_of(request):
    """Make a client of an address, of each kind in turn; it is closed at the end."""
    opened = []
    with asyncio.Runner() as runner:

        def make(url, **options):
            coroutines = request.param == "coroutines"
            client = Awaited(AsyncSimulator(url, **options), runner) if coroutines else Simulator(url, **options)
            opened.append(client)
            return client

        yield make
        for client in opened:
            client.close()


@pytest.fixture
def simulator(client_of, server):
    """A client, of each kind in turn, of a server that knows of nothing yet."""
    client = client_of(server)
    client.reset()
    return client


@pytest.fixture
def session(simulator):
    with simulator.session() as one:
        yield one
