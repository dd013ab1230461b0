"""A call as the PBX has listed it, for whoever looks at what has come of it: GetCallHistory tells the same."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.pbx import Pbx
from simulator.telephony.call_states import Direction, SessionState
from simulator.telephony.observed_call import ObservedCall


@dataclass(frozen=True, slots=True)
class ListedCall:
    """One call of the PBX: two parties under one Call ID. Instants and lengths are in seconds.

    Attributes:
        id: its Call ID.
        source: who calls.
        destination: who is called; where the call has come to, if it was sent on.
        dialled: what the caller has dialled.
        caller_id: what the callee sees.
        direction: whether it comes from outside, and whether it goes there.
        state: how it stands, or how it has ended.
        began_at: when it began.
        talk_seconds: how long people talked.
    """

    id: str
    source: str
    destination: str
    dialled: str
    caller_id: str
    direction: Direction
    state: SessionState
    began_at: float
    talk_seconds: float


def call_history(pbx: Pbx) -> tuple[ListedCall, ...]:
    """Every call of a PBX so far, also those that are not over, oldest first."""
    return tuple(map(listed_call, pbx.switchboard.observed.values()))


def listed_call(call: ObservedCall) -> ListedCall:
    """A call as it stands."""
    return ListedCall(
        call.id,
        call.source,
        call.destination,
        call.dialled,
        call.caller_id,
        call.direction,
        call.state,
        call.began_at,
        call.talk_seconds,
    )
