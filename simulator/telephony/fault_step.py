"""The step from which on something goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from simulator.telephony.effects import Sound
from simulator.telephony.fault import Fault
from simulator.telephony.faults import unknown_field
from simulator.telephony.human import Human
from simulator.telephony.kernel import Steps
from simulator.telephony.step import StepUnmetError


@dataclass(frozen=True, slots=True)
class Suffers:
    """Lets a fault be there from now on; one of the line is that of the person who takes the step."""

    fault: Fault
    needs_line: ClassVar[bool] = False
    sounds: ClassVar[Sequence[Sound]] = ()

    def __str__(self) -> str:
        return f"fault: {self.fault}"

    def run(self, human: Human) -> Steps[None]:
        """Arm it.

        Raises:
            StepUnmetError: it waits for a field that no notification has.
        """
        yield from ()  # it takes no time
        if unknown := unknown_field(self.fault, human.call.switchboard.field_table):
            raise StepUnmetError(unknown)
        human.call.switchboard.faults.arm(self.fault, human.call)
