"""Picking up and rejecting as steps of the person whose phone rings; they make a `Phone` of a list of steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from simulator.telephony.effects import Sound
from simulator.telephony.human import Human
from simulator.telephony.kernel import Steps
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.step import Step, StepUnmetError
from simulator.telephony.steps import Pauses


@dataclass(frozen=True, slots=True)
class RingingStep:
    """What somebody does whose phone rings, `after` so many seconds; None is as the settings say."""

    after: float | None = None
    needs_line: ClassVar[bool] = True
    sounds: ClassVar[Sequence[Sound]] = ()

    def run(self, human: Human) -> Steps[None]:
        """Fail: whoever takes steps is on the line already.

        Raises:
            StepUnmetError: always.
        """
        yield from ()
        raise StepUnmetError(f"no phone rings: {human.call.party.number} is on the line already")


@dataclass(frozen=True, slots=True)
class Answers(RingingStep):
    """Picks up."""

    def __str__(self) -> str:
        return "answers"


@dataclass(frozen=True, slots=True)
class Rejects(RingingStep):
    """Rejects the call."""

    def __str__(self) -> str:
        return "rejects"


def first_ringing_step(steps: Sequence[Step]) -> int | None:
    """The index of the first step that is for a ringing phone; None if there is none."""
    return next((index for index, step in enumerate(steps) if isinstance(step, RingingStep)), None)


def phone_from_steps(steps: Sequence[Step]) -> Phone:
    """The phone of somebody who takes these steps; without a step that says so, the person answers.

    Raises:
        ValueError: they pick up after something else than pauses, or there are steps behind a rejection.
    """
    at = first_ringing_step(steps)
    if at is None:
        return Phone(steps=tuple(steps))
    decides, before, behind = steps[at], steps[:at], tuple(steps[at + 1 :])
    other = next((step for step in before if not isinstance(step, Pauses)), None)
    if other is not None:
        raise ValueError(f"{str(other)!r} comes before {str(decides)!r}; while a phone rings, a person can only pause")
    if isinstance(decides, Rejects) and behind:
        raise ValueError(f"{str(behind[0])!r} comes behind 'rejects', which ends the call")
    second = next((step for step in behind if isinstance(step, RingingStep)), None)
    if second is not None:
        raise ValueError(f"{str(second)!r} comes behind 'answers'; the person is on the line by then")
    assert isinstance(decides, RingingStep)  # noqa: S101 - as it was found
    pauses = sum(step.seconds for step in before if isinstance(step, Pauses))
    after = decides.after if not before else pauses + (decides.after or 0.0)
    outcome = PhoneOutcome.ANSWERS if isinstance(decides, Answers) else PhoneOutcome.REFUSES
    return Phone(outcome, behind, after)
