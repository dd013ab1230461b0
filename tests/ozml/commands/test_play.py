"""<Play>: an audio file (P4690)."""

from simulator.telephony.media import Clip
from simulator.telephony.steps import HangsUp, Pauses, Presses

CLIPS = {"welcome.wav": Clip("welcome", "welcome.wav", 2.5), "empty.wav": Clip("empty", "empty.wav", 0.0)}


def test_play_lasts_as_long_as_its_file(play):
    assert play("<Play>welcome.wav</Play><Speak>Hi</Speak>", clips=CLIPS).lines()[3:] == [
        "0.0 plays 'welcome.wav' (2.5 s)",
        "2.5 speaks 'Hi' (0.2 s)",
        "2.7 call ended by pbx: normal clearing",
    ]


def test_a_file_that_is_missing_takes_no_time_and_is_an_error(play):
    """ozml q27."""
    played = play("<Play>missing.wav</Play><Speak>Hi</Speak>", clips=CLIPS)

    assert played.lines()[3] == "0.0 error: /:1:11: missing.wav: no such file"
    assert played.heard == ["Hi"]


def test_a_file_that_is_repeated_plays_until_the_caller_hangs_up(play):
    """ozml q28."""
    played = play(
        '<Play Repeat="true">welcome.wav</Play><Speak>never</Speak>', clips=CLIPS, caller=[Pauses(6.0), HangsUp()]
    )

    assert played.lines()[3:] == [
        "0.0 warning: /:1:49: <Play> never ends by itself, so what stands behind it never runs",
        "0.0 plays 'welcome.wav' (2.5 s)",
        "2.5 plays 'welcome.wav' (2.5 s)",
        "5.0 plays 'welcome.wav' (2.5 s)",
        "6.0 call ended by caller: normal clearing",
        "6.0 interrupted after 1.0 s: 'welcome.wav'",
    ]


def test_a_file_that_is_repeated_in_a_prompt_plays_until_a_key_comes(play):
    """ozml q29: the timeout never starts."""
    played = play(
        '<UserInput Timeout="1"><InitialCommands><Play Repeat="true">welcome.wav</Play></InitialCommands>'
        '<Inputs><Input Key="1"><Speak>one</Speak></Input></Inputs></UserInput>',
        clips=CLIPS,
        caller=[Pauses(6.0), Presses("1")],
    )

    assert played.heard == ["welcome.wav", "welcome.wav", "welcome.wav", "one"]


def test_repeating_an_empty_file_ends(play):
    assert play('<Play Repeat="true">empty.wav</Play>', clips=CLIPS).lines()[-1] == (
        "0.0 call ended by pbx: normal clearing"
    )
