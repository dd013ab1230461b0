"""What a bench is set up with, checked: the app under test, and everything that there is around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypedDict

from simulator.app_stage import check_app, checked_port, checked_settings, is_address
from simulator.drivers.clock import clock_from_text
from simulator.drivers.world import World
from simulator.errors import ScenarioError
from simulator.office import checked_office
from simulator.phones import PhoneLike, phone_book
from simulator.presets import preset_variables
from simulator.scenario.apps import App
from simulator.settings import Settings
from simulator.telephony.office import Office
from simulator.telephony.variables import ArrayItem


class Setup(TypedDict, total=False):
    """Everything that a bench can be set up with, as `simulator.place_call` has it."""

    app: str | App
    path: str
    to: str
    caller: str
    phones: Mapping[str, PhoneLike]
    office: Office
    variables: Mapping[str, str]
    arrays: Mapping[str, Sequence[ArrayItem]]
    clock: str
    seed: int | str
    settings: Settings | Mapping[str, object]
    pbx_port: int


@dataclass(frozen=True, slots=True)
class BenchPlan:
    """What a bench is set up with. `app` is None as long as nobody has named one."""

    app: str | App | None = None
    path: str = "/"
    to: str = "9000"
    caller: str = "+3612345678"
    pbx_port: int | None = None
    world: World = field(default_factory=lambda: World(live=True, frozen=True))

    def with_setup(self, setup: Setup) -> BenchPlan:
        """The same, with some of it said anew; settings and phones are added to those that there are.

        Raises:
            ScenarioError: something makes no sense.
        """
        app = setup.get("app", self.app)
        path = setup.get("path", "/" if "app" in setup else self.path)
        if app is not None:
            check_app(app, path)
        plain = {name: setup[name] for name in ("to", "caller") if name in setup}
        for name, value in plain.items():
            if not isinstance(value, str):
                raise ScenarioError(f"{name}: expected a text, not {value!r}")
        port = checked_port(setup.get("pbx_port", self.pbx_port))
        world = replace(self._world_with(setup), hosted=not is_address(app))
        return replace(self, app=app, path=path, pbx_port=port, world=world, **plain)

    def _world_with(self, setup: Setup) -> World:
        world = self.world
        if "clock" in setup:
            clock = clock_from_text(setup["clock"])
            world = replace(world, clock=clock, frozen=clock.factor is None)
        if "phones" in setup:
            world = replace(world, phones={**world.phones, **phone_book(setup["phones"])})
        if "office" in setup:
            world = replace(world, office=checked_office(setup["office"]))
        if "variables" in setup or "arrays" in setup:
            world = replace(world, variables=preset_variables(setup.get("variables"), setup.get("arrays")))
        if "settings" in setup:
            world = replace(world, settings=checked_settings(setup["settings"], world.settings))
        if "seed" in setup:
            world = replace(world, seed=setup["seed"])
        return world
