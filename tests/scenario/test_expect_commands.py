"""What is expected of the commands that the app sends: patterns, and what it must never send."""

from __future__ import annotations

import pytest

from simulator.telephony.command_events import CommandAnswered, CommandReceived
from simulator.telephony.transcript import Transcript
from tests.scenario.outcomes import differences, result


@pytest.fixture
def outcome():
    """A transfer, and a command that came too late."""
    transcript = Transcript({"http://127.0.0.1:1": "http://app"})
    transcript.append(
        5.0, "HTTP", CommandReceived("BlindTransfer", {"Target": "2002", "Url": "http://127.0.0.1:1/x"}, 1)
    )
    transcript.append(5.0, "HTTP", CommandAnswered(200, "Command successfully executed", "", 1))
    transcript.append(7.5, "HTTP", CommandReceived("Hangup", {"CallId": "1a"}, 2))
    transcript.append(7.5, "HTTP", CommandAnswered(601, "Call not found with ID '1a'", "it is over", 2))
    return result(transcript=transcript)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("[{fields: {Target: '20*', Url: /x$/}}, Hangup]", []),
        ("[{fields: {Target: '200'}}, {}]", ["command 1 (BlindTransfer): Target expected '200', was '2002'"]),
        ("[{fields: {target: '/^30/'}}, {}]", ["command 1 (BlindTransfer): target expected '/^30/', was '2002'"]),
    ],
)
def test_a_parameter_is_exactly_as_it_is_written_or_like_a_pattern(read, outcome, written, told):
    assert differences(read, f"commands: {written}", outcome) == told


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("hangup", ["commands: expected never hangup, was Hangup (601) at 7.5 s"]),
        ("{code: 200}", ["commands: expected never any command (200), was BlindTransfer (200) at 5.0 s"]),
        (
            "[Call, {command: BlindTransfer, fields: {Target: '*2'}}]",
            ["commands: expected never BlindTransfer with Target '*2', was BlindTransfer (200) at 5.0 s"],
        ),
        ("[Call, {command: Hangup, code: 200}]", []),
    ],
)
def test_the_first_command_that_must_never_be_sent_is_told_with_its_instant(read, outcome, written, told):
    assert differences(read, f"commands: {written}", outcome, "never") == told
