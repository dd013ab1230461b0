"""Puts together what is ordered: calls, short messages and sessions, as the control API has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from simulator.client.request import Body
from simulator.client.written_checks import Checks, written_checks
from simulator.client.written_faults import Faults, written_faults
from simulator.client.written_office import FileLike, written_files, written_office, written_settings
from simulator.client.written_phones import PhoneEntry, written_phones
from simulator.client.written_steps import Steps, written_steps
from simulator.settings import Settings
from simulator.telephony.office import Office
from simulator.telephony.variables import ArrayItem

SettingsLike: TypeAlias = Settings | Mapping[str, object]
Arrays: TypeAlias = Mapping[str, Sequence[ArrayItem]]


def order(**given: object) -> Body:
    """An order of what is given; what is None is left to the server."""
    return {name: value for name, value in given.items() if value is not None}


def call_order(
    steps: Steps,
    *,
    url: str | None,
    to: str,
    caller: str,
    variables: Mapping[str, str] | None,
    arrays: Arrays | None,
    live: bool,
    expects: Checks = (),
    never: Checks = (),
) -> Body:
    """A call to be placed."""
    said = order(url=url, to=to, variables=variables, arrays=arrays, live=live, **expected(expects, never))
    return {**said, "from": caller, "steps": written_steps(steps)}


def sms_order(
    text: str,
    *,
    url: str | None,
    to: str,
    sender: str,
    variables: Mapping[str, str] | None,
    arrays: Arrays | None,
    expects: Checks = (),
    never: Checks = (),
) -> Body:
    """A short message to be placed."""
    said = order(url=url, to=to, text=text, variables=variables, arrays=arrays, **expected(expects, never))
    return {**said, "from": sender}


def expected(expects: Checks, never: Checks) -> Body:
    """What is expected of a call or a message, and what must never happen; what is empty is left out."""
    given = {"expects": expects, "never": never}
    return {name: written_checks(checks) for name, checks in given.items() if checks}


def world_order(
    *,
    phones: Mapping[str, PhoneEntry] | None,
    clock: str | None,
    seed: int | None,
    settings: SettingsLike | None,
    faults: Faults | None = None,
) -> Body:
    """What surrounds calls."""
    return order(
        phones=None if phones is None else written_phones(phones),
        clock=clock,
        seed=seed,
        settings=None if settings is None else written_settings(settings),
        faults=None if faults is None else written_faults(faults),
    )


def session_order(
    *,
    name: str | None,
    office: Office | Mapping[str, object] | None,
    files: Mapping[str, FileLike] | None,
    variables: Mapping[str, str] | None,
    arrays: Arrays | None,
    frozen: bool,
    live: bool,
    pbx_port: int | None,
) -> Body:
    """A session to be made; `world_order` has the rest."""
    return order(
        id=name,
        office=None if office is None else written_office(office),
        files=None if files is None else written_files(files),
        variables=variables,
        arrays=arrays,
        frozen=frozen,
        live=live,
        pbx_port=pbx_port,
    )
