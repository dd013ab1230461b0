"""What a person still has to do: the steps that are left, also within a step that is made of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from simulator.telephony.step import Step, WaitingStep

if TYPE_CHECKING:
    from simulator.telephony.human import Human


class NumberedStep(NamedTuple):
    """A step, and the number of the one of the script that it is, or belongs to."""

    number: int
    step: Step


class _Part:
    """A list of steps that is worked off. `owed` is whether the one at `index` still wants something of the PBX."""

    __slots__ = ("index", "owed", "steps")

    def __init__(self, steps: tuple[Step, ...]) -> None:
        self.steps = steps
        self.index = 0
        self.owed = True


class Agenda:
    """The steps of one script, as far as they have been worked off."""

    __slots__ = ("_first", "_parts")

    def __init__(self) -> None:
        self._first = 1
        self._parts: list[_Part] = []
        """The script, and of each step under way that is made of others the part that is worked off."""

    def begin(self, steps: Iterable[Step], first: int = 1) -> None:
        """Put a script on the agenda, whose first step has this number."""
        self._first, self._parts = first, [_Part(tuple(steps))]

    def add(self, steps: Iterable[Step]) -> None:
        """Put steps on it that belong to the one under way; they come first."""
        self._parts.append(_Part(tuple(steps)))

    def worked_off(self) -> Iterator[Step]:
        """Give the steps that were put there last, one by one; each counts as taken when the next one is asked for.

        If nobody asks any more, the script has been broken off, and what is left stays on the agenda.
        """
        depth, part = len(self._parts), self._parts[-1]
        for index, step in enumerate(part.steps):
            part.index, part.owed = index, True
            yield step
        part.index, part.owed = len(part.steps), True
        if depth > 1:
            self.leave(depth - 1)

    @property
    def number(self) -> int:
        """The number of the step of the script that is under way; 0 without a script."""
        return self._first + self._parts[0].index if self._parts else 0

    @property
    def present(self) -> Step | None:
        """The innermost step whose turn it is, unless all have been taken."""
        part = self._parts[-1] if self._parts else None
        return part.steps[part.index] if part is not None and part.index < len(part.steps) else None

    def begun(self, step: Step) -> None:
        """Note that a step has been begun; only one that waits for something still wants that."""
        self._parts[-1].owed = isinstance(step, WaitingStep)

    def met(self) -> None:
        """Note that the step under way has got what it waits for."""
        if self._parts:
            self._parts[-1].owed = False

    @property
    def depth(self) -> int:
        """How many lists of steps are worked off, each within a step of the one before."""
        return len(self._parts)

    def leave(self, depth: int) -> None:
        """Forget what is left of the lists of steps, down to a depth."""
        del self._parts[depth:]

    def missed(self, human: Human) -> NumberedStep | None:
        """The first step, from the present one on, that still wants something of the PBX now that the call is over.

        One that waits for something that had come by then is taken.
        """
        for depth, part in reversed([*enumerate(self._parts)]):
            for index in range(part.index + (not part.owed), len(part.steps)):
                step = part.steps[index]
                if step.needs_line and not (isinstance(step, WaitingStep) and step.has_come(human)):
                    return NumberedStep(self._first + index if depth == 0 else self.number, step)
        return None
