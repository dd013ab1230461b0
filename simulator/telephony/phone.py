"""The phones of the simulated world: what happens at a number when the PBX calls it or sends it a short message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from simulator.telephony.causes import HangupCause
from simulator.telephony.outbox import DeliveryState

if TYPE_CHECKING:
    from simulator.telephony.step import Step


class PhoneOutcome(StrEnum):
    """What becomes of a call to a phone."""

    ANSWERS = "answers"
    BUSY = "busy"
    NO_ANSWER = "no answer"
    REFUSES = "refuses"
    UNKNOWN = "unknown"


REFUSALS: Final[Mapping[PhoneOutcome, HangupCause]] = {
    PhoneOutcome.BUSY: HangupCause.USER_BUSY,
    PhoneOutcome.REFUSES: HangupCause.CALL_REJECTED,
    PhoneOutcome.UNKNOWN: HangupCause.UNALLOCATED_NUMBER,
}
"""Why a call to such a phone ends."""

CAUSES: Final[Mapping[str, HangupCause]] = {
    **{str(cause): cause for cause in HangupCause},
    **{str(outcome): cause for outcome, cause in REFUSALS.items()},
    str(PhoneOutcome.NO_ANSWER): HangupCause.NO_ANSWER,
}
"""Why a call ends, in words: those of Q.850, and those that tests have for phones."""


DELIVERIES: Final[Mapping[str, DeliveryState]] = {
    "delivered": DeliveryState.DELIVERED,
    "failed": DeliveryState.FAILED,
    "never": DeliveryState.PENDING,
}
"""What can become of a short message, as tests write it; of some nothing is ever heard."""


@dataclass(frozen=True, slots=True)
class SmsDelivery:
    """What becomes of a short message to a phone.

    `after` is in seconds: None is as the settings say, inf is never.
    """

    state: DeliveryState = DeliveryState.DELIVERED
    after: float | None = None


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone and the scripted person who has it.

    `after` is how long it rings before it is picked up or refused, in seconds; None is as the settings say (and at once
    where nobody has to be waited for). `steps` are what the person does on the line.
    """

    outcome: PhoneOutcome = PhoneOutcome.ANSWERS
    steps: tuple[Step, ...] = ()
    after: float | None = None
    sms: SmsDelivery = field(default_factory=SmsDelivery)


RING_CYCLE: Final = 5.0
"""Seconds from one ring to the next: one of tone and four of silence, as is usual in Europe."""


PhoneBook: TypeAlias = Mapping[str, tuple[Phone, ...]]
"""What happens at a number, call after call; the last entry holds for all further ones."""


@lru_cache(maxsize=1024)
def folded_number(number: str) -> str:
    """A number as it is compared: without blanks, hyphens and the like."""
    return "".join(letter for letter in number if letter not in " -()/.\t")
