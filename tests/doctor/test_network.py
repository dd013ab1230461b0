"""Who listens where, and what stands between apps and the simulator."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from simulator.doctor import network
from simulator.doctor.finding import Verdict
from simulator.drivers.ports import free_port
from simulator.drivers.serving import ServerThread
from simulator.server.serve import serving
from simulator.settings import Settings

PROXIES = ("HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy")


@pytest.fixture
def environment(monkeypatch):
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_a_server_here_is_reached_whatever_proxy_is_set(environment):
    environment.setenv("HTTP_PROXY", "http://127.0.0.1:1")

    assert network.loopback().verdict is Verdict.OK


def test_a_proxy_that_is_used_even_for_this_computer_is_told(environment):
    environment.setenv("http_proxy", "http://proxy.example:3128")

    found = network.proxy()

    assert found.verdict is Verdict.NOTE
    assert "NO_PROXY=127.0.0.1,localhost" in found.advice


def test_a_proxy_that_is_not_used_for_this_computer_does_no_harm(environment):
    environment.setenv("http_proxy", "http://proxy.example:3128")
    environment.setenv("no_proxy", "127.0.0.1,localhost")

    assert network.proxy().verdict is Verdict.OK


def test_a_free_port_is_free():
    port = free_port()

    assert network.pbx_port(port).text == f"{port} is free"


def test_a_simulator_that_listens_already_is_recognized():
    with serving(Settings(speech="pseudo")) as url:
        port = urlsplit(url).port

        assert network.pbx_port(port).text == f"a simulator listens at {port} already"


@pytest.mark.parametrize(
    ("body", "told"), [("<Response><Code>304</Code></Response>", "a PBX answers"), ("hello", "another program")]
)
def test_a_pbx_is_told_from_another_program(body, told):
    async def app(scope, _receive, send):
        found = scope["path"] == "/"
        await send({"type": "http.response.start", "status": 200 if found else 404, "headers": []})
        await send({"type": "http.response.body", "body": body.encode() if found else b""})

    with ServerThread(app) as server:
        assert network.pbx_port(urlsplit(server.url).port).text.startswith(told)
