"""Steps that are made of others: doing something again, and doing what fits what is heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from simulator.telephony.events import AnswerReceived, seconds_text
from simulator.telephony.exchange import HungUp
from simulator.telephony.human import Human
from simulator.telephony.kernel import Steps
from simulator.telephony.script_events import PromptFinished, PromptInterrupted, PromptStarted
from simulator.telephony.step import CompositeStep, RoundsOverError, Step, StepUnmetError, WaitingStep
from simulator.telephony.steps import Hears

ROUNDS: Final = 100
"""How often steps are taken until something is heard, unless the test says otherwise."""

MOST_TIMES: Final = 10_000
"""How often a test may have steps taken."""

SILENCE: Final = 1.0
"""Seconds without a prompt after which a person takes it that nothing more is said."""


@dataclass(frozen=True, slots=True)
class Repeats(CompositeStep):
    """Takes steps again and again: `times` times, or `until` something is heard, then at most so many times.

    What is heard ends the round at once if a step in it waits for a prompt, and otherwise at its end.
    """

    steps: tuple[Step, ...]
    times: int = ROUNDS
    until: Hears | None = None

    def __str__(self) -> str:
        return f"repeats {self.times} times" if self.until is None else f"repeats until it {self.until}"

    @property
    def parts(self) -> Sequence[Sequence[Step]]:
        """The steps of a round."""
        return (self.steps,)

    @property
    def needs_line(self) -> bool:
        """Whether a round has a step that does, or something has to be heard."""
        return self.until is not None or (self.times > 0 and any(step.needs_line for step in self.steps))

    def run(self, human: Human) -> Steps[None]:
        """Take the steps."""
        depth = human.agenda.depth
        if self.until is None:
            for left in reversed(range(self.times)):
                if left:
                    human.agenda.add(self.steps)  # as long as there are rounds to come, the script wants them
                human.begins_round()
                yield from human.takes_more(self.steps)
                human.agenda.leave(depth)
            return
        try:
            yield from self._until_heard(human, self.until)
        except HungUp:
            if self.until.has_come(human):
                human.agenda.leave(depth)
            raise
        human.agenda.leave(depth)
        if self.until.has_come(human):
            yield from human.reacts()

    def _until_heard(self, human: Human, until: Hears) -> Steps[None]:
        """Take rounds until something is heard; it has not been taken note of then."""
        human.agenda.add([until])  # as long as it has not come, the script wants it
        human.stops.append(lambda: until.found(human) is not None)
        stop = len(human.stops) - 1
        try:
            for _ in range(self.times):
                human.stop_if_wanted()
                human.begins_round()
                yield from human.takes_more(self.steps)
            human.stop_if_wanted()
        except RoundsOverError as over:
            if over.depth < stop:
                raise
            return
        finally:
            del human.stops[stop:]
        raise StepUnmetError(f"not heard in {self.times} rounds; {human.heard_so_far()}")


@dataclass(frozen=True, slots=True)
class Branch:
    """What is done if something is heard."""

    hears: Hears
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class When(WaitingStep, CompositeStep):
    """Waits for the first of several prompts, and does what belongs to it.

    Without `otherwise` one of them has to come. With it, those steps are taken if none has come `within` so many
    seconds; if no time is given, as soon as nothing more is said. They may be none: then the whole is optional.
    """

    branches: tuple[Branch, ...]
    otherwise: tuple[Step, ...] | None = None
    within: float = inf

    def __str__(self) -> str:
        return f"when it hears {self._texts}"

    @property
    def parts(self) -> Sequence[Sequence[Step]]:
        """The steps of all branches."""
        return (*(branch.steps for branch in self.branches), self.otherwise or ())

    @property
    def needs_line(self) -> bool:
        """Whether one of the branches has to come, or else steps are to be taken that need the line."""
        return self.otherwise is None or any(step.needs_line for step in self.otherwise)

    def has_come(self, human: Human) -> bool:  # noqa: ARG002 - as every step has it
        """No: what belongs to it could not be done any more."""
        return False

    def run(self, human: Human) -> Steps[None]:
        """Wait, then take the steps of a branch, or the others."""
        depth = human.agenda.depth
        if self.otherwise is not None:
            human.agenda.met()
            human.agenda.add(self.otherwise)  # what is left to do if the call ends before anything comes
        branch = yield from self._branch(human)
        human.agenda.leave(depth)
        if branch is None and self.otherwise is None:
            raise StepUnmetError(f"not within {seconds_text(self.within)} s; {human.heard_so_far()}")
        steps = self.otherwise if branch is None else branch.steps
        if branch is not None:
            yield from human.reacts()
        yield from human.takes_more(steps or ())

    def _branch(self, human: Human) -> Steps[Branch | None]:
        """Wait for what one of the branches wants to hear; None if the time is up, or nothing more is said."""
        call = human.call
        deadline = call.kernel.after(self.within)
        patient = self.otherwise is None or self.within < inf
        while True:
            human.stop_if_wanted()
            found = [(at, branch) for branch in self.branches if (at := branch.hears.found(human)) is not None]
            if found:
                first, branch = min(found, key=lambda one: one[0])
                human.takes_note_of(first)
                return branch
            quiet = not patient and not call.asking and all(one.ended_at is not None for one in call.prompts)
            until = min(deadline, call.kernel.after(SILENCE)) if quiet else deadline
            events = (PromptStarted, PromptFinished, PromptInterrupted, AnswerReceived)
            if (yield from call.wait(*events, until=until)) is None:
                return None

    @property
    def _texts(self) -> str:
        return " or ".join(repr(branch.hears.text) for branch in self.branches)
