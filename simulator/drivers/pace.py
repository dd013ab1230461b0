"""The ways for call time to pass: it stands still, it leaps (`virtual`), or it follows the wall clock (`real`)."""

from __future__ import annotations

from typing import Final, Protocol

from simulator.pbx import Pbx


class Pace(Protocol):
    """One way for the time of a PBX to pass."""

    @property
    def waits_for_replies(self) -> bool:
        """Whether time stands still while a request is in flight; then replies are handed over in the order asked."""
        ...

    @property
    def now(self) -> float:
        """What the clock shows, in seconds; the kernel may lag behind."""
        ...

    def passes(self, until: float) -> bool:
        """Let one thing happen that is due, if its time has come and is not beyond an instant; whether one did."""
        ...

    def wakes_in(self, until: float) -> float | None:
        """Seconds of the wall clock after which to ask again; None if time does not pass by itself."""
        ...


class StandingTime:
    """Time stands still."""

    waits_for_replies: Final = True

    def __init__(self, pbx: Pbx) -> None:
        self._kernel = pbx.kernel

    @property
    def now(self) -> float:
        """What the clock shows, in seconds."""
        return self._kernel.now

    def passes(self, until: float) -> bool:  # noqa: ARG002 - as every pace has it
        """Nothing happens."""
        return False

    def wakes_in(self, until: float) -> float | None:  # noqa: ARG002 - as above
        """Never."""
        return None
