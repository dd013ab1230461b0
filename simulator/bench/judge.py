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
from simulator.bench.origin import UPDATE_OPTION, Origin
from simulator.bench.plan import BenchPlan
from simulator.bench.remark import Remark, remarks_on
from simulator.bench.unanswered import unanswered_phones
from simulator.bench.world import BenchWorld
from simulator.drivers.call_result import CallResult
from simulator.errors import ScenarioError, suggestion
from simulator.report.app_hints import refused_connection
from simulator.report.hints import faults_in_vain, hints_of, unlisted_phones
from simulator.report.wrong import Mistake, UnmetStep, WrongThing, unmet_step, with_heard
from simulator.scenario.app_output import NOTHING_SAID
from simulator.scenario.expectation import Mismatch
from simulator.scenario.golden import OtherConversation, advised, compare, normalised
from simulator.scenario.model import AppKind, AppSpec, Scenario
from simulator.scenario.run import Outcome, ScenarioRun
from simulator.telephony.events import StepFailed
from simulator.telephony.problem import RULES, Severity
from simulator.telephony.script_events import ProblemFound
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
        self.by_hand: set[str] = set()
        """The numbers of phones that the test is to pick up, as it has written them."""
        self._accepted: set[str] = set()
        self._told: list[Entry] = []
        """What the test was told by an error already."""
        self._expected: list[Entry] = []
        """Mistakes of the app that the test has said there would be."""
        self._errors: list[AssertionError] = []
        """Those errors: each has the conversation."""
        self._mismatches: dict[int, Sequence[Mismatch]] = {}
        """What was not as expected, by the identity of the error that tells it."""

    # -- what is accepted --------------------------------------------------------------------------------------------

    def accepts(self, rules: Iterable[str]) -> None:
        """Let problems of these rules not fail the test.

        Raises:
            ScenarioError: there is no such rule, or none is named.
        """
        accepted = [*rules]
        if not accepted:
            raise ScenarioError("accepts_problems(): expected the kinds of problems, such as 'unknown-element'")
        for rule in accepted:
            if rule not in RULES:
                raise ScenarioError(f"accepts_problems({rule!r}): unknown problem{suggestion(str(rule), RULES)}")
        self._accepted.update(accepted)

    def expects(self, entries: Iterable[Entry]) -> None:
        """Take it that the test has reckoned with mistakes of the app that were found so far."""
        self._expected += entries

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

    async def fail_take(self, world: BenchWorld, what: str, reason: str, failed: Sequence[Entry]) -> NoReturn:
        """Tell of a step that could not be taken.

        Args:
            world: where.
            what: what was to be done.
            reason: why it could not.
            failed: what was written of that, and of nothing else that failed.

        Raises:
            StepFailedError: always.
        """
        steps = [one for one in failed if isinstance(one.event, StepFailed)]
        unmet = [unmet_step(one, world.phone.pbx.transcript) for one in steps[-1:]]
        await self.fail(world, what, unmet[0].reason or NOTHING_MORE if unmet else reason, failed, unmet)

    async def fail(
        self,
        world: BenchWorld,
        what: str,
        reason: str,
        failed: Sequence[Entry] = (),
        unmet: Sequence[UnmetStep] = (),
    ) -> NoReturn:
        """Tell of something that did not come about.

        Raises:
            StepFailedError: always.
        """
        self.knows(failed)
        waiting = world.waiting() if reason == NOTHING_MORE else ()
        self._raise(StepFailedError(what, reason, story_text(await self._tale(world, unmet, waiting), ERROR_WIDTH)))

    async def fail_check(
        self, world: BenchWorld, result: CallResult, mismatches: Sequence[Mismatch], what: str = ""
    ) -> NoReturn:
        """Tell of what is not as expected; `what` did not come about then, if that is given.

        Raises:
            AssertionError: always; with `what` a StepFailedError.
        """
        things = [with_heard(replace(one, place=None), result) for one in mismatches]
        reason = not_as_expected(mismatches)
        story = story_text(await self._tale(world, things, mismatches=mismatches), ERROR_WIDTH)
        error = StepFailedError(what, reason, story) if what else AssertionError(f"{reason}\n\n{story}")
        self._mismatches[id(error)] = mismatches
        self._raise(error)

    def unaccepted(self, mismatches: Iterable[Mismatch]) -> list[Mismatch]:
        """What fails a test of what is not as expected: conversations are written instead, if that is asked for."""
        told = [advised(one, UPDATE_OPTION) for one in mismatches]
        others = [one for one in told if isinstance(one, OtherConversation)]
        if not self.origin.update or len(others) < len(told):
            return told
        self.origin.written.extend(one.accept() for one in others)
        return []

    def match(self, world: BenchWorld, path: Path) -> None:
        """Hold the conversation so far against a file beside the test, or write it there.

        Raises:
            AssertionError: it is another one.
            ScenarioError: the file cannot be read or written.
        """
        text = normalised(world.phone.pbx.transcript, self.origin.title)
        difference = compare(text, self.origin.beside(path), headed=False)  # a file may belong to several tests
        if difference is None:
            return
        if not self.origin.update:
            self._raise(AssertionError(str(advised(difference, UPDATE_OPTION))))
        self.origin.written.append(difference.accept())

    # -- the end -----------------------------------------------------------------------------------------------------

    def untold(self, world: BenchWorld) -> list[Entry]:
        """What went wrong that no error has told, and that the test has not reckoned with."""
        told = set(map(id, [*self._told, *self._expected]))
        return [one for one in world.wrong_entries(forgiven=self._accepted) if id(one) not in told]

    def remarks(self, world: BenchWorld) -> list[Remark]:
        """What should be mended although it has failed nothing, unless the test has accepted it or reckoned with it."""
        result = world.last_result()
        if result is None:
            return []
        known = set(map(id, [*self._told, *self._expected]))
        found = [
            one.event.problem
            for one in result.transcript
            if isinstance(one.event, ProblemFound) and id(one) not in known
        ]
        problems = [one for one in found if one.severity is not Severity.NOTE and one.rule not in self._accepted]
        return remarks_on(result.transcript, problems, faults_in_vain(result), self.origin.place)

    async def verdict(self, world: BenchWorld) -> str:
        """The same, with the conversation; empty if there is nothing to tell. It is told once."""
        wrong = self.untold(world)
        if not wrong:
            return ""
        self.knows(wrong)
        sentences = list(dict.fromkeys(map(world.sentence, wrong)))
        story = await self._tale(world, [Mistake(one, "") for one in wrong], told=sentences)
        return "\n".join([*sentences, "", story_text(story)])

    async def run(
        self, world: BenchWorld, plan: BenchPlan, error: BaseException | None, wall_seconds: float
    ) -> ScenarioRun:
        """What came of a bench as if it had been a scenario; `error` is why the test has failed, if it has."""
        origin = self.origin
        scenario = Scenario(
            name=origin.title,
            file=Path(origin.place.source),
            line=origin.place.line,
            app=AppSpec(AppKind.ASGI, plan.app_name, path=plan.path),
            pbx_port=plan.pbx_port,
            clock=plan.world.clock,
            seed=_number(plan.world.seed if self.seeded else origin.seed),
        )
        expected = set(map(id, self._expected))
        wrong = [] if error is None else world.wrong_entries(forgiven=self._accepted)
        reasons = [world.sentence(one) for one in wrong if id(one) not in expected]
        mismatches = tuple(replace(one, place=None) for one in self._mismatches.get(id(error), ()))
        if mismatches:
            reasons = [*map(str, mismatches), *reasons]
        elif error is not None and (not reasons or not isinstance(error, StepFailedError)):
            reasons.insert(0, str(error).partition("\n")[0] or type(error).__name__)
        outcome = Outcome.PASSED if error is None else Outcome.FAILED
        told = tuple(dict.fromkeys(reasons))
        said = NOTHING_SAID if error is None else await world.app_said()
        result = world.last_result()
        return ScenarioRun(scenario, outcome, told, result, wall_seconds, mismatches=mismatches, app_said=said)

    async def story(self, world: BenchWorld) -> str:
        """What has happened, and how to have it happen again; empty if nothing has."""
        return story_text(await self._tale(world)) if len(world.phone.pbx.transcript) else ""

    async def _tale(
        self,
        world: BenchWorld,
        things: Sequence[WrongThing] = (),
        waiting: Sequence[str] = (),
        *,
        mismatches: Sequence[Mismatch] = (),
        told: Sequence[str] = (),
    ) -> Story:
        """The same, with what was wrong, what everybody waits for, and what may lie behind it."""
        transcript = world.phone.pbx.transcript
        result, said = world.last_result(), await world.app_said()
        more = unlisted_phones(result, mismatches) if result is not None else []
        more += unanswered_phones(world.phone.pbx.calls, self.by_hand)
        more += [] if world.pbx_port else refused_connection(transcript, said.lines)
        hints, whole = hints_of(transcript, mismatches, told, more), self.origin.whole
        return Story(transcript, things, waiting, hints, said, self.again, whole)

    def _raise(self, error: AssertionError) -> NoReturn:
        self._errors.append(error)
        raise error


def _number(seed: int | str) -> int:
    """A seed in a record, which has numbers: a text that is none counts as 0."""
    try:
        return int(seed)
    except ValueError:
        return 0
