"""Calls and short messages as clients read them, as JSON; the documentation is made of this."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from simulator.server.control.call_parts import (
    Cause,
    FoundProblem,
    FurtherCall,
    HeardPrompt,
    MeasuredAnswer,
    RecordingResource,
    cause_of,
    found_problem,
    further_calls,
    heard_prompt,
    measured_answer,
    recordings_of,
)
from simulator.server.control.examples import CALL_RESOURCE, CALL_SUMMARY, RECORDING, TRANSCRIPT
from simulator.server.control.outbox import OutboxResource, outbox_resource
from simulator.server.control.outcomes import ExpectationOutcome, outcomes_resource
from simulator.server.control.written import with_example
from simulator.server.judgement import Outcome
from simulator.server.served_call import ServedCall
from simulator.server.standing import standing_of
from simulator.telephony.call import CallState
from simulator.telephony.causes import Side
from simulator.telephony.transcript import SCHEMA_VERSION


class Links(BaseModel):
    """Where more about a call is found."""

    self: str = Field(examples=["/control/v1/calls/1zJ5nQ"])
    transcript: str = Field(examples=["/control/v1/calls/1zJ5nQ/transcript"])
    events: str = Field(examples=["/control/v1/calls/1zJ5nQ/events"])
    recordings: str = Field(examples=["/control/v1/calls/1zJ5nQ/recordings"])
    report: str = Field(
        description="All of it explained, for people: as text, or as a page.",
        examples=["/control/v1/calls/1zJ5nQ/report"],
    )
    outbox: str = Field(
        description="Of the whole session, if the call is in one.", examples=["/control/v1/calls/1zJ5nQ/outbox"]
    )


class Kind(StrEnum):
    """What was placed."""

    CALL = "call"
    SMS = "sms"


class CallSummary(BaseModel):
    """A call, or a short message, in a few words."""

    model_config = ConfigDict(populate_by_name=True, json_schema_extra={"examples": [CALL_SUMMARY]})

    kind: Kind = Field(description="Whether this is a call, or a short message to the app.")
    id: str = Field(description="Its name in this API.", examples=["1zJ5nQ"])
    call_id: str = Field(
        description="What the PBX calls it, in notifications to the app: the same, unless two calls in worlds of "
        "their own have one seed.",
        examples=["1zJ5nQ"],
    )
    placed: bool = Field(description="Whether it was placed here, and not by the app.")
    url: str | None = Field(
        description="Where the app takes notifications; null if whoever placed it did not say.",
        examples=["http://127.0.0.1:8000/incoming"],
    )
    caller: str = Field(alias="from", description="The number that calls.", examples=["+3612345678"])
    to: str = Field(description="The number that is called.", examples=["9000"])
    person: str = Field(
        description="Whose line it is: who presses keys, speaks and hangs up if one acts on it. The other end is an "
        "app, or a person with a call of their own.",
        examples=["+3612345678"],
    )
    state: CallState | None = Field(description="Null for a short message.")
    text: str | None = Field(description="What a short message says; null for a call.", examples=[None])
    over: bool = Field(
        description="Whether it has ended and the app has been told everything that there was to tell; where something "
        "is expected of it, whether what has come of it is over too."
    )
    now: float = Field(description="What its clock shows, in seconds.")
    ended_by: Side | None
    links: Links


class CallResource(CallSummary):
    """A call, or a short message, and what has come of it so far."""

    model_config = ConfigDict(populate_by_name=True, json_schema_extra={"examples": [CALL_RESOURCE]})

    clock: str = Field(examples=["virtual"])
    seed: int = Field(description="Of its world.")
    cause: Cause | None
    heard: list[HeardPrompt]
    recordings: list[RecordingResource]
    calls: list[FurtherCall] = Field(
        description="Calls that scripts have placed meanwhile, in order. In a session they are calls as this one, and "
        "none stands here."
    )
    outbox: OutboxResource | None = Field(
        description="What scripts have sent. Null in a session, which has one outbox for all calls."
    )
    problems: list[FoundProblem] = Field(description="Mistakes of the app.")
    passed: bool | None = Field(
        description="Whether the call went as its caller meant, and all was as expected; null until it is over.",
        examples=[True],
    )
    failures: list[str] = Field(
        description="Why the call did not go as its caller meant, a sentence each; empty if it did. When it is over, "
        "what was not as expected is told here too, and errors of the app that were expected are not.",
        examples=[["step 1 failed: hears 'menu': the call ended (normal clearing) before that; nothing was heard"]],
    )
    expectations: list[ExpectationOutcome] = Field(
        description="How everything came out that was expected when it was placed: `expects`, then `never`."
    )
    latencies: list[MeasuredAnswer] = Field(
        description="How long the app took for each answer about this call, in the order asked."
    )
    error: str | None = Field(description="What went wrong inside the simulator; null if nothing did.")


class CallList(BaseModel):
    """Calls and short messages since the start or the last reset, oldest first."""

    model_config = with_example({"calls": [CALL_SUMMARY]})

    calls: list[CallSummary]


class RecordingList(BaseModel):
    """Finished recordings, oldest first."""

    model_config = with_example({"recordings": [RECORDING]})

    recordings: list[RecordingResource]


class TranscriptResource(BaseModel):
    """Everything that has happened on a call."""

    model_config = with_example(TRANSCRIPT)

    version: Literal[1] = Field(description="Of this format.", examples=[SCHEMA_VERSION])
    calls: dict[str, dict[str, str]] = Field(
        description="Who is meant by the IDs of the entries: a call or a message (`kind`), and with whom (`number`)."
    )
    entries: list[dict[str, Any]] = Field(
        description="What happened (`event`), when (`at`, seconds on its clock, in a session on the session's), on "
        "which call, and the event's data.",
        examples=[[{"at": 1.2, "call": "1zJ5nQ", "event": "DtmfReceived", "digit": "1"}]],
    )


def summary_of(call: ServedCall, root: str) -> CallSummary:
    """A call as it is listed; `root` is the path under which calls of its kind are found."""
    return CallSummary(**_summary(call, root))


async def report_of(call: ServedCall, root: str) -> CallResource:
    """A call as it stands; one that is over is judged."""
    return resource_of(call, root, await call.outcomes())


def resource_of(call: ServedCall, root: str, outcomes: Sequence[Outcome] = ()) -> CallResource:
    """A call as it stands, and how everything came out that is expected of it."""
    standing = standing_of(call, outcomes)
    result = standing.result
    return CallResource(
        **_summary(call, root),
        clock=str(call.phone.clock),
        seed=int(call.phone.world.seed),
        cause=cause_of(result.cause),
        heard=[heard_prompt(prompt) for prompt in result.prompts],
        recordings=recordings_of(result),
        calls=further_calls(call, result),
        outbox=outbox_resource(result.outbox) if call.alone else None,
        problems=[found_problem(problem, result.transcript) for problem in result.problems],
        passed=standing.passed,
        failures=standing.failures,
        expectations=outcomes_resource(outcomes),
        latencies=[measured_answer(one) for one in result.latencies],
        error=call.error,
    )


def path_of(call: ServedCall, root: str) -> str:
    """The path of a call; `root` is that under which calls of its kind are found."""
    return f"{root}/calls/{call.id}"


def _summary(call: ServedCall, root: str) -> dict[str, Any]:
    exchange, line, here = call.exchange, call.line, path_of(call, root)
    caller = exchange.facts["sender"] if line is None else line.caller_id
    return {
        "kind": Kind.SMS if line is None else Kind.CALL,
        "id": call.id,
        "call_id": exchange.id,
        "placed": call.placed,
        "url": call.app_url or None,
        "caller": caller,
        "to": exchange.extension if line is None else line.dialled,
        "person": caller if line is None else line.party.number,
        "state": None if line is None else line.state,
        "text": exchange.facts["message"] if line is None else None,
        "over": call.over,
        "now": call.now,
        "ended_by": None if line is None else line.ended_by,
        "links": Links(
            self=here,
            transcript=f"{here}/transcript",
            events=f"{here}/events",
            recordings=f"{here}/recordings",
            report=f"{here}/report",
            outbox=f"{here}/outbox" if call.alone else f"{root}/outbox",
        ),
    }
