"""The states of a call as the PBX reports them: three lists, of which two are projections of the third.

`SessionState` is how the PBX itself sees a call, and what GetCallHistory tells; `ReportedState` is what ListActiveCalls
and CallChanged tell; `RoutingState` is what RoutingInterception tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from simulator.telephony.causes import HangupCause


class ReportedState(StrEnum):
    """The states in ListActiveCalls and CallChanged (p_4587)."""

    RINGING = "Ringing"
    ANSWERED = "Answered"
    IN_CALL = "InCall"
    HOLD = "Hold"
    TRANSFERRED = "Transferred"
    COMPLETED = "Completed"
    CANCELLED = "Cancelled"
    BUSY = "Busy"
    ERROR = "Error"


class RoutingState(StrEnum):
    """The values of LastCallState in RoutingInterception (p_4695)."""

    CALLING = "Calling"
    NO_ANSWER = "NoAnswer"
    BUSY = "Busy"
    NOT_FOUND = "NotFound"
    ERROR = "Error"


class SessionState(StrEnum):
    """The states of a session in the vendor's SDK, which GetCallHistory tells (http-api section 7.4)."""

    RINGING = "Ringing"
    IN_CALL = "InCall"
    CALLEE_ON_HOLD = "CalleeOnHold"
    CALLER_ON_HOLD = "CallerOnHold"
    ON_HOLD = "OnHold"
    TRANSFERRING = "Transferring"
    TRANSFER_COMPLETED = "TransferCompleted"
    TRANSFER_FAILED = "TransferFailed"
    CALLER_HUNG_UP = "CallerHungUp"
    CALLEE_HUNG_UP = "CalleeHungUp"
    REDIRECTED = "Redirected"
    NOT_FOUND = "NotFound"
    BUSY = "Busy"
    CANCELLED = "Cancelled"
    NOT_ANSWERED = "NotAnswered"
    ERROR = "Error"
    ABORTED = "Aborted"

    @property
    def reported(self) -> ReportedState:
        """What ListActiveCalls and CallChanged call it."""
        return _REPORTED[self]

    @property
    def final(self) -> bool:
        """Whether a call in this state is over."""
        return self in _FINAL


_REPORTED: Final[Mapping[SessionState, ReportedState]] = {
    SessionState.RINGING: ReportedState.RINGING,
    SessionState.IN_CALL: ReportedState.IN_CALL,
    SessionState.CALLEE_ON_HOLD: ReportedState.HOLD,
    SessionState.CALLER_ON_HOLD: ReportedState.HOLD,
    SessionState.ON_HOLD: ReportedState.HOLD,
    SessionState.TRANSFERRING: ReportedState.IN_CALL,
    SessionState.TRANSFER_FAILED: ReportedState.IN_CALL,
    SessionState.TRANSFER_COMPLETED: ReportedState.TRANSFERRED,
    SessionState.REDIRECTED: ReportedState.TRANSFERRED,
    SessionState.CALLER_HUNG_UP: ReportedState.COMPLETED,
    SessionState.CALLEE_HUNG_UP: ReportedState.COMPLETED,
    SessionState.CANCELLED: ReportedState.CANCELLED,
    SessionState.BUSY: ReportedState.BUSY,
    SessionState.NOT_ANSWERED: ReportedState.BUSY,
    SessionState.NOT_FOUND: ReportedState.ERROR,
    SessionState.ERROR: ReportedState.ERROR,
    SessionState.ABORTED: ReportedState.ERROR,
}

_FINAL: Final = frozenset(
    {
        SessionState.TRANSFER_COMPLETED,
        SessionState.REDIRECTED,
        SessionState.CALLER_HUNG_UP,
        SessionState.CALLEE_HUNG_UP,
        SessionState.CANCELLED,
        SessionState.BUSY,
        SessionState.NOT_ANSWERED,
        SessionState.NOT_FOUND,
        SessionState.ERROR,
        SessionState.ABORTED,
    }
)

UNANSWERED: Final[Mapping[HangupCause, SessionState]] = {
    HangupCause.NORMAL_CLEARING: SessionState.CANCELLED,
    HangupCause.USER_BUSY: SessionState.BUSY,
    HangupCause.CALL_REJECTED: SessionState.BUSY,
    HangupCause.NO_ANSWER: SessionState.NOT_ANSWERED,
    HangupCause.UNALLOCATED_NUMBER: SessionState.NOT_FOUND,
    HangupCause.RECOVERY_ON_TIMER_EXPIRY: SessionState.ABORTED,
}
"""How a call ends that nobody has answered; for any other cause it is an error."""

ROUTING: Final[Mapping[HangupCause, RoutingState]] = {
    HangupCause.USER_BUSY: RoutingState.BUSY,
    HangupCause.CALL_REJECTED: RoutingState.BUSY,
    HangupCause.NO_ANSWER: RoutingState.NO_ANSWER,
    HangupCause.UNALLOCATED_NUMBER: RoutingState.NOT_FOUND,
}
"""What RoutingInterception tells of an attempt that failed; for any other cause it is an error."""


class Direction(StrEnum):
    """Between whom a call is, as GetCallHistory tells it."""

    INTERNAL = "Internal"
    """From one extension to another."""
    INBOUND = "Inbound"
    """From outside to an extension."""
    OUTBOUND = "Outbound"
    """From an extension to the outside."""
    EXTERNAL = "External"
    """From outside to the outside."""
