"""How often somebody has been sent on without having talked to anybody: an app may forward and transfer for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulator.telephony.call_states import SessionState

if TYPE_CHECKING:
    from simulator.telephony.observed_call import ObservedCall

SHORTEST_TALK: Final = 1.0
"""Seconds that two people, or a person and an app, are connected at least if it counts as talk."""


def follows(new: ObservedCall, before: ObservedCall) -> None:
    """Note that a call has come of another one, which was forwarded or transferred."""
    new.sent_on = _times(before) + 1


def too_often(call: ObservedCall) -> str:
    """Why nobody on a call is sent on any more (ASSUMPTION ozml q17: `Settings.transfer_limit`); "" if they may be."""
    limit = call.settings.transfer_limit
    if _times(call) < limit:
        return ""
    return f"the call has been forwarded or transferred {limit} times in a row, and nobody has talked"


def _times(call: ObservedCall) -> int:
    """The forwards and transfers in a row that have led to the present state of a call."""
    return 0 if _talked(call) >= SHORTEST_TALK else call.sent_on


def _talked(call: ObservedCall) -> float:
    """How long a call was talked on before it was transferred, in seconds."""
    if call.answered_at is None:
        return 0.0
    until = call.now if call.ended_at is None else call.ended_at
    begun = next((at for at, state in call.changes[-2:] if state is SessionState.TRANSFERRING), until)
    return begun - call.answered_at
