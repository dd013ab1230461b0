"""Play: a sound file for one or both parties of a call (p_4578)."""

from __future__ import annotations

import pytest

CALLER, CALLEE = "10.0 plays 'welcome.wav' (2.0 s)", "10.0 [2001] plays 'welcome.wav' (2.0 s)"


def play(made, **parameters):
    return made.send(
        "Play", **{"CallId": made.observed[0].id, "Party": "all", "AudioFile": "welcome.wav", **parameters}
    )


@pytest.mark.parametrize(("party", "heard"), [("caller", [CALLER]), ("CALLEE", [CALLEE]), ("all", [CALLER, CALLEE])])
def test_the_party_hears_it_and_the_answer_does_not_wait_for_its_end(talking, party, heard):
    """http-api section 4.10."""
    made = talking()

    assert play(made, Party=party).code == 200
    assert [line for line in made.lines() if "plays" in line] == heard
    assert "12.0 finished 'welcome.wav'" in [line.replace("[2001] ", "") for line in made.at(12.0).lines(detail=True)]


def test_it_may_be_repeated_until_the_call_ends(talking):
    made = talking()
    play(made, Party="caller", Repeat="True")
    made.at(15.0)

    assert [line.split()[0] for line in made.lines() if "plays" in line] == ["10.0", "12.0", "14.0"]


def test_a_file_that_there_is_not_is_told_in_the_transcript(talking):
    made = talking()

    assert play(made, AudioFile="none.wav").code == 200
    assert [str(one) for one in made.pbx.transcript.problems()] == ["HTTP API Play: none.wav: no such file"]


def test_nothing_is_played_to_a_call_that_rings(ringing):
    """http-api q13."""
    made = ringing()

    assert play(made).message == "Command 'Play' cannot be used here"
    assert "InCall or Hold, not Ringing" in made.lines()[-1]


@pytest.mark.parametrize(("name", "value"), [("Party", "both"), ("AudioFile", ""), ("Repeat", "twice")])
def test_what_makes_no_sense_is_refused(talking, name, value):
    """http-api q11."""
    assert play(talking(), **{name: value}).message == f"Missing or invalid parameter '{name}' for command 'Play'"


def test_a_call_that_there_is_not_is_named(talking):
    assert play(talking(), CallId="1").code == 601
