"""Requests to an app, as Python sends them: for apps that begin by themselves, and command the PBX over its HTTP API.

result = send_request(app, "/remind?number=4711&pbx={pbx}", phones={"4711": [hears("feed the cat")]})
"""

from __future__ import annotations

import asyncio
import json as json_library
from collections.abc import Iterable, Mapping, Sequence

from simulator.app_stage import app_stage, check_texts
from simulator.drivers.call_result import CallResult
from simulator.drivers.further_call import FurtherCall
from simulator.errors import ScenarioError, suggestion
from simulator.office import checked_further
from simulator.phones import PhoneLike
from simulator.scenario.addresses import is_address
from simulator.scenario.app_import import App
from simulator.scenario.written_request import METHODS, WrittenRequest
from simulator.settings import Settings
from simulator.telephony.fault import Fault
from simulator.telephony.office import Office
from simulator.telephony.variables import ArrayItem


def send_request(
    app: str | App,
    request: str,
    *,
    method: str | None = None,
    form: Mapping[str, str] | None = None,
    json: object = ...,
    path: str = "/",
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
    """Ask something of an app, as a browser or another program does, and see through what the app then does.

    Time stands still while the app has not answered. So an app should send its commands before it does.

    Args:
        app: what is asked: an ASGI or WSGI application, the import path of one, or the address at which an app takes
            IncomingCall.
        request: what is asked for: a path such as "/remind?number=4711&pbx={pbx}", or a whole address. "{pbx}" stands
            for the address of the PBX, percent-encoded in a query; also in `form` and `json`, as it is.
        method: "GET", or "POST" if there is something to send, unless it is given.
        form: texts by name, sent as a form.
        json: anything that JSON can hold, sent as that; ... is nothing.
        path: where an application takes IncomingCall, if it does.
        phones: as in `simulator.place_call`, like everything that follows.
        office: what is set up on the PBX.
        faults: what goes wrong between PBX and app, not with this request.
        further: people who call the app, or each other.
        variables: what scripts find set.
        arrays: lists that they find set.
        clock: the clock that all runs on.
        seed: of everything that is drawn by chance.
        settings: how the PBX behaves.
        pbx_port: the port at which the PBX takes commands.

    Returns:
        What came of it: `result.commands` has what the app has sent, `result.calls` the calls that it has placed.

    Raises:
        ScenarioError, AppError: as `place_call`.
        RuntimeError: called from a coroutine; use `await send_request_async(...)` there.
    """
    return asyncio.run(
        send_request_async(
            app,
            request,
            method=method,
            form=form,
            json=json,
            path=path,
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


async def send_request_async(
    app: str | App,
    request: str,
    *,
    method: str | None = None,
    form: Mapping[str, str] | None = None,
    json: object = ...,
    path: str = "/",
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
    """Like `send_request`, in a coroutine."""
    written, others = written_request(request, method, form, json), checked_further(further)
    async with app_stage(
        app,
        path,
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
        live = stage.request(written)
        stage.further(live, others)
        return await live.run()


def written_request(request: str, method: str | None, form: Mapping[str, str] | None, json: object) -> WrittenRequest:
    """What somebody asks of an app, checked; the parameters are those of `send_request`.

    Raises:
        ScenarioError: one of them makes no sense.
    """
    check_texts(request=request)
    if not is_address(request):
        raise ScenarioError(f"request: expected a path such as '/remind?number=4711', not {request!r}")
    if method is not None and method not in METHODS:
        raise ScenarioError(f"method: unknown method {method!r}{suggestion(str(method), METHODS)}")
    if form is not None and json is not ...:
        raise ScenarioError("form and json do not go together")
    if form is not None and not isinstance(form, Mapping):
        raise ScenarioError(f"form: expected texts by name such as {{'number': '4711'}}, not {form!r}")
    check_texts(**{f"form: {name!r}": value for name, value in (form or {}).items()})
    if json is not ...:
        try:
            json_library.dumps(json)
        except (TypeError, ValueError) as error:
            raise ScenarioError(f"json: {error}") from None
    usual = "GET" if form is None and json is ... else "POST"
    return WrittenRequest(request, method or usual, form, json)
