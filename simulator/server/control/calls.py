"""Calls and short messages as clients read them, as JSON; the documentation is made of this."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from simulator.drivers.call_result import CallResult
from simulator.drivers.recordings import StoredRecording
from simulator.server.control.examples import CALL_RESOURCE, CALL_SUMMARY, RECORDING, TRANSCRIPT
from simulator.server.control.outbox import OutboxResource, outbox_resource
from simulator.server.control.written import with_example
from simulator.server.served_call import ServedCall
from simulator.telephony.call import Call, CallState, Prompt
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.problem import Problem, Severity
from simulator.telephony.recording import AudioFormat, RecordEnd
from simulator.telephony.transcript import SCHEMA_VERSION, Transcript


class Cause(BaseModel):
    """Why a call ended, in the words of ITU-T Q.850."""

    code: int = Field(examples=[16])
    title: str = Field(examples=["normal clearing"])


class HeardPrompt(BaseModel):
    """Something that the person on the line heard. Instants are seconds of the call."""

    text: str = Field(examples=["Please leave a message."])
    started_at: float
    ended_at: float | None = Field(description="Null while it sounds.")
    interrupted: bool = Field(description="Whether only a part of it was heard.")


class FoundProblem(BaseModel):
    """A mistake of the app, or something that it probably did not mean."""

    rule: str = Field(description="The kind of mistake; stable.", examples=["unknown-element"])
    severity: Severity
    message: str
    source: str = Field(description="Where: what answered with it.", examples=["http://app/incoming"])
    line: int = Field(description="0 if not known.")
    column: int = Field(description="0 if not known.")


class RecordingResource(BaseModel):
    """A finished recording."""

    name: str = Field(examples=["1zJ5nQ_20240101090003.mp3"])
    url: str = Field(
        description="Where it can be downloaded; the app got the same as RecordURL.",
        examples=["http://127.0.0.1:7780/HttpRecordings/1zJ5nQ_20240101090003.mp3"],
    )
    format: AudioFormat
    content_type: str = Field(examples=["audio/mpeg"])
    size: int = Field(description="Bytes of the file.")
    duration: float = Field(description="Seconds.")
    end: RecordEnd = Field(description="Why it ended.")


class FurtherCall(BaseModel):
    """A call that a script has placed meanwhile, or the other end of a transfer."""

    call_id: str = Field(description="What the PBX calls it, in notifications and in the transcript.")
    number: str = Field(description="Who was called.", examples=["4711"])
    caller: str = Field(
        serialization_alias="from", description="The number that the person called sees.", examples=["9000"]
    )
    state: CallState
    answered: bool = Field(description="Whether the phone was picked up.")
    ended_by: Side | None
    cause: Cause | None
    heard: list[HeardPrompt] = Field(description="What the person called heard.")
    recordings: list[RecordingResource]


class Links(BaseModel):
    """Where more about a call is found."""

    self: str = Field(examples=["/control/v1/calls/1zJ5nQ"])
    transcript: str = Field(examples=["/control/v1/calls/1zJ5nQ/transcript"])
    events: str = Field(examples=["/control/v1/calls/1zJ5nQ/events"])
    recordings: str = Field(examples=["/control/v1/calls/1zJ5nQ/recordings"])
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
    over: bool = Field(description="Whether it has ended and the app has been told everything that there was to tell.")
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
    failures: list[str] = Field(
        description="Why the call did not go as its caller meant, a sentence each; empty if it did.",
        examples=[["step 1 failed: hears 'menu': the call ended (normal clearing) before that; nothing was heard"]],
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
        description="What happened (`event`), when (`at`, seconds of the call), on which call, and the event's data.",
        examples=[[{"at": 1.2, "call": "1zJ5nQ", "event": "DtmfReceived", "digit": "1"}]],
    )


def summary_of(call: ServedCall, root: str) -> CallSummary:
    """A call as it is listed; `root` is the path under which calls of its kind are found."""
    return CallSummary(**_summary(call, root))


def resource_of(call: ServedCall, root: str) -> CallResource:
    """A call as it stands."""
    result = call.result
    return CallResource(
        **_summary(call, root),
        clock=str(call.phone.clock),
        seed=int(call.phone.world.seed),
        cause=_cause(result.cause),
        heard=[_heard(prompt) for prompt in result.prompts],
        recordings=recordings_of(result),
        calls=_further_calls(call, result),
        outbox=outbox_resource(result.outbox) if call.alone else None,
        problems=[_problem(problem, result.transcript) for problem in result.problems],
        failures=result.failures,
        error=call.error,
    )


def recordings_of(result: CallResult) -> list[RecordingResource]:
    """The finished recordings of a call."""
    return [recording_resource(recording) for recording in result.recordings]


def recording_resource(recording: StoredRecording) -> RecordingResource:
    """A recording as clients read it."""
    return RecordingResource(
        name=recording.name,
        url=recording.url,
        format=recording.format,
        content_type=recording.content_type,
        size=recording.size,
        duration=recording.duration,
        end=recording.end,
    )


def _summary(call: ServedCall, root: str) -> dict[str, Any]:
    exchange, line, here = call.exchange, call.line, f"{root}/calls/{call.id}"
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
            outbox=f"{here}/outbox" if call.alone else f"{root}/outbox",
        ),
    }


def _further_calls(call: ServedCall, result: CallResult) -> list[FurtherCall]:
    lines = {line.id: line for line in call.phone.pbx.calls} if result.calls else {}
    return [_further_call(lines[one.id], one) for one in result.calls]


def _further_call(line: Call, result: CallResult) -> FurtherCall:
    return FurtherCall(
        call_id=line.id,
        number=line.dialled,
        caller=line.caller_id,
        state=line.state,
        answered=line.answered_at is not None,
        ended_by=line.ended_by,
        cause=_cause(line.cause),
        heard=[_heard(prompt) for prompt in line.prompts],
        recordings=[recording_resource(recording) for recording in result.recordings],
    )


def _cause(cause: HangupCause | None) -> Cause | None:
    return None if cause is None else Cause(code=cause.code, title=cause.title)


def _heard(prompt: Prompt) -> HeardPrompt:
    return HeardPrompt(
        text=prompt.text, started_at=prompt.started_at, ended_at=prompt.ended_at, interrupted=prompt.interrupted
    )


def _problem(problem: Problem, transcript: Transcript) -> FoundProblem:
    return FoundProblem(
        rule=problem.rule,
        severity=problem.severity,
        message=transcript.shortened(problem.message),
        source=transcript.shortened(problem.place.source),
        line=problem.place.line,
        column=problem.place.column,
    )
