"""How what was expected came out, as clients read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, Field

from simulator.server.control.examples import JUDGEMENT, OUTCOME
from simulator.server.control.written import with_example
from simulator.server.judgement import Difference, Outcome


class UnmetDetail(BaseModel):
    """One thing that was otherwise than expected."""

    what: str = Field(description="What was looked at.", examples=["recording 1 length"])
    expected: str = Field(examples=["at least 10.0 s"])
    was: str = Field(examples=["5.633 s"])
    sentence: str = Field(
        description="All of that in one sentence.",
        examples=["recording 1: length expected at least 10.0 s, was 5.633 s"],
    )
    nearest: str | None = Field(
        description="Of a text that nobody heard: what was heard that is most like it, if anything is."
    )
    at: float | None = Field(
        description="When it happened, of something that must never happen: seconds on its clock, in a session on the "
        "session's, as in the transcript."
    )


class ExpectationOutcome(BaseModel):
    """Something that was expected, and how it came out."""

    model_config = with_example(OUTCOME)

    kind: Literal["expects", "never"]
    name: str = Field(description="Its key.", examples=["recording"])
    pointer: str = Field(
        description="Where it stood: a JSON pointer into the request.", examples=["#/expects/0/recording"]
    )
    met: bool | None = Field(description="Null: it has not been judged, as the call is not over.")
    unmet: list[UnmetDetail] = Field(description="What was otherwise; empty unless `met` is false.")


class JudgementResource(BaseModel):
    """What was judged of a call as it stood."""

    model_config = with_example(JUDGEMENT)

    over: bool = Field(description="Whether the call was over.")
    met: bool = Field(description="Whether everything was as expected.")
    expectations: list[ExpectationOutcome]
    report: str | None = Field(
        description="If something was otherwise, the call explained, as `report` of the call has it; null if not."
    )


def outcomes_resource(outcomes: Sequence[Outcome]) -> list[ExpectationOutcome]:
    """How everything came out."""
    return [_outcome(one) for one in outcomes]


def _outcome(outcome: Outcome) -> ExpectationOutcome:
    check, found = outcome
    return ExpectationOutcome(
        kind=check.kind,
        name=check.name,
        pointer=check.pointer,
        met=None if found is None else not found,
        unmet=[_detail(one) for one in found or ()],
    )


def _detail(difference: Difference) -> UnmetDetail:
    mismatch = difference.mismatch
    return UnmetDetail(
        what=f"{mismatch.subject} {mismatch.field}".strip(),
        expected=mismatch.expected,
        was=mismatch.actual,
        sentence=difference.sentence,
        nearest=difference.nearest,
        at=mismatch.at,
    )
