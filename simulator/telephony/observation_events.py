"""What happens to calls between others, in the past tense: their states, holds and transfers, and who was recorded."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.telephony.call_states import ReportedState, SessionState
from simulator.telephony.causes import HangupCause
from simulator.telephony.events import Event


@dataclass(frozen=True, slots=True)
class StateChanged(Event):
    """The PBX lists the call in another state; `session_state` is how GetCallHistory calls it."""

    state: ReportedState
    session_state: SessionState
    detail = True

    def __str__(self) -> str:
        return f"state {self.state}"


@dataclass(frozen=True, slots=True)
class PutOnHold(Event):
    """Nobody hears the other one any more; `by` says who wanted that."""

    by: str

    def __str__(self) -> str:
        return f"put on hold by {self.by}"


@dataclass(frozen=True, slots=True)
class TakenOffHold(Event):
    """The two people hear each other again."""

    by: str

    def __str__(self) -> str:
        return f"taken off hold by {self.by}"


@dataclass(frozen=True, slots=True)
class CallRouted(Event):
    """The PBX sends the call somewhere; `by` says whether the app or the dial plan wanted that."""

    destination: str
    by: str

    def __str__(self) -> str:
        return f"sent to {self.destination} by {self.by}"


@dataclass(frozen=True, slots=True)
class AttemptFailed(Event):
    """Nobody picked up where the call was sent."""

    destination: str
    cause: HangupCause

    def __str__(self) -> str:
        return f"not reached: {self.destination}: {self.cause}"


@dataclass(frozen=True, slots=True)
class CallForwarded(Event):
    """A call that still rang goes to another number, under another ID."""

    destination: str

    def __str__(self) -> str:
        return f"forwarded to {self.destination}"


@dataclass(frozen=True, slots=True)
class TransferBegun(Event):
    """Somebody is to be connected with somebody else; `transferor` leaves when the connection stands."""

    transferred: str
    target: str
    transferor: str

    def __str__(self) -> str:
        return f"{self.transferor} transfers {self.transferred} to {self.target}"
