"""What is expected of a call on a server, and what was found about it: the expectations are those of scenario files.

This file does not know about HTTP.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, NamedTuple

from simulator.drivers.call_result import CallResult
from simulator.errors import SimulatorError
from simulator.scenario.expect_call import ExcludedProblems, ExpectedCall, ExpectedProblems
from simulator.scenario.expect_calls import ExcludedCalls, ExpectedCalls
from simulator.scenario.expect_commands import ExcludedCommands, ExpectedCommands
from simulator.scenario.expect_conversation import ExpectedConversation
from simulator.scenario.expect_files import ExpectedFile
from simulator.scenario.expect_heard import ExcludedPrompt, ExpectedPrompt
from simulator.scenario.expect_notifications import ExcludedNotifications, ExpectedNotifications
from simulator.scenario.expect_office import ExpectedHistory
from simulator.scenario.expect_outbox import (
    ExcludedEmails,
    ExcludedMessages,
    ExcludedSms,
    ExpectedEmails,
    ExpectedMessages,
    ExpectedSms,
)
from simulator.scenario.expect_recording import (
    ExcludedRecording,
    ExcludedRecordings,
    ExpectedRecording,
    ExpectedRecordings,
)
from simulator.scenario.expect_timing import ExcludedDeadAir, ExpectedDeadAir, ExpectedLatency
from simulator.scenario.expectation import Expectation, Mismatch
from simulator.scenario.golden import OtherConversation
from simulator.server.story import Others
from simulator.telephony.text_match import TextMatch

logger = logging.getLogger(__name__)

_OF_NO_OTHERS: Final = (
    ExcludedCommands,
    ExcludedDeadAir,
    ExcludedEmails,
    ExcludedMessages,
    ExcludedNotifications,
    ExcludedProblems,
    ExcludedRecordings,
    ExcludedSms,
    ExpectedCall,
    ExpectedCommands,
    ExpectedConversation,
    ExpectedDeadAir,
    ExpectedEmails,
    ExpectedFile,
    ExpectedLatency,
    ExpectedMessages,
    ExpectedNotifications,
    ExpectedProblems,
    ExpectedRecordings,
    ExpectedSms,
)
"""What never looks at other calls; anything that is not known here may."""


class Check(NamedTuple):
    """Something that is expected.

    Attributes:
        kind: whether it has to be, or must never be.
        name: its key, such as "recording".
        pointer: where it stands in what a client has written.
        expectation: what it looks at.
    """

    kind: Literal["expects", "never"]
    name: str
    pointer: str
    expectation: Expectation


class Difference(NamedTuple):
    """What was otherwise. `nearest` is what was heard that is most like the text which was to be heard, if any is."""

    mismatch: Mismatch
    nearest: str | None

    @property
    def sentence(self) -> str:
        """All of it in words; of a conversation line by line."""
        match self.mismatch:
            case OtherConversation(headline=headline, diff=diff):
                return "\n".join([headline, *diff])
            case mismatch:
                return str(mismatch)


@dataclass(frozen=True, slots=True)
class Unjudged(Mismatch):
    """What cannot be judged, and why."""

    def __str__(self) -> str:
        return f"{self.subject}: {self.actual}"


class Outcome(NamedTuple):
    """A check, and what was otherwise; None if it has not been judged."""

    check: Check
    differences: tuple[Difference, ...] | None = None


class Judgement:
    """What is expected of a call, which is judged once, when it is over.

    Args:
        checks: everything that is expected.
    """

    def __init__(self, checks: Sequence[Check]) -> None:
        self._checks = checks
        self._judging: asyncio.Task[list[Outcome]] | None = None

    @property
    def expectations(self) -> list[Expectation]:
        """Everything that is looked at."""
        return [check.expectation for check in self._checks]

    @property
    def about_others(self) -> set[Others]:
        """What any of it may look at of other calls."""
        return set().union(*map(_about_others, self.expectations))

    @property
    def begun(self) -> bool:
        """Whether the call is over, so that it is judged, or has been."""
        return self._judging is not None

    def begin(self, result: Callable[[], CallResult], data_folder: str) -> None:
        """Judge the call, which is over; it has not been before. Needs a running event loop.

        Args:
            result: tells what has come of it, in another thread, however late it is asked; nothing of that is kept.
            data_folder: where files of the PBX are.
        """
        self._judging = asyncio.create_task(judged(self._checks, result, data_folder))

    async def outcomes(self) -> list[Outcome]:
        """What was found; as long as the call is not over, nothing has been judged."""
        if self._judging is None:
            return [Outcome(check) for check in self._checks]
        return await asyncio.shield(self._judging)  # one client that goes away takes it from nobody


async def judged(checks: Sequence[Check], result: Callable[[], CallResult], data_folder: str) -> list[Outcome]:
    """Judge a call as it stands. What cannot be judged is a difference too: the call has taken place.

    Args:
        checks: what is expected.
        result: tells what has come of it, in another thread.
        data_folder: where files of the PBX are.
    """

    def all_judged() -> list[Outcome]:
        found = result()
        return [_outcome(check, found, Path(data_folder)) for check in checks]

    return await asyncio.to_thread(all_judged)


def _about_others(expectation: Expectation) -> set[Others]:
    match expectation:
        case ExpectedPrompt(elsewhere=elsewhere) | ExcludedPrompt(elsewhere=elsewhere) if not elsewhere:
            return set()
        case ExpectedRecording(of=None) | ExcludedRecording(like=ExpectedRecording(of=None)):
            return set()
        case ExpectedCalls() | ExcludedCalls():
            return {Others.ORDERED}
        case ExpectedHistory():
            return {Others.LISTED}
        case _:
            return set() if isinstance(expectation, _OF_NO_OTHERS) else set(Others)


def _outcome(check: Check, result: CallResult, data_folder: Path) -> Outcome:
    try:
        expectation = check.expectation.located(data_folder)
        about = _since_dialling(result) if isinstance(expectation, ExpectedCall) else result
        found = expectation.check(about)
        return Outcome(check, tuple(Difference(one, _nearest(one, result)) for one in found))
    except (SimulatorError, OSError, ValueError) as error:  # a file that cannot be read, for instance
        reason = str(error)
    except Exception as failure:
        logger.exception("%s cannot be judged", check.pointer)
        reason = f"the simulator itself went wrong: {failure!r}"
    return Outcome(check, (Difference(Unjudged(check.name, "", "as written", f"cannot be judged: {reason}"), None),))


def _since_dialling(result: CallResult) -> CallResult:
    """The same with instants since the call was placed: the clock of a session may have gone on for long by then."""
    began, answered_at = result.started_at, result.answered_at
    return replace(
        result,
        duration=round(result.duration - began, 6),
        answered_at=None if answered_at is None else round(answered_at - began, 6),
    )


def _nearest(mismatch: Mismatch, result: CallResult) -> str | None:
    from simulator.report.comparison import nearest  # only needed where something was not heard
    from simulator.report.wrong import Unheard, with_heard

    match with_heard(mismatch, result):
        case Unheard(wanted=wanted, heard=heard) if not TextMatch(wanted).is_pattern:
            return nearest(wanted, heard)
        case _:
            return None


def sentences(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Everything that was otherwise, in order."""
    return (one.sentence for outcome in outcomes for one in outcome.differences or ())
