"""Every session of a server. One named `default` is always there: its PBX is what apps reach without any path.

This file does not know about HTTP.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import count
from types import TracebackType
from typing import Final, Protocol, Self
from urllib.parse import urlsplit

from simulator.drivers.session import Session
from simulator.errors import SimulatorError
from simulator.server.lone_calls import LoneCalls
from simulator.server.seeds import Seeds
from simulator.server.served_session import FullError, ServedSession
from simulator.server.session_plan import USUAL_PLAN, SessionPlan

DEFAULT: Final = "default"

MOST_SESSIONS: Final = 1_000
"""Sessions at once, beside that named `default`."""


class TakenError(SimulatorError):
    """There is a session of that name already."""


class Ports(Protocol):
    """Where sessions get ports of their own."""

    async def open(self, session: ServedSession, port: int) -> int:
        """Serve the PBX of a session at a port, 0 being a free one; which one it is.

        Raises:
            SimulatorError: it is in use, or cannot be had.
        """
        ...

    async def close(self, port: int) -> None:
        """Serve nothing there any more."""
        ...


class Sessions:
    """The sessions of one server, and the calls that have a world of their own. An asynchronous context manager.

    Args:
        simulator: where their phone systems come from; its archive knows the address of the server.
        ports: where sessions get ports of their own.
        default: how the session named `default` begins.
    """

    def __init__(self, simulator: Session, ports: Ports, default: SessionPlan = USUAL_PLAN) -> None:
        self.simulator = simulator
        self._default = default
        self._ports = ports
        self._seeds = Seeds()
        self.lone_calls = LoneCalls(simulator, self._seeds)
        self._sessions: dict[str, ServedSession] = {}
        self._opening: set[str] = set()
        self._numbers = count(1)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.reset()

    def __iter__(self) -> Iterator[ServedSession]:
        return iter(self._sessions.values())

    def get(self, name: str) -> ServedSession | None:
        """The session of a name, if there is one."""
        return self._sessions.get(name)

    async def get_or_default(self, name: str) -> ServedSession | None:
        """The session of a name, if there is one; that named `default` is made if need be."""
        if name == DEFAULT and DEFAULT not in self._sessions and DEFAULT not in self._opening:
            await self.open(DEFAULT, self._default)
        return self._sessions.get(name)

    async def open(self, name: str | None = None, plan: SessionPlan = USUAL_PLAN) -> ServedSession:
        """Make a session.

        Args:
            name: its name; a free one if not given.
            plan: how it begins.

        Raises:
            TakenError: there is one of that name.
            FullError: there are too many; that named `default` does not count.
            ScenarioError: the plan cannot be followed.
            SimulatorError: the port cannot be had.
        """
        chosen = self._free_name() if name is None else name
        if chosen in self._sessions or chosen in self._opening:
            raise TakenError(f"there is a session {chosen!r} already")
        if chosen != DEFAULT and len((self._sessions.keys() | self._opening) - {DEFAULT}) >= MOST_SESSIONS:
            raise FullError(f"there are {MOST_SESSIONS} sessions, which is the limit; remove some")
        self._opening.add(chosen)
        try:
            session = self._sessions[chosen] = await self._opened(chosen, plan)
        finally:
            self._opening.discard(chosen)
        return session

    async def remove(self, session: ServedSession) -> None:
        """End a session, and forget everything about it. No app is told."""
        if self._sessions.get(session.name) is session:
            del self._sessions[session.name]
        await self._close(session)

    async def reset(self) -> None:
        """End and forget everything."""
        sessions, self._sessions = list(self._sessions.values()), {}
        await asyncio.gather(self.lone_calls.reset(), *(self._close(session) for session in sessions))

    async def _opened(self, name: str, plan: SessionPlan) -> ServedSession:
        seed = self._seeds.take() if plan.seed is None else self._seeds.note(plan.seed)
        shelf = "" if name == DEFAULT else f"sessions/{name}"
        base_url = self.simulator.archive.base_url
        pbx_url = f"{base_url}/{shelf}" if shelf else base_url
        session = ServedSession(name, plan, self.simulator, seed=seed, pbx_url=pbx_url, shelf=shelf)
        if plan.port is not None:
            session.port = await self._ports.open(session, plan.port)
            session.pbx_url = _with_port(base_url, session.port)
        try:
            await session.open()
        except BaseException:
            await self._close(session)
            raise
        return session

    async def _close(self, session: ServedSession) -> None:
        await session.close()  # first: commands that wait are answered
        if session.port is not None:
            await self._ports.close(session.port)

    def _free_name(self) -> str:
        names = (f"s{number}" for number in self._numbers)
        return next(name for name in names if name not in self._sessions and name not in self._opening)


def _with_port(url: str, port: int) -> str:
    """An address with another port, and without a path."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}:{port}"
