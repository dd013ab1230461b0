"""Writes faults as the control API has them: `drops("GoTo")` becomes `{"drop": {"notification": "GoTo"}}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from simulator.errors import ScenarioError
from simulator.faults import checked_faults
from simulator.telephony.fault import (
    Delay,
    DelayAnswer,
    Duplicate,
    Fault,
    FlawKind,
    LineFault,
    RecordingFault,
    RequestFault,
    Status,
    Which,
)

FaultLike: TypeAlias = Fault | Mapping[str, object] | str
"""A fault as `simulator.faults` makes it, or as the control API has it: an object, or a plain word."""

Faults: TypeAlias = FaultLike | Iterable[FaultLike]
"""Faults, or a single one."""


def written_faults(faults: Faults) -> list[Mapping[str, object] | str]:
    """Faults as the control API has them. What has that form already is left as it is.

    Raises:
        ScenarioError: there is something else among them.
    """
    listed = [faults] if isinstance(faults, Fault | Mapping | str) or not isinstance(faults, Iterable) else faults
    return [one if isinstance(one, Mapping | str) else _written(checked_faults(one)[0]) for one in listed]


def _written(fault: Fault) -> Mapping[str, object]:
    match fault:
        case RequestFault(hitch, which):
            return {hitch.kind.replace(" ", "_"): {**_picked(which), **_more(fault)}}
        case RecordingFault(kind, late, which):
            flaw = {"late": late} if kind is FlawKind.LATE else {"flaw": str(kind)}
            return {"recording": {**_counted(which), **flaw}}
        case LineFault(at, after, later, number, cause, which):
            when = {"at": at} if at is not None else {"after": after or str(which.notification), "later": later}
            picked = {name: value for name, value in _picked(which).items() if name in ("fields", "number", "chance")}
            return {"line_drops": {**picked, **when, "phone": number, "cause": str(cause)}}
        case _:
            raise ScenarioError(f"faults: {fault!r} cannot be sent")


def _more(fault: RequestFault) -> dict[str, object]:
    match fault.hitch:
        case Delay(by) | DelayAnswer(by):
            return {"by": by}
        case Duplicate(second_counts):
            return {"answer": "second" if second_counts else "first"}
        case Status(code):
            return {"code": code}
        case _:
            return {}


def _picked(which: Which) -> dict[str, object]:
    picked = _counted(which)
    if which.notification is not None:
        picked["notification"] = str(which.notification)
    if which.fields:
        picked["fields"] = {name: value.written for name, value in which.fields.items()}
    return picked


def _counted(which: Which) -> dict[str, object]:
    given = {"number": which.number, "times": which.times, "chance": which.chance}
    return {name: value for name, value in given.items() if value is not None}
