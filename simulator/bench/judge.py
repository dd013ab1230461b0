"""What a test is told of what went wrong on its bench, when, and what it has been told already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from simulator.bench.failure import (
    ERROR_WIDTH,
    NOTHING_MORE,
    StepFailedError,
    Story,
    not_as_expected,
    story_text,
)
from simulator.bench.origin import Origin
from simulator.bench.plan import BenchPlan
from simulator.bench.world import BenchWorld
from simulator.drivers.call_result import CallResult
from simulator.errors import ScenarioError, suggestion
from simulator.report.wrong import Mistake, UnmetStep, WrongThing, unmet_step, with_heard
from simulator.scenario.expectation import Mismatch
from simulator.scenario.golden import compare, normalised
from simulator.scenario.model import AppKind, AppSpec, Scenario
from simulator.scenario.run import Outcome, ScenarioRun
from simulator.telephony.call import Call
from simulator.telephony.events import StepFailed
from simulator.telephony.problem import RULES
from simulator.telephony.transcript import Entry


class Judge:
    """The judge of one bench.

    Args:
        origin: the test.
    """

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.seeded = False
        """Whether the seed is the test's own."""
        self._accepted: set[str] = set()
        self._told: list[Entry] = []
        """What the test was told by an error already."""
        self._errors: list[AssertionError] = []
        """Those errors: each has the conversation."""

    # -- what is accepted --------------------------------------------------------------------------------------------

    def accepts(self, rules: Iterable[str]) -> None:
        """Let problems of these rules not fail the test.

        Raises:
            ScenarioError: there is no such rule.
        """
        for rule in rules:
            if rule not in RULES:
                raise ScenarioError(f"accepts_problems({rule!r}): unknown problem{suggestion(str(rule), RULES)}")
            self._accepted.add(rule)

    def knows(self, entries: Iterable[Entry]) -> None:
        """Take it that the test knows of something that went wrong."""
        self._told += entries

    def has_told(self, error: BaseException | None) -> bool:
        """Whether an error is one of those that tell the conversation."""
        return any(one is error for one in self._errors)

    @property
    def again(self) -> str:
        """The command that runs the test again."""
        return self.origin.again(seeded=self.seeded)

    # -- errors ------------------------------------------------------------------------------------------------------

    def fail_take(self, world: BenchWorld, step: str, reason: str, call: Call, first: int) -> NoReturn:
        """Tell of a step that could not be taken.

        Args:
            world: where.
            step: what was to be done.
            reason: why it could not.
            call: of the person.
            first: number of the first entry of the transcript that was written since.

        Raises:
            StepFailedError: always.
        """
        transcript = world.phone.pbx.transcript
        failed = [one for one in world.failed(first) if isinstance(one.event, StepFailed) and one.call_id == call.id]
        unmet = [unmet_step(one, transcript) for one in failed[-1:]]
        self.fail(world, step, unmet[0].reason or NOTHING_MORE if unmet else reason, unmet)

    def fail(self, world: BenchWorld, step: str, reason: str, unmet: Sequence[UnmetStep] = ()) -> NoReturn:
        """Tell of something that did not come about.

        Raises:
            StepFailedError: always.
        """
        self.knows(world.failed())
        waiting = world.waiting() if reason == NOTHING_MORE else ()
        story = self.story(world, unmet, waiting)
        self._raise(StepFailedError(step, reason, story_text(story, ERROR_WIDTH)))

    def fail_check(self, world: BenchWorld, result: CallResult, mismatches: Sequence[Mismatch]) -> NoReturn:
        """Tell of what is not as expected.

        Raises:
            AssertionError: always.
        """
        story = self.story(world, [with_heard(replace(one, place=None), result) for one in mismatches])
        self._raise(AssertionError(f"{not_as_expected(mismatches)}\n\n{story_text(story, ERROR_WIDTH)}"))

    def match(self, world: BenchWorld, path: Path) -> None:
        """Hold the conversation so far against a file beside the test, or write it there.

        Raises:
            AssertionError: it is another one.
            ScenarioError: the file cannot be read or written.
        """
        text = normalised(world.phone.pbx.transcript, self.origin.title)
        difference = compare(text, self.origin.beside(path))
        if difference is None:
            return
        if not self.origin.update:
            advice = difference.advice.replace("--update", "--pbx-update")
            self._raise(AssertionError("\n".join([difference.headline, *difference.diff, advice])))
        try:
            difference.accept()
        except OSError as error:
            raise ScenarioError(f"{difference.path}: cannot be written: {error.strerror}") from None

    # -- the end -----------------------------------------------------------------------------------------------------

    def untold(self, world: BenchWorld) -> list[Entry]:
        """What went wrong that no error has told."""
        told = set(map(id, self._told))
        return [one for one in world.wrong_entries(forgiven=self._accepted) if id(one) not in told]

    def verdict(self, world: BenchWorld) -> str:
        """The same, with the conversation; empty if there is nothing to tell."""
        wrong = self.untold(world)
        if not wrong:
            return ""
        story = self.story(world, [Mistake(one, "") for one in wrong])
        return "\n".join([*dict.fromkeys(map(world.sentence, wrong)), "", story_text(story)])

    def run(self, world: BenchWorld, plan: BenchPlan, error: BaseException | None, wall_seconds: float) -> ScenarioRun:
        """What came of a bench as if it had been a scenario; `error` is why the test has failed, if it has."""
        origin = self.origin
        scenario = Scenario(
            name=origin.title,
            file=Path(origin.name.partition("::")[0]),
            line=origin.line,
            app=AppSpec(AppKind.ASGI, plan.app_name, path=plan.path),
            clock=plan.world.clock,
            seed=int(origin.seed) if origin.seed.isdecimal() else 0,
        )
        reasons = [] if error is None else [world.sentence(one) for one in world.wrong_entries(forgiven=self._accepted)]
        if error is not None and (not reasons or not isinstance(error, StepFailedError)):
            reasons.insert(0, str(error).partition("\n")[0] or type(error).__name__)
        outcome = Outcome.PASSED if error is None else Outcome.FAILED
        return ScenarioRun(scenario, outcome, tuple(dict.fromkeys(reasons)), world.result(), wall_seconds)

    def story(self, world: BenchWorld, things: Sequence[WrongThing] = (), waiting: Sequence[str] = ()) -> Story:
        """What has happened, and how to have it happen again."""
        return Story(world.phone.pbx.transcript, things, waiting, self.again)

    def _raise(self, error: AssertionError) -> NoReturn:
        self._errors.append(error)
        raise error
