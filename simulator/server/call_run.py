"""A call of a server as a run, which is what all reports are made from; and the reports on one.

This file does not know about HTTP.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final

from simulator.report.record import PlacedBy, RunKind
from simulator.scenario.expectation import Mismatch
from simulator.scenario.golden import OtherConversation
from simulator.scenario.model import AppKind, AppSpec, Scenario
from simulator.scenario.run import Outcome, ScenarioRun
from simulator.server.judgement import Outcome as Judged
from simulator.server.served_call import ServedCall
from simulator.server.standing import Standing
from simulator.telephony.events import Stalled, StepFailed
from simulator.telephony.problem import Place
from simulator.telephony.transcript import Transcript

WIDTH: Final = 100
"""Columns of a text, if nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class _OtherConversation(OtherConversation):
    """A conversation that is not as a file has it, which no command writes anew."""

    @property
    def advice(self) -> str:
        """What to do if it is meant."""
        return "if it is meant, change the file" if self.known else "write the file, or mend its name"


def run_of(call: ServedCall, standing: Standing, path: str) -> ScenarioRun:
    """A call or a message as it stands, as if it had been a scenario.

    Args:
        call: it.
        standing: what is known of it.
        path: where the control API has it.
    """
    episode = call.episode
    mismatches = tuple(_mismatches(standing))
    error = [] if call.error is None else [call.error]
    reasons = [*error, *_as_told(standing, episode.transcript), *map(str, mismatches)]
    return ScenarioRun(
        _scenario(call, path),
        _outcome(call, standing),
        tuple(reasons),
        episode,
        wall_seconds=0.0,
        mismatches=mismatches,
        again=_again(call),
    )


def report_text(run: ScenarioRun, width: int = WIDTH) -> str:
    """What a terminal of so many columns would show of a call, without colours; it takes a while."""
    from simulator.report.failure import failure
    from simulator.report.plain import plain_text

    return plain_text(failure(run, kept=True), width).strip("\n") + "\n"


def report_page(run: ScenarioRun, placed_by: PlacedBy) -> str:
    """The page about a call, one file that needs nothing else; it takes a while. A test counts as a scenario."""
    from simulator.report.html import html_page
    from simulator.report.recorder import call_record

    kind: RunKind = "call" if run.scenario.sms is None else "message"
    return html_page(call_record(run, kind, placed_by))


# -- inside ----------------------------------------------------------------------------------------------------------


def _outcome(call: ServedCall, standing: Standing) -> Outcome:
    if call.error is not None:
        return Outcome.BROKEN
    if standing.passed is None:
        return Outcome.UNFINISHED
    return Outcome.PASSED if standing.passed else Outcome.FAILED


def _scenario(call: ServedCall, path: str) -> Scenario:
    """What somebody would have written for it; nobody knows of which phones in a session it should have made use."""
    line, facts = call.line, call.exchange.facts
    caller = facts["sender"] if line is None else line.caller_id
    to = call.exchange.extension if line is None else line.dialled
    return Scenario(
        name=f"{'SMS' if line is None else 'call'} from {caller} to {to}",
        file=Path(path),
        line=0,
        app=AppSpec(AppKind.URL, call.app_url),
        to=to,
        caller=caller,
        sms=facts["message"] if line is None else None,
        phones=call.phone.world.phones if call.alone else {},
        clock=call.phone.clock,
        seed=int(call.phone.world.seed),
    )


def _again(call: ServedCall) -> str:
    """How to have it happen again, in a world or a session that begins as this one did."""
    seed = f'"seed": {call.phone.world.seed}'
    return f"the same order and {seed}" if call.alone else f"a session with {seed}, and the same orders"


def _as_told(standing: Standing, transcript: Transcript) -> list[str]:
    """What was wrong on the way in the words of a transcript where others are too."""
    alone = standing.result.transcript
    failed = (one for one in alone if isinstance(one.event, StepFailed | Stalled))
    words = {alone.text(one): transcript.text(one) for one in failed}
    return [words.get(one, one) for one in standing.on_the_way]


def _mismatches(standing: Standing) -> Iterator[Mismatch]:
    """What was not as expected, with the place in the order where the expectation stood."""
    for outcome in standing.outcomes:
        for difference in outcome.differences or ():
            yield _placed(difference.mismatch, outcome)


def _placed(mismatch: Mismatch, outcome: Judged) -> Mismatch:
    placed = replace(mismatch, place=Place(outcome.check.pointer))
    if not isinstance(placed, OtherConversation):
        return placed
    return _OtherConversation(**{one.name: getattr(placed, one.name) for one in fields(placed)})
