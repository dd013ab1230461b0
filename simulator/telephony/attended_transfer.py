"""Makes one call of two: somebody is in both and leaves, and the other two people are connected."""

from __future__ import annotations

from simulator.telephony.applicable import check, check_between_people, check_talking
from simulator.telephony.call_states import ReportedState, SessionState
from simulator.telephony.causes import Side
from simulator.telephony.observed_call import ObservedCall
from simulator.telephony.phone import folded_number


def attended_transfer(moved: ObservedCall, target: ObservedCall, transferor: Side | None = None) -> None:
    """Connect the party of a call that is on hold with the party of another; who is in both leaves (p_4576).

    Args:
        moved: the call of which a party is moved.
        target: the call to which it is moved; it goes on under its ID.
        transferor: which end of `moved` leaves; who is in both calls, if it is not given.

    Raises:
        CannotBeUsedError: also if two people are in both, and it is not given which of them leaves.
    """
    check(moved is not target, "a call cannot be transferred to itself")
    for one in (moved, target):
        check_between_people(one)
    held = moved.state.reported is ReportedState.HOLD
    check(held, f"AttendedTransfer needs {moved.id} on hold, not {moved.state.reported}")
    check_talking(target, "the target of AttendedTransfer", on_hold=True)
    leaves_moved, leaves_target = _common_end(moved, target, transferor)
    goes_on, stays = moved.legs[leaves_moved.other], target.legs[leaves_target.other]
    leaving = (moved.legs[leaves_moved], target.legs[leaves_target])
    for line in (goes_on, stays):
        line.part()
    moved.changes_to(SessionState.TRANSFER_COMPLETED)
    target.commanded_hold = False
    target.holding.clear()
    target.takes(leaves_target, goes_on)
    if leaves_target is Side.CALLER:
        target.source = target.caller_id = goes_on.party.number
    else:
        target.destination = goes_on.party.number
    target.direction = target.switchboard.direction(target.source, target.destination)
    target.hold_changes()
    goes_on.connect(stays)
    for line in leaving:
        line.end(Side.PBX)


def in_both(moved: ObservedCall, target: ObservedCall) -> list[Side]:
    """At which ends of a call somebody is who is also in another one."""
    return list(dict.fromkeys(side for side, _ in _common_ends(moved, target)))


def _common_end(moved: ObservedCall, target: ObservedCall, transferor: Side | None) -> tuple[Side, Side]:
    """At which end of each of two calls the one is who leaves both."""
    ends = [(one, other) for one, other in _common_ends(moved, target) if transferor in (None, one)]
    check(bool(ends), f"nobody is a party of both {moved.id} and {target.id}")
    clear = len({one for one, _ in ends}) == 1
    check(clear, f"{moved.id} and {target.id} are between the same two people; it needs a TransferorParty")
    return ends[0]


def _common_ends(moved: ObservedCall, target: ObservedCall) -> list[tuple[Side, Side]]:
    """At which ends of two calls the same number is."""
    return [
        (one, other) for one in moved.legs for other in target.legs if _number(moved, one) == _number(target, other)
    ]


def _number(call: ObservedCall, side: Side) -> str:
    return folded_number(call.legs[side].party.number)
