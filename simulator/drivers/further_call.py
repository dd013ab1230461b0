"""A call that a test places besides the first one: a line is busy then, or a transfer is talked over before."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.telephony.step import Step


@dataclass(frozen=True, slots=True)
class FurtherCall:
    """Somebody calls a number at an instant, in seconds, and takes steps then."""

    caller: str
    to: str
    steps: tuple[Step, ...] = ()
    at: float = 0.0
