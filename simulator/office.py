"""The office of the simulated PBX, and who else calls, as Python writes them.

office = Office(extensions={"9000": ApiExtension("/incoming")}, call_changed_url="/changed", dial_plan={"112": "2000"})
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Final

from simulator.arguments import check_seconds
from simulator.drivers.further_call import FurtherCall
from simulator.errors import ScenarioError
from simulator.scenario.addresses import EXPECTED, addresses_of, is_address
from simulator.steps import checked_steps
from simulator.telephony.office import Access, ApiExtension, Office, OfficeUser
from simulator.telephony.step import Step
from simulator.telephony.steps import misfit_among

__all__ = [
    "Access",
    "ApiExtension",
    "FurtherCall",
    "Office",
    "OfficeUser",
    "checked_further",
    "checked_office",
    "dials",
]


def dials(caller: str, *steps: Step, to: str = "9000", at: float = 0.0) -> FurtherCall:
    """Somebody else calls, besides whoever calls first.

    Args:
        caller: the number of who calls.
        steps: what the caller does.
        to: the number dialled.
        at: the instant of dialling, in seconds.

    Raises:
        ScenarioError: one of them is something else.
    """
    _check_number("caller", caller)
    _check_number("to", to)
    _check_instant(at)
    taken = tuple(checked_steps(steps, "dials(...): "))
    misfit = misfit_among(taken)
    if misfit is not None:
        index, reason = misfit
        raise ScenarioError(f"dials(...): step {index + 1} ({steps[index]}) {reason}")
    return FurtherCall(caller, to, taken, float(at))


def checked_further(calls: object) -> tuple[FurtherCall, ...]:
    """Further calls, if that is what they are.

    Raises:
        ScenarioError: something else is among them.
    """
    listed = tuple(calls) if isinstance(calls, Iterable) and not isinstance(calls, str) else (calls,)
    for one in listed:
        if not isinstance(one, FurtherCall):
            raise ScenarioError(f"further: expected calls such as dials('2001', to='2002'), not {one!r}")
    return listed


def checked_office(office: object) -> Office:
    """An office whose parts are what they should be; addresses may be relative to the app.

    Raises:
        ScenarioError: something else is in the place of one.
    """
    if not isinstance(office, Office):
        raise ScenarioError(f"office: expected Office(...), not {office!r}")
    for one in fields(Office):
        expected, example = _KINDS[one.name]
        if not isinstance(getattr(office, one.name), expected):
            raise ScenarioError(f"office: {one.name}: expected {example}, not {getattr(office, one.name)!r}")
    for number, extension in office.extensions.items():
        _check_extension(number, extension)
    for address in addresses_of(office):
        _check_address(address)
    return office


def _check_number(name: str, value: object) -> None:
    if not isinstance(value, str) or not value.strip():
        raise ScenarioError(f"dials({name}={value!r}): `{name}` must be a number, as a text such as '2001'")


def _check_instant(at: object) -> None:
    check_seconds("dials", "at", at)


def _check_extension(number: object, extension: object) -> None:
    if not isinstance(number, str) or not isinstance(extension, ApiExtension):
        raise ScenarioError(f"office: extensions: {number!r}: expected ApiExtension('/incoming'), not {extension!r}")


def _check_address(address: object) -> None:
    if not isinstance(address, str) or not is_address(address):
        raise ScenarioError(f"office: expected {EXPECTED}, not {address!r}")


_KINDS: Final[dict[str, tuple[type, str]]] = {
    "extensions": (Mapping, "extensions by number such as {'9000': ApiExtension('/incoming')}"),
    "lines": (Mapping, "patterns by line such as {'Telecom': '+*'}"),
    "dial_plan": (Mapping, "numbers by pattern such as {'112': '2000'}"),
    "sms": (tuple, "patterns such as ('+36*',)"),
    "email": (tuple, "patterns such as ('*@example.com',)"),
    "routing_url": (str, EXPECTED),
    "call_changed_url": (str, EXPECTED),
    "error_url": (str, EXPECTED),
    "access": (Access, "Access(...)"),
}
"""What the parts of an office are, and an example."""
