"""A wait for a client ends with the client, over real HTTP."""

from __future__ import annotations

import asyncio
import threading
from contextlib import closing
from http.client import HTTPConnection

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from simulator.drivers.serving import ServerThread
from simulator.server.pbx_endpoint import PbxEndpoint


class SlowPbx:
    """Takes any command, and carries it out when it may go on."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.abandoned = threading.Event()
        self.may_go_on = threading.Event()

    async def carry_out(self, command) -> bytes:
        self.began.set()
        try:
            await asyncio.to_thread(self.may_go_on.wait, 10)
        except asyncio.CancelledError:
            self.abandoned.set()
            raise
        if command.query == b"command=Fails":
            raise LookupError("who?")
        return b"done"


@pytest.fixture
def pbx():
    return SlowPbx()


@pytest.fixture
def connect(pbx):
    async def find(_):
        return pbx

    with ServerThread(Starlette(routes=[Route("/", PbxEndpoint(find))])) as server:
        yield lambda: closing(HTTPConnection(server.url.removeprefix("http://"), timeout=10))


def test_a_command_whose_client_goes_away_is_abandoned(pbx, connect):
    with connect() as line:
        line.request("GET", "/?command=Call")
        assert pbx.began.wait(10)
        assert not pbx.abandoned.is_set()

    assert pbx.abandoned.wait(10)
    pbx.may_go_on.set()


@pytest.mark.parametrize(
    ("command", "status", "body"), [("Call", 200, b"done"), ("Fails", 500, b"Internal Server Error")]
)
def test_a_client_that_stays_gets_what_comes_of_it(pbx, connect, command, status, body):
    with connect() as line:
        line.request("GET", f"/?command={command}")
        assert pbx.began.wait(10)
        pbx.may_go_on.set()
        answer = line.getresponse()

        assert (answer.status, answer.read()) == (status, body)
    assert not pbx.abandoned.is_set()
