"""What a step of a person's script is. The kinds are in `steps` and others; `Human` takes them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, Self

from simulator.telephony.effects import Sound
from simulator.telephony.kernel import Steps

if TYPE_CHECKING:
    from simulator.telephony.human import Human


class StepUnmetError(Exception):
    """What a step waits for cannot come true; the message says why, and `step` which one it is, once that is known."""

    step: Step | None = None

    def of(self, step: Step) -> Self:
        """The same error, of this step, unless it is of one within it."""
        self.step = self.step or step
        return self


class RoundsOverError(Exception):
    """Leaves the rounds of a step that repeats others; `depth` says of which, from 0 for the outermost one."""

    def __init__(self, depth: int) -> None:
        super().__init__(depth)
        self.depth = depth


class Step(Protocol):
    """One thing that a person does or waits for."""

    @property
    def needs_line(self) -> bool:
        """Whether the script has failed if the PBX hangs up before this step's turn."""
        ...

    @property
    def sounds(self) -> Sequence[Sound]:
        """What has to be fetched or made before the call."""
        ...

    def run(self, human: Human) -> Steps[None]:
        """Do it."""
        ...


class WaitingStep(ABC):
    """A step that waits for something of the PBX: until that has come, the script still wants it."""

    __slots__ = ()

    @abstractmethod
    def has_come(self, human: Human) -> bool:
        """Whether what it waits for came before its turn; asked once the call is over, and noted as taken if so."""


class CompositeStep(ABC):
    """A step that is made of others."""

    __slots__ = ()

    @property
    @abstractmethod
    def parts(self) -> Sequence[Sequence[Step]]:
        """The lists of steps in it."""

    @property
    def sounds(self) -> Sequence[Sound]:
        """All that may be needed."""
        return [sound for part in self.parts for step in part for sound in step.sounds]
