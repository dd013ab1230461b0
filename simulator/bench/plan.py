"""What a bench is set up with, checked: the app under test, and everything that there is around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypedDict

from simulator.app_stage import check_app, check_texts, checked_port, checked_settings, is_address
from simulator.drivers.clock import clock_from_text
from simulator.drivers.world import World
from simulator.errors import ScenarioError, suggestion
from simulator.faults import checked_faults
from simulator.office import checked_office
from simulator.phones import PhoneLike, phone_book
from simulator.presets import preset_variables
from simulator.scenario.app_import import App
from simulator.settings import Settings
from simulator.telephony.fault import Fault
from simulator.telephony.office import Office
from simulator.telephony.phone import Phone, PhoneOutcome, folded_number
from simulator.telephony.variables import ArrayItem

MANUAL_PHONE: Final = Phone(PhoneOutcome.NO_ANSWER)
"""A phone that rings until a test picks it up."""


class Setup(TypedDict, total=False):
    """Everything that a bench can be set up with, as `simulator.place_call` has it."""

    app: str | App
    path: str
    to: str
    caller: str
    phones: Mapping[str, PhoneLike]
    office: Office
    faults: Fault | Iterable[Fault]
    variables: Mapping[str, str]
    arrays: Mapping[str, Sequence[ArrayItem]]
    clock: str
    seed: int | str
    settings: Settings | Mapping[str, object]
    pbx_port: int


def checked_setup(written: object) -> Setup:
    """What a bench is set up with, by names that there are; what it means is checked by the plan.

    Raises:
        ScenarioError: it is something else.
    """
    if not isinstance(written, Mapping):
        raise ScenarioError(f"expected what to set up by name, such as {{'app': app}}, not {written!r}")
    known = list(Setup.__annotations__)
    for name in written:
        if name not in known:
            bare = str(name).removeprefix("pbx_")  # so are options and fixtures called
            meant = f"; did you mean {bare!r}?" if bare in known else suggestion(str(name), known)
            raise ScenarioError(f"unknown parameter {name!r}{meant}")
    return written  # type: ignore[return-value]  # its values are checked later


@dataclass(frozen=True, slots=True)
class BenchPlan:
    """What a bench is set up with. `app` is None as long as nobody has named one."""

    app: str | App | None = None
    path: str = "/"
    to: str = "9000"
    caller: str = "+3612345678"
    pbx_port: int | None = None
    world: World = field(default_factory=lambda: World(live=True, frozen=True))

    @property
    def app_name(self) -> str:
        """The app, for people."""
        if self.app is None or isinstance(self.app, str):
            return self.app or ""
        return getattr(self.app, "__qualname__", type(self.app).__name__)

    def with_setup(self, setup: Setup) -> BenchPlan:
        """The same, with some of it said anew; settings and phones are added to those that there are.

        Raises:
            ScenarioError: something makes no sense.
        """
        _check_given(setup)
        app = setup.get("app", self.app)
        path = setup.get("path", "/" if "app" in setup else self.path)
        check_app(app or "an:app", path)
        plain = {name: setup[name] for name in ("to", "caller") if name in setup}
        for name, value in plain.items():
            if not isinstance(value, str):
                raise ScenarioError(f"{name}: expected a text, not {value!r}")
        port = checked_port(setup.get("pbx_port", self.pbx_port))
        world = replace(self._world_with(setup), hosted=not is_address(app))
        return replace(self, app=app, path=path, pbx_port=port, world=world, **plain)

    def with_manual_phone(self, number: str) -> BenchPlan:
        """The same, with a phone at a number that the test picks up; however the number is spelled.

        Raises:
            ScenarioError: `phones` says already what happens there.
        """
        known = [one for at, one in self.world.phones.items() if folded_number(at) == folded_number(number)]
        if not known:
            return self.with_setup({"phones": {number: MANUAL_PHONE}})
        if known != [(MANUAL_PHONE,)]:
            raise ScenarioError(f"phone({number!r}): `phones` says already what happens at this number")
        return self

    def _world_with(self, setup: Setup) -> World:
        world = self.world
        if "clock" in setup:
            clock = clock_from_text(setup["clock"])
            world = replace(world, clock=clock, frozen=clock.factor is None)
        if "phones" in setup:
            added = phone_book(setup["phones"])
            anew = set(map(folded_number, added))
            kept = {number: one for number, one in world.phones.items() if folded_number(number) not in anew}
            world = replace(world, phones={**kept, **added})
        if "office" in setup:
            world = replace(world, office=checked_office(setup["office"]))
        if "faults" in setup:
            world = replace(world, faults=checked_faults(setup["faults"]))
        if "variables" in setup or "arrays" in setup:
            world = replace(world, variables=preset_variables(setup.get("variables"), setup.get("arrays")))
        if "settings" in setup:
            world = replace(world, settings=checked_settings(setup["settings"], world.settings))
        if "seed" in setup:
            world = replace(world, seed=setup["seed"])
        return world


def _check_given(setup: Setup) -> None:
    """Check what would otherwise be taken for something else.

    Raises:
        ScenarioError: a clock, a seed or settings are none.
    """
    if "clock" in setup:
        check_texts(clock=setup["clock"])
    seed: object = setup.get("seed", 0)
    if not isinstance(seed, int | str) or isinstance(seed, bool):
        raise ScenarioError(f"seed: expected a whole number or a text, not {seed!r}")
    if "settings" in setup and setup["settings"] is None:
        raise ScenarioError("settings: expected Settings(...), or values by name such as {'ring_time': 30}, not None")
