"""What the control API takes and gives, as JSON; the page with its documentation is made of this."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from simulator.drivers.clock import REAL, VIRTUAL, Clock, clock_from_text
from simulator.drivers.recordings import StoredRecording
from simulator.errors import ScenarioError
from simulator.ozml.convert import digits
from simulator.server.calls import ServedCall
from simulator.server.control_steps import CallerStep, Written, mistake
from simulator.telephony.call import CallState, Prompt
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.problem import Problem, Severity
from simulator.telephony.recording import AudioFormat, RecordEnd
from simulator.telephony.transcript import SCHEMA_VERSION, Transcript

# -- what clients write ----------------------------------------------------------------------------------------------


def _app_url(written: str) -> str:
    try:
        parts = urlsplit(written)
        reachable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        reachable = False
    if not reachable:
        raise mistake(f"{written!r} is not an http:// or https:// address")
    return written


def _clock(written: str) -> str:
    try:
        clock_from_text(written)
    except ScenarioError as error:
        raise mistake(str(error)) from None
    return written


def _keys(written: str) -> str:
    try:
        return digits(written)
    except ValueError as error:
        raise mistake(f"{written!r} is not {error}") from None


class CallOrder(Written):
    """A call to be placed: a scripted human calls an OzML app."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "url": "http://127.0.0.1:8000/incoming",
                    "steps": [{"hears": "message"}, {"pauses": 0.5}, {"says": "Hello, it is me."}, "stays_silent"],
                }
            ]
        }
    )

    url: Annotated[str, AfterValidator(_app_url)] = Field(description="Where the app takes IncomingCall.")
    steps: list[CallerStep] = Field([], description="What the caller does, one after the other.")
    to: str = Field("9000", min_length=1, description="The number dialled.")
    caller: str = Field("+3612345678", alias="from", min_length=1, description="The caller's number.")
    clock: Annotated[str, AfterValidator(_clock)] | None = Field(
        None,
        description='"virtual" (no time passes outside), "real", or a factor such as "x10". '
        "Not given: virtual, and real for a live call.",
        examples=["virtual", "real", "x10"],
    )
    seed: int | None = Field(
        None, ge=0, description="Of everything that is drawn by chance, the call ID among it. Not given: a fresh one."
    )
    live: bool = Field(
        False,
        description="Somebody will press keys or hang up, so the call is not given up when nothing can happen. "
        "Needs a real clock.",
    )
    settings: dict[str, Any] = Field(
        {},
        description="How the PBX behaves on this call, where it differs from the server's settings.",
        examples=[{"app_latency": 0.2, "strict": False}],
    )

    @model_validator(mode="after")
    def _live_calls_are_real(self) -> CallOrder:
        if self.live and self.chosen_clock == VIRTUAL:
            raise mistake("a live call needs a real clock: 'real' or a factor such as 'x10'")
        return self

    @property
    def chosen_clock(self) -> Clock:
        """The clock that the call runs on."""
        if self.clock is None:
            return REAL if self.live else VIRTUAL
        return clock_from_text(self.clock)


