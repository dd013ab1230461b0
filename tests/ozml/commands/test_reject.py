"""<Reject>: an incoming call is refused (P4691)."""

import pytest

from simulator.telephony.steps import Pauses, Presses


def test_a_call_is_refused_without_being_picked_up(play):
    assert play("<Reject/>").lines() == [
        "0.0 call from +3612345678 to 9000",
        "0.0 POST / IncomingCall",
        "0.0 call ended by pbx: call rejected",
    ]


def test_nothing_behind_a_refusal_runs(play):
    """ozml q11."""
    played = play("<Reject/>\n<Speak>never</Speak>")

    assert played.heard == []
    assert played.lines()[2] == "0.0 warning: /:2:1: <Reject> refuses the call, so what stands behind it never runs"


@pytest.mark.parametrize(
    ("commands", "answers"),
    [
        ("<Speak>Hi</Speak><Reject/><Speak>still here</Speak>", {}),
        (
            "<Speak>Hi</Speak><GoTo>/next</GoTo>",
            {"/next": "<Response><Reject/><Speak>still here</Speak></Response>"},
        ),
        (
            '<Speak>Hi</Speak><UserInput Timeout="9" ForwardToUrl="/next"/>',
            {"/next": "<Response><Reject/><Speak>still here</Speak></Response>"},
        ),
    ],
    ids=["not first", "in answer to GoTo", "in answer to DtmfEntered"],
)
def test_in_any_other_place_it_is_a_mistake_and_the_script_goes_on(play, commands, answers):
    """ozml q10, q12; section 11, no. 2."""
    played = play(commands, answers=answers, caller=[Pauses(1.0), Presses("1")])

    assert played.heard == ["Hi", "still here"]
    assert played.rules == ["misplaced"]
