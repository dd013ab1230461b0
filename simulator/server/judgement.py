"""What is expected of a call on a server, and what was found about it: the expectations are those of scenario files.

This file does not know about HTTP.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple

from simulator.drivers.call_result import CallResult
from simulator.scenario.expect_call import ExpectedCall
from simulator.scenario.expectation import Expectation, Mismatch
from simulator.scenario.golden import OtherConversation
from simulator.telephony.text_match import TextMatch


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


class Outcome(NamedTuple):
    """A check, and what was otherwise; None if it has not been judged."""

    check: Check
    differences: tuple[Difference, ...] | None = None


class Judgement:
    """What is expected of a call, which is judged once, when it is over.

    Args:
        checks: everything that is expected.

    Attributes:
        result: what had come of the call when it was over, as soon as somebody has noticed that.
        watcher: who notices it.
    """

    def __init__(self, checks: Sequence[Check]) -> None:
        self.result: CallResult | None = None
        self.watcher: asyncio.Task[None] | None = None
        self._checks = checks
        self._judging: asyncio.Task[list[Outcome]] | None = None

    @property
    def expectations(self) -> list[Expectation]:
        """Everything that is looked at."""
        return [check.expectation for check in self._checks]

    @property
    def open(self) -> list[Outcome]:
        """As long as the call is not over: nothing has been judged."""
        return [Outcome(check) for check in self._checks]

    async def passed(self, result: CallResult, data_folder: str) -> list[Outcome]:
        """Judge the call, which is over; or say what was found when somebody first asked.

        Args:
            result: what has come of it; it does not change any more.
            data_folder: where files of the PBX are.
        """
        if self._judging is None:
            self._judging = asyncio.create_task(judged(self._checks, result, data_folder))
        return await asyncio.shield(self._judging)  # one client that goes away takes it from nobody


async def judged(checks: Sequence[Check], result: CallResult, data_folder: str) -> list[Outcome]:
    """Judge a call as it stands.

    Args:
        checks: what is expected.
        result: what has come of it; it does not change any more.
        data_folder: where files of the PBX are.
    """
    return await asyncio.to_thread(lambda: [_outcome(check, result, Path(data_folder)) for check in checks])


def _outcome(check: Check, result: CallResult, data_folder: Path) -> Outcome:
    expectation = check.expectation.located(data_folder)
    about = _since_dialling(result) if isinstance(expectation, ExpectedCall) else result
    found = expectation.check(about)
    return Outcome(check, tuple(Difference(one, _nearest(one, result)) for one in found))


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
