"""Runs that were recorded: real calls to apps that do well and to one that does not, made once and then kept."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import chdir
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import cast

from simulator.report.record import (
    VERSION,
    AnswerRecord,
    EntryRecord,
    RunRecord,
    ScenarioRecord,
    ThreadRecord,
    TranscriptRecord,
)
from simulator.report.recorder import Circumstances, run_record
from simulator.scenario.load import load_file
from simulator.scenario.run import ScenarioRun, run_scenarios
from simulator.server.thread import serving_session
from simulator.settings import Settings

CIRCUMSTANCES = Circumstances(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), 1.25, seed=7, clock="virtual")

EVERYTHING = """
name: A <b>PIN</b> is asked for
app: {asgi: 'tests.report.hostile_app:app', path: /incoming}
caller: [{hears: your PIN}, {presses: "12"}, pauses: 1, {says: "This is Anna."}, stays_silent]
expects: [{hears: Good evening}, {recording: {length: 30s}}]
---
name: The app answers with a web page
app: {asgi: 'tests.report.hostile_app:app', path: /page}
caller: [{hears: welcome}, hangs_up]
---
name: Anna leaves a message
app: {asgi: 'simulator.demo.voicemail:app', path: /incoming}
caller: [{hears: message}, {says: "This is Anna."}, stays_silent]
---
name: A menu that goes round for half an hour
app: {asgi: 'tests.report.hostile_app:app', path: /endless}
caller: [pauses: 30 min, {presses: 1}, {hears: Sales}, hangs_up]
"""

HOSTILE, WEB_PAGE, VOICEMAIL, ENDLESS = range(4)


@cache
def runs(text: str = EVERYTHING) -> tuple[ScenarioRun, ...]:
    """What came of the scenarios of a file."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        file = Path("calls", "s.yaml")
        file.parent.mkdir()
        file.write_text(text, encoding="utf-8")
        scenarios = load_file(file, Settings(speech="pseudo"))

        async def run() -> list[ScenarioRun]:
            async with serving_session() as session:
                return await run_scenarios(scenarios, session, jobs=4)

        return tuple(asyncio.run(run()))


@cache
def recorded(text: str = EVERYTHING) -> RunRecord:
    """The record of these runs."""
    return run_record(runs(text), CIRCUMSTANCES)


def written_run(*scenarios: ScenarioRecord) -> RunRecord:
    """A record of scenarios that are written in a test."""
    return RunRecord(VERSION, "0.1.0", "3.11.7", "2026-01-02T03:04:05+00:00", 1.5, None, None, False, scenarios)


def written_scenario(name: str = "A call", outcome: str = "passed", **more: object) -> ScenarioRecord:
    """A record of a scenario on which nothing happened yet."""
    known = ScenarioRecord(
        id=f"calls/s.yaml::{name}",
        name=name,
        file="calls/s.yaml",
        line=3,
        app="app:app /",
        outcome=outcome,
        reasons=(),
        seed=0,
        clock="virtual",
        call_seconds=12.5,
        wall_seconds=0.025,
        repeat="ozeki-simulator run calls/s.yaml",
        text="",
    )
    return replace(known, **more)


def happened(*entries: tuple[float, str, dict[str, object]], **more: object) -> ScenarioRecord:
    """A record of a scenario with one call, on which some events happened: when, which, and its fields.

    The answers that are given besides have events of their own, behind what happened until then.
    """
    found = [EntryRecord(at, "c1", event, event, "app", False, fields) for at, event, fields in entries]
    for one in cast("tuple[AnswerRecord, ...]", more.get("answers", ())):
        behind = sum(entry.at <= one.at for entry in found)
        found.insert(behind, EntryRecord(one.at, one.call, "AnswerReceived", "", "app", True, {"url": one.url}))
    transcript = TranscriptRecord({"c1": ThreadRecord("call", "4711", "")}, tuple(found))
    return written_scenario(transcript=transcript, **more)
