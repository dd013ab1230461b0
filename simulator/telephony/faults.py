"""The faults that are armed on one PBX: which of them meet a notification, a recording or a line, by count and chance.

Each fault draws from a source of its own, made from the seed: no fault changes what another one meets, nor any ID.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from random import Random
from typing import TYPE_CHECKING, TypeGuard

from simulator.errors import ScenarioError
from simulator.telephony.causes import Side
from simulator.telephony.events import CallEnded, seconds_text
from simulator.telephony.fault import LINE_EVENTS, Fault, Flaw, FlawKind, Hitch, LineFault, RecordingFault, RequestFault
from simulator.telephony.fault_events import FaultMet
from simulator.telephony.kernel import Kernel, Priority, Steps, Wait
from simulator.telephony.notifications import NotificationName, unknown_name
from simulator.telephony.number_match import number_fits

if TYPE_CHECKING:
    from simulator.telephony.call import Call
    from simulator.telephony.exchange import Exchange
    from simulator.telephony.recording import FinishedRecording


@dataclass(slots=True, eq=False)
class Armed:
    """A fault, and what it has met. `since` is the instant at which it was armed, in seconds."""

    fault: Fault
    random: Random
    since: float
    seen: int = 0
    met: int = 0
    watched: bool = False
    """Whether a line is there, or was, that it may let drop."""
    happens: bool = True
    """Whether it is to happen at all, where that is drawn once."""

    @property
    def missed(self) -> bool:
        """Whether it was there in vain, and not by chance."""
        return not self.met and self.happens and self.fault.which.chance >= 1

    def meets(self) -> bool:
        """Whether it meets one more of those that fit."""
        if not self.counts():
            return False
        self.met += 1
        return True

    def counts(self) -> bool:
        """Whether one more of those that fit is one that it is about."""
        which = self.fault.which
        self.seen += 1
        if which.number is not None:
            counts = which.number <= self.seen < which.number + (which.times or 1)
        else:
            counts = which.times is None or self.met < which.times
        return counts and self.falls()

    def falls(self) -> bool:
        """Draw, if it depends on chance at all."""
        chance = self.fault.which.chance
        return chance >= 1 or self.random.random() < chance


@dataclass(slots=True, eq=False)
class HeldBack:
    """A notification that waits for another one to overtake it; `overtaken_by` is that one's name."""

    exchange: Exchange
    overtaken_by: str = ""
    under_way: bool = True


class Faults:
    """What goes wrong on one PBX.

    Args:
        kernel: steps everything.
        seed: of what depends on chance.
    """

    def __init__(self, kernel: Kernel, seed: int | str = 0) -> None:
        self.armed: list[Armed] = []
        self.held: HeldBack | None = None
        """What is held back now."""
        self._kernel = kernel
        self._seed = seed
        self._lines: list[Call] = []
        """Those that may drop."""

    def arm(self, fault: Fault, line: Call | None = None) -> None:
        """Let something go wrong from now on.

        Args:
            fault: what.
            line: the line that drops, if one does and the fault does not say whose; that of the next call if not given.
        """
        armed = Armed(fault, Random(f"{self._seed}/fault {len(self.armed) + 1}"), self._kernel.now)
        self.armed.append(armed)
        if line is not None and line not in self._lines:
            self._lines.append(line)
        if isinstance(fault, LineFault):
            armed.happens = _drops_on_notification(fault) or armed.falls()
            for one in ([] if line is None or fault.number else [line]) + self._living():
                self._watch(armed, fault, one)

    # -- notifications -----------------------------------------------------------------------------------------------

    def hitches(self, exchange: Exchange, name: NotificationName, fields: Mapping[str, str]) -> list[Hitch]:
        """What happens to a notification that is sent now, in the order in which the faults were armed."""
        met: list[Hitch] = []
        shown = {one: exchange.switchboard.transcript.shortened(value) for one, value in fields.items()}
        for armed in self.armed:
            fault = armed.fault
            if isinstance(fault, RequestFault) and fault.which.fits(name, shown) and armed.meets():
                met.append(fault.hitch)
            elif _drops_on_notification(fault) and not armed.met and fault.which.fits(name, shown) and armed.counts():
                self._drop_the_line(armed, fault, exchange)
        return met

    @property
    def unmet(self) -> list[Fault]:
        """Those that were there in vain: nothing came of what they were waiting for."""
        return [one.fault for one in self.armed if one.missed]

    # -- recordings --------------------------------------------------------------------------------------------------

    def flaws(self, exchange: Exchange, finished: FinishedRecording) -> tuple[Flaw, ...]:
        """What is wrong with a recording that is kept now."""
        flaws: list[Flaw] = []
        for armed in self.armed:
            fault = armed.fault
            if isinstance(fault, RecordingFault) and armed.meets():
                flaws.append(Flaw(fault.kind, self._kernel.after(fault.late)))
                exchange.publish(FaultMet(str(fault.kind), finished.name, _wrong_with_it(fault)))
                if fault.kind is FlawKind.LATE:  # so that the clock has shown that instant, even if it is a real one
                    self._kernel.spawn(_until(flaws[-1].until), None, "a late recording")
        return tuple(flaws)

    # -- lines -------------------------------------------------------------------------------------------------------

    def line_opened(self, call: Call) -> None:
        """Take note of another line."""
        self._lines = [*self._living(), call]
        for armed in self.armed:
            if isinstance(armed.fault, LineFault):
                self._watch(armed, armed.fault, call)

    def _living(self) -> list[Call]:
        return [one for one in self._lines if not one.ended]

    def _watch(self, armed: Armed, fault: LineFault, call: Call) -> None:
        """Let a line drop later, if it is one that a fault is about: the first, or each one of a number."""
        if armed.met or not armed.happens or _drops_on_notification(fault) or not _is_its_line(fault, call):
            return
        if armed.watched and not fault.number:
            return
        armed.watched = True
        self._spawn(_drop_by_itself(call, fault, armed), call)

    def _drop_the_line(self, armed: Armed, fault: LineFault, exchange: Exchange) -> None:
        """Let the line drop that a notification is about, or else the oldest one."""
        lines = [one for one in self._living() if _is_its_line(fault, one)]
        call = next((one for one in lines if exchange in (one, one.observed)), None) or next(iter(lines), None)
        if call is not None:
            self._spawn(_drop(call, fault, armed), call)

    def _spawn(self, steps: Steps[None], call: Call) -> None:
        self._kernel.spawn(steps, call, "a fault of the line", Priority.INPUT)


