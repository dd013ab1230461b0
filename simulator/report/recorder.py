"""Makes the record of a run: everything that reports tell, as plain data."""

from __future__ import annotations

import base64
import platform
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, Literal, cast

from simulator import __version__
from simulator.drivers.call_result import CallResult
from simulator.drivers.recordings import StoredRecording
from simulator.errors import AudioError
from simulator.report.hints import hints
from simulator.report.record import (
    VERSION,
    AnswerRecord,
    CallRecord,
    CommandRecord,
    EntryRecord,
    LatencyRecord,
    NotificationRecord,
    OutcomeName,
    PlacedBy,
    PromptRecord,
    RecordingRecord,
    RunKind,
    RunRecord,
    ScenarioRecord,
    SentRecord,
    ThreadRecord,
    TranscriptRecord,
)
from simulator.report.recorded_problems import problem_records
from simulator.report.recorded_reasons import reason_records
from simulator.report.repeat import repeat_of
from simulator.report.shape import plain
from simulator.scenario.model import AppKind, Scenario
from simulator.scenario.run import Outcome, ScenarioRun
from simulator.telephony.events import AnswerReceived, NotificationSent
from simulator.telephony.outbox import ChatMessage, Email, Sent, Sms
from simulator.telephony.transcript import Kind, Thread, Transcript

LARGEST_AUDIO: Final = 16 * 2**20
"""Bytes of a recording that a record holds; of a larger one it has all but the sound."""

