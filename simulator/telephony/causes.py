"""Why calls end, in the words of ITU-T Q.850, and which side ended them."""

from __future__ import annotations

from enum import Enum, StrEnum


class HangupCause(Enum):
    """A clearing cause: the Q.850 number and its name there, in lower case."""

    UNALLOCATED_NUMBER = (1, "unallocated number")
    NORMAL_CLEARING = (16, "normal clearing")
    USER_BUSY = (17, "user busy")
    NO_ANSWER = (19, "no answer from user")
    CALL_REJECTED = (21, "call rejected")
    NETWORK_OUT_OF_ORDER = (38, "network out of order")
    TEMPORARY_FAILURE = (41, "temporary failure")
    RECOVERY_ON_TIMER_EXPIRY = (102, "recovery on timer expiry")
    INTERWORKING = (127, "interworking")

    def __init__(self, code: int, title: str) -> None:
        self.code = code
        self.title = title

    def __str__(self) -> str:
        return self.title


class Side(StrEnum):
    """Who can end a call: the people at its two ends, and the PBX."""

    CALLER = "caller"
    CALLEE = "callee"
    PBX = "pbx"

    @property
    def other(self) -> Side:
        """The person at the other end."""
        return Side.CALLEE if self is Side.CALLER else Side.CALLER
