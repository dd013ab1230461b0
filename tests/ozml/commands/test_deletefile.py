"""<DeleteFile>: a file is not needed any more (P4254; section 4.5)."""

import pytest

from simulator.telephony.steps import HangsUp, Pauses
from simulator.telephony.variables import variables_from


@pytest.mark.parametrize(
    ("delete", "rules"),
    [
        ('<DeleteFile SourceFile="new/1.wav"/>', []),
        ("<DeleteFile>new/1.wav</DeleteFile>", []),
        ('<DeleteFile File="new/1.wav"/>', ["alias"]),
        ('<DeleteFile FileName="new/1.wav"/>', ["alias"]),
        ('<DeleteFile Path="new/1.wav"/>', ["alias"]),
        ('<DeleteFile Path="2.wav" SourceFile="new/1.wav"/>', ["alias", "given-twice"]),
    ],
)
def test_it_deletes_the_file_whatever_its_parameter_is_called(play, delete, rules):
    """The name is not published: MoveFile's, and what else it may be."""
    played = play(delete + "<Speak>on</Speak>")

    assert played.rules == rules
    assert [line for line in played.lines() if "deleted" in line] == ["0.0 deleted 'new/1.wav'"]
    assert played.heard == ["on"]


def test_variables_are_put_in(play):
    played = play("<DeleteFile>$file</DeleteFile>", variables=variables_from({"file": "1.wav"}))

    assert played.lines()[3] == "0.0 deleted '1.wav'"


def test_what_cannot_be_deleted_is_an_error_and_the_script_goes_on(play):
    played = play("<DeleteFile>1.wav</DeleteFile><Speak>on</Speak>", problem="1.wav: no such file")

    assert played.lines()[3:5] == [
        "0.0 error: /:1:11: <DeleteFile> 1.wav: no such file",
        "0.0 speaks 'on' (0.2 s)",
    ]
    assert played.rules == ["file"]


@pytest.mark.parametrize(
    ("delete", "rule"), [("<DeleteFile/>", "missing-parameter"), ('<DeleteFile SourceFile=" "/>', "bad-value")]
)
def test_without_a_file_it_is_skipped(play, delete, rule):
    played = play(delete)

    assert played.rules == [rule]
    assert not [line for line in played.lines() if "deleted" in line]


def test_it_needs_no_call(play):
    delete = "<DeleteFile>1.wav</DeleteFile>"
    assert play(delete, sms="hi").lines()[-1] == "0.0 deleted '1.wav'"
    played = play(
        '<Record FinishedUrl="/done"/>',
        answers={"/done": f"<Response>{delete}</Response>"},
        caller=[Pauses(1.0), HangsUp()],
    )
    assert played.lines()[-1] == "1.0 deleted '1.wav'"
