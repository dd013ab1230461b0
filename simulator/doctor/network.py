"""Whether apps and the simulator can reach each other on this computer."""

from __future__ import annotations

import socket
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener, getproxies, proxy_bypass

from simulator.doctor.finding import Finding, bad, good, note
from simulator.drivers.asgi_server import AsgiApp, Message, Receive, Send
from simulator.drivers.serving import ServerThread
from simulator.errors import SimulatorError

HOST: Final = "127.0.0.1"
PBX_PORT: Final = 7780
"""Where the real PBX takes commands, and so does the simulator."""

_SECONDS: Final = 5.0
_DIRECT: Final = build_opener(ProxyHandler({}))


def loopback() -> Finding:
    """Whether a server on this computer can be reached."""
    try:
        with ServerThread(_greeting()) as server, _DIRECT.open(server.url, timeout=_SECONDS) as answer:
            answer.read()
    except (OSError, SimulatorError) as error:
        return bad(
            "loopback", f"a server at {HOST} cannot be reached: {error}", "let local connections through a firewall"
        )
    return good("loopback", f"a server at {HOST} can be reached")


def proxy() -> Finding:
    """Whether the environment sends programs to a proxy even for this computer."""
    proxies = getproxies()
    if "http" not in proxies:
        return good("proxy", "none is set")
    if proxy_bypass(HOST):
        return good("proxy", f"{proxies['http']} is not used for {HOST}")
    advice = f"set NO_PROXY={HOST},localhost: the simulator itself uses no proxy, but your app may, for RecordURL"
    return note("proxy", f"{proxies['http']} is used even for {HOST}", advice)


def pbx_port(port: int = PBX_PORT) -> Finding:
    """Whether the port is free, or who listens there."""
    subject = "port of the PBX"
    with socket.socket() as knocking:
        knocking.settimeout(_SECONDS)
        if knocking.connect_ex((HOST, port)) != 0:
            return good(subject, f"{port} is free")
    if _text(f"http://{HOST}:{port}/readyz") is not None:
        return note(subject, f"a simulator listens at {port} already", "a second one needs `serve --port`")
    answer = _text(f"http://{HOST}:{port}/?command=ListActiveCalls")
    if answer is not None and "<Response" in answer:
        return note(
            subject,
            f"a PBX answers at {port}, which is not this simulator",
            "`serve --port` takes another port than it",
        )
    return note(subject, f"another program listens at {port}", "stop it, or use `serve --port`")


def _text(url: str) -> str | None:
    """What stands at an address; None if nothing does."""
    try:
        with _DIRECT.open(url, timeout=_SECONDS) as answer:
            text: str = answer.read(10_000).decode("utf-8", errors="replace")
            return text
    except (OSError, HTTPError, URLError, ValueError):
        return None


def _greeting() -> AsgiApp:
    """An app that answers everything alike."""

    async def app(scope: Message, _receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hello"})

    return app
