"""What is expected of the calls that a PBX lists, and of the commands that it got."""

from __future__ import annotations

import pytest

from simulator.drivers.call_result import CallResult
from simulator.drivers.listed_call import ListedCall
from simulator.telephony.call_states import Direction, SessionState
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.command_events import CommandAnswered, CommandReceived
from simulator.telephony.transcript import Transcript


@pytest.fixture
def outcome() -> CallResult:
    """A customer was transferred from 2001 to 2002 by a command; another command came too late."""
    transcript = Transcript({"http://127.0.0.1:1": "http://app"})
    for event in (
        CommandReceived("BlindTransfer", {"CallId": "1a", "Target": "2002", "Url": "http://127.0.0.1:1/x"}, 1),
        CommandAnswered(200, "Command successfully executed", "", 1),
        CommandReceived("Hangup", {"CallId": "1a"}, 2),
        CommandAnswered(601, "Call not found with ID '1a'", "it is over", 2),
    ):
        transcript.append(5.0, "HTTP", event)
    inbound, first, second = Direction.INBOUND, SessionState.TRANSFER_COMPLETED, SessionState.CALLEE_HUNG_UP
    history = (
        ListedCall("1a", "+36 1 555", "2001", "5000", "+36 1 555", inbound, first, 0.0, 3.0),
        ListedCall("2b", "+36 1 555", "2002", "2002", "+36 1 555", inbound, second, 3.0, 2.5),
    )
    cause = HangupCause.NORMAL_CLEARING
    return CallResult("1a", transcript, (), (), Side.PBX, cause, 9.0, strict=True, history=history)


@pytest.fixture
def differences(read, outcome):
    """What is different from what is written: a sentence each."""

    def check(written: str) -> list[str]:
        (scenario,) = read(f"app: demo:app\nexpects:\n  - {written}\n")
        (one,) = scenario.expectations
        return [str(mismatch) for mismatch in one.check(outcome)]

    return check


@pytest.mark.parametrize(
    "written",
    [
        "history: [{}, {}]",
        "history: [{from: +36*, to: 20??}, {dialled: '*'}]",
        "history: [{from: +361555, to: 20-01, dialled: 5000}, {to: 2002, caller id: +36 1 555}]",
        "history: [{state: transfercompleted, direction: Inbound}, {state: CalleeHungUp, talked: 2.5s}]",
        "commands: [BlindTransfer, hangup]",
        "commands: [{code: 200}, {command: Hangup, code: 601}]",
        "commands: [{fields: {target: 2002, Url: http://app/x}}, {}]",
    ],
)
def test_what_is_as_expected_is_no_difference(differences, written):
    assert differences(written) == []


@pytest.mark.parametrize(
    ("written", "sentences"),
    [
        (
            "history: [{to: 2001, state: Busy}]",
            [
                "history: expected 1 (to 2001, state Busy), was 2 "
                "(+36 1 555 to 2001 TransferCompleted; +36 1 555 to 2002 CalleeHungUp)"
            ],
        ),
        (
            "history: []",
            ["history: expected none, was 2 (+36 1 555 to 2001 TransferCompleted; +36 1 555 to 2002 CalleeHungUp)"],
        ),
        (
            "history: [{talked: 9s, dialled: 1}, {state: Busy}]",
            [
                "history: call 1 (+36 1 555 to 2001 TransferCompleted): talked expected 9.0 s ± 0.05, was 3.0 s",
                "history: call 1 (+36 1 555 to 2001 TransferCompleted): dialled expected 1, was 5000",
                "history: call 2 (+36 1 555 to 2002 CalleeHungUp): state expected Busy, was CalleeHungUp",
            ],
        ),
        ("commands: []", ["commands: expected nothing, was BlindTransfer (200), Hangup (601)"]),
        (
            "commands: [Hangup, {code: 200}]",
            ["commands: expected Hangup, any command (200), was BlindTransfer (200), Hangup (601)"],
        ),
        (
            "commands: [{fields: {Target: 2003, FinishedUrl: x}}, {command: Hangup, code: 200}]",
            [
                "command 1 (BlindTransfer): Target expected '2003', was '2002'",
                "command 1 (BlindTransfer): FinishedUrl expected 'x', was not given",
                "command 2 (Hangup): code expected 200, was 601 (Call not found with ID '1a': it is over)",
            ],
        ),
    ],
)
def test_each_difference_is_told(differences, written, sentences):
    assert differences(written) == sentences


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("history: 2001", "3:14: expected a list of calls, not '2001'"),
        (
            "history: [{number: 1}]",
            "3:16: unknown key 'number'; known: 'caller id', 'dialled', 'direction', 'from', 'state', 'talked', 'to'",
        ),
        ("history: [{state: Hungup}]", "3:23: expected a state of a call, not 'Hungup'; did you mean 'CallerHungUp'?"),
        ("commands: [{name: Call}]", "3:17: unknown key 'name'; known: 'code', 'command', 'fields'"),
        ("commands: [{code: ok}]", "3:23: expected a whole number such as 4, not 'ok'"),
    ],
)
def test_a_mistake_is_told_with_its_place(mistakes_in, written, message):
    assert mistakes_in(f"app: demo:app\nexpects:\n  - {written}\n") == [f"s.yaml:{message}"]