def armed_faults(
    kernel: Kernel, seed: int | str, faults: Iterable[Fault], table: Mapping[str, Mapping[str, str]]
) -> Faults:
    """Arm the faults of a PBX that has not begun.

    Args:
        kernel: steps everything.
        seed: of what depends on chance.
        faults: what goes wrong.
        table: the names of the fields of notifications.

    Raises:
        ScenarioError: a fault waits for a field that no notification has.
    """
    armed = Faults(kernel, seed)
    for fault in faults:
        if unknown := unknown_field(fault, table):
            raise ScenarioError(f"faults: {fault}: {unknown}")
        armed.arm(fault)
    return armed


def unknown_field(fault: Fault, table: Mapping[str, Mapping[str, str]]) -> str:
    """What is wrong with the fields that a fault waits for, a clause with a suggestion; "" if nothing is.

    Args:
        fault: what goes wrong.
        table: the names of the fields of notifications.
    """
    return unknown_name(fault.which.fields, fault.which.notification, table)


def _drops_on_notification(fault: Fault) -> TypeGuard[LineFault]:
    return isinstance(fault, LineFault) and fault.at is None and fault.after is None


def _is_its_line(fault: LineFault, call: Call) -> bool:
    return not fault.number or number_fits(fault.number, call.party.number)


def _wrong_with_it(fault: RecordingFault) -> str:
    match fault.kind:
        case FlawKind.MISSING:
            return "the recording cannot be had"
        case FlawKind.LATE:
            return f"the recording can only be had {seconds_text(fault.late)} s from now"
        case FlawKind.CUT:
            return "the recording breaks off in the middle"
        case FlawKind.EMPTY:
            return "the recording is empty"


# -- processes -------------------------------------------------------------------------------------------------------


def _until(instant: float) -> Steps[None]:
    yield Wait(None, (), instant)


def _drop_by_itself(call: Call, fault: LineFault, armed: Armed) -> Steps[None]:
    """Wait for the instant or the event after which a line drops, and let it drop."""
    if fault.after is None:
        instant = round(armed.since + (fault.at or 0.0), 6)
        if instant < call.now or (yield Wait(call, (CallEnded,), instant)) is not None:
            return
    else:
        while armed.seen < (fault.which.number or 1):
            event = yield Wait(call, (LINE_EVENTS[fault.after], CallEnded), inf)
            if isinstance(event, CallEnded):
                return
            armed.seen += 1
    yield from _drop(call, fault, armed)


def _drop(call: Call, fault: LineFault, armed: Armed) -> Steps[None]:
    if fault.later and (yield Wait(call, (CallEnded,), call.kernel.after(fault.later))) is not None:
        return
    if not call.ended and not armed.met:
        armed.met = 1
        call.publish(FaultMet("line drops", call.party.number, f"the line of {call.party.number} drops"))
        call.dropped = True
        call.end(Side.PBX, fault.cause)
