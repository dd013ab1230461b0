"""<MoveFile>: a file gets another folder (P5401)."""

import pytest

from simulator.telephony.steps import HangsUp, Pauses
from simulator.telephony.variables import variables_from

MOVE = "<MoveFile SourceFile='new/1.wav' TargetDirectory='old'/>"


def test_it_moves_a_file_and_takes_no_time(play):
    played = play(MOVE + "<Speak>on</Speak>")

    assert played.lines()[3:5] == ["0.0 moved 'new/1.wav' to 'old/new/1.wav'", "0.0 speaks 'on' (0.2 s)"]


def test_the_voicemail_script_of_the_documentation_moves_every_new_message(play):
    """P5401."""
    played = play(
        "<ForEach source='voicemails'>"
        "<MoveFile SourceFile='$item.message' TargetDirectory='$oldmessagepath'/></ForEach>",
        variables=variables_from(
            {"oldmessagepath": "Voicemail/9000/old"}, {"voicemails": [{"message": "1.wav"}, {"message": "2.wav"}]}
        ),
    )

    assert [line for line in played.lines() if "moved" in line] == [
        "0.0 moved '1.wav' to 'Voicemail/9000/old/1.wav'",
        "0.0 moved '2.wav' to 'Voicemail/9000/old/2.wav'",
    ]


def test_what_cannot_be_moved_is_an_error_and_the_script_goes_on(play):
    played = play(MOVE + "<Speak>on</Speak>", problem="new/1.wav: no such file")

    assert played.lines()[3:5] == [
        "0.0 error: /:1:11: <MoveFile> new/1.wav: no such file",
        "0.0 speaks 'on' (0.2 s)",
    ]
    assert played.rules == ["file"]


@pytest.mark.parametrize(
    ("move", "rules"),
    [
        ("<MoveFile/>", ["missing-parameter", "missing-parameter"]),
        ("<MoveFile SourceFile='a'/>", ["missing-parameter"]),
        ("<MoveFile TargetDirectory='a'/>", ["missing-parameter"]),
        ("<MoveFile SourceFile='a' TargetDirectory=''/>", ["bad-value"]),
        ("<MoveFile TargetDirectory='old'>new/1.wav</MoveFile>", ["stray-text", "missing-parameter"]),
    ],
)
def test_both_parameters_are_needed(play, move, rules):
    played = play(move + "<Speak>on</Speak>")

    assert (played.rules, played.heard) == (rules, ["on"])
    assert not [line for line in played.lines() if "moved" in line]


def test_it_needs_no_call(play):
    assert play(MOVE, sms="hi").lines()[-1] == "0.0 moved 'new/1.wav' to 'old/new/1.wav'"
    played = play(
        '<Record FinishedUrl="/done"/>',
        answers={"/done": f"<Response>{MOVE}</Response>"},
        caller=[Pauses(1.0), HangsUp()],
    )
    assert played.lines()[-1] == "1.0 moved 'new/1.wav' to 'old/new/1.wav'"
