"""Calls from Python: what `from simulator import ...` offers.

result = place_call("http://127.0.0.1:8000/incoming", [hears("message"), says("Hello, it is me."), stays_silent()])
assert result.recordings[0].end is RecordEnd.FINAL_TIMEOUT
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulator.drivers.clock import clock_from_text
from simulator.drivers.session import CallResult, World
from simulator.scenario.apps import App, Apps
from simulator.server.thread import serving_session
from simulator.settings import Settings
from simulator.telephony.steps import Step

if TYPE_CHECKING:
    pass


def place_call(
    app: str | App,
    steps: Sequence[Step] = (),
    *,
    path: str = "/",
    to: str = "9000",
    caller: str = "+3612345678",
    clock: str = "virtual",
    seed: int = 0,
    settings: Settings | None = None,
) -> CallResult:
    """Call an OzML app and see the call through to its end.

    Args:
        app: what is called: the address at which it takes IncomingCall, an ASGI or WSGI application, or the import
            path of one ("package.module:app"). An application is served over real HTTP meanwhile.
        steps: what the caller does.
        path: where an application takes IncomingCall; an address has its path already.
        to: the number dialled.
        caller: the caller's number.
        clock: "virtual" (no time passes outside), "real", or a factor such as "x10".
        seed: of everything that is drawn by chance; the same seed gives the same call.
        settings: how the PBX behaves.

    Returns:
        What came of it. Mistakes of the app do not raise: see `result.problems` and `result.failures`.

    Raises:
        ScenarioError: a step, the clock or a setting makes no sense.
        AppError: the app cannot be started.
        RuntimeError: called from a coroutine; use `await place_call_async(...)` there.
    """
    return asyncio.run(
        place_call_async(app, steps, path=path, to=to, caller=caller, clock=clock, seed=seed, settings=settings)
    )


async def place_call_async(
    app: str | App,
    steps: Sequence[Step] = (),
    *,
    path: str = "/",
    to: str = "9000",
    caller: str = "+3612345678",
    clock: str = "virtual",
    seed: int = 0,
    settings: Settings | None = None,
) -> CallResult:
    """Like `place_call`, in a coroutine."""
    chosen = clock_from_text(clock)
    async with Apps() as apps, serving_session(settings) as session:
        hosted = not (isinstance(app, str) and "://" in app)
        url = await _hosted(app, apps) + path if hosted else str(app)
        call = session.open_call(url, steps, to=to, caller=caller, world=World(clock=chosen, seed=seed, hosted=hosted))
        return await call.run()


async def _hosted(app: str | App, apps: Apps) -> str:
    return await apps.named(app) if isinstance(app, str) else await apps.served(app)
