"""Calls and short messages from Python: what `from simulator import ...` offers.

result = place_call("http://127.0.0.1:8000/incoming", [hears("message"), says("Hello, it is me."), stays_silent()])
assert result.recordings[0].end is RecordEnd.FINAL_TIMEOUT
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager

from simulator.drivers.call_result import CallResult
from simulator.drivers.clock import clock_from_text
from simulator.drivers.session import Session
from simulator.drivers.world import World
from simulator.errors import ScenarioError
from simulator.phones import PhoneLike, phone_book
from simulator.presets import preset_variables
from simulator.scenario.apps import App, Apps
from simulator.server.thread import serving_session
from simulator.settings import Settings, settings_with
from simulator.steps import checked_steps
from simulator.telephony.steps import Step
from simulator.telephony.variables import ArrayItem


def place_call(
    app: str | App,
    steps: Step | Iterable[Step] = (),
    *,
    path: str = "/",
    to: str = "9000",
    caller: str = "+3612345678",
    phones: Mapping[str, PhoneLike] | None = None,
    variables: Mapping[str, str] | None = None,
    arrays: Mapping[str, Sequence[ArrayItem]] | None = None,
    clock: str = "virtual",
    seed: int = 0,
    settings: Settings | Mapping[str, object] | None = None,
) -> CallResult:
    """Call an OzML app and see the call through to its end.

    Args:
        app: what is called: the address at which it takes IncomingCall, an ASGI or WSGI application, or the import
            path of one ("package.module:app"). An application is served over real HTTP meanwhile.
        steps: what the caller does.
        path: where an application takes IncomingCall, such as "/incoming"; an address has its path already.
        to: the number dialled.
        caller: the caller's number.
        phones: what happens at the numbers that the app calls, transfers to or writes to: see `simulator.phones`.
        variables: what the app's scripts find set, by name: `$name`.
        arrays: lists that they find set, for ForEach, by name; items are texts, or texts by name.
        clock: "virtual" (no time passes outside), "real", or a factor such as "x10".
        seed: of everything that is drawn by chance; the same seed gives the same call.
        settings: how the PBX behaves: `Settings(...)`, or values by name such as `{"ring_time": 30}`.

    Returns:
        What came of it. Mistakes of the app do not raise: see `result.problems` and `result.failures`.

    Raises:
        ScenarioError: the app's path, a number, a step, a phone, a variable, the clock or a setting makes no sense.
        AppError: the app cannot be started.
        RuntimeError: called from a coroutine; use `await place_call_async(...)` there.
    """
    return asyncio.run(
        place_call_async(
            app,
            steps,
            path=path,
            to=to,
            caller=caller,
            phones=phones,
            variables=variables,
            arrays=arrays,
            clock=clock,
            seed=seed,
            settings=settings,
        )
    )


async def place_call_async(
    app: str | App,
    steps: Step | Iterable[Step] = (),
    *,
    path: str = "/",
    to: str = "9000",
    caller: str = "+3612345678",
    phones: Mapping[str, PhoneLike] | None = None,
    variables: Mapping[str, str] | None = None,
    arrays: Mapping[str, Sequence[ArrayItem]] | None = None,
    clock: str = "virtual",
    seed: int = 0,
    settings: Settings | Mapping[str, object] | None = None,
) -> CallResult:
    """Like `place_call`, in a coroutine."""
    taken = checked_steps(steps)
    _check_texts(to=to, caller=caller)
    world = _world(app, phones, variables, arrays, clock, seed)
    async with _reached(app, path, _checked_settings(settings)) as (session, url):
        return await session.open_call(url, taken, to=to, caller=caller, world=world).run()


def receive_sms(
    app: str | App,
    text: str,
    *,
    path: str = "/",
    to: str = "9000",
    sender: str = "+3612345678",
    phones: Mapping[str, PhoneLike] | None = None,
    variables: Mapping[str, str] | None = None,
    arrays: Mapping[str, Sequence[ArrayItem]] | None = None,
    clock: str = "virtual",
    seed: int = 0,
    settings: Settings | Mapping[str, object] | None = None,
) -> CallResult:
    """Let a short message reach an OzML app, and see everything through that it sets going.

    Args:
        app: what is told of it: the address at which it takes IncomingSMS, or an application as in `place_call`.
        text: what the message says.
        path: where an application takes IncomingSMS; an address has its path already.
        to: the number of the app's extension.
        sender: who has sent it.
        phones: as in `place_call`, like everything that follows.
        variables: what scripts find set.
        arrays: lists that they find set.
        clock: the clock that all runs on.
        seed: of everything that is drawn by chance.
        settings: how the PBX behaves.

    Returns:
        What came of it: `result.outbox` has what the app has sent, `result.calls` the calls that it has placed.

    Raises:
        ScenarioError, AppError: as `place_call`.
        RuntimeError: called from a coroutine; use `await receive_sms_async(...)` there.
    """
    return asyncio.run(
        receive_sms_async(
            app,
            text,
            path=path,
            to=to,
            sender=sender,
            phones=phones,
            variables=variables,
            arrays=arrays,
            clock=clock,
            seed=seed,
            settings=settings,
        )
    )


async def receive_sms_async(
    app: str | App,
    text: str,
    *,
    path: str = "/",
    to: str = "9000",
    sender: str = "+3612345678",
    phones: Mapping[str, PhoneLike] | None = None,
    variables: Mapping[str, str] | None = None,
    arrays: Mapping[str, Sequence[ArrayItem]] | None = None,
    clock: str = "virtual",
    seed: int = 0,
    settings: Settings | Mapping[str, object] | None = None,
) -> CallResult:
    """Like `receive_sms`, in a coroutine."""
    _check_texts(text=text, to=to, sender=sender)
    world = _world(app, phones, variables, arrays, clock, seed)
    async with _reached(app, path, _checked_settings(settings)) as (session, url):
        return await session.open_sms(url, text, to=to, sender=sender, world=world).run()


def _world(
    app: str | App,
    phones: Mapping[str, PhoneLike] | None,
    variables: Mapping[str, str] | None,
    arrays: Mapping[str, Sequence[ArrayItem]] | None,
    clock: str,
    seed: int,
) -> World:
    _check_texts(clock=clock)
    return World(
        clock=clock_from_text(clock),
        seed=seed,
        phones=phone_book({} if phones is None else phones),
        variables=preset_variables(variables, arrays),
        hosted=not _is_address(app),
    )


@asynccontextmanager
async def _reached(app: str | App, path: str, settings: Settings | None) -> AsyncIterator[tuple[Session, str]]:
    """Open a session, and serve the app if that is wanted; gives the app's address too."""
    _check_app(app, path)
    async with Apps() as apps, serving_session(settings) as session:
        if isinstance(app, str):
            yield session, app if _is_address(app) else await apps.named(app) + path
        else:
            yield session, await apps.served(app) + path


def _is_address(app: str | App) -> bool:
    return isinstance(app, str) and "://" in app


def _check_app(app: object, path: object) -> None:
    """Refuse what cannot be called, and a path that could not be asked for.

    Raises:
        ScenarioError: there is no such app, or no such path.
    """
    if not isinstance(app, str) and not callable(app):
        raise ScenarioError(f"app: expected an address, an application or its import path 'module:app', not {app!r}")
    if not isinstance(path, str) or not path.startswith("/"):
        raise ScenarioError(f"path: expected a path that begins with '/', such as '/incoming', not {path!r}")
    if isinstance(app, str) and "://" in app and path != "/":
        raise ScenarioError(f"path: the address {app!r} has its path already; write {path!r} into it")


def _check_texts(**written: object) -> None:
    for name, value in written.items():
        if not isinstance(value, str):
            raise ScenarioError(f"{name}: expected a text, not {value!r}")


def _checked_settings(written: object) -> Settings | None:
    match written:
        case None | Settings():
            return written
        case Mapping():
            return settings_with(written, Settings(), where="settings")
        case _:
            raise ScenarioError(
                f"settings: expected Settings(...), or values by name such as {{'ring_time': 30}}, not {written!r}"
            )
