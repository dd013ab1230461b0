"""Commands of apps as a result has them: each with the answer that belongs to it."""

from __future__ import annotations

from simulator.drivers.sent_command import SentCommand, sent_commands
from simulator.telephony.command_events import CommandAnswered, CommandReceived
from simulator.telephony.transcript import Transcript


def transcript(*events) -> Transcript:
    written = Transcript()
    for at, event in enumerate(events):
        written.append(float(at), "HTTP", event)
    return written


def test_each_command_has_its_own_answer_in_whichever_order_they_came():
    written = transcript(
        CommandReceived("Call", {"Dialed": "4711"}, 1),
        CommandReceived("Hangup", {}, 2),
        CommandAnswered(601, "Call not found with ID ''", "it is over", 2),
        CommandAnswered(200, "Command successfully executed", "", 1),
    )

    assert sent_commands(written) == [
        SentCommand(0.0, "Call", {"Dialed": "4711"}, 200, "Command successfully executed", ""),
        SentCommand(1.0, "Hangup", {}, 601, "Call not found with ID ''", "it is over"),
    ]


def test_a_command_that_was_never_answered_has_no_code():
    (command,) = sent_commands(transcript(CommandReceived("Call", {}, 1)))

    assert (command.code, command.message, command.reason) == (None, "", "")


def test_parameters_are_found_whatever_their_case():
    command = SentCommand(0.0, "Call", {"dialed": "4711"}, 200, "", "")

    assert command.field("Dialed") == "4711"
    assert command.field("Url") is None
