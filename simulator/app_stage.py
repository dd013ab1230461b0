"""Sets an app up for a test in Python: it is served if need be, and everything around it is what the test says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager

from simulator.drivers.clock import clock_from_text
from simulator.drivers.session import Session
from simulator.drivers.world import World
from simulator.errors import ScenarioError
from simulator.faults import checked_faults
from simulator.office import checked_office
from simulator.phones import PhoneLike, phone_book
from simulator.presets import preset_variables
from simulator.scenario.app_import import App
from simulator.scenario.apps import Apps
from simulator.scenario.given_app import check_given
from simulator.scenario.staging import Stage, staged
from simulator.server.thread import serving_session
from simulator.settings import Settings, settings_with
from simulator.telephony.fault import Fault
from simulator.telephony.office import THE_OFFICE, Office
from simulator.telephony.variables import ArrayItem


@asynccontextmanager
async def app_stage(
    app: str | App,
    path: str,
    *,
    to: str = "9000",
    phones: Mapping[str, PhoneLike] | None,
    office: Office | None,
    faults: Fault | Iterable[Fault] = (),
    variables: Mapping[str, str] | None,
    arrays: Mapping[str, Sequence[ArrayItem]] | None,
    clock: str,
    seed: int,
    settings: Settings | Mapping[str, object] | None,
    pbx_port: int | None,
) -> AsyncIterator[Stage]:
    """Set an app up for as long as the context lasts; the parameters are those of `simulator.place_call`.

    Raises:
        ScenarioError: one of them makes no sense.
        AppError: the app cannot be started.
    """
    check_texts(clock=clock, to=to)
    world = World(
        clock=clock_from_text(clock),
        seed=seed,
        phones=phone_book({} if phones is None else phones),
        office=THE_OFFICE if office is None else checked_office(office),
        faults=checked_faults(faults),
        variables=preset_variables(variables, arrays),
        hosted=not is_address(app),
    )
    port = checked_port(pbx_port)
    async with (
        _reached(app, path, checked_settings(settings)) as (session, url),
        staged(session, world, app_url=url, to=to, port=port) as stage,
    ):
        yield stage


def check_texts(**written: object) -> None:
    """Check that values are texts.

    Raises:
        ScenarioError: one is none.
    """
    for name, value in written.items():
        if not isinstance(value, str):
            raise ScenarioError(f"{name}: expected a text, not {value!r}")


@asynccontextmanager
async def _reached(app: str | App, path: str, settings: Settings | None) -> AsyncIterator[tuple[Session, str]]:
    """Open a session, and serve the app if that is wanted; gives the app's address too."""
    check_app(app, path)
    async with Apps() as apps, serving_session(settings) as session:
        if isinstance(app, str):
            yield session, (await apps.found(app, path)).url
        else:
            yield session, await apps.served(app) + path


def is_address(app: str | App | None) -> bool:
    """Whether an app is named by its address."""
    return isinstance(app, str) and "://" in app and "{port}" not in app


def check_app(app: object, path: object) -> None:
    """Refuse what cannot be called, and a path that could not be asked for.

    Raises:
        ScenarioError: there is no such app, or no such path.
    """
    if not isinstance(app, str) and not callable(app):
        known = "an address, an application, its import path 'module:app', or a command with {port}"
        raise ScenarioError(f"app: expected {known}, not {app!r}")
    if not isinstance(path, str):
        raise ScenarioError(f"path: expected a path that begins with '/', such as '/incoming', not {path!r}")
    check_given(app if isinstance(app, str) else None, None if path == "/" else path)


def checked_port(port: object) -> int | None:
    """The number of a port, if that is what it is.

    Raises:
        ScenarioError: it is something else.
    """
    if port is None or (isinstance(port, int) and not isinstance(port, bool) and 0 < port < 65536):
        return port
    raise ScenarioError(f"pbx_port: expected the number of a port, from 1 to 65535, not {port!r}")


def checked_settings(written: object, base: Settings | None = None) -> Settings | None:
    """Settings, if that is what they are; values by name count before those of `base`.

    Raises:
        ScenarioError: they are something else.
    """
    match written:
        case None | Settings():
            return written
        case Mapping():
            return settings_with(written, base or Settings(), where="settings")
        case _:
            raise ScenarioError(
                f"settings: expected Settings(...), or values by name such as {{'ring_time': 30}}, not {written!r}"
            )