_WIDTH: Final = 80


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What belongs to a run as a whole.

    `seed` and `clock` are what the command line says over the scenarios' heads; `again` are its words that the command
    which repeats a scenario needs too. `kind` is what people call one of them. `began` is None if nobody knows.
    """

    began: datetime | None
    wall_seconds: float
    seed: int | None = None
    clock: str | None = None
    again: Sequence[str] = ()
    interrupted: bool = False
    kind: RunKind = "scenario"


def run_record(runs: Sequence[ScenarioRun], circumstances: Circumstances, *, audio: bool = True) -> RunRecord:
    """Record a run of scenarios.

    Args:
        runs: those that are over, in their order.
        circumstances: of all of them.
        audio: put the sound of recordings in; that takes time and space.
    """
    return RunRecord(
        version=VERSION,
        tool=__version__,
        python=platform.python_version(),
        began=circumstances.began.astimezone(UTC).isoformat(timespec="seconds") if circumstances.began else "",
        wall_seconds=round(circumstances.wall_seconds, 6),
        seed=circumstances.seed,
        clock=circumstances.clock,
        interrupted=circumstances.interrupted,
        scenarios=tuple([_scenario(run, circumstances, audio=audio) for run in runs]),
        kind=circumstances.kind,
    )


def call_record(run: ScenarioRun, kind: RunKind, placed_by: PlacedBy) -> RunRecord:
    """Record a call or a message of a server, with its sound.

    Args:
        run: it, as a run; nobody has measured when it began, and how long it took.
        kind: which of both it is.
        placed_by: who has set it going.
    """
    seed, clock = run.scenario.seed, str(run.scenario.clock)
    record = run_record([run], Circumstances(None, 0.0, seed=seed, clock=clock, kind=kind))
    (one,) = record.scenarios
    first, *others = one.calls
    calls = (replace(first, placed_by=placed_by), *others)
    lasted = round(first.ended_at - first.started_at, 6)  # others may have been there before it
    return replace(record, scenarios=(replace(one, call_seconds=lasted, calls=calls),))


def app_text(scenario: Scenario) -> str:
    """The app of a scenario, for people: ``simulator.demo.voicemail:app /incoming``."""
    app = scenario.app
    match app.kind:
        case AppKind.URL:
            return app.target
        case AppKind.COMMAND:
            return f"{shlex.join(app.arguments)} {app.path}"
        case _:
            return f"{app.target} {app.path}"


# -- inside ----------------------------------------------------------------------------------------------------------


def _scenario(run: ScenarioRun, circumstances: Circumstances, *, audio: bool) -> ScenarioRecord:
    scenario, result = run.scenario, run.result
    known = ScenarioRecord(
        id=scenario.id,
        name=scenario.name,
        file=scenario.file.as_posix(),
        line=scenario.line,
        app=app_text(scenario),
        outcome=cast("OutcomeName", str(run.outcome)),
        reasons=tuple(reason_records(run)),
        hints=() if result is None or run.outcome is Outcome.PASSED else tuple(hints(run, result)),
        seed=scenario.seed,
        clock=circumstances.clock or str(scenario.clock or "virtual"),
        call_seconds=None if result is None else result.duration,
        wall_seconds=round(run.wall_seconds, 6),
        repeat=repeat_of(run, circumstances.again),
        text="" if run.outcome is Outcome.PASSED else _terminal_text(run, circumstances.again),
        app_output=run.app_said.lines,
        app_end=run.app_said.end,
    )
    return known if result is None else _with_result(known, result, audio=audio)


def _with_result(known: ScenarioRecord, result: CallResult, *, audio: bool) -> ScenarioRecord:
    transcript = result.transcript
    return replace(
        known,
        calls=tuple(_calls(result, audio=audio)),
        notifications=tuple(_notifications(transcript)),
        answers=tuple(_answers(transcript)),
        problems=tuple(problem_records(transcript)),
        commands=tuple(
            CommandRecord(one.at, one.name, dict(one.fields), one.code, one.message, one.reason)
            for one in result.commands
        ),
        outbox=tuple(map(_sent, result.outbox.sent)),
        latencies=tuple(LatencyRecord(one.at, one.name, one.url, round(one.seconds, 6)) for one in result.latencies),
        transcript=_transcript(transcript),
    )


def _terminal_text(run: ScenarioRun, again: Sequence[str]) -> str:
    """What a terminal shows, without colours."""
    from simulator.report.failure import failure
    from simulator.report.plain import plain_text

    return plain_text(failure(run, options=again, kept=True), _WIDTH).strip("\n")


def _calls(result: CallResult, *, audio: bool) -> Iterator[CallRecord]:
    yield _call(result, "scenario", audio=audio)
    for one in result.further:
        yield _call(one, "scenario", audio=audio)
    for one in result.calls:
        yield _call(one, "app", audio=audio)


def _call(result: CallResult, placed_by: PlacedBy, *, audio: bool) -> CallRecord:
    thread = result.transcript.threads.get(result.id, Thread(Kind.CALL, result.number, ""))
    return CallRecord(
        id=result.id,
        kind=str(thread.kind),
        number=result.number,
        label=thread.label,
        placed_by=placed_by,
        started_at=result.started_at,
        answered_at=result.answered_at,
        ended_at=result.duration,
        ended_by=None if result.ended_by is None else str(result.ended_by),
        cause=None if result.cause is None else str(result.cause),
        prompts=tuple(PromptRecord(one.text, one.started_at, one.ended_at, one.interrupted) for one in result.prompts),
        recordings=tuple(_recording(one, audio=audio) for one in result.recordings),
    )


def _recording(recording: StoredRecording, *, audio: bool) -> RecordingRecord:
    return RecordingRecord(
        name=recording.name,
        format=str(recording.format),
        content_type=recording.content_type,
        started_at=recording.finished.started_at,
        duration=recording.duration,
        end=str(recording.end),
        size=recording.size,
        audio=_sound(recording) if audio else None,
    )


def _sound(recording: StoredRecording) -> str | None:
    """The file in base64; None if it is too large or cannot be made, which is no reason to lose the rest."""
    if recording.size > LARGEST_AUDIO:
        return None
    try:
        return base64.b64encode(recording.data()).decode("ascii")
    except AudioError:
        return None


def _notifications(transcript: Transcript) -> Iterator[NotificationRecord]:
    for entry in transcript:
        if isinstance(event := entry.event, NotificationSent):
            fields = {name: transcript.shortened(value) for name, value in event.fields.items()}
            yield NotificationRecord(entry.at, entry.call_id, event.name, transcript.shortened(event.url), fields)


def _answers(transcript: Transcript) -> Iterator[AnswerRecord]:
    for entry in transcript:
        if isinstance(event := entry.event, AnswerReceived):
            yield AnswerRecord(
                at=entry.at,
                call=entry.call_id,
                url=transcript.shortened(event.url),
                status=event.status,
                content_type=event.content_type,
                body=transcript.shortened(event.body.decode("utf-8", errors="replace")),
                failure=transcript.shortened(event.failure),
            )


def _sent(sent: Sent) -> SentRecord:
    match sent:
        case Sms():
            return SentRecord(sent.sent_at, "SMS", sent.sender, sent.recipient, "", sent.text, state=sent.state.lower())
        case Email():
            return SentRecord(
                sent.sent_at, "e-mail", sent.sender, sent.recipient, sent.subject, sent.text, sent.attachments
            )
        case ChatMessage():
            return SentRecord(sent.sent_at, "message", "", f"{sent.connection} {sent.address}".strip(), "", sent.text)


def _transcript(transcript: Transcript) -> TranscriptRecord:
    data = cast("dict[str, list[dict[str, object]]]", transcript.as_data())
    entries = [
        EntryRecord(
            at=entry.at,
            call=entry.call_id,
            event=type(entry.event).__name__,
            text=transcript.text(entry),
            column=cast("Literal['caller', 'line', 'app']", str(entry.event.column)),
            detail=entry.event.detail,
            fields={name: plain(value) for name, value in fields.items() if name not in ("at", "call", "event")},
        )
        for entry, fields in zip(transcript, data["entries"], strict=True)
    ]
    threads = {call: ThreadRecord(str(one.kind), one.number, one.label) for call, one in transcript.threads.items()}
    return TranscriptRecord(threads, tuple(entries))
