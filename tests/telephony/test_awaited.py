"""What everybody waits for, as reports say it."""

from __future__ import annotations

from simulator.telephony.awaited import what_is_awaited
from simulator.telephony.events import CallEnded, DtmfReceived
from simulator.telephony.kernel import Kernel, Wait
from simulator.telephony.script_events import PromptFinished, PromptInterrupted, PromptStarted


def test_processes_are_told_with_what_they_wait_for():
    kernel = Kernel(lambda *_: None)

    def waits(*events):
        yield Wait("call", events)

    def ends():
        yield from ()

    prompts = (CallEnded, PromptStarted, PromptFinished, PromptInterrupted)
    processes = [
        kernel.spawn(waits(*prompts, DtmfReceived), "call", "the caller"),
        kernel.spawn(waits(CallEnded), "call", "the app's script"),
        kernel.spawn(ends(), "call", "somebody else"),
    ]
    kernel.settle()

    assert what_is_awaited(processes) == (
        "the caller waits for a prompt, a key or the end of the call; the app's script waits for the end of the call"
    )