class KeysOrder(Written):
    """Keys to be pressed, one after the other."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"keys": "1#"}]})

    keys: Annotated[str, AfterValidator(_keys)] = Field(min_length=1, description="Out of 0-9, *, # and A-D.")


# -- what clients read -----------------------------------------------------------------------------------------------


class Cause(BaseModel):
    """Why a call ended, in the words of ITU-T Q.850."""

    code: int = Field(examples=[16])
    title: str = Field(examples=["normal clearing"])


class HeardPrompt(BaseModel):
    """Something that the caller heard. Instants are seconds of the call."""

    text: str = Field(examples=["Please leave a message."])
    started_at: float
    ended_at: float | None = Field(description="Null while it sounds.")
    interrupted: bool = Field(description="Whether the caller heard only a part of it.")


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


class Links(BaseModel):
    """Where more about a call is found."""

    self: str = Field(examples=["/control/v1/calls/1zJ5nQ"])
    transcript: str = Field(examples=["/control/v1/calls/1zJ5nQ/transcript"])
    events: str = Field(examples=["/control/v1/calls/1zJ5nQ/events"])
    recordings: str = Field(examples=["/control/v1/calls/1zJ5nQ/recordings"])


class CallSummary(BaseModel):
    """A call in a few words."""

    model_config = ConfigDict(populate_by_name=True)

    id: str = Field(description="Its name in this API.", examples=["1zJ5nQ"])
    call_id: str = Field(
        description="What the PBX calls it, in notifications to the app: the same, unless two calls have one seed.",
        examples=["1zJ5nQ"],
    )
    url: str = Field(examples=["http://127.0.0.1:8000/incoming"])
    caller: str = Field(alias="from", examples=["+3612345678"])
    to: str = Field(examples=["9000"])
    state: CallState
    over: bool = Field(description="Whether it has ended and the app has been told everything that there was to tell.")
    now: float = Field(description="What the clock of the call shows, in seconds since it was placed.")
    ended_by: Side | None
    links: Links


class CallResource(CallSummary):
    """A call, and what has come of it so far."""

    clock: str = Field(examples=["virtual"])
    seed: int
    cause: Cause | None
    heard: list[HeardPrompt]
    recordings: list[RecordingResource]
    problems: list[FoundProblem] = Field(description="Mistakes of the app.")
    failures: list[str] = Field(
        description="Why the call did not go as its caller meant, a sentence each; empty if it did.",
        examples=[["step 1 failed: hears 'menu': the call ended (normal clearing) before that; nothing was heard"]],
    )
    error: str | None = Field(description="What went wrong inside the simulator; null if nothing did.")


class CallList(BaseModel):
    """All calls since the start or the last reset, oldest first."""

    calls: list[CallSummary]


class RecordingList(BaseModel):
    """The finished recordings of a call, oldest first."""

    recordings: list[RecordingResource]


class TranscriptResource(BaseModel):
    """Everything that has happened on a call."""

    version: Literal[1] = Field(description="Of this format.", examples=[SCHEMA_VERSION])
    entries: list[dict[str, Any]] = Field(
        description="What happened (`event`), when (`at`, seconds of the call), on which call, and the event's data.",
        examples=[[{"at": 1.2, "call": "1zJ5nQ", "event": "DtmfReceived", "digit": "1"}]],
    )


def summary_of(call: ServedCall, root: str) -> CallSummary:
    """A call as it is listed; `root` is the path under which the API is reached."""
    return CallSummary(**_summary(call, root))


def resource_of(call: ServedCall, root: str) -> CallResource:
    """A call as it stands."""
    result = call.result
    return CallResource(
        **_summary(call, root),
        clock=str(call.live.clock),
        seed=call.seed,
        cause=_cause(result.cause),
        heard=[_heard(prompt) for prompt in result.prompts],
        recordings=recordings_of(call),
        problems=[_problem(problem, call.transcript) for problem in result.problems],
        failures=result.failures,
        error=call.error,
    )


def recordings_of(call: ServedCall) -> list[RecordingResource]:
    """The finished recordings of a call."""
    return [_recording(recording) for recording in call.result.recordings]


def _summary(call: ServedCall, root: str) -> dict[str, Any]:
    line, here = call.live.call, f"{root}/calls/{call.id}"
    return {
        "id": call.id,
        "call_id": line.id,
        "url": call.app_url,
        "caller": line.party.number,
        "to": line.dialled,
        "state": line.state,
        "over": call.over,
        "now": call.live.now,
        "ended_by": line.ended_by,
        "links": Links(
            self=here, transcript=f"{here}/transcript", events=f"{here}/events", recordings=f"{here}/recordings"
        ),
    }


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


def _recording(recording: StoredRecording) -> RecordingResource:
    return RecordingResource(
        name=recording.name,
        url=recording.url,
        format=recording.format,
        content_type=recording.content_type,
        size=recording.size,
        duration=recording.duration,
        end=recording.end,
    )
