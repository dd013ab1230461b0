"""A program that uses the client passes mypy, which knows the type of whatever it is given."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import asyncio

from simulator import ApiExtension, Office, hears, says
from simulator.client import AsyncSimulator, Simulator
from simulator.phones import answers, busy


def blocking() -> None:
    with Simulator("http://127.0.0.1:7780") as simulator:
        phones = {"4711": busy(), "4712": answers(says("Hi"))}
        with simulator.session(office=Office(extensions={"9": ApiExtension("http://x")}), phones=phones) as session:
            call = session.place_call([hears("menu"), {"says": "Hi"}, "hangs_up"], to="9")
            reveal_type(call)
            reveal_type(call.wait())
            reveal_type(call.wait().recordings[0].data())
            reveal_type(call.wait().cause)
            reveal_type(call.wait().problems)
            reveal_type(call.state())
            reveal_type(call.expect({"recordings": 1, "dead air": 4}, never=[{"hears": "error"}])[0].unmet[0].nearest)
            reveal_type(call.wait().latencies[0].seconds)
            reveal_type(session.clock.run_until(event="CallEnded", call=call))
            reveal_type(session.outbox().sms[0].state)
            reveal_type(session.settings())
            reveal_type(session.active_calls()[0].session_state)
            with session.journal.follow() as entries:
                for entry in entries:
                    reveal_type(entry)


async def in_coroutines() -> None:
    async with AsyncSimulator() as simulator, simulator.session("a") as session:
        call = await session.place_call(hears("menu"), url="http://x")
        reveal_type(call)
        report = await call.wait()
        reveal_type(report.recordings[0])
        reveal_type(await report.recordings[0].data())
        reveal_type(await session.clock.advance(1))
        async with call.follow() as entries:
            async for entry in entries:
                reveal_type(entry)


asyncio.run(in_coroutines())
"""
WRONG = """
from simulator.client import Simulator

with Simulator() as simulator, simulator.session() as session:
    session.journal.wait_for(evnt="CallEnded")
    session.clock.advance("1")
    session.place_call([5])
    simulator.place_call(live=True)
    session.place_call(expects="recordings")
"""
REVEALED = [
    "simulator.client.blocking.call.SessionCall",
    "simulator.client.call_answers.CallReport[simulator.client.blocking.recording.Recording]",
    "bytes",
    "simulator.telephony.causes.HangupCause | None",
    "list[simulator.telephony.problem.Problem]",
    "simulator.telephony.line.CallState",
    "str | None",
    "float",
    "simulator.client.session_answers.JournalEntry",
    "simulator.telephony.outbox.DeliveryState",
    "simulator.settings.Settings",
    "simulator.telephony.call_states.SessionState",
    "simulator.client.session_answers.JournalEntry",
    "simulator.client.aio.call.AsyncSessionCall",
    "simulator.client.aio.recording.AsyncRecording",
    "bytes",
    "simulator.client.session_answers.ClockReading",
    "simulator.client.call_answers.TranscriptEntry",
]


def said_by_mypy(folder: Path) -> dict[str, str]:
    """What it says of each program."""
    files = [folder / "right.py", folder / "wrong.py"]
    for file, program in zip(files, (PROGRAM, WRONG), strict=True):
        file.write_text(program, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--no-color-output",
        "--follow-imports=silent",
        "--no-site-packages",  # other libraries are Any, which takes a third of the time
        "--ignore-missing-imports",
        f"--cache-dir={os.devnull}",
        *map(str, files),
    ]
    root = Path(__file__).parents[2]
    lines = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False).stdout.splitlines()
    return {file.stem: "\n".join(line for line in lines if file.name in line) for file in files}


def test_a_program_that_uses_the_client_is_typed_throughout_and_mistakes_are_found_before_it_runs(tmp_path):
    said = said_by_mypy(tmp_path)

    assert re.findall(r'Revealed type is "(.*)"', said["right"]) == REVEALED
    assert "error" not in said["right"]
    assert re.findall(r":(\d+): error: .*\[([\w-]+)\]", said["wrong"]) == [
        ("5", "call-arg"),
        ("6", "arg-type"),
        ("7", "list-item"),
        ("8", "call-arg"),
        ("9", "arg-type"),
    ]
