"""A run of scenarios as data that outlives it: what the JSON report holds, and all other reports are made from.

This file only knows the shape; `recorder` fills it. Instants are seconds on the clock of the calls, which shows 0 when
the first one is placed; they are the same in every run. What is measured on the wall clock says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeAlias

VERSION: Final = 1
"""Of a record; goes up when a reader of older ones would misunderstand."""

OutcomeName: TypeAlias = Literal["passed", "failed", "broken", "unfinished"]
RunKind: TypeAlias = Literal["scenario", "test", "call", "message"]
PlacedBy: TypeAlias = Literal["scenario", "app"]


@dataclass(frozen=True, slots=True)
class ReasonRecord:
    """Why a scenario did not pass; where it is a difference, what was expected and what was."""

    text: Annotated[str, "A sentence."]
    subject: Annotated[str | None, "What was looked at, such as 'recording 1'; null if it is no difference."] = None
    field: Annotated[str | None, "Its property; empty if it has only one."] = None
    expected: Annotated[str | None, "What the scenario wants."] = None
    actual: Annotated[str | None, "What was."] = None
    file: Annotated[str | None, "Where that is written."] = None
    line: Annotated[int, "Its line, from 1; 0 is 'not known'."] = 0
    column: Annotated[int, "Its column, from 1; 0 is 'not known'."] = 0
    head: Annotated[str, "The reason without what is said below; empty if nothing is."] = ""
    why: Annotated[str, "Why a step could not be taken, or what to do; empty if there is nothing to say."] = ""
    wanted: Annotated[str | None, "The text that was to be heard; null if it was about something else."] = None
    heard: Annotated[tuple[str, ...], "What was heard instead of that, in order."] = ()
    diff: Annotated[tuple[str, ...], "The lines of a unified diff, if a golden conversation differs."] = ()


@dataclass(frozen=True, slots=True)
class PromptRecord:
    """Something that a person heard."""

    text: Annotated[str, "What was spoken, or the name of the file."]
    started_at: Annotated[float, "Its first instant."]
    ended_at: Annotated[float | None, "Its last instant; null if it never ended."]
    interrupted: Annotated[bool, "Whether only its beginning was heard."]


@dataclass(frozen=True, slots=True)
class RecordingRecord:
    """A recording of a call."""

    name: Annotated[str, "The name of its file."]
    format: Annotated[str, "'mp3' or 'wav'."]
    content_type: Annotated[str, "The same as HTTP has it."]
    started_at: Annotated[float, "Its first instant."]
    duration: Annotated[float, "Its length in seconds."]
    end: Annotated[str, "Why it ended, such as 'final-timeout'."]
    size: Annotated[int, "The bytes of its file."]
    audio: Annotated[str | None, "The file in base64; null if it was left out: too large, or not wanted."]


@dataclass(frozen=True, slots=True)
class CallRecord:
    """What came of a call, a short message, or a request to the app."""

    id: Annotated[str, "What the app knows it by (CallID)."]
    kind: Annotated[str, "'call', 'SMS' or 'request'."]
    number: Annotated[str, "Who was on the line, or has sent the message; empty for a request."]
    label: Annotated[str, "What tells it from the others in texts; empty for the first one."]
    placed_by: Annotated[PlacedBy, "Who has set it going."]
    started_at: Annotated[float, "When it was placed."]
    answered_at: Annotated[float | None, "When somebody picked up; null if nobody did."]
    ended_at: Annotated[float, "When it ended."]
    ended_by: Annotated[str | None, "'caller', 'callee' or 'pbx'; null if it is no call."]
    cause: Annotated[str | None, "Why, in the words of Q.850; null if it is no call."]
    prompts: Annotated[tuple[PromptRecord, ...], "What was heard on it."]
    recordings: Annotated[tuple[RecordingRecord, ...], "What was recorded on it."]


@dataclass(frozen=True, slots=True)
class NotificationRecord:
    """Something that the PBX posted to the app."""

    at: Annotated[float, "When."]
    call: Annotated[str, "The ID of the call that it is about."]
    name: Annotated[str, "Such as 'RecordCompleted'."]
    url: Annotated[str, "Where it was posted."]
    fields: Annotated[Mapping[str, str], "What was posted, in order."]


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """What the app answered."""

    at: Annotated[float, "When the PBX had it."]
    call: Annotated[str, "The ID of the call that it is about."]
    url: Annotated[str, "Who answered."]
    status: Annotated[int, "The HTTP status; 0 if there was none."]
    content_type: Annotated[str, "As the app wrote it."]
    body: Annotated[str, "As the app wrote it, with short addresses; bytes that are no UTF-8 are replaced."]
    failure: Annotated[str, "Why there was no answer; empty if there was."]


@dataclass(frozen=True, slots=True)
class ProblemRecord:
    """A mistake of the app that the call survived."""

    at: Annotated[float, "When it was found."]
    call: Annotated[str, "The ID of the call that it is about."]
    rule: Annotated[str, "Its stable name; docs/apps.md has all."]
    severity: Annotated[Literal["error", "warning", "note"], "How bad it is."]
    message: Annotated[str, "A sentence."]
    source: Annotated[str, "Whose answer it stands in."]
    line: Annotated[int, "Its line there, from 1; 0 is 'not known'. Lines end at LF."]
    column: Annotated[int, "Its column in that line of the answer's 'body', from 1; 0 is 'not known'."]


@dataclass(frozen=True, slots=True)
class CommandRecord:
    """A command that the app sent over the HTTP API."""

    at: Annotated[float, "When it arrived."]
    name: Annotated[str, "As the app wrote it."]
    fields: Annotated[Mapping[str, str], "Its parameters; secrets are hidden."]
    code: Annotated[int | None, "What it was answered with; null if it was not."]
    message: Annotated[str, "The text that goes with the code."]
    reason: Annotated[str, "More about it, which the app is not told."]


@dataclass(frozen=True, slots=True)
class SentRecord:
    """Something that left the PBX at the wish of the app."""

    at: Annotated[float, "When."]
    kind: Annotated[Literal["SMS", "e-mail", "message"], "'message' is one of Ozeki 10 to a connection."]
    sender: Annotated[str, "Who sent it; empty for a message."]
    recipient: Annotated[str, "A number, an address, or a connection and the address there."]
    subject: Annotated[str, "Of an e-mail."]
    text: Annotated[str, "What it says."]
    attachments: Annotated[tuple[str, ...], "Of an e-mail: paths as the app wrote them."] = ()
    state: Annotated[str, "Of a short message: what became of it."] = ""


@dataclass(frozen=True, slots=True)
class LatencyRecord:
    """How long the app took for one answer."""

    at: Annotated[float, "When it was asked."]
    name: Annotated[str, "Of the notification, or the method of a request."]
    url: Annotated[str, "Where it was asked."]
    seconds: Annotated[float, "Measured on the wall clock."]


@dataclass(frozen=True, slots=True)
class ThreadRecord:
    """What entries of a transcript can belong to."""

    kind: Annotated[str, "'call', 'SMS', 'HTTP' (commands of the app) or 'request'."]
    number: Annotated[str, "That of the person."]
    label: Annotated[str, "What tells it from the others; empty for the first one."]


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """Something that happened."""

    at: Annotated[float, "When."]
    call: Annotated[str, "The ID of what it belongs to."]
    event: Annotated[str, "Its kind, such as 'PromptStarted'."]
    text: Annotated[str, "In words, as the transcript has it."]
    column: Annotated[Literal["caller", "line", "app"], "Whose side of the conversation it is on."]
    detail: Annotated[bool, "Whether the short transcript leaves it out."]
    fields: Annotated[Mapping[str, object], "What else is known about it, by its kind."]


@dataclass(frozen=True, slots=True)
class TranscriptRecord:
    """Everything that happened, in order; the same in every run with this seed."""

    calls: Annotated[Mapping[str, ThreadRecord], "What entries belong to, by ID."]
    entries: Annotated[tuple[EntryRecord, ...], "What happened."]


@dataclass(frozen=True, slots=True)
class ScenarioRecord:
    """A scenario that was run."""

    id: Annotated[str, "The file and the name: 'voicemail.yaml::Anna leaves a message'."]
    name: Annotated[str, "Its name."]
    file: Annotated[str, "Where it is written, or is found."]
    line: Annotated[int, "The line there, from 1; 0 if there are no lines."]
    app: Annotated[str, "What was called."]
    outcome: Annotated[
        OutcomeName, "'broken' is a mistake of the simulator; no scenario or test is 'unfinished', as calls can be."
    ]
    reasons: Annotated[tuple[ReasonRecord, ...], "Why it did not pass."]
    seed: Annotated[int, "Of everything drawn by chance."]
    clock: Annotated[str, "'virtual', 'real', or 'x10'."]
    call_seconds: Annotated[float | None, "How long it lasted on the clock of calls; null if it never began."]
    wall_seconds: Annotated[float, "How long it took, on the wall clock."]
    repeat: Annotated[str, "The command that runs it again."]
    text: Annotated[str, "What a terminal of 80 columns shows of it; empty if it passed."]
    hints: Annotated[tuple[str, ...], "What may lie behind the reasons; empty if it passed."] = ()
    calls: Annotated[tuple[CallRecord, ...], "Its calls and messages; the first is what it is about."] = ()
    notifications: Annotated[tuple[NotificationRecord, ...], "What the PBX posted."] = ()
    answers: Annotated[tuple[AnswerRecord, ...], "What the app answered."] = ()
    problems: Annotated[tuple[ProblemRecord, ...], "The mistakes of the app."] = ()
    commands: Annotated[tuple[CommandRecord, ...], "What the app asked of the PBX."] = ()
    outbox: Annotated[tuple[SentRecord, ...], "What left the PBX."] = ()
    latencies: Annotated[tuple[LatencyRecord, ...], "How long the app took for each answer."] = ()
    transcript: Annotated[TranscriptRecord | None, "What happened; null if it never began."] = None
    app_output: Annotated[tuple[str, ...], "What the app printed last, if it is a command and answered badly."] = ()
    app_end: Annotated[str, "How that command has ended, such as 'ended with exit code 3'; empty if it has not."] = ""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run of scenarios with ozeki-simulator."""

    version: Annotated[int, "Of this shape."]
    tool: Annotated[str, "Which version of ozeki-simulator ran them."]
    python: Annotated[str, "On which version of Python."]
    began: Annotated[str, "When, in UTC (ISO 8601); empty if nobody knows."]
    wall_seconds: Annotated[float, "How long it took, on the wall clock."]
    seed: Annotated[int | None, "What the command line said; null leaves it to the scenarios."]
    clock: Annotated[str | None, "Likewise."]
    interrupted: Annotated[bool, "Whether it was broken off; scenarios that were not over are missing."]
    scenarios: Annotated[tuple[ScenarioRecord, ...], "In their order."]
    kind: Annotated[
        RunKind, "What people call one of them: in a run of pytest a test, on a server a call or a message."
    ] = "scenario"

    @property
    def is_of_one_call(self) -> bool:
        """Whether it is no run, but a call or a message of a server: when that began, nobody has measured."""
        return self.kind in ("call", "message")

    def count(self, outcome: OutcomeName) -> int:
        """How many scenarios came out like that."""
        return sum(one.outcome == outcome for one in self.scenarios)
