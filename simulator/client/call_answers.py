"""What the control API says of calls and short messages, with the names and the types of `simulator.place_call`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BeforeValidator, Field, PlainValidator, model_validator

from simulator.client.answer import Answer
from simulator.client.outbox import SentThings
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.line import CallState
from simulator.telephony.problem import Place, Problem, Severity
from simulator.telephony.recording import AudioFormat, RecordEnd

# -- parts of calls --------------------------------------------------------------------------------------------------


class _Problem(Answer):
    rule: str
    severity: Severity
    message: str
    source: str
    line: int
    column: int


def _problem(written: object) -> Problem:
    read = _Problem.model_validate(written)
    return Problem(read.rule, read.message, Place(read.source, read.line, read.column), read.severity)


def _cause(written: object) -> object:
    code = written.get("code") if isinstance(written, Mapping) else None
    return next((cause for cause in HangupCause if cause.code == code), written)


Cause = Annotated[HangupCause, BeforeValidator(_cause)]
AppProblem = Annotated[Problem, PlainValidator(_problem)]


class HeardPrompt(Answer):
    """Something that a person heard. Instants are seconds on the clock; `ended_at` is None while it sounds."""

    text: str
    started_at: float
    ended_at: float | None
    interrupted: bool


class FinishedRecording(Answer):
    """A finished recording.

    Attributes:
        name: the file's name.
        url: where it is downloaded; the app got the same as RecordURL.
        format: mp3 or wav.
        content_type: as HTTP names it.
        size: bytes of the file.
        duration: seconds.
        end: why it ended.
    """

    name: str
    url: str
    format: AudioFormat
    content_type: str
    size: int
    duration: float
    end: RecordEnd


R = TypeVar("R", bound=FinishedRecording)
"""A recording that can be downloaded: one whose `data()` is awaited, or one whose is not."""


class _Listener(Answer):
    prompts: list[HeardPrompt] = Field(validation_alias="heard")

    @property
    def heard(self) -> list[str]:
        """The texts (or file names) of everything that the person heard, in order."""
        return [prompt.text for prompt in self.prompts]


class FurtherCall(_Listener, Generic[R]):
    """A call that a script has placed in a world of its own, or the other end of a transfer there.

    Attributes:
        id: what the app knows it by.
        number: who was called.
        caller: the number that the person called sees.
        state: how far it is.
        answered: whether the phone was picked up.
        ended_by: which side hung up or refused.
        cause: why it ended.
        prompts: what the person called heard.
        recordings: what was recorded.
    """

    id: str = Field(validation_alias="call_id")
    number: str
    caller: str = Field(validation_alias="from")
    state: CallState
    answered: bool
    ended_by: Side | None
    cause: Cause | None
    recordings: list[R]


class MeasuredAnswer(Answer):
    """How long the app took to answer, on the wall clock.

    Attributes:
        name: the notification's.
        url: where it went.
        at: when it was asked, in seconds on the clock.
        seconds: from connecting to the last byte of the answer.
    """

    name: str = Field(validation_alias="notification")
    url: str
    at: float
    seconds: float


# -- what was expected -----------------------------------------------------------------------------------------------


class UnmetDetail(Answer):
    """One thing that was otherwise than expected; as text, one sentence.

    Attributes:
        what: what was looked at, such as "recording 1 length".
        expected: what was expected of it.
        was: what it was.
        sentence: all of that.
        nearest: of a text that nobody heard, what was heard that is most like it; None if nothing is.
        at: when it happened, of something that must never happen, in seconds on the clock.
    """

    what: str
    expected: str
    was: str
    sentence: str
    nearest: str | None
    at: float | None

    def __str__(self) -> str:
        return self.sentence


class ExpectationOutcome(Answer):
    """Something that was expected, and how it came out.

    Attributes:
        kind: "expects" or "never".
        name: its key, such as "recording".
        pointer: where it stood in the request, a JSON pointer.
        met: whether it was so; None if that has not been judged, as the call is not over.
        unmet: what was otherwise.
    """

    kind: Literal["expects", "never"]
    name: str
    pointer: str
    met: bool | None
    unmet: list[UnmetDetail]


class Judged(Answer):
    """What was judged of a call as it stood.

    Attributes:
        over: whether the call was over.
        met: whether everything was as expected.
        expectations: how everything came out.
        report: if something was otherwise, the call explained.
    """

    over: bool
    met: bool
    expectations: list[ExpectationOutcome]
    report: str | None = None


# -- calls -----------------------------------------------------------------------------------------------------------


class CallSummary(Answer):
    """A call or a short message in a few words.

    Attributes:
        kind: "call" or "sms".
        id: its name in the control API.
        call_id: what the app knows it by (`CallID`).
        placed: whether a test has placed it, and not the app.
        url: where the app takes notifications; None if whoever placed it did not say.
        caller: the number that calls.
        to: the number that is called.
        number: whose line it is: who presses keys, speaks and hangs up if one acts on it.
        state: how far it is; None for a short message.
        text: what a short message says; None for a call.
        over: whether it has ended and the app has been told everything that there was to tell.
        now: what its clock shows, in seconds.
        ended_by: which side hung up or refused.
    """

    kind: Literal["call", "sms"]
    id: str
    call_id: str
    placed: bool
    url: str | None
    caller: str = Field(validation_alias="from")
    to: str
    number: str = Field(validation_alias="person")
    state: CallState | None
    text: str | None
    over: bool
    now: float
    ended_by: Side | None


class CallReport(_Listener, CallSummary, Generic[R]):
    """A call, or a short message, and what has come of it so far; `CallSummary` has the rest of its attributes.

    Attributes:
        clock: "virtual", "real" or a factor such as "x10".
        seed: of its world.
        cause: why it ended, as Q.850 has it.
        prompts: what was heard, in order: `text`, `started_at`, `ended_at` (None while it sounds), `interrupted`.
        recordings: what was recorded, in order.
        calls: what scripts have placed meanwhile, in order; empty in a session, whose calls stand side by side.
        outbox: what scripts have sent; None in a session, which has one for all calls.
        problems: the mistakes of the app.
        passed: whether it went as its caller meant, and all was as expected; None as long as it is not over.
        failures: why the call did not go as its caller meant, a sentence each; empty if it did. What was not as
            expected is told here too.
        expectations: how everything came out that was expected when it was placed.
        latencies: how long the app took for each answer about this call, in the order asked.
        error: what went wrong inside the simulator; None if nothing did.
    """

    clock: str
    seed: int
    cause: Cause | None
    recordings: list[R]
    calls: list[FurtherCall[R]]
    outbox: SentThings | None
    problems: list[AppProblem]
    passed: bool | None
    failures: list[str]
    expectations: list[ExpectationOutcome]
    latencies: list[MeasuredAnswer]
    error: str | None


class CallList(Answer):
    """Calls and short messages, oldest first."""

    calls: list[CallSummary]


class RecordingList(Answer, Generic[R]):
    """Recordings, oldest first."""

    recordings: list[R]


# -- what happens on one ---------------------------------------------------------------------------------------------


class TranscriptEntry(Answer):
    """Something that has happened, when (`at`, in seconds) and on which call; `data` is what belongs to the event."""

    at: float
    call: str
    event: str
    data: dict[str, Any]

    @model_validator(mode="before")
    @classmethod
    def _apart(cls, written: object) -> object:
        if not isinstance(written, Mapping):
            return written
        own = {name: written[name] for name in ("at", "call", "event") if name in written}
        return {**own, "data": {name: value for name, value in written.items() if name not in own}}


class CallTranscript(Answer):
    """Everything that has happened on a call."""

    entries: list[TranscriptEntry]
