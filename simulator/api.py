"""Calls and short messages from Python: what `from simulator import ...` offers.

result = place_call("http://127.0.0.1:8000/incoming", [hears("message"), says("Hello, it is me."), stays_silent()])
assert result.recordings[0].end is RecordEnd.FINAL_TIMEOUT
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from simulator.app_stage import app_stage, check_texts
from simulator.drivers.call_result import CallResult
from simulator.drivers.further_call import FurtherCall
from simulator.office import checked_further
from simulator.phones import PhoneLike
from simulator.scenario.app_import import App
from simulator.settings import Settings
from simulator.steps import checked_steps
from simulator.telephony.fault import Fault
from simulator.telephony.office import Office
from simulator.telephony.step import Step
from simulator.telephony.variables import ArrayItem


def place_call(
    app: str | App,
    steps: Step | Iterable[Step] = (),
    *,
    path: str = "/",
    to: str = "9000",
    caller: str = "+3612345678",
    phones: Mapping[str, PhoneLike] | None = None,
    office: Office | None = None,
    faults: Fault | Iterable[Fault] = (),
    further: Iterable[FurtherCall] = (),
    variables: Mapping[str, str] | None = None,
    arrays: Mapping[str, Sequence[ArrayItem]] | None = None,
    clock: str = "virtual",
    seed: int = 0,
    settings: Settings | Mapping[str, object] | None = None,
    pbx_port: int | None = None,
) -> CallResult:
    """Call an OzML app, or somebody else while it watches, and see the call through to its end.

    Args:
        app: what is called: the address at which it takes IncomingCall, an ASGI or WSGI application, or the import
            path of one ("package.module:app"). An application is served over real HTTP meanwhile.
        steps: what the caller does.
        path: where an application takes IncomingCall, such as "/incoming"; an address may have its path itself.
        to: the number dialled. The app answers there, unless it is one of `phones` or `office` says otherwise.
        caller: the caller's number.
        phones: what happens at the numbers that are called, transferred to or written to: see `simulator.phones`.
        office: what is set up on the PBX: see `simulator.office`. Addresses such as "/changed" count from the app.
        faults: what goes wrong between PBX and app, with recordings and on the line: see `simulator.faults`.
        further: other people who call meanwhile: see `simulator.office.dials`.
        variables: what the app's scripts find set, by name: `$name`.
        arrays: lists that they find set, for ForEach, by name; items are texts, or texts by name.
        clock: "virtual" (no time passes outside), "real", or a factor such as "x10".
        seed: of everything that is drawn by chance; the same seed gives the same call.
        settings: how the PBX behaves: `Settings(...)`, or values by name such as `{"ring_time": 30}`.
        pbx_port: the port at which the PBX takes commands, for an app that is configured with it. In `path` and in
            addresses of `office`, "{pbx}" stands for the address of the PBX, whichever port it has.

    Returns:
        What came of it. Mistakes of the app do not raise: see `result.problems` and `result.failures`.

    Raises:
        ScenarioError: one of these makes no sense.
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
            office=office,
            faults=faults,
            further=further,
            variables=variables,
            arrays=arrays,
            clock=clock,
            seed=seed,
            settings=settings,
            pbx_port=pbx_port,
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
    office: Office | None = None,
    faults: Fault | Iterable[Fault] = (),
    further: Iterable[FurtherCall] = (),
    variables: Mapping[str, str] | None = None,
    arrays: Mapping[str, Sequence[ArrayItem]] | None = None,
    clock: str = "virtual",
    seed: int = 0,
    settings: Settings | Mapping[str, object] | None = None,
    pbx_port: int | None = None,
) -> CallResult:
    """Like `place_call`, in a coroutine."""
    taken, others = checked_steps(steps), checked_further(further)
    check_texts(caller=caller)
    async with app_stage(
        app,
        path,
        to=to,
        phones=phones,
        office=office,
        faults=faults,
        variables=variables,
        arrays=arrays,
        clock=clock,
        seed=seed,
        settings=settings,
        pbx_port=pbx_port,
    ) as stage:
        live = stage.call(taken, to=to, caller=caller)
        stage.further(live, others)
        return await live.run()


def receive_sms(
    app: str | App,
    text: str,
    *,
    path: str = "/",
    to: str = "9000",
    sender: str = "+3612345678",
    phones: Mapping[str, PhoneLike] | None = None,
    office: Office | None = None,
    faults: Fault | Iterable[Fault] = (),
    variables: Mapping[str, str] | None = None,
    arrays: Mapping[str, Sequence[ArrayItem]] | None = None,
    clock: str = "virtual",
    seed: int = 0,
    settings: Settings | Mapping[str, object] | None = None,
    pbx_port: int | None = None,
) -> CallResult:
    """Let a short message reach an OzML app, and see everything through that it sets going.

    Args:
        app: what is told of it: the address at which it takes IncomingSMS, or an application as in `place_call`.
        text: what the message says.
        path: where an application takes IncomingSMS; an address may have its path itself.
        to: the number of the app's extension.
        sender: who has sent it.
        phones: as in `place_call`, like everything that follows.
        office: what is set up on the PBX.
        faults: what goes wrong.
        variables: what scripts find set.
        arrays: lists that they find set.
        clock: the clock that all runs on.
        seed: of everything that is drawn by chance.
        settings: how the PBX behaves.
        pbx_port: the port at which the PBX takes commands.

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
            office=office,
            faults=faults,
            variables=variables,
            arrays=arrays,
            clock=clock,
            seed=seed,
            settings=settings,
            pbx_port=pbx_port,
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
    office: Office | None = None,
    faults: Fault | Iterable[Fault] = (),
    variables: Mapping[str, str] | None = None,
    arrays: Mapping[str, Sequence[ArrayItem]] | None = None,
    clock: str = "virtual",
    seed: int = 0,
    settings: Settings | Mapping[str, object] | None = None,
    pbx_port: int | None = None,
) -> CallResult:
    """Like `receive_sms`, in a coroutine."""
    check_texts(text=text, sender=sender)
    async with app_stage(
        app,
        path,
        to=to,
        phones=phones,
        office=office,
        faults=faults,
        variables=variables,
        arrays=arrays,
        clock=clock,
        seed=seed,
        settings=settings,
        pbx_port=pbx_port,
    ) as stage:
        return await stage.sms(text, to=to, sender=sender).run()
