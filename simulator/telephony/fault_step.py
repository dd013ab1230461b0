"""The step from which on something goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from simulator.telephony.effects import Sound
from simulator.telephony.fault import Fault
from simulator.telephony.human import Human
from simulator.telephony.kernel import Steps


@dataclass(frozen=True, slots=True)
class Suffers:
    """Lets a fault be there from now on; one of the line is that of the person who takes the step."""

    fault: Fault
    needs_line: ClassVar[bool] = False
    sounds: ClassVar[Sequence[Sound]] = ()

    def __str__(self) -> str:
        return f"fault: {self.fault}"

    def run(self, human: Human) -> Steps[None]:
        """Arm it."""
        yield from ()  # it takes no time
        human.call.switchboard.faults.arm(self.fault, human.call)
