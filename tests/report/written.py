"""Transcripts, results and runs as the tests of reports write them down, and what a console shows of them."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from rich.console import Console, RenderableType

from simulator.drivers.call_result import CallResult
from simulator.report.failure import failure, print_whole
from simulator.scenario.expectation import Mismatch
from simulator.scenario.model import AppKind, AppSpec, Scenario
from simulator.scenario.run import Outcome, ScenarioRun
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.events import (
    AnswerReceived,
    CallAnswered,
    CallEnded,
    CallOffered,
    DtmfReceived,
    Event,
    NotificationSent,
    VoiceStarted,
)
from simulator.telephony.problem import Place, Problem, Severity
from simulator.telephony.script_events import ProblemFound, PromptStarted
from simulator.telephony.transcript import Transcript

ORIGIN = "http://127.0.0.1:4711"

CALL = (
    (0.0, CallOffered("+3612345678", "9000")),
    (0.0, NotificationSent("IncomingCall", f"{ORIGIN}/in", {"NotificationName": "IncomingCall"})),
    (0.0, AnswerReceived(f"{ORIGIN}/in", 200, "text/xml", b"<Response/>")),
    (0.0, CallAnswered()),
    (0.0, PromptStarted("speaks", "Please leave a message after the tone.", 2.25)),
    (2.5, VoiceStarted()),
    (4.125, DtmfReceived("#")),
    (4.2, CallEnded(Side.PBX, HangupCause.NORMAL_CLEARING)),
)

SCENARIO = Scenario("A message", Path("voicemail.yaml"), 3, AppSpec(AppKind.URL, f"{ORIGIN}/in"))


def transcript(*entries: tuple[float, Event]) -> Transcript:
    written = Transcript({ORIGIN: "http://app"})
    for at, event in entries:
        written.append(at, "1", event)
    return written


def result(*entries: tuple[float, Event], **changes) -> CallResult:
    empty = CallResult(
        "1", transcript(*entries), (), (), Side.PBX, HangupCause.NORMAL_CLEARING, duration=4.2, strict=True
    )
    return replace(empty, **changes)


def run(outcome: Outcome, *reasons: str, result: CallResult | None = None) -> ScenarioRun:
    return ScenarioRun(SCENARIO, outcome, reasons, result, 0.01)


def failed(call: CallResult, *mismatches: Mismatch) -> ScenarioRun:
    """A run that failed, for everything that the call gives as a reason, and for what was not as expected."""
    reasons = (*call.failures, *map(str, mismatches))
    return replace(run(Outcome.FAILED, *reasons, result=call), mismatches=mismatches)


def shown(*things: RenderableType, width: int = 80, **console) -> list[str]:
    file = io.StringIO()
    Console(file=file, width=width, highlight=False, **console).print(*things)
    return file.getvalue().splitlines()


def shown_whole(done: ScenarioRun, width: int) -> list[str]:
    """Why a run failed, as the command line shows it: what is wider than the console is not cut."""
    file = io.StringIO()
    print_whole(Console(file=file, width=width, highlight=False), failure(done))
    return file.getvalue().splitlines()


def mistake(line: int, column: int, *, severity: Severity = Severity.ERROR, text: str = "a mistake") -> ProblemFound:
    return ProblemFound(Problem("unknown-element", text, Place(f"{ORIGIN}/in", line, column), severity))


def answer(body: str) -> AnswerReceived:
    return AnswerReceived(f"{ORIGIN}/in", 200, "text/xml", body.encode())
