"""What calls are made of, as clients read it: what was heard and recorded, what was wrong, who else was called."""

from __future__ import annotations

from pydantic import BaseModel, Field

from simulator.drivers.call_result import CallResult
from simulator.drivers.latency import AppLatency
from simulator.drivers.recordings import StoredRecording
from simulator.server.served_call import ServedCall
from simulator.telephony.call import Call, CallState, Prompt
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.problem import Problem, Severity
from simulator.telephony.recording import AudioFormat, RecordEnd
from simulator.telephony.transcript import Transcript


class Cause(BaseModel):
    """Why a call ended, in the words of ITU-T Q.850."""

    code: int = Field(examples=[16])
    title: str = Field(examples=["normal clearing"])


class HeardPrompt(BaseModel):
    """Something that the person on the line heard. Instants are seconds on its clock, in a session on the session's."""

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


class MeasuredAnswer(BaseModel):
    """How long the app took to answer, on the wall clock."""

    notification: str = Field(description="What it was told.", examples=["RecordCompleted"])
    url: str = Field(examples=["http://127.0.0.1:8000/recorded"])
    at: float = Field(description="When it was asked: seconds on its clock, in a session on the session's.")
    seconds: float = Field(description="From connecting to the last byte of the answer.")


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


def further_calls(call: ServedCall, result: CallResult) -> list[FurtherCall]:
    """The calls that scripts have placed meanwhile."""
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
        cause=cause_of(line.cause),
        heard=[heard_prompt(prompt) for prompt in line.prompts],
        recordings=[recording_resource(recording) for recording in result.recordings],
    )


def cause_of(cause: HangupCause | None) -> Cause | None:
    """Why a call ended, if it has."""
    return None if cause is None else Cause(code=cause.code, title=cause.title)


def heard_prompt(prompt: Prompt) -> HeardPrompt:
    """Something that was heard."""
    return HeardPrompt(
        text=prompt.text, started_at=prompt.started_at, ended_at=prompt.ended_at, interrupted=prompt.interrupted
    )


def found_problem(problem: Problem, transcript: Transcript) -> FoundProblem:
    """A mistake of the app; `transcript` has the short names of addresses."""
    return FoundProblem(
        rule=problem.rule,
        severity=problem.severity,
        message=transcript.shortened(problem.message),
        source=transcript.shortened(problem.place.source),
        line=problem.place.line,
        column=problem.place.column,
    )


def measured_answer(latency: AppLatency) -> MeasuredAnswer:
    """How long one answer took."""
    return MeasuredAnswer(notification=latency.name, url=latency.url, at=latency.at, seconds=round(latency.seconds, 6))
